package insights

import (
	"context"
	"slices"
	"strings"
	"time"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// GetHistory tells what was said of an activity, when, by whom and why, the oldest first.
func (i *insights) GetHistory(ctx context.Context, req *apiv1.GetHistoryRequest) (*apiv1.GetHistoryResponse, error) {
	if err := i.rows.WaitFor(ctx, req.GetAtLeast()); err != nil {
		return nil, err
	}
	changes, err := i.rows.History(ctx, req.GetId())
	if err != nil {
		return nil, err
	}
	answer := &apiv1.GetHistoryResponse{}
	for _, change := range changes {
		answer.Id = change.Activity
		answer.Changes = append(answer.Changes, &apiv1.Change{
			Sequence: change.Sequence,
			Version:  change.Version,
			At:       change.At.UTC().Format(time.RFC3339),
			By:       change.Actor,
			What:     change.What,
			Paths:    change.Paths,
			Reason:   change.Reason,
			Source:   change.Source,
			Clashes:  change.Clashes,
			Sentence: sentence(change),
		})
	}
	return answer, nil
}

// sentence tells one change: "On 5 February 2024, 14:02 UTC, amara amended the headline and the links, from the file global-advocacy: “…”".
func sentence(c readmodel.Change) string {
	var s strings.Builder
	s.WriteString("On " + c.At.UTC().Format("2 January 2006, 15:04 UTC") + ", " + c.Actor + " ")
	s.WriteString(deedWords(c))
	if c.Source != "" {
		s.WriteString(", from the source " + c.Source)
	}
	if len(c.Clashes) > 0 {
		s.WriteString("; the edit of " + enumerated(c.Clashes) + " made here was kept")
	}
	if c.Reason != "" {
		return s.String() + ": “" + c.Reason + "”."
	}
	return s.String() + "."
}

// deedWords says what somebody did, behind their name.
func deedWords(c readmodel.Change) string {
	switch c.What {
	case "recorded":
		return "logged it"
	case "amended":
		return amendedWords(c)
	case "completed":
		return "completed it" + with(c.Paths, "status")
	case "cancelled":
		return "cancelled it"
	case "planned":
		return "planned it again" + with(c.Paths, "status", "status_reason")
	case "rule tightened", "rule relaxed":
		return strings.TrimPrefix(c.What, "rule ") + " its rule"
	case "pillar overridden":
		return "put it under another pillar"
	case "pillar override lifted":
		return "put it back under the pillar of its first priority"
	case "follow-up closed", "follow-up reported", "follow-up waived", "follow-up reopened":
		return strings.TrimPrefix(c.What, "follow-up ") + " a follow-up"
	case "image attached":
		return "put a picture to it"
	case "image detached":
		return "took a picture from it"
	case "absorbed":
		return "merged another activity into it" + with(c.Paths)
	case "released":
		return "parted it from an activity that had been merged into it"
	case "merged":
		return "merged it into another activity"
	case "merge undone":
		return "parted it again from the one that it had been merged into"
	case "told apart":
		return "told it apart from one that seemed the same"
	case "restored":
		return "restored it"
	case "erased":
		return "erased what was said until then"
	}
	return "withdrew it"
}

func amendedWords(c readmodel.Change) string {
	switch {
	case len(c.Paths) > 0:
		return "amended " + enumerated(c.Paths)
	case len(c.Clashes) > 0:
		return "took in a change"
	}
	return "took in the file anew; nothing here changed"
}

// with tells of the fields that changed beside those that the deed itself says.
func with(paths []string, said ...string) string {
	rest := slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return slices.Contains(said, path) })
	if len(rest) == 0 {
		return ""
	}
	return ", with " + enumerated(rest)
}

// enumerated writes fields in words: "the headline, the links and the follow-ups".
func enumerated(paths []string) string {
	words := make([]string, len(paths))
	for i, path := range paths {
		words[i] = "the " + activity.FieldWords(path)
	}
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
