package dontblink

import (
	"strings"

	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// importWords counts what an import did, or would do, and leaves out what it did not. verb is "would be " before anything is done.
func importWords(answer *apiv1.ImportResponse, verb string) string {
	var became, beside []string
	for _, count := range []struct {
		n    uint32
		what string
	}{
		{answer.GetRecorded(), "recorded"}, {answer.GetAmended(), "amended"}, {answer.GetWithdrawn(), "withdrawn"}, {answer.GetUnchanged(), "unchanged"},
	} {
		switch {
		case count.n == 0:
			continue
		case len(became) > 0:
			became = append(became, thousands(int(count.n))+" "+count.what)
			continue
		case count.what != "unchanged":
			count.what = verb + count.what
		}
		became = append(became, plural(int(count.n), "activity", "activities")+" "+count.what)
	}
	if n := answer.GetPeople(); n > 0 {
		beside = append(beside, plural(int(n), "new name", "new names"))
	}
	if n := answer.GetEditionEvents(); n > 0 {
		beside = append(beside, plural(int(n), "change to the edition", "changes to the edition"))
	}
	parts := beside
	if len(became) > 0 {
		parts = append([]string{strings.Join(became, ", ")}, beside...)
	}
	switch {
	case len(parts) > 0:
		return strings.Join(parts, "; ") + "."
	case answer.GetDryRun():
		return "Nothing would be recorded."
	}
	return "Nothing is new: no activity, no name and no change to the edition."
}
