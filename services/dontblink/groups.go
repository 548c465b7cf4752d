package dontblink

import (
	"slices"

	"github.com/spf13/cobra"
)

// groups are what the commands are for, in the order in which a team comes to need them; those within are in the order of a day's work.
// A command that is in none of them comes last in the help, and a test fails.
var groups = []struct {
	title    string
	commands []string
}{
	{"What was done:", []string{
		"log", "outbox", "list", "show", "history", "due", "likely", "merge", "unmerge", "apart",
	}},
	{"To say it better:", []string{
		"amend", "edit", "complete", "cancel", "plan", "withdraw", "rule", "pillar", "relate", "followup", "image",
	}},
	{"Who is who, and what holds:", []string{"person", "edition"}},
	{"From files, and to them:", []string{"import", "not-advocacy", "export"}},
	{"The digest, and answers:", []string{"issue", "counts"}},
	{"To run it, and to keep it:", []string{
		"up", "demo", "status", "backup", "restore", "verify", "rebuild", "erase", "parked", "unpark", "completion", "help",
	}},
}

// grouped puts the commands under what they are for: nobody reads forty lines in the order of the alphabet.
func grouped(root *cobra.Command) {
	cobra.EnableCommandSorting = false
	for _, g := range groups {
		root.AddGroup(&cobra.Group{ID: g.title, Title: g.title})
		for _, cmd := range root.Commands() {
			if slices.Contains(g.commands, cmd.Name()) {
				cmd.GroupID = g.title
			}
		}
	}
	last := groups[len(groups)-1].title
	root.SetHelpCommandGroupID(last)
	root.SetCompletionCommandGroupID(last)
	commands := root.Commands()
	root.RemoveCommand(commands...)
	slices.SortStableFunc(commands, func(a, b *cobra.Command) int { return place(a.Name()) - place(b.Name()) })
	root.AddCommand(commands...)
}

// place is where a command stands among all; what nobody has placed comes last.
func place(name string) int {
	at := 0
	for _, g := range groups {
		if i := slices.Index(g.commands, name); i >= 0 {
			return at + i
		}
		at += len(g.commands)
	}
	return at
}
