// Package dontblink is the one binary that people install: every service in one process, and the command line.
//
// The commands know the API and nothing behind it. They reach it in a running `dontblink up`, or stand the services up for one command.
package dontblink

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/local"
	"dontblink.dev/pkg/process"
)

// Version is what `dontblink --version` and `dontblink status` say.
const Version = process.Version

// Exit codes.
const (
	// Scripts go by these: 1 may be tried again or reported, 2 is of no use to try again.
	exitDone  = 0
	exitOurs  = 1
	exitYours = 2
)

// cli is what all commands share.
type cli struct {
	out, err io.Writer
	data     string
	server   string
	json     bool
	verbose  bool
	// alone says that no `up` runs: the services were stood up for this command.
	alone bool
	// limits says that the command limits by itself how long it waits for each of its answers.
	limits bool
	// typed is the command line, to give back what could not be recorded.
	typed []string
}

// Main runs one command line and returns its exit code: 0 done, 1 ours to mend, 2 yours to mend.
func Main(args []string, out, err io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	c := &cli{out: out, err: err, typed: args}
	root := c.root()
	root.SetArgs(args)
	root.SetOut(out)
	root.SetErr(err)
	failure := root.ExecuteContext(ctx)
	if failure == nil {
		return exitDone
	}
	if end, ok := errors.AsType[said](failure); ok {
		return int(end)
	}
	fmt.Fprintln(err, "dontblink: "+strings.ReplaceAll(inFlags(failure.Error()), "\n", "\n  "))
	return exitCode(failure)
}

// inFlags says --reason where a sentence begins with the field that the flag fills.
func inFlags(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		for _, field := range []string{"reason", "pillar_reason", "status_reason"} {
			if rest, ok := strings.CutPrefix(line, field+": "); ok {
				lines[i] = "--reason: " + rest
			}
		}
	}
	return strings.Join(lines, "\n")
}

// said ends a command with this code; why was printed already.
type said int

func (s said) Error() string { return fmt.Sprintf("ends with %d", int(s)) }

// usage is a mistake in how a command was typed.
type usage struct{ error }

// together says which flags were typed that exclude each other. The library's own sentence names the rule and calls nobody's attention.
func together(cmd *cobra.Command) error {
	err := cmd.ValidateFlagGroups()
	if err == nil {
		return nil
	}
	text := err.Error()
	if _, typed, ok := strings.Cut(text, "; ["); ok {
		typed, _, _ = strings.Cut(typed, "]")
		text = "--" + strings.Join(strings.Fields(typed), " and --") + " exclude each other: take one"
	}
	return usage{fmt.Errorf("%s; `%s --help` tells what there is", text, cmd.CommandPath())}
}

// exitCode goes by the kind: what the user can mend is 2, also a folder in use and a Postgres that is not installed.
func exitCode(err error) int {
	for _, yours := range []error{fault.Invalid, fault.NotFound, fault.Conflict, fault.Forbidden} {
		if errors.Is(err, yours) {
			return exitYours
		}
	}
	_, typed := errors.AsType[usage](err)
	_, inUse := errors.AsType[local.InUse](err)
	_, noPostgres := errors.AsType[local.NoPostgres](err)
	if typed || inUse || noPostgres {
		return exitYours
	}
	return exitOurs
}

// root is made anew for each command line, so that tests may run many in one process.
func (c *cli) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "dontblink",
		Short: "Keeps what an advocacy team does, and turns a month of it into the digest",
		Long: `dontblink keeps what an advocacy team does as a log in which nothing is lost, and turns a month of it into the digest.

Commands speak to a running "dontblink up" that keeps the same folder, and do without one where there is none.
They end with 0 when it is done, 1 when the fault is ours, 2 when it is yours to mend.`,
		Version:               Version,
		SilenceUsage:          true,
		SilenceErrors:         true,
		DisableFlagsInUseLine: true,
		DisableAutoGenTag:     true,
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			slog.SetDefault(slog.New(c.handler(cmd)))
			return together(cmd)
		},
		Args: func(cmd *cobra.Command, args []string) error {
			if err := cobra.NoArgs(cmd, args); err != nil {
				return usage{fmt.Errorf("%w; `dontblink --help` tells what there is", err)}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		// Which function could not read a number is nobody's concern.
		text, _, _ := strings.Cut(err.Error(), ": strconv.")
		return usage{fmt.Errorf("%s; `%s --help` tells what there is", text, cmd.CommandPath())}
	})
	usual, err := local.DefaultDir()
	if err != nil {
		usual = "one of your own"
	}
	flags := root.PersistentFlags()
	flags.StringVar(&c.data, "data", "", "the folder that holds the log and the rows (default "+usual+")")
	flags.StringVar(&c.server, "server", "", "the address of services that run elsewhere, instead of a folder (default $"+serverVariable+")")
	flags.BoolVar(&c.json, "json", false, "print JSON")
	flags.BoolVarP(&c.verbose, "verbose", "v", false, "tell what happens underneath")
	root.AddCommand(
		c.upCommand(), c.demoCommand(), c.statusCommand(), c.verifyCommand(), c.rebuildCommand(), c.parkedCommand(), c.unparkCommand(),
		c.backupCommand(), c.restoreCommand(), c.eraseCommand(),
		c.logCommand(), c.outboxCommand(), c.importCommand(), c.exportCommand(), c.notAdvocacyCommand(),
		c.listCommand(), c.showCommand(), c.historyCommand(), c.countsCommand(), c.dueCommand(), c.likelyCommand(),
		c.amendCommand(), c.editCommand(), c.completeCommand(), c.cancelCommand(), c.planCommand(), c.withdrawCommand(),
		c.ruleCommand(), c.pillarCommand(), c.followUpCommand(), c.relateCommand(), c.imageCommand(),
		c.mergeCommand(), c.unmergeCommand(), c.apartCommand(),
		c.personCommand(), c.editionCommand(), c.issueCommand(),
	)
	grouped(root)
	return root
}
