package e2e

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/vault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// kills is how often the process is killed under load.
const kills = 20

func TestNothingAcknowledgedIsLostOrDoubledHoweverOftenUpIsKilled(t *testing.T) {
	dir := localtest.Dir(t)
	must(t, "import", "--data", dir, "../../services/dontblink/example/edition.yaml")
	l := &ledger{acknowledged: map[string]string{}}
	for n := range kills {
		s := up(t, dir)
		ctx, stop := context.WithCancel(t.Context())
		var clients sync.WaitGroup
		for client := range 4 {
			clients.Go(func() { l.work(rpc.As(ctx, fmt.Sprintf("client-%d", client)), dir, n, client) })
		}
		clients.Go(func() { l.imports(rpc.As(ctx, "importer"), dir, n) })
		// Long enough for clients to be in the middle of something, at another point each time.
		timer := time.NewTimer(time.Duration(200+rand.IntN(500)) * time.Millisecond)
		<-timer.C
		s.kill(t)
		stop()
		clients.Wait()
	}
	last := up(t, dir)
	l.resend(rpc.As(t.Context(), "resender"), t, dir)
	last.stop(t)
	if t.Failed() {
		t.Logf("up said:\n%s", last.log)
	}
	t.Logf("%d kills, %d commands acknowledged, %d resent that had no answer", kills, len(l.acknowledged), l.resent)
	if len(l.acknowledged) < kills {
		t.Errorf("%d commands were acknowledged in %d rounds: this shows nothing", len(l.acknowledged), kills)
	}
	l.audit(t, dir)
}

// ledger is what clients know: which commands were acknowledged, and which they sent and never heard of again.
type ledger struct {
	mu           sync.Mutex
	acknowledged map[string]string // command id → the activity it was about
	open         []func(context.Context, string) (id, activity string, err error)
	mine         []string // ids of activities that can be amended
	resent       int
}

func (l *ledger) done(command, activity string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.acknowledged[command] = activity
}

func (l *ledger) left(send func(context.Context, string) (string, string, error)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.open = append(l.open, send)
}

// work records and amends until the process is gone.
func (l *ledger) work(ctx context.Context, dir string, round, client int) {
	for i := 0; ctx.Err() == nil; i++ {
		send := recording(fmt.Sprintf("Talk %d of client %d in round %d", i, client, round))
		if target, ok := l.someActivity(); ok && i%3 == 2 {
			send = amending(target, fmt.Sprintf("Amended %d by client %d in round %d", i, client, round))
		}
		id, activity, err := send(ctx, dir)
		switch {
		case err == nil:
			l.done(id, activity)
			l.remember(activity)
		case errors.Is(err, fault.Conflict):
			// Somebody else was faster, and it says so: nothing was recorded.
		default:
			l.left(send)
			return
		}
	}
}

func (l *ledger) remember(activity string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.mine = append(l.mine, activity)
}

func (l *ledger) someActivity() (string, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.mine) == 0 {
		return "", false
	}
	return l.mine[rand.IntN(len(l.mine))], true
}

// recording is a command that can be sent more than once.
func recording(headline string) func(context.Context, string) (string, string, error) {
	command, day := uuid.NewString(), fmt.Sprintf("2024-%02d-03", 1+rand.IntN(12))
	return func(ctx context.Context, dir string) (string, string, error) {
		answer, err := recorder(dir).Record(ctx, &apiv1.RecordRequest{CommandId: command, Activity: &eventv1.Activity{
			Headline: headline, Kinds: []string{"talk"}, When: &eventv1.When{From: day},
			Priorities: []string{"privacy", "copyright"},
			People:     []*eventv1.Participation{{Name: "Ada Example"}},
		}})
		return command, answer.GetId(), err
	}
}

func amending(activity, headline string) func(context.Context, string) (string, string, error) {
	command := uuid.NewString()
	return func(ctx context.Context, dir string) (string, string, error) {
		_, err := recorder(dir).Amend(ctx, &apiv1.AmendRequest{
			CommandId: command, Id: activity, Paths: []string{"headline"}, Activity: &eventv1.Activity{Headline: headline},
		})
		return command, activity, err
	}
}

// imports sends files until the process is gone.
func (l *ledger) imports(ctx context.Context, dir string, round int) {
	for i := 0; ctx.Err() == nil; i++ {
		send := importing(fmt.Sprintf("round-%d-%d", round, i))
		id, _, err := send(ctx, dir)
		if err != nil {
			l.left(send)
			return
		}
		l.done(id, "")
	}
}

func importing(key string) func(context.Context, string) (string, string, error) {
	command := uuid.NewString()
	var lines strings.Builder
	for n := range 20 {
		fmt.Fprintf(&lines, `{"source":"load","key":"%s-%d","headline":"Imported %s %d","kind":"panel","when":"2024-05-02","priorities":["privacy"]}`+"\n", key, n, key, n)
	}
	return func(ctx context.Context, dir string) (string, string, error) {
		stream, err := recorder(dir).Import(ctx)
		if err != nil {
			return command, "", err
		}
		for _, piece := range []*apiv1.ImportRequest{
			{Piece: &apiv1.ImportRequest_Options{Options: &apiv1.ImportOptions{CommandId: command}}},
			{Piece: &apiv1.ImportRequest_File{File: "load.jsonl"}},
			{Piece: &apiv1.ImportRequest_Data{Data: []byte(lines.String())}},
		} {
			if err := stream.Send(piece); err != nil {
				break // Why, the answer says.
			}
		}
		answer, err := stream.CloseAndReceive()
		if err == nil && len(answer.GetRefusals()) > 0 {
			return command, "", fmt.Errorf("refused: %v", answer.GetRefusals())
		}
		return command, "", err
	}
}

