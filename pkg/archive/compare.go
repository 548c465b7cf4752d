package archive

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/eventlog"
)

// stride is how many events lie between two whose hashes are fetched to be compared: a chain that is right there was right before.
const stride = 1000

// Loss says what the archive has and the log has not, or has otherwise.
type Loss struct {
	// Ends is the log's last event.
	Ends uint64
	// Archived is the archive's last event.
	Archived uint64
	// Missing are the first and last of those that are not in the log.
	Missing [][2]uint64
	// Changed is the first event of the log that is not the one that was archived; zero: none is.
	Changed uint64
}

func (l *Loss) found() bool { return len(l.Missing) > 0 || l.Changed > 0 }

// EndsEarly reports that the log is a true beginning of its archive: only its end is missing.
func (l *Loss) EndsEarly() bool {
	return l.Changed == 0 && len(l.Missing) == 1 && l.Missing[0] == [2]uint64{l.Ends + 1, l.Archived}
}

func (l *Loss) String() string { return l.sentence() }

// Stop makes it what ends all reading.
func (l *Loss) Stop() *eventlog.Stop {
	return stopf(l.first()-1, "%s; `dontblink restore` brings the log back from its archive", l.sentence())
}

// first is the first event that is gone or changed.
func (l *Loss) first() uint64 {
	if len(l.Missing) > 0 && (l.Changed == 0 || l.Missing[0][0] < l.Changed) {
		return l.Missing[0][0]
	}
	return l.Changed
}

// sentence names three ranges at the most: more than that says no more.
func (l *Loss) sentence() string {
	var parts []string
	if l.Ends < l.Archived {
		parts = append(parts, fmt.Sprintf("the log ends at event %d and its archive at %d", l.Ends, l.Archived))
	}
	if len(l.Missing) > 0 {
		var ranges []string
		for _, m := range l.Missing[:min(3, len(l.Missing))] {
			ranges = append(ranges, span(m))
		}
		if more := len(l.Missing) - 3; more > 0 {
			ranges = append(ranges, fmt.Sprintf("%d more such ranges", more))
		}
		verb := " are"
		if len(l.Missing) == 1 && l.Missing[0][0] == l.Missing[0][1] {
			verb = " is"
		}
		parts = append(parts, strings.Join(ranges, ", ")+verb+" in the archive and not in the log")
	}
	if l.Changed > 0 {
		parts = append(parts, fmt.Sprintf("event %d of the log is not the one that was archived", l.Changed))
	}
	return strings.Join(parts, ": ")
}

func span(m [2]uint64) string {
	if m[0] == m[1] {
		return fmt.Sprintf("event %d", m[0])
	}
	return fmt.Sprintf("events %d to %d", m[0], m[1])
}

// Compare goes through the log beside the archive, and returns what is missing: nil if every event of the archive is in the log, byte for
// byte. What the log has behind the archive's last event is not looked at: it is archived next. Progress, when given, is told how far it is.
func (a *Archive) Compare(ctx context.Context, log *eventlog.Log, progress func(at, of uint64)) (*Loss, error) {
	head, err := a.Head(ctx)
	if err != nil || head.Sequence == 0 {
		return nil, err
	}
	ends, err := log.Ends(ctx)
	if err != nil {
		return nil, err
	}
	c := &comparison{archive: a, loss: Loss{Ends: ends, Archived: head.Sequence}, until: head.Sequence}
	if c.marks, err = a.marks(ctx, head); err != nil {
		return nil, err
	}
	err = log.Raw(ctx, 0, min(ends, head.Sequence), func(events []eventlog.Stored) error {
		if progress != nil {
			progress(c.at.Sequence, head.Sequence)
		}
		return c.take(ctx, events)
	})
	if err == nil {
		err = c.finish(ctx)
	}
	if err != nil && !errors.Is(err, errSettled) {
		return nil, err
	}
	if c.loss.found() {
		return &c.loss, nil
	}
	return nil, nil
}

