package projector_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"google.golang.org/protobuf/reflect/protoregistry"
	"google.golang.org/protobuf/types/dynamicpb"

	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/vault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/projector"
	"dontblink.dev/services/recorder"
)

// team is a log and rows that outlive the processes that serve them.
type team struct {
	*testing.T
	nc  *nats.Conn
	js  jetstream.JetStream
	dsn string
	// settings are those of a proper stream, and good is what it holds.
	settings jetstream.StreamConfig
	good     []*nats.Msg
}

// served is the team's services in one process.
type served struct {
	apiv1connect.KeeperClient
	recorder apiv1connect.RecorderClient
	ground   *host.Ground
	stop     func()
}

func newTeam(t *testing.T) *team {
	t.Helper()
	d := &team{T: t, nc: localtest.NATS(t), dsn: localtest.DSN(t)}
	var err error
	if d.js, err = jetstream.New(d.nc); err != nil {
		t.Fatal(err)
	}
	return d
}

// serve starts the services, as a restart does.
func (d *team) serve() served {
	d.Helper()
	g, err := host.New(d.Context(), d.nc, d.dsn, vault.Given([32]byte{1}), slog.New(slog.DiscardHandler))
	if err != nil {
		d.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := host.All(projector.Run, recorder.Run)(ctx, g); err != nil {
			d.Errorf("a service ended: %v", err)
		}
	})
	stop := sync.OnceFunc(func() {
		cancel()
		running.Wait()
		g.Close()
	})
	d.Cleanup(stop)
	if err := g.API.Await(d.Context(), apiv1connect.KeeperGetStatusProcedure, apiv1connect.RecorderRecordProcedure); err != nil {
		d.Fatal(err)
	}
	client := g.API.Client()
	return served{apiv1connect.NewKeeperClient(client), apiv1connect.NewRecorderClient(client), g, stop}
}

// record sends a command.
func (d *team) record(s served) error {
	_, err := s.recorder.Record(rpc.As(d.Context(), "amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: &eventv1.Activity{
		Headline: "A talk", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-01"}, Announcement: true,
	}})
	return err
}

// taken sends commands until one is taken: a verdict is lifted a moment after the rows are sound.
func (d *team) taken(s served) {
	d.Helper()
	until(d.T, s, func(*apiv1.GetStatusResponse) bool { return d.record(s) == nil })
}

// begin has the log hold four events, of which there are rows and a copy in the archive.
func (d *team) begin() {
	d.Helper()
	s := d.serve()
	for range 4 {
		if err := d.record(s); err != nil {
			d.Fatal(err)
		}
	}
	until(d.T, s, func(s *apiv1.GetStatusResponse) bool {
		return s.GetProjected() == 4 && s.GetState() == "live" && s.GetArchived() == 4
	})
	s.stop()
	stream, err := d.js.Stream(d.Context(), eventlog.StreamName)
	if err != nil {
		d.Fatal(err)
	}
	d.settings = stream.CachedInfo().Config
	for sequence := range stream.CachedInfo().State.LastSeq {
		m, err := stream.GetMsg(d.Context(), sequence+1)
		if err != nil {
			d.Fatal(err)
		}
		kept := &nats.Msg{Subject: m.Subject, Header: nats.Header{}, Data: m.Data}
		for name, values := range m.Header {
			if !strings.HasPrefix(name, "Nats-") {
				kept.Header[name] = values
			}
		}
		d.good = append(d.good, kept)
	}
}

// anew has the rows made from the first event on, as a newer program does.
func (d *team) anew() {
	d.Helper()
	d.sql("update keeper.slot set state = 'kept'")
}

// sql changes rows by hand, while nobody projects.
func (d *team) sql(statement string) {
	d.Helper()
	conn, err := pgx.Connect(d.Context(), d.dsn)
	if err != nil {
		d.Fatal(err)
	}
	if _, err := conn.Exec(d.Context(), statement); err != nil {
		d.Fatal(err)
	}
	if err := conn.Close(d.Context()); err != nil {
		d.Fatal(err)
	}
}

// write makes the stream anew, of these events but the holes, as whoever restores a copy does.
func (d *team) write(events []*nats.Msg, holes ...uint64) {
	d.Helper()
	if err := d.js.DeleteStream(d.Context(), eventlog.StreamName); err != nil {
		d.Fatal(err)
	}
	open := d.settings
	open.DenyDelete = false
	stream := localtest.CreateStream(d.Context(), d, d.js, open)
	for _, m := range events {
		if _, err := d.js.PublishMsg(d.Context(), m); err != nil {
			d.Fatal(err)
		}
	}
	for _, hole := range holes {
		if err := stream.DeleteMsg(d.Context(), hole); err != nil {
			d.Fatal(err)
		}
	}
	if _, err := d.js.UpdateStream(d.Context(), d.settings); err != nil {
		d.Fatal(err)
	}
}

// refused waits until the status says that all stands still, and why, and until commands are refused with it. Both who projects and who
// archives find out, each in their words.
func (d *team) refused(s served, says ...string) {
	d.Helper()
	said := func(text string) bool {
		return slices.ContainsFunc(says, func(one string) bool { return strings.Contains(text, one) })
	}
	until(d.T, s, func(s *apiv1.GetStatusResponse) bool { return s.GetState() == "stopped" && said(s.GetWhy()) })
	var refusal error
	until(d.T, s, func(*apiv1.GetStatusResponse) bool {
		refusal = d.record(s)
		return errors.Is(refusal, fault.Unavailable) && said(refusal.Error())
	})
}

