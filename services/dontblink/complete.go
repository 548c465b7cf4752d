package dontblink

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// completes lets the shell complete a flag with short names of the edition, each with what it is called. It asks a running `up` alone: nobody who presses Tab wants to
// wait for a server to start.
func (c *cli) completes(cmd *cobra.Command, flag string, names func(*edition.Edition) map[string]string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, c.completion(names))
}

// completion is what completes does, for words that are no flag's too.
func (c *cli) completion(names func(*edition.Edition) map[string]string) cobra.CompletionFunc {
	return func(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
		return c.named(cmd, names)
	}
}

// named asks for the short names.
func (c *cli) named(cmd *cobra.Command, names func(*edition.Edition) map[string]string) ([]string, cobra.ShellCompDirective) {
	dir, err := c.dir()
	// A shell has no place for an error: nothing is offered.
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	// Whoever waits longer for a Tab types the word.
	ctx, cancel := context.WithTimeout(cmd.Context(), time.Second)
	defer cancel()
	client, ok := dialSocket(ctx, dir)
	if !ok {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	answer, err := apiOf(client).Insights.GetEdition(rpc.As(ctx, machineUser()), &apiv1.GetEditionRequest{})
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var words []string
	for id, name := range names(edition.Of(answer.GetEdition())) {
		words = append(words, cobra.CompletionWithDesc(id, name))
	}
	slices.Sort(words)
	return words, cobra.ShellCompDirectiveNoFileComp
}

// completesWords lets the shell complete a flag with fixed words.
func completesWords(cmd *cobra.Command, flag string, words []string) {
	_ = cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// completesArguments completes the arguments of a command, each from a list; an empty list is for what nobody can guess.
func completesArguments(lists ...[]string) cobra.CompletionFunc {
	return func(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
		if len(args) >= len(lists) {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return lists[len(args)], cobra.ShellCompDirectiveNoFileComp
	}
}