// errSettled: the log is another one from here on, and what follows says nothing.
var errSettled = errors.New("the log differs from its archive")

type comparison struct {
	chain
	archive *Archive
	marks   map[uint64]Hash
	until   uint64
	at      Head
	loss    Loss
	// unproved are the hashes of the events since the last one that was compared.
	unproved []Hash
}

func (c *comparison) take(ctx context.Context, events []eventlog.Stored) error {
	for _, e := range events {
		if e.Sequence != c.at.Sequence+1 {
			if err := c.skip(ctx, e.Sequence-1); err != nil {
				return err
			}
		}
		c.at = Head{Sequence: e.Sequence, Hash: c.link(c.at.Hash, e)}
		c.unproved = append(c.unproved, c.at.Hash)
		mark, ok := c.marks[e.Sequence]
		switch {
		case !ok:
		case mark == c.at.Hash:
			c.unproved = c.unproved[:0]
		default:
			return c.prove(ctx)
		}
	}
	return nil
}

// skip goes on behind events that are missing, up to a sequence, with the hash that the archive has there.
func (c *comparison) skip(ctx context.Context, to uint64) error {
	if err := c.prove(ctx); err != nil {
		return err
	}
	hashes, err := c.archive.hashes(ctx, to-1, to)
	if err != nil {
		return err
	}
	c.loss.Missing = append(c.loss.Missing, [2]uint64{c.at.Sequence + 1, to})
	c.at = Head{Sequence: to, Hash: hashes[0]}
	return nil
}

// prove compares each event since the last that was compared.
func (c *comparison) prove(ctx context.Context) error {
	after := c.at.Sequence - uint64(len(c.unproved))
	hashes, err := c.archive.hashes(ctx, after, c.at.Sequence)
	if err != nil {
		return err
	}
	for i, mine := range c.unproved {
		if mine != hashes[i] {
			c.loss.Changed = after + 1 + uint64(i)
			return errSettled
		}
	}
	c.unproved = c.unproved[:0]
	return nil
}

func (c *comparison) finish(ctx context.Context) error {
	if c.at.Sequence < c.until {
		return c.skip(ctx, c.until)
	}
	return c.prove(ctx)
}

// marks returns the hashes of every so manieth event, and of the last. They are named one by one: Postgres would read all events for a
// condition on the number.
func (a *Archive) marks(ctx context.Context, head Head) (map[uint64]Hash, error) {
	marks := map[uint64]Hash{head.Sequence: head.Hash}
	rows, _ := a.pool.Query(ctx, `
		select e.sequence, e.hash from generate_series($1::bigint, $2::bigint, $1::bigint) as mark(sequence)
		cross join lateral (select sequence, hash from archive.event where sequence = mark.sequence) as e`, stride, head.Sequence)
	var sequence uint64
	var hash []byte
	_, err := pgx.ForEachRow(rows, []any{&sequence, &hash}, func() error {
		marks[sequence] = Hash(hash)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the hashes of the archive: %w", err)
	}
	return marks, nil
}

// hashes returns those of the events after a sequence and up to another.
func (a *Archive) hashes(ctx context.Context, after, until uint64) ([]Hash, error) {
	rows, _ := a.pool.Query(ctx, `select hash from archive.event where sequence > $1 and sequence <= $2 order by sequence`, after, until)
	found, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	if err != nil {
		return nil, fmt.Errorf("read the hashes of the archive: %w", err)
	}
	if uint64(len(found)) != until-after {
		return nil, stopf(after, "the archive has %d events between %d and %d: its database is damaged; restore from a backup with "+
			"`dontblink restore --from`", len(found), after+1, until)
	}
	hashes := make([]Hash, 0, len(found))
	for hash := range slices.Values(found) {
		hashes = append(hashes, Hash(hash))
	}
	return hashes, nil
}
