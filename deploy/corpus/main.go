// Command corpus writes the log of a team that never was: any number of activities over any number of months, in the format that
// `dontblink import` reads.
//
// The same flags give the same bytes on every machine. No person, organisation or event in it is real; laws are called by names
// that laws have, and nothing that is told of them happened.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"dontblink.dev/pkg/calendar"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "corpus:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("corpus", flag.ExitOnError)
	dir := flags.String("out", "", "the folder to write to (made when it is missing)")
	size := flags.Int("activities", 10_000, "how many activities")
	months := flags.Int("months", 36, "over how many months")
	seed := flags.Uint64("seed", 1, "another seed, another team")
	from := flags.String("from", "2022-01", "the first month")
	if err := flags.Parse(args); err != nil {
		return err
	}
	first, err := calendar.ParseMonth(*from)
	switch {
	case *dir == "":
		return fmt.Errorf("say where to write: --out DIR")
	case err != nil:
		return fmt.Errorf("--from: %w", err)
	case *size < 1 || *months < 1:
		return fmt.Errorf("--activities and --months are at least 1")
	}
	start := time.Now()
	files, err := New(*seed, *size, first, *months).Write(*dir)
	if err != nil {
		return err
	}
	for _, f := range files {
		fmt.Fprintf(out, "%-40s %9d %-11s %12d bytes\n", f.Path, f.Count, f.What, f.Bytes)
	}
	took := time.Since(start)
	fmt.Fprintf(out, "%d activities in %.1f s, %.0f a second\n", *size, took.Seconds(), float64(*size)/took.Seconds())
	return nil
}
