package archive

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
)

// breath is how long the archive waits for more events. Each commit costs as much as what a command does by itself, so a handful of events
// goes in one; what is lost with it in a crash lies in the log, which was synced.
const breath = 250 * time.Millisecond

// Copier keeps an archive up with its log. Only one of all processes does so at a time.
type Copier struct {
	Archive *Archive
	Log     *eventlog.Log
	// OnHead is told how far the archive has come.
	OnHead func(Head)
	Logger *slog.Logger

	conn *pgx.Conn
	mine atomic.Bool
	// recognised: the log has the archive's last event, as of the last look.
	recognised bool
}

// Claim reports whether this process may copy now: no other does. It holds that until Release, or until its connection breaks.
func (c *Copier) Claim(ctx context.Context) (mine bool, err error) {
	if c.conn != nil && !c.conn.IsClosed() {
		return true, nil
	}
	pooled, err := c.Archive.pool.Acquire(ctx)
	if err != nil {
		return false, fmt.Errorf("connect to the archive: %w", err)
	}
	conn := pooled.Hijack()
	// A commit that is lost in a crash is made again from the log.
	if _, err = conn.Exec(ctx, `set synchronous_commit = off`); err == nil {
		err = conn.QueryRow(ctx, `select pg_try_advisory_lock(hashtextextended('dontblink archive', 0))`).Scan(&mine)
	}
	if err != nil || !mine {
		leave(ctx, conn)
		return false, err
	}
	c.conn, c.recognised = conn, false
	c.mine.Store(true)
	return true, nil
}

// Mine reports whether this process has the claim.
func (c *Copier) Mine() bool { return c.mine.Load() }

// Wait is Claim that waits for its turn. It returns false when ctx is done.
func (c *Copier) Wait(ctx context.Context) bool {
	for try := 0; ; try++ {
		mine, err := c.Claim(ctx)
		if mine {
			return true
		}
		c.passed(ctx, try, err)
		if !wait(ctx, time.Second) {
			return false
		}
	}
}

// Release lets another process copy.
func (c *Copier) Release(ctx context.Context) {
	if c.conn != nil {
		leave(ctx, c.conn)
		c.conn = nil
		c.mine.Store(false)
	}
}

func leave(ctx context.Context, conn *pgx.Conn) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	_ = conn.Close(ctx)
}

// Run copies what happens until ctx is done. It returns a *eventlog.Stop when the log is no longer the one that was archived; what passes,
// it tries again for ever.
func (c *Copier) Run(ctx context.Context) error {
	defer func() { c.Release(ctx) }()
	for failed := 0; ; {
		if !c.Wait(ctx) {
			return nil
		}
		_, err := c.Once(ctx)
		if _, stopped := errors.AsType[*eventlog.Stop](err); stopped && ctx.Err() == nil {
			return err
		}
		if err != nil {
			c.passed(ctx, failed, err)
			failed++
		} else {
			failed = 0
		}
		if !wait(ctx, breath) {
			return c.last(ctx)
		}
	}
}

// last copies what came since the last breath: a process that is told to end may have been started for one command, and the next start
// may be far off.
func (c *Copier) last(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if mine, err := c.Claim(ctx); err != nil || !mine {
		return nil // the next process copies it
	}
	_, err := c.Once(ctx)
	if _, stopped := errors.AsType[*eventlog.Stop](err); stopped {
		return err
	}
	return nil
}

// passed says once what keeps the archive from going on.
func (c *Copier) passed(ctx context.Context, before int, err error) {
	if err != nil && before == 0 && ctx.Err() == nil {
		c.Logger.Warn("the archive does not go on for now; trying again", "error", err)
	}
}

