package apart_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
)

// forbidden lists what each user must not do: publish to these, with this body.
var forbidden = map[string][]struct{ subject, body string }{
	"recorder": {
		{"advocacy.team", ""},
		{"$KV.ADVOCACY_VERDICT.why", "all is well"},
		{"$JS.API.STREAM.CREATE.OTHER", `{"name":"OTHER","subjects":["other"],"storage":"memory"}`},
		{"$JS.API.CONSUMER.CREATE.ADVOCACY.mine", `{}`},
	},
	"composer": {
		{"advocacy.activity.1", ""},
		{"advocacy.person.1", ""},
		{"advocacy.edition", ""},
		{"$KV.ADVOCACY_VERDICT.why", "all is well"},
		{"$JS.API.STREAM.CREATE.ADVOCACY", `{"name":"ADVOCACY","subjects":["advocacy.>"]}`},
	},
	"projector": {
		{"advocacy.activity.1", ""},
		{"advocacy.issue.2024-01", ""},
		{"advocacy.edition", ""},
		{"$KV.ADVOCACY_VERDICT.other", ""},
		{"$JS.API.STREAM.CREATE.ADVOCACY", `{"name":"ADVOCACY","subjects":["advocacy.>"]}`},
	},
}

// never is what nobody may do.
var never = []struct{ subject, body string }{
	{"$JS.API.STREAM.DELETE.ADVOCACY", ""},
	{"$JS.API.STREAM.PURGE.ADVOCACY", ""},
	{"$JS.API.STREAM.UPDATE.ADVOCACY", `{"name":"ADVOCACY","subjects":["advocacy.>"],"max_msgs":1}`},
	{"$JS.API.STREAM.MSG.DELETE.ADVOCACY", `{"seq":1}`},
	{"$JS.API.STREAM.RESTORE.ADVOCACY", `{}`},
	{"$JS.API.STREAM.SNAPSHOT.ADVOCACY", `{"deliver_subject":"advocacy.edition"}`},
	{"$JS.API.STREAM.DELETE.KV_ADVOCACY_VERDICT", ""},
	{"$JS.API.STREAM.PURGE.KV_ADVOCACY_VERDICT", ""},
	{"$JS.API.STREAM.LIST", ""},
	{"_INBOX_recorder.answer", "forged"},
	{"anything", ""},
}

