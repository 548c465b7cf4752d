package dontblink

import (
	"testing"
)

func TestEveryCommandStandsUnderWhatItIsFor(t *testing.T) {
	t.Parallel()
	named := map[string]bool{"help": true, "completion": true}
	for _, cmd := range (&cli{}).root().Commands() {
		if cmd.GroupID == "" {
			t.Errorf("%s stands in no group: put it into one", cmd.Name())
		}
		named[cmd.Name()] = true
	}
	for _, g := range groups {
		for _, name := range g.commands {
			if !named[name] {
				t.Errorf("%q names %s, and there is no such command", g.title, name)
			}
		}
	}
}
