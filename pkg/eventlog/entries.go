package eventlog

import (
	"context"
	"errors"
	"sync"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

const (
	// dozen is from how many events on a batch is faster than one after the other: it costs two milliseconds, whatever is in it.
	dozen = 12
	// batchRoomBytes is how much goes in one batch: with replicas all of it is one proposal between the servers.
	batchRoomBytes = 4 << 20
)

// Entry is what one command brings about on one thing that stands where its history was read.
type Entry struct {
	Command Command
	Thing   thing.Thing
	After   At
	Events  []proto.Message
}

// Result is what became of an Entry: where the thing stands then, or why it was not recorded.
type Result struct {
	At  At
	Err error
}

// AppendAll records many, each as Append would: whole or not at all, and each with an end of its own. They go in order, many in one
// batch, which is one sync for all of them; a batch that is refused is halved and sent again, so that only what conflicts fails. A thing
// may occur once per call: where it stands after its first entry is known only then.
func (l *Log) AppendAll(ctx context.Context, entries []Entry) []Result {
	results := make([]Result, len(entries))
	var next parcel
	var sending sync.WaitGroup // one batch is on its way while the next is made ready
	send := func() {
		sending.Wait()
		if batch := next; len(batch.units) > 0 {
			sending.Go(func() { l.sendAll(ctx, batch) })
		}
		next = parcel{}
	}
	for i, e := range entries {
		messages, err := l.pack(ctx, e.Command, e.Thing, e.After, e.Events)
		if errors.Is(err, fault.Unavailable) {
			// There are no keys to be had, and each of the others would wait for them as long again.
			for n := range results[i:] {
				results[i+n].Err = err
			}
			break
		}
		if err != nil {
			results[i].Err = err
			continue
		}
		u := &unit{command: e.Command.ID, thing: e.Thing, after: e.After, messages: messages}
		if !next.fits(u) {
			send()
		}
		next.add(u, &results[i])
	}
	send()
	sending.Wait()
	return results
}

// parcel is what goes in one batch.
type parcel struct {
	units   []*unit
	results []*Result
	events  int
	bytes   int
}

func (b *parcel) fits(u *unit) bool {
	return b.events+len(u.messages) <= atOnce && (b.events == 0 || b.bytes+u.bytes() <= batchRoomBytes)
}

func (b *parcel) add(u *unit, r *Result) {
	b.units, b.results = append(b.units, u), append(b.results, r)
	b.events, b.bytes = b.events+len(u.messages), b.bytes+u.bytes()
}

// bytes is about how long the unit is in a batch.
func (u *unit) bytes() (n int) {
	const aroundEach = 600
	for _, m := range u.messages {
		n += len(m.Data) + aroundEach
	}
	return n
}

// sendAll finds out what became of each unit.
func (l *Log) sendAll(ctx context.Context, b parcel) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	l.sendParcel(ctx, b)
}

// sendParcel sends a parcel as one batch. When the server has refused it, for something that is in it, each half is a parcel by itself:
// what is sound goes with many others still, and one conflict in a thousand costs some ten syncs more, not a thousand.
func (l *Log) sendParcel(ctx context.Context, b parcel) {
	doubt := false
	if b.events >= dozen && len(b.units) > 1 {
		at, unknown, err := l.together(ctx, b.units)
		for i := range at {
			b.results[i].At = at[i]
		}
		if err == nil {
			return
		}
		if doubt = unknown; !doubt && refused(err) {
			one, other := b.halves()
			l.sendParcel(ctx, one)
			l.sendParcel(ctx, other)
			return
		}
	}
	for i, u := range b.units {
		b.results[i].At, b.results[i].Err = l.insist(ctx, u, doubt)
	}
}

func (b *parcel) halves() (one, other parcel) {
	for i, u := range b.units {
		half := &one
		if i >= len(b.units)/2 {
			half = &other
		}
		half.add(u, b.results[i])
	}
	return one, other
}
