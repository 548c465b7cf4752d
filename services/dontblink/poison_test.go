package dontblink_test

import (
	"context"
	"path/filepath"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/rogpeppe/go-internal/testscript"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// poison appends to the log of the folder D what no row can hold, and what waits behind it: to a new activity of that id, or, without
// one, to the first that the log knows, whose id is POISONED then.
func poison(ts *testscript.TestScript, _ bool, args []string) {
	n, err := local.StartNATS(filepath.Join(ts.Getenv("D"), "nats"), 0)
	ts.Check(err)
	defer func() { ts.Check(n.Close()) }()
	nc, err := n.Connect()
	ts.Check(err)
	defer nc.Close()
	log, err := eventlog.Open(context.Background(), nc)
	ts.Check(err)
	nul := &eventv1.Activity{Headline: "A talk\x00", When: &eventv1.When{From: "2024-01"}}
	var bad proto.Message = &eventv1.ActivityAmended{Activity: nul, Paths: []string{"headline"}}
	var of thing.Thing
	var after eventlog.At
	if len(args) > 0 {
		bad, of = &eventv1.ActivityRecorded{Activity: nul}, thing.Activity(args[0])
	} else {
		of, after = firstActivity(ts, nc)
		ts.Setenv("POISONED", of.ID)
	}
	command := eventlog.Command{ID: uuid.NewString(), Actor: "mallory", Source: "/test", Time: time.Unix(0, 0)}
	_, err = log.Append(context.Background(), command, of, after, bad, &eventv1.ActivityWithdrawn{Reason: "a slip"})
	ts.Check(err)
}

// firstActivity reads envelopes alone: what is in them may be sealed.
func firstActivity(ts *testscript.TestScript, nc *nats.Conn) (of thing.Thing, at eventlog.At) {
	js, err := jetstream.New(nc)
	ts.Check(err)
	stream, err := js.Stream(context.Background(), eventlog.StreamName)
	ts.Check(err)
	first, err := stream.GetMsg(context.Background(), 1, jetstream.WithGetMsgSubject("advocacy.activity.>"))
	ts.Check(err)
	last, err := stream.GetLastMsgForSubject(context.Background(), first.Subject)
	ts.Check(err)
	version, err := strconv.ParseUint(last.Header.Get("ce-version"), 10, 64)
	ts.Check(err)
	return thing.Parse(last.Header.Get("ce-subject")), eventlog.At{Sequence: last.Sequence, Version: version}
}
