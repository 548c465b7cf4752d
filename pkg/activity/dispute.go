package activity

import (
	"cmp"
	"slices"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Dispute is a field that a file and a member both changed, and what each of them says there.
type Dispute struct{ Path, Here, File string }

// Disputes tells what stands here and what the file says, of the fields in which the two clash. A reason goes with what it is for: that one says
// why something was cancelled, and the other, who completed it, does not, is no news by itself.
func Disputes(content, file *eventv1.Activity, clashes []string) (all []Dispute) {
	for _, path := range clashes {
		of, ok := reasonFor[path]
		if ok && slices.Contains(clashes, of) {
			continue
		}
		all = append(all, Dispute{path, disputed(content, path), disputed(file, path)})
	}
	return all
}

var reasonFor = map[string]string{"status_reason": "status", "pillar_reason": "pillar"}

func disputed(content *eventv1.Activity, path string) string {
	words := ValueWords(content, path)
	for reason, of := range reasonFor {
		if why := ValueWords(content, reason); of == path && words != "" && why != "" {
			words += " (" + why + ")"
		}
	}
	return cmp.Or(words, "nothing")
}
