// Command bench measures dontblink against the bare tools beneath it, on this machine, and prints one table.
//
// It proves nothing and asserts nothing: a figure is a ratio of two measurements that were taken side by side, with its spread
// over the rounds. README.md says how to read them, and what they cannot show.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"
)

// settings are how much is measured.
type settings struct {
	rounds, activities int
	seed               uint64
	// turn is how long one side of a comparison works in a round.
	turn time.Duration
	// limit is when no further measurement begins.
	limit time.Duration
	dir   string
	// only is a part of the names of those jobs that are run; empty: all are.
	only string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out, progress io.Writer) error {
	began := time.Now()
	c, err := parse(args)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "seed %d, %d rounds, %d activities, %d processors\n", c.seed, c.rounds, c.activities, runtime.NumCPU())
	// Of servers that stand already nothing is known, and a team's log is no place to measure in.
	os.Unsetenv("NATS_URL")
	os.Unsetenv("DATABASE_URL")
	s, err := newStand(ctx, c)
	if err != nil {
		return err
	}
	defer s.close()
	fmt.Fprintf(out, "an append takes %d bytes; the log that rows are made from has %d events\n", s.sample.size, len(s.filled.events))
	r := &results{}
	if err := s.measure(ctx, began, r, progress); err != nil {
		return err
	}
	fmt.Fprintln(out)
	if err := r.print(out); err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\nmeasured in %.0f s\n", time.Since(began).Seconds())
	return err
}

func parse(args []string) (settings, error) {
	c := settings{turn: 1500 * time.Millisecond}
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.IntVar(&c.rounds, "rounds", 3, "how often everything is measured")
	flags.IntVar(&c.activities, "activities", 5000, "how many activities are imported and rebuilt")
	flags.Uint64Var(&c.seed, "seed", 0, "the order of the rounds; 0 takes one by chance")
	flags.DurationVar(&c.limit, "limit", 210*time.Second, "when no further measurement begins")
	flags.StringVar(&c.dir, "dir", os.TempDir(), "the folder, and so the disk, to measure in")
	flags.StringVar(&c.only, "only", "", "measure only what has this in its name: append, import, load, rows, visible, idle")
	quick := flags.Bool("quick", false, "one small round, to see that it runs")
	if err := flags.Parse(args); err != nil {
		return settings{}, err
	}
	if *quick {
		c.rounds, c.activities, c.turn = 1, 300, 100*time.Millisecond
	}
	if c.rounds < 1 || c.activities < 100 {
		return settings{}, fmt.Errorf("-rounds is at least 1 and -activities at least 100")
	}
	if c.seed == 0 {
		c.seed = rand.Uint64N(1 << 32)
	}
	return c, nil
}
