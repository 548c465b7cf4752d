package faults_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
	"github.com/nats-io/nats-server/v2/server"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/thing"
)

// A thing in the log is a register that is changed only by whoever knows what it holds: where the thing stands. Porcupine looks for one
// order of all operations that explains every answer.

// asked is an operation on one thing: an append after a place, or a look at where the thing stands.
type asked struct {
	thing  thing.Thing
	append bool
	after  eventlog.At
	events uint64
}

// answered is what the client was told.
type answered struct {
	at       eventlog.At
	conflict bool
}

var register = porcupine.Model{
	Partition: func(history []porcupine.Operation) (parts [][]porcupine.Operation) {
		by := map[thing.Thing][]porcupine.Operation{}
		for _, o := range history {
			on := o.Input.(asked).thing
			by[on] = append(by[on], o)
		}
		for _, part := range by {
			parts = append(parts, part)
		}
		return parts
	},
	Init: func() any { return eventlog.At{} },
	Step: func(state, input, output any) (bool, any) {
		stands, in, out := state.(eventlog.At), input.(asked), output.(answered)
		switch {
		case !in.append:
			return out.at == stands, stands
		case out.conflict:
			return stands != in.after, stands
		default:
			grown := out.at.Version == stands.Version+in.events && out.at.Sequence > stands.Sequence
			return stands == in.after && grown, out.at
		}
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v → %+v", input, output) },
}

// recorder keeps the history of all clients of one log.
type recorder struct {
	mu      sync.Mutex
	began   time.Time
	history []porcupine.Operation
	// doubtful are the appends of unknown outcome, by command.
	doubtful map[string]porcupine.Operation
}

func (r *recorder) now() int64 { return int64(time.Since(r.began)) }

func (r *recorder) add(o porcupine.Operation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.history = append(r.history, o)
}

func (r *recorder) doubt(command string, o porcupine.Operation) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.doubtful[command] = o
}

// client looks and appends in turn, from where it believes the thing to stand. No command is sent twice by us.
func (r *recorder) client(ctx context.Context, log *eventlog.Log, number, operations int, chance *rand.Rand) {
	stood := map[thing.Thing]eventlog.History{}
	for n := range operations {
		on := thing.Activity(fmt.Sprint("t", chance.IntN(4)))
		op := porcupine.Operation{ClientId: number, Input: asked{thing: on}, Call: r.now()}
		if chance.IntN(2) == 0 {
			try, cancel := context.WithTimeout(ctx, 400*time.Millisecond)
			h, err := log.Load(try, on)
			cancel()
			if err == nil {
				stood[on] = h
				op.Output, op.Return = answered{at: h.At()}, r.now()
				r.add(op)
			}
			continue
		}
		r.append(ctx, log, op, fmt.Sprintf("%d-%d", number, n), stood[on], 1+chance.IntN(7)/6*2)
	}
}

func (r *recorder) append(ctx context.Context, log *eventlog.Log, op porcupine.Operation, id string, h eventlog.History, size int) {
	on := op.Input.(asked).thing
	op.Input = asked{on, true, h.At(), uint64(size)}
	try, cancel := context.WithTimeout(ctx, 400*time.Millisecond)
	defer cancel()
	at, err := log.Append(try, eventlog.Command{ID: id, Actor: "amina", Source: "/recorder", Time: now}, on, h.At(), events(h, size)...)
	op.Output, op.Return = answered{at: at, conflict: errors.Is(err, fault.Conflict)}, r.now()
	if err == nil || errors.Is(err, fault.Conflict) {
		r.add(op)
		return
	}
	r.doubt(id, op)
}

