package insights

import (
	"context"
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
	switch {
	case c.What == "amended" && len(c.Paths) > 0:
		s.WriteString("amended " + enumerated(c.Paths))
	case c.What == "amended" && len(c.Clashes) > 0:
		s.WriteString("took in a change")
	case c.What == "amended":
		s.WriteString("took in the file anew; nothing here changed")
	case c.What == "recorded":
		s.WriteString("logged it")
	case c.What == "erased":
		s.WriteString("erased what was said until then")
	default:
		s.WriteString("withdrew it")
	}
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
