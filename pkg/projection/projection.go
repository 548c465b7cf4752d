// Package projection carries the log into rows, in ordered batches: the rows of a batch and the place reached commit together,
// so a crash repeats no event and leaves none out.
//
// Rows lie in slots. A slot is a Postgres schema that belongs to one version of the code and the SQL that fill it; it is filled
// from the first event on and takes over when it has caught up. Nothing in a slot is ever migrated: another version fills
// another slot.
//
// It does not know what the rows say: its Config brings that.
package projection

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/eventlog"
)

// Config is what is projected, and whereto.
type Config struct {
	Log  *eventlog.Log
	Pool *pgxpool.Pool
	// Name tells several projections in one database apart; one of them needs none.
	Name string
	// Version names the code and the SQL together, in lower case letters and digits: a change of either needs another.
	Version string
	// Schema is the SQL that makes the tables of a slot; "slot." stands for the slot's own schema.
	Schema string
	// Indexes is the SQL that makes what the tables need for being read, and Apply does not. It runs when a slot that is filled from the
	// first event on has caught up, before it is read.
	Indexes string
	// Apply writes what a batch means. It may keep things in memory from batch to batch: it is called on one goroutine at a
	// time, and whenever a batch was not committed Start is called before the next, since memory may be ahead of the rows then.
	// However events are cut into batches the rows come out the same, and the same is refused. What Apply refuses, by an error that is not
	// about the servers or by a panic, is cut until one event stands alone, and the thing of that is parked: see Parked.
	Apply func(ctx context.Context, tx pgx.Tx, slot string, batch []eventlog.Recorded) error
	// Start loads what Apply keeps in memory from the slot's rows. It may be nil.
	Start func(ctx context.Context, pool *pgxpool.Pool, slot string) error
	// Before is called before a batch is applied, outside of any transaction. It may wait, so that what is more urgent comes first, and
	// returns when ctx is done; it may be nil.
	Before func(ctx context.Context, batch []eventlog.Recorded)
	// Rebuilder may ask to go on with rows that were made anew; it may be nil.
	Rebuilder *Rebuilder
	// Parking may ask to apply what is parked; it may be nil.
	Parking *Parking
	// MaxBatch is how many events one transaction takes at the most; zero: 1000.
	MaxBatch int
	// OnStatus is told of every change and every batch; it may be nil, and should return at once.
	OnStatus func(Status)
	// Logger hears of what passes and is tried again; nil: slog.Default().
	Logger *slog.Logger
}

// States of a projection.
const (
	// Preparing: the rows cannot be read yet, or another process is at work on them.
	Preparing = "preparing"
	// Live: the rows follow the log.
	Live = "live"
	// Stopped: somebody has to look.
	Stopped = "stopped"
)

// Waiting is why a projection is Preparing while another process is at work on the rows.
const Waiting = "another process projects; waiting for it to end"

// Status says how a projection is doing.
type Status struct {
	// State is Preparing, Live or Stopped.
	State string
	// Why it stopped, or how far the preparation is ("62 %"); empty when live.
	Why string
	// Slot is the schema that is filled; empty when there is none yet.
	Slot string
	// Sequence is that of the last event whose rows are there.
	Sequence uint64
	// Parked things stand still: see Parked.
	Parked int
}

// Run projects until ctx is done, and returns nil then, when its work is finished. Only one process projects a version at a
// time; another waits until it can take over. What passes (a server that is away or overloaded) is tried again for ever. What does not
// is returned: a *eventlog.Stop, more events than a few that cannot be applied, SQL that does not hold, somebody else's hand in the slot.
// The rows of all events before it are there then.
func Run(ctx context.Context, c Config) error {
	if !version.MatchString(c.Version) {
		return fmt.Errorf("project: %q is no version: use at most 40 lower case letters and digits", c.Version)
	}
	c.fill()
	for try := 0; ; try++ {
		p := &projector{Config: c}
		err := p.run(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // being told to end is no error
		}
		if !passes(err) {
			p.status(Stopped, err.Error())
			return err
		}
		if errors.Is(err, errHandOver) {
			try = -1
			continue
		}
		if p.committed {
			try = 0
		}
		c.Logger.Warn("the projection was interrupted and will go on", "slot", p.slot, "error", err)
		if !pause(ctx, try) {
			return nil
		}
	}
}

var version = regexp.MustCompile(`^[a-z0-9]{1,40}$`)

func (c *Config) fill() {
	if c.MaxBatch == 0 {
		c.MaxBatch = 1000
	}
	if c.Rebuilder == nil {
		c.Rebuilder = &Rebuilder{}
	}
	if c.Parking == nil {
		c.Parking = &Parking{}
	}
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	if c.OnStatus == nil {
		c.OnStatus = func(Status) {}
	}
	if c.Before == nil {
		c.Before = func(context.Context, []eventlog.Recorded) {}
	}
	if c.Start == nil {
		c.Start = func(context.Context, *pgxpool.Pool, string) error { return nil }
	}
}

// pause waits before the n-th new try, longer each time, and returns false when ctx is done before that.
func pause(ctx context.Context, n int) bool {
	timer := time.NewTimer(min(100*time.Millisecond<<min(n, 10), 10*time.Second))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// errEnded: the projector's own context was cancelled without a reason of its own.
var errEnded = errors.New("the router ended")