func TestAStopRefusesCommandsUntilItsReasonIsGone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		damage func(d *team)
		says   []string
	}{
		"a gap": {func(d *team) {
			d.write(d.good, 3)
			d.anew()
		}, []string{"the log has a gap: event 2 is followed by 4", "event 3 is in the archive and not in the log"}},
		"a regression": {func(d *team) { d.write(d.good[:3]) }, []string{"the log ends at event 3, but event 4 was read before", "archive"}},
		"a divergence": {func(d *team) {
			other := &nats.Msg{Subject: d.good[3].Subject, Header: nats.Header{}, Data: d.good[3].Data}
			for name, values := range d.good[3].Header {
				other.Header[name] = values
			}
			other.Header.Set("ce-id", "another")
			d.write(append(d.good[:3:3], other))
		}, []string{"event 4 of the log is another, but it was ", "event 4 of the log is not the one that was archived"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newTeam(t)
			d.begin()
			c.damage(d)
			s := d.serve()
			d.refused(s, c.says...)
			s.stop()
			d.write(d.good)
			s = d.serve()
			defer s.stop()
			d.taken(s)
		})
	}
}

func TestAStreamThatIsChangedUnderARunningProjectorStopsIt(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		damage, mend func(d *team)
		says         []string
	}{
		// Whoever looks in between finds none, or one that is not full yet.
		"made anew": {
			func(d *team) { d.write(d.good) }, func(*team) {},
			[]string{"was made anew", "the stream ADVOCACY is gone", "in the archive and not in the log", "but event 4 was read before"},
		},
		"gone": {
			func(d *team) {
				if err := d.js.DeleteStream(d.Context(), eventlog.StreamName); err != nil {
					d.Fatal(err)
				}
			},
			func(d *team) {
				localtest.CreateStream(d.Context(), d, d.js, d.settings)
				d.write(d.good)
			}, []string{"the stream ADVOCACY is gone"},
		},
		"given other settings": {
			func(d *team) {
				loose := d.settings
				loose.MaxAge = time.Hour
				if _, err := d.js.UpdateStream(d.Context(), loose); err != nil {
					d.Fatal(err)
				}
			},
			func(d *team) {
				if _, err := d.js.UpdateStream(d.Context(), d.settings); err != nil {
					d.Fatal(err)
				}
			}, []string{"MaxAge is 1h0m0s and must be 0s"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newTeam(t)
			d.begin()
			s := d.serve()
			until(t, s, func(s *apiv1.GetStatusResponse) bool { return s.GetState() == "live" })
			c.damage(d)
			d.refused(s, c.says...)
			s.stop()
			c.mend(d)
			s = d.serve()
			defer s.stop()
			d.taken(s)
		})
	}
}

func TestAnUnknownEventRefusesCommandsUntilAProgramThatKnowsItStarts(t *testing.T) {
	t.Parallel()
	d := newTeam(t)
	d.begin()
	// Of a name of its own in each run of the test: what the program has learnt below it never forgets.
	applauded := newer(t, "PersonApplauded"+strings.ReplaceAll(uuid.NewString(), "-", ""))
	unknown := &nats.Msg{Subject: "advocacy.person.ada", Header: nats.Header{
		"ce-specversion": {"1.0"}, "ce-id": {"e"}, "ce-type": {string(applauded.FullName())}, "ce-subject": {"person/ada"},
		"ce-time": {"2024-02-21T10:30:00Z"}, "ce-commandid": {"c"}, "ce-version": {"1"},
	}}
	if _, err := d.js.PublishMsg(t.Context(), unknown); err != nil {
		t.Fatal(err)
	}
	s := d.serve()
	d.refused(s, "event 5 cannot be read: "+string(applauded.FullName())+" happened to ")
	s.stop()
	// The program of the next start is a newer one.
	if err := protoregistry.GlobalTypes.RegisterMessage(dynamicpb.NewMessageType(applauded)); err != nil {
		t.Fatal(err)
	}
	s = d.serve()
	defer s.stop()
	d.taken(s)
}

// Who keeps the archive and who keeps the rows need not be one process: each lock goes to whoever asks first.
func TestCommandsAreTakenThoughAnotherProcessKeepsTheArchive(t *testing.T) {
	t.Parallel()
	d := newTeam(t)
	d.begin()
	copies, leave, err := archive.Dial(t.Context(), d.dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer leave()
	other := &archive.Copier{Archive: copies, Logger: slog.New(slog.DiscardHandler)}
	if mine, err := other.Claim(t.Context()); err != nil || !mine {
		t.Fatalf("claim the archive for another process: %v, %v", mine, err)
	}
	defer other.Release(context.WithoutCancel(t.Context()))
	d.refuse("the log is being compared with its archive")
	s := d.serve()
	defer s.stop()
	d.taken(s)
}

// refuse has commands refused, as another process does.
func (d *team) refuse(why string) {
	d.Helper()
	l, err := eventlog.Open(d.Context(), d.nc)
	if err != nil {
		d.Fatal(err)
	}
	verdict, err := l.Verdict(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	if err := verdict.Refuse(d.Context(), why); err != nil {
		d.Fatal(err)
	}
}

func TestNothingIsServedWhenCommandsCannotBeRefusedMeanwhile(t *testing.T) {
	t.Parallel()
	d := newTeam(t)
	d.begin()
	bucket, err := d.js.Stream(t.Context(), "KV_ADVOCACY_VERDICT")
	if err != nil {
		t.Fatal(err)
	}
	// It can be opened, and takes no verdict.
	full := bucket.CachedInfo().Config
	full.MaxMsgSize = 1
	if _, err := d.js.UpdateStream(t.Context(), full); err != nil {
		t.Fatal(err)
	}
	g, err := host.New(t.Context(), d.nc, d.dsn, vault.Given([32]byte{1}), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := projector.Run(ctx, g); err == nil || !strings.Contains(err.Error(), "cannot be refused") {
		t.Errorf("it ended with %v, want that commands cannot be refused", err)
	}
}
