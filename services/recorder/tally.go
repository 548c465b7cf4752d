package recorder

import (
	"dontblink.dev/pkg/activity"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// mostOutcomes is how many outcomes an answer tells one by one, mostNew how many of them may be new activities, so that these leave room for what
// somebody has to look at. The figures count them all.
const mostOutcomes, mostNew = 1000, 500

// tally counts what came of one activity, and tells it when there is something to tell.
func (i *intake) tally(s *saying) {
	if s.after == nil {
		// This very command came before and was done: there was nothing to decide.
		i.answer.Unchanged++
		return
	}
	i.outlived(s)
	outcome := i.outcomeOf(s)
	if outcome.GetOutcome() == "" {
		return
	}
	most := mostOutcomes
	if outcome.GetOutcome() == "recorded" && !i.dry {
		most = mostNew
	}
	if i.anotherTime(s, outcome) {
		return
	}
	if len(i.answer.GetOutcomes()) >= most {
		i.answer.MoreOutcomes++
		return
	}
	i.answer.Outcomes = append(i.answer.Outcomes, outcome)
}

// outcomeOf counts what came of one activity under every heading that it belongs to, and names one: a withdrawal if there is one, a clash only where
// nothing else has changed. Without a name there is nothing that anybody has to look at.
func (i *intake) outcomeOf(s *saying) *apiv1.ImportOutcome {
	outcome := &apiv1.ImportOutcome{
		Id: s.id, Key: s.item.Key, Headline: s.after.Content.GetHeadline(), File: s.file, Line: uint32(s.item.Line),
		Paths: s.outcome.Paths, When: s.after.Content.GetWhen(), Status: s.after.Content.GetStatus(), Times: 1,
	}
	switch s.outcome.What {
	case activity.Recorded:
		i.answer.Recorded++
		outcome.Outcome = "recorded"
	case activity.Amended:
		// Without any path only our copy of the file moved on, and nothing that anybody reads.
		if len(s.outcome.Paths) > 0 {
			i.answer.Amended++
			outcome.Outcome = "amended"
		}
	case activity.LeftAlone:
		if s.leftOut {
			// A note tells how many these are: counted as unchanged too, they would be counted twice.
			i.leftOut++
			return outcome
		}
		i.answer.Unchanged++
		if s.item.Withdrawn != "" {
			// The file says so itself, so that it was left alone is no news.
			return outcome
		}
		outcome.Outcome, outcome.MergedInto = "left alone", s.after.MergedInto
	}
	if len(s.outcome.Clashes) > 0 {
		i.answer.Clashed++
		outcome.Clashes = differences(s.after, s.outcome.Clashes)
		if len(s.outcome.Paths) == 0 {
			outcome.Outcome = "clashed"
		}
	}
	if s.retired {
		i.answer.Withdrawn++
		outcome.Outcome = "withdrawn"
	}
	if outcome.GetOutcome() == "" {
		i.answer.Unchanged++
	}
	return outcome
}

// differences sets what was kept beside what the file says.
func differences(a *activity.Activity, paths []string) []*apiv1.Difference {
	var all []*apiv1.Difference
	for _, d := range activity.Disputes(a.Content, a.Import.GetActivity(), paths) {
		all = append(all, &apiv1.Difference{Path: d.Path, Kept: d.Here, File: d.File})
	}
	return all
}
