package dontblink_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"
)

// holds looks for a word in a file, or in every file below a folder. The rows are not there; tells looks for those.
func holds(ts *testscript.TestScript, neg bool, args []string) {
	word, read := []byte(args[0]), 0
	var found []string
	ts.Check(filepath.WalkDir(ts.MkAbs(args[1]), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		read += len(text)
		if bytes.Contains(text, word) {
			found = append(found, path)
		}
		return err
	}))
	if read == 0 {
		ts.Fatalf("there is nothing in %s to look into", args[1])
	}
	if neg != (len(found) == 0) {
		ts.Fatalf("%s holds %q: %v", args[1], word, found)
	}
}

// tells looks for a word in every row of every table of the database that DSN names, in whatever schema it lies, also in stored bytes.
func tells(ts *testscript.TestScript, neg bool, args []string) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, ts.Getenv("DSN"))
	ts.Check(err)
	defer func() { _ = conn.Close(ctx) }()
	rows, _ := conn.Query(ctx, `
		select format('select coalesce(string_agg(row::text, chr(10)), %L) from %I.%I as row', '', schemaname, tablename)
		from pg_tables
		where schemaname not in ('pg_catalog', 'information_schema')`)
	questions, err := pgx.CollectRows(rows, pgx.RowTo[string])
	ts.Check(err)
	word := strings.ToLower(args[0])
	inHex := strings.ToLower(hexOf(args[0]))
	var found []string
	for _, question := range questions {
		var text string
		ts.Check(conn.QueryRow(ctx, question).Scan(&text))
		if text = strings.ToLower(text); strings.Contains(text, word) || strings.Contains(text, inHex) {
			found = append(found, question)
		}
	}
	if len(questions) < 10 || neg != (len(found) == 0) {
		ts.Fatalf("of %d tables, %q is told by: %v", len(questions), word, found)
	}
}

// hexOf writes a word as Postgres writes bytes.
func hexOf(word string) string {
	const digits = "0123456789abcdef"
	var out strings.Builder
	for i := range len(word) {
		out.WriteByte(digits[word[i]>>4])
		out.WriteByte(digits[word[i]&15])
	}
	return out.String()
}

// id sets ID to that of the activity whose headline has a word, in the list just printed as JSON.
func id(ts *testscript.TestScript, _ bool, args []string) {
	var list struct {
		Activities []struct {
			ID       string
			Activity struct{ Headline string }
		}
	}
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &list))
	if len(args) > 1 && args[1] == "earliest" {
		slices.Reverse(list.Activities)
	}
	for _, row := range list.Activities {
		if strings.Contains(row.Activity.Headline, args[0]) {
			ts.Setenv("ID", row.ID)
			return
		}
	}
	ts.Fatalf("no activity tells of %s", args[0])
}

// norows drops all rows that are made from the log, as in a database that is begun anew. The keys stay.
func norows(ts *testscript.TestScript, _ bool, _ []string) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, ts.Getenv("DSN"))
	ts.Check(err)
	defer func() { _ = conn.Close(ctx) }()
	rows, _ := conn.Query(ctx, `select name from keeper.slot`)
	slots, err := pgx.CollectRows(rows, pgx.RowTo[string])
	ts.Check(err)
	for _, slot := range slots {
		_, err := conn.Exec(ctx, "drop schema "+slot+" cascade")
		ts.Check(err)
	}
	_, err = conn.Exec(ctx, "delete from keeper.slot")
	ts.Check(err)
}