// resend sends again what had no answer: whatever became of it the first time, it has to end as done once.
func (l *ledger) resend(ctx context.Context, t *testing.T, dir string) {
	t.Helper()
	for _, send := range l.open {
		id, activity, err := send(ctx, dir)
		if err != nil {
			t.Errorf("a command sent again: %v", err)
			continue
		}
		l.resent++
		l.done(id, activity)
	}
}

// audit holds the log against the ledger, and the rows against those of a projection from the first event on.
func (l *ledger) audit(t *testing.T, dir string) {
	t.Helper()
	ctx := t.Context()
	started, err := local.Start(ctx, dir, local.Options{Private: true})
	if err != nil {
		t.Fatal(err)
	}
	defer started.Close()
	// With the keys: what tells of people is sealed.
	g, err := host.New(ctx, started.NATS, started.DSN, vault.Folder(dir), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	log, pool := g.Log, g.Rows
	l.auditLog(t, log)
	slot, ok, err := projection.Serving(ctx, pool, readmodel.Version)
	if err != nil || !ok {
		t.Fatalf("no slot serves: %v", err)
	}
	head, err := log.Last(ctx)
	if err != nil {
		t.Fatal(err)
	}
	catchUp(t, log, pool, readmodel.Version, head.Sequence)
	fresh := catchUp(t, log, pool, "anew", head.Sequence)
	live, rebuilt := dump(t, pool, slot), dump(t, pool, fresh)
	for table := range live {
		if live[table] != rebuilt[table] {
			t.Errorf("%s: the rows that lived through %d kills differ from those of a projection from zero", table, kills)
		}
	}
	if strings.Count(live["activity"], "\n") < len(l.acknowledged)/2 {
		t.Errorf("the dump of activities has %d rows for %d commands: this compares nothing", strings.Count(live["activity"], "\n"), len(l.acknowledged))
	}
}

// auditLog finds every acknowledged command in the log exactly once, and no sequence missing.
func (l *ledger) auditLog(t *testing.T, log *eventlog.Log) {
	t.Helper()
	found := map[string]int{}
	imported := map[string]int{}
	next := uint64(1)
	_, err := log.Read(t.Context(), "", 0, func(r eventlog.Recorded) error {
		if r.Sequence != next {
			t.Errorf("after event %d comes event %d", next-1, r.Sequence)
		}
		next = r.Sequence + 1
		switch event := r.Event.(type) {
		case *eventv1.ActivityRecorded:
			found[r.CommandID]++
			if event.GetImport() != nil {
				imported[r.CorrelationID]++
			}
		case *eventv1.ActivityAmended:
			found[r.CommandID]++
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for command, activity := range l.acknowledged {
		if activity != "" && found[command] != 1 {
			t.Errorf("command %s was acknowledged and stands in the log %d times", command, found[command])
		}
		if activity == "" && imported[command] != 20 {
			t.Errorf("an import of 20 activities was acknowledged, and %d of them stand in the log", imported[command])
		}
	}
	for command, times := range found {
		if times != 1 {
			t.Errorf("command %s stands in the log %d times", command, times)
		}
	}
	t.Logf("%d events in the log", next-1)
}

// catchUp projects into the slot of a version until it has seen the sequence, and returns the slot.
func catchUp(t *testing.T, log *eventlog.Log, pool *pgxpool.Pool, version string, sequence uint64) (slot string) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	writer := &readmodel.Writer{}
	err := projection.Run(ctx, projection.Config{
		Log: log, Pool: pool, Version: version, Schema: readmodel.Schema, Indexes: readmodel.Indexes, Start: writer.Start, Apply: writer.Apply,
		OnStatus: func(s projection.Status) {
			if s.State == projection.Live && s.Sequence >= sequence {
				slot = s.Slot
				stop()
			}
		},
	})
	if err != nil || slot == "" {
		t.Fatalf("project as %s to event %d: %v", version, sequence, err)
	}
	return slot
}

// dump returns the rows of every table of a slot as text, in an order that depends on nothing but them.
func dump(t *testing.T, pool *pgxpool.Pool, slot string) map[string]string {
	t.Helper()
	rows, err := pool.Query(t.Context(), `select table_name::text from information_schema.tables where table_schema = $1`, slot)
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 4 {
		t.Fatalf("tables of %s: %v, %v", slot, tables, err)
	}
	all := map[string]string{}
	for _, table := range tables {
		rows, err := pool.Query(t.Context(), `select t::text from `+pgx.Identifier{slot, table}.Sanitize()+` t order by t::text`)
		if err != nil {
			t.Fatal(err)
		}
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		all[table] = strings.Join(lines, "\n") + "\n"
	}
	return all
}
