package activity

import (
	"strings"

	"dontblink.dev/pkg/fault"
)

// argument returns a reason as it is kept. `must` is what to say when none is given; empty: none is needed.
func argument(reason, must string) (string, error) {
	reason = strings.TrimSpace(reason)
	var mistakes fault.Mistakes
	if reason == "" && must != "" {
		mistakes.Add("reason", "%s", must)
	}
	checkLine(func() string { return "reason" }, reason, LongestLine, &mistakes)
	return reason, mistakes.Err()
}
