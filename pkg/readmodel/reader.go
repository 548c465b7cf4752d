package readmodel

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
)

// Reader answers questions from the rows that the projector has written for this Version and now serves.
//
// It learns of every batch as it is committed, and so knows without asking how far the rows have come.
type Reader struct {
	pool *pgxpool.Pool

	mu sync.Mutex
	// slot is what is served; "" while there is none.
	slot string
	// place is the last event that the slot's rows have seen.
	place uint64
	// advanced is closed when either changes, and replaced.
	advanced chan struct{}

	edition atomic.Pointer[readEdition]

	stop    context.CancelFunc
	stopped sync.WaitGroup
}

// OpenReader starts to follow what is served. It may open before the projector has made anything: until then every question
// is answered by fault.Unavailable. Close it.
func OpenReader(ctx context.Context, pool *pgxpool.Pool) (*Reader, error) {
	r := &Reader{pool: pool, advanced: make(chan struct{})}
	if err := r.look(ctx); err != nil && !errors.Is(err, fault.Unavailable) {
		return nil, err
	}
	listening, stop := context.WithCancel(context.WithoutCancel(ctx))
	r.stop = stop
	r.stopped.Go(func() { r.listen(listening) })
	return r, nil
}

// Close ends the following.
func (r *Reader) Close() {
	r.stop()
	r.stopped.Wait()
}

// Place returns the last event that the rows have seen, 0 while none are served.
func (r *Reader) Place() uint64 {
	_, place, _ := r.standing()
	return place
}

func (r *Reader) standing() (slot string, place uint64, advanced <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.slot, r.place, r.advanced
}

// look asks the keeper which slot is served and how far it has come.
func (r *Reader) look(ctx context.Context) error {
	slot, served, err := projection.Serving(ctx, r.pool, Version)
	if err != nil {
		return err
	}
	if !served {
		return r.preparing(ctx)
	}
	reached, err := projection.Reached(ctx, r.pool, slot)
	if err != nil {
		return err
	}
	r.serve(slot, reached.Sequence)
	return nil
}

// preparing says how far the rows are that will be served. How far they have to go only the log knows.
func (r *Reader) preparing(ctx context.Context) error {
	_, reached, filling, err := projection.Filling(ctx, r.pool, Version)
	if err != nil {
		return err
	}
	if !filling {
		return fault.New(fault.Unavailable, "lists are not prepared yet: ask again when the projector has started")
	}
	return fault.New(fault.Unavailable, "lists are being prepared, %d events of the log are in them: ask again", reached.Sequence)
}

// serve notes which slot is served and how far it has come.
func (r *Reader) serve(slot string, place uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if slot == r.slot && place <= r.place {
		return
	}
	r.slot, r.place = slot, place
	r.wake()
}

// advance notes how far the slot that is served has come, and returns false for any other.
func (r *Reader) advance(slot string, place uint64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if slot != r.slot {
		return false
	}
	r.place = max(r.place, place)
	r.wake()
	return true
}

// wake calls those who wait for a change; the lock is held.
func (r *Reader) wake() {
	close(r.advanced)
	r.advanced = make(chan struct{})
}

// ask puts a question to the slot that is served. A slot may be replaced and dropped at any moment: then the next one is asked.
func (r *Reader) ask(ctx context.Context, what string, question func(slot string) error) error {
	slot, _, _ := r.standing()
	if slot == "" {
		if err := r.look(ctx); err != nil {
			return err
		}
		slot, _, _ = r.standing()
	}
	err := question(slot)
	if noSuchTable(err) {
		if err := r.look(ctx); err != nil {
			return err
		}
		slot, _, _ = r.standing()
		err = question(slot)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

func noSuchTable(err error) bool {
	const undefinedTable, undefinedSchema = "42P01", "3F000"
	refused, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (refused.Code == undefinedTable || refused.Code == undefinedSchema)
}

// longestWait is how long a question may wait for the rows; whoever asks is better told than left waiting.
const longestWait = 2 * time.Second

// WaitFor returns when the rows have seen that event. After two seconds it gives up with fault.Unavailable.
func (r *Reader) WaitFor(ctx context.Context, sequence uint64) error {
	if r.Place() >= sequence {
		return nil
	}
	patience, cancel := context.WithTimeout(ctx, longestWait)
	defer cancel()
	for {
		_, place, advanced := r.standing()
		if place >= sequence {
			return nil
		}
		select {
		case <-advanced:
		case <-patience.Done():
			return r.late(ctx, sequence)
		}
	}
}

// late looks a last time, in case the listening was interrupted.
func (r *Reader) late(ctx context.Context, sequence uint64) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := r.look(ctx); err != nil {
		return err
	}
	if r.Place() >= sequence {
		return nil
	}
	return fault.New(fault.Unavailable, "your change is recorded, but lists have not caught up with it yet: ask again")
}

// listen follows the keeper on a connection of its own, and on another when that one breaks.
func (r *Reader) listen(ctx context.Context) {
	const pause = 200 * time.Millisecond
	for ctx.Err() == nil {
		// A broken connection tells nobody anything new: whoever waits will look for themselves.
		_ = r.listenOnce(ctx)
		select {
		case <-time.After(pause):
		case <-ctx.Done():
		}
	}
}

func (r *Reader) listenOnce(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, r.pool.Config().ConnConfig)
	if err != nil {
		return err
	}
	defer leave(ctx, conn)
	if _, err := conn.Exec(ctx, "listen keeper_place"); err != nil {
		return err
	}
	// Looked at after listening began, so nothing can come in between.
	err = r.look(ctx)
	for err == nil || errors.Is(err, fault.Unavailable) {
		var heard *pgconn.Notification
		if heard, err = conn.WaitForNotification(ctx); err == nil {
			err = r.hear(ctx, heard.Payload)
		}
	}
	return err
}

// leave closes a connection. A Postgres that does not answer is not waited for.
func leave(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// hear takes in what the projection says of a batch that it committed: "rm_0f5c_1 4711", the slot and the place. Another slot of
// our version may have begun to serve with it; those of other versions are not ours to read.
func (r *Reader) hear(ctx context.Context, said string) error {
	slot, text, _ := strings.Cut(said, " ")
	place, err := strconv.ParseUint(text, 10, 64)
	if err == nil && r.advance(slot, place) || !strings.HasPrefix(slot, "rm_"+Version+"_") {
		return nil
	}
	return r.look(ctx)
}