// Once copies what is in the log by now, and returns how many events that was. The claim must be held.
func (c *Copier) Once(ctx context.Context) (copied uint64, err error) {
	// Postgres is not interrupted at once: that would break the connection, and with it the claim, while there is a last time to come.
	rows, cancel := lasting(ctx)
	defer cancel()
	at, err := headIn(rows, c.conn)
	if err != nil {
		return 0, err
	}
	ends, err := c.Log.Ends(ctx)
	if err != nil || ends == at.Sequence && c.recognised {
		return 0, err
	}
	if err := c.recognise(ctx, rows, at, ends); err != nil {
		return 0, err
	}
	from := at.Sequence
	c.tell(at)
	links := &chain{}
	err = c.Log.Raw(ctx, at.Sequence, ends, func(events []eventlog.Stored) error {
		entries, err := at.entries(links, events)
		if err != nil {
			return err
		}
		if err := insert(rows, c.conn, entries); err != nil {
			return err
		}
		last := entries[len(entries)-1]
		at = Head{last.Sequence, last.Hash}
		c.tell(at)
		return nil
	})
	if err == nil && at.Sequence < ends {
		err = stopf(at.Sequence, "events %d to %d of the log cannot be read, and were not archived yet; `dontblink restore` makes a log of all that can",
			at.Sequence+1, ends)
	}
	return at.Sequence - from, err
}

func (c *Copier) tell(at Head) {
	if c.OnHead != nil {
		c.OnHead(at)
	}
}

// recognise makes sure that the log still has the archive's last event: what is behind it belongs to what is before it.
// It asks the log in one context and the rows in another.
func (c *Copier) recognise(ctx, rows context.Context, at Head, ends uint64) error {
	if ends < at.Sequence {
		return (&Loss{Ends: ends, Archived: at.Sequence, Missing: [][2]uint64{{ends + 1, at.Sequence}}}).Stop()
	}
	if at.Sequence > 0 {
		before, err := c.before(rows, at)
		if err != nil {
			return err
		}
		same, links := false, &chain{}
		err = c.Log.Raw(ctx, at.Sequence-1, at.Sequence, func(events []eventlog.Stored) error {
			same = links.link(before, events[0]) == at.Hash
			return nil
		})
		if err != nil {
			return err
		}
		if !same {
			return (&Loss{Ends: ends, Archived: at.Sequence, Changed: at.Sequence}).Stop()
		}
	}
	c.recognised = true
	return nil
}

// before returns the hash of the event before a head.
func (c *Copier) before(ctx context.Context, at Head) (h Hash, err error) {
	if at.Sequence == 1 {
		return Hash{}, nil
	}
	var hash []byte
	if err := c.conn.QueryRow(ctx, `select hash from archive.event where sequence = $1`, at.Sequence-1).Scan(&hash); err != nil {
		return Hash{}, fmt.Errorf("read event %d of the archive: %w", at.Sequence-1, err)
	}
	copy(h[:], hash)
	return h, nil
}

// entries chains events behind a head.
func (h Head) entries(c *chain, events []eventlog.Stored) ([]Entry, error) {
	entries := make([]Entry, len(events))
	for i, e := range events {
		var err error
		if h, err = h.then(c, e); err != nil {
			return nil, err
		}
		entries[i] = Entry{Stored: e, Hash: h.Hash}
	}
	return entries, nil
}

// inserter is a connection or a transaction.
type inserter interface {
	CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, rows pgx.CopyFromSource) (int64, error)
}

// insert adds entries, all or none. Whoever else had added the same would make it fail: no sequence is there twice.
func insert(ctx context.Context, in inserter, entries []Entry) error {
	_, err := in.CopyFrom(ctx, pgx.Identifier{schema, "event"}, []string{"sequence", "subject", "header", "data", "hash"},
		pgx.CopyFromSlice(len(entries), func(i int) ([]any, error) {
			e := entries[i]
			return []any{int64(e.Sequence), e.Subject, e.Header, notNull(e.Data), e.Hash[:]}, nil
		}))
	if err != nil {
		return fmt.Errorf("archive the events %d to %d: %w", entries[0].Sequence, entries[len(entries)-1].Sequence, err)
	}
	return nil
}

// notNull: an event without a payload has an empty one.
func notNull(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}

// lasting is done some seconds after ctx: what is under way then comes to its end, unless nobody answers.
func lasting(ctx context.Context) (context.Context, context.CancelFunc) {
	const more = 3 * time.Second
	late, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(more, cancel) })
	return late, func() { stop(); cancel() }
}

func wait(ctx context.Context, how time.Duration) bool {
	timer := time.NewTimer(how)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