// decide finds in the log what became of the doubtful: an append that is there took place at some moment since it was sent; one that
// is not there took place never, as no answer was needed to know.
func (r *recorder) decide(t *testing.T, log *eventlog.Log) (unknown int) {
	t.Helper()
	ends := map[string]eventlog.At{}
	_, err := log.Read(t.Context(), "", 0, func(e eventlog.Recorded) error {
		ends[e.CommandID] = eventlog.At{Sequence: e.Sequence, Version: e.Version}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, op := range r.doubtful {
		if at, there := ends[id]; there {
			op.Output, op.Return = answered{at: at}, math.MaxInt64
			r.history = append(r.history, op)
		}
	}
	return len(r.doubtful)
}

func TestWhatClientsAreToldCanBePutInOneOrder(t *testing.T) {
	t.Parallel()
	const lanes = 2
	for lane := range lanes {
		t.Run(strconv.Itoa(lane), func(t *testing.T) {
			t.Parallel()
			inOrder(t, often(2, 20, 200)/lanes)
		})
	}
}

// inOrder makes so many histories, and looks for an order of each.
func inOrder(t *testing.T, times int) {
	t.Helper()
	source := chance(t)
	operations, unknown := 0, 0
	for n := range times {
		r, doubts := history(t, rand.New(rand.NewPCG(*seed, source.Uint64())))
		operations, unknown = operations+len(r.history), unknown+doubts
		switch porcupine.CheckOperationsTimeout(register, r.history, time.Minute) {
		case porcupine.Illegal:
			t.Errorf("history %d: no order of its %d operations explains what clients were told", n, len(r.history))
			picture(t, r.history)
			return
		case porcupine.Unknown:
			t.Errorf("history %d of %d operations could not be judged within a minute", n, len(r.history))
		}
		if (n+1)%10 == 0 {
			t.Logf("%d histories, %d operations so far; of %d appends the client was told nothing", n+1, operations, unknown)
		}
	}
}

// picture draws a history in which the answers cannot be put in order, for whoever has to find out why.
func picture(t *testing.T, history []porcupine.Operation) {
	t.Helper()
	_, info := porcupine.CheckOperationsVerbose(register, history, time.Minute)
	path := t.ArtifactDir() + "/history.html"
	if err := porcupine.VisualizePath(register, info, path); err != nil {
		t.Error(err)
	}
	t.Logf("drawn in %s", path)
}

// history is what eight clients do and hear over wires that break.
func history(t *testing.T, chance *rand.Rand) (*recorder, int) {
	t.Helper()
	// Nobody pulls the plug here, so nothing has to be synced.
	n, err := local.StartNATS(t.TempDir(), -1, func(o *server.Options) { o.SyncAlways = false })
	if err != nil {
		t.Fatal(err)
	}
	defer n.Close()
	r := &recorder{began: time.Now(), doubtful: map[string]porcupine.Operation{}}
	var clients, breaking sync.WaitGroup
	over, end := context.WithCancel(t.Context())
	direct := open(t, connect(t, n.URL()))
	for number := range 8 {
		w := lay(t, n.URL()[len("nats://"):])
		nc := connect(t, "nats://"+w.address)
		defer nc.Close()
		log, mine := open(t, nc), rand.New(rand.NewPCG(chance.Uint64(), chance.Uint64()))
		clients.Go(func() { r.client(t.Context(), log, number, 125, mine) })
		breaks := rand.New(rand.NewPCG(chance.Uint64(), chance.Uint64()))
		breaking.Go(func() {
			for over.Err() == nil {
				wait(100*time.Millisecond, 600*time.Millisecond, breaks)
				w.snap(t)
			}
		})
	}
	clients.Wait()
	end()
	breaking.Wait()
	return r, r.decide(t, direct)
}

// The guard of the test above: it does find an answer that is wrong.
func TestAnswersThatContradictEachOtherHaveNoOrder(t *testing.T) {
	t.Parallel()
	on := thing.Activity("t")
	first, second := eventlog.At{Sequence: 1, Version: 1}, eventlog.At{Sequence: 2, Version: 2}
	appended := porcupine.Operation{Input: asked{on, true, eventlog.At{}, 1}, Call: 0, Output: answered{at: first}, Return: 10}
	for name, op := range map[string]porcupine.Operation{
		"an append that is gone afterwards":        {ClientId: 1, Input: asked{thing: on}, Call: 20, Output: answered{}, Return: 30},
		"two appends after the same place":         {ClientId: 1, Input: asked{on, true, eventlog.At{}, 1}, Call: 5, Output: answered{at: second}, Return: 30},
		"an event that nobody appended":            {ClientId: 1, Input: asked{thing: on}, Call: 20, Output: answered{at: second}, Return: 30},
		"a conflict with nobody":                   {ClientId: 1, Input: asked{on, true, first, 1}, Call: 20, Output: answered{conflict: true}, Return: 30},
		"an append that is seen before it is sent": {ClientId: 1, Input: asked{thing: on}, Call: -20, Output: answered{at: first}, Return: -10},
	} {
		if porcupine.CheckOperations(register, []porcupine.Operation{appended, op}) {
			t.Errorf("%s: an order was found", name)
		}
	}
}
