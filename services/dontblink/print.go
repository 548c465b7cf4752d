package dontblink

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/figure"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// printJSON prints an answer in its one documented shape: the message of the API, every field of it under its own name, a list as an
// array under one key. Numbers of 64 bits are strings, as in all JSON made from protobuf.
func printJSON(w io.Writer, m proto.Message) error {
	text, err := protojson.MarshalOptions{UseProtoNames: true, EmitDefaultValues: true}.Marshal(m)
	if err != nil {
		return err
	}
	// protojson varies its white space on purpose; people and diffs want it still.
	var out bytes.Buffer
	if err := json.Indent(&out, text, "", "  "); err != nil {
		return err
	}
	_, err = fmt.Fprintln(w, out.String())
	return err
}

// short cuts an id, or a picture's hash.
// Eight signs tell a log's activities apart well enough; where they do not, the services ask for more.
func short(id string) string { return thing.Short(id) }

// whenWords writes when an activity happened.
func whenWords(row *apiv1.ActivityRow) string {
	return calendar.MustOf(row.GetActivity().GetWhen()).Words(calendar.English)
}

// plain writes Markdown with its mentions as the names they are.
func plain(markdown string) string { return person.Plain(markdown) }

// plural writes a number with what was counted.
func plural(n int, one, many string) string { return figure.Counted(n, one, many) }

// thousands writes 12345 as 12,345.
func thousands(n int) string { return figure.Thousands(n) }