func TestEachUserOfTheLogMayDoWhatItDoesAndNoMore(t *testing.T) { //nolint:tparallel // each step finds what the one before has left
	t.Parallel()
	port := freePorts(t, 1)[0]
	s := startNATS(t, t.TempDir(), port)
	t.Cleanup(func() { stopNATS(s) })
	t.Run("only the recorder makes the log", func(t *testing.T) {
		for _, user := range []string{"composer", "projector"} {
			nc, _ := connectAs(t, port, user)
			if _, err := eventlog.Find(t.Context(), nc); !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "not there yet") {
				t.Errorf("the %s finds %v, want to be told that the log is not there yet", user, err)
			}
		}
		nc, _ := connectAs(t, port, "recorder")
		log, err := eventlog.Open(t.Context(), nc)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := log.Verdict(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	for user, deeds := range forbidden {
		t.Run(user, func(t *testing.T) {
			nc, refused := connectAs(t, port, user)
			for _, deed := range append(deeds, never...) {
				expectRefusal(t, nc, refused, deed.subject, deed.body)
			}
			expectNoEars(t, nc, refused, user)
		})
	}
	t.Run("nothing of it left a trace", func(t *testing.T) {
		nc, _ := connectAs(t, port, "projector")
		log, err := eventlog.Find(t.Context(), nc)
		if err != nil {
			t.Fatal(err)
		}
		if head, err := log.Last(t.Context()); err != nil || head.Sequence != 0 {
			t.Errorf("the log ends at %v (%v), want it empty", head, err)
		}
	})
}

// expectRefusal publishes, and wants the server to say that this is not permitted.
func expectRefusal(t *testing.T, nc *nats.Conn, refused <-chan error, subject, body string) {
	t.Helper()
	if err := nc.PublishRequest(subject, nc.NewInbox(), []byte(body)); err != nil {
		t.Fatal(err)
	}
	expectError(t, nc, refused, subject)
}

func expectError(t *testing.T, nc *nats.Conn, refused <-chan error, subject string) {
	t.Helper()
	if err := nc.FlushTimeout(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-refused:
		if !errors.Is(err, nats.ErrPermissionViolation) || !strings.Contains(err.Error(), subject) {
			t.Errorf("%s ends with %v, want it refused", subject, err)
		}
	case <-time.After(30 * time.Second):
		t.Errorf("%s is permitted, want it refused", subject)
	}
}

// expectNoEars wants that nobody hears what is for others.
func expectNoEars(t *testing.T, nc *nats.Conn, refused <-chan error, user string) {
	t.Helper()
	for _, subject := range []string{">", "advocacy.>", "_INBOX.>", "_INBOX_other.>", "$JS.>"} {
		subscription, err := nc.SubscribeSync(subject)
		if err != nil {
			t.Fatal(err)
		}
		expectError(t, nc, refused, subject)
		_ = subscription.Unsubscribe()
	}
	mine, err := nc.SubscribeSync("_INBOX_" + user + ".x")
	if err != nil {
		t.Fatal(err)
	}
	if err := nc.FlushTimeout(10 * time.Second); err != nil {
		t.Fatal(err)
	}
	select {
	case err := <-refused:
		t.Errorf("%s cannot hear its own answers: %v", user, err)
	default:
	}
	_ = mine.Unsubscribe()
}

// The recorder may create the stream, and must not get at its settings by that.
func TestWhoMayMakeTheLogCannotChangeItByMakingItAnew(t *testing.T) {
	t.Parallel()
	port := freePorts(t, 1)[0]
	s := startNATS(t, t.TempDir(), port)
	t.Cleanup(func() { stopNATS(s) })
	nc, _ := connectAs(t, port, "recorder")
	if _, err := eventlog.Open(t.Context(), nc); err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	_, err = js.CreateStream(t.Context(), jetstream.StreamConfig{Name: eventlog.StreamName, Subjects: []string{"advocacy.>"}, MaxMsgs: 1})
	if !errors.Is(err, jetstream.ErrStreamNameAlreadyInUse) {
		t.Errorf("making it anew with other settings: %v, want it refused", err)
	}
	if _, err := eventlog.Find(t.Context(), nc); err != nil {
		t.Errorf("the log afterwards: %v", err)
	}
}

func TestNobodyGetsInWithoutAPassword(t *testing.T) {
	t.Parallel()
	port := freePorts(t, 1)[0]
	s := startNATS(t, t.TempDir(), port)
	t.Cleanup(func() { stopNATS(s) })
	for _, address := range []string{
		strings.Replace(natsURL(port, "recorder"), password("recorder"), "wrong", 1),
		strings.Replace(natsURL(port, "recorder"), "recorder:"+password("recorder")+"@", "", 1),
		natsURL(port, "insights"),
	} {
		nc, err := nats.Connect(address)
		if !errors.Is(err, nats.ErrAuthorization) {
			t.Errorf("%s ends with %v, want it refused", address, err)
		}
		nc.Close()
	}
}

// NATS does not ask whether a user may publish to the subject that it wants an answer at, so with a service's password one gets an answer
// of JetStream into the log. Permissions cannot keep it out; nobody takes it for an event.
func TestAnAnswerThatIsLedIntoTheLogIsNoEvent(t *testing.T) {
	t.Parallel()
	port := freePorts(t, 1)[0]
	s := startNATS(t, t.TempDir(), port)
	t.Cleanup(func() { stopNATS(s) })
	maker, _ := connectAs(t, port, "recorder")
	log, err := eventlog.Open(t.Context(), maker)
	if err != nil {
		t.Fatal(err)
	}
	nc, _ := connectAs(t, port, "projector")
	if err := nc.PublishRequest("$JS.API.STREAM.INFO."+eventlog.StreamName, "advocacy.edition", nil); err != nil {
		t.Fatal(err)
	}
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	for tick, ends := time.NewTicker(10*time.Millisecond), time.Now().Add(20*time.Second); ; <-tick.C {
		stream, err := js.Stream(t.Context(), eventlog.StreamName)
		if err != nil || time.Now().After(ends) {
			t.Fatalf("the answer is not in the log (%v): then permissions do keep it out, and the README is to say so", err)
		}
		if stream.CachedInfo().State.LastSeq > 0 {
			break
		}
	}
	_, err = log.Read(t.Context(), "", 0, func(eventlog.Recorded) error { return nil })
	if _, stopped := errors.AsType[*eventlog.Stop](err); !stopped {
		t.Errorf("the log reads %v, want it to stop before what is no event", err)
	}
}
