package dontblink

import (
	"fmt"

	"github.com/spf13/cobra"
)

// What a command wants to be told beside its flags, and the sentence for whoever tells it anything else.

// nothing is for commands that take flags alone.
func nothing(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usage{fmt.Errorf("%s takes flags alone, and “%s” is none; `%s --help` tells what there is", cmd.CommandPath(), args[0], cmd.CommandPath())}
	}
	return nil
}

// cobra's own counters say "accepts 1 arg(s), received 2"; these say what is wanted, and show the line.
func exactlyOne(what string) cobra.PositionalArgs { return counted(1, 1, "name one "+what) }

func atLeastOne(what string) cobra.PositionalArgs { return counted(1, noMost, "name "+what) }

func exactlyTwo(what string) cobra.PositionalArgs { return between(2, 2, what) }

func between(least, most int, what string) cobra.PositionalArgs {
	return counted(least, most, "give "+what)
}

// noMost is for commands that take any number.
const noMost = -1

func counted(least, most int, sentence string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || most != noMost && len(args) > most {
			return usage{fmt.Errorf("%s: %s", sentence, cmd.UseLine())}
		}
		return nil
	}
}

// takes is for commands whose usage says better than a sentence what stands where.
func takes(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usage{fmt.Errorf("write it as: %s; `%s --help` tells more", cmd.UseLine(), cmd.CommandPath())}
		}
		return nil
	}
}

// group is a command that only holds others.
func group(cmd *cobra.Command, commands ...*cobra.Command) *cobra.Command {
	cmd.Args = nothing
	cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	cmd.AddCommand(commands...)
	return cmd
}
