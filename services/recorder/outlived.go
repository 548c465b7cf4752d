package recorder

import (
	"fmt"
	"slices"

	"dontblink.dev/pkg/exchange"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// mostOutlived is how many activities are told that are filed as the edition no longer has it. An export of years may hold thousands.
const mostOutlived = 100

// outlived tells of an activity that was taken as the file has it, although the edition has it otherwise by now.
func (i *intake) outlived(s *saying) {
	if len(s.outcome.Outlived) == 0 {
		return
	}
	if i.old++; i.old > mostOutlived {
		return
	}
	refusals := s.item.Refuse(s.outcome.Outlived)
	about := func(r exchange.Refusal) bool { return r.Field == "pillar" }
	for _, r := range refusals {
		if r.Field == "pillar_reason" && slices.ContainsFunc(refusals, about) {
			// Why it is under a pillar that has ended, nobody has to say.
			continue
		}
		i.answer.Notes = append(i.answer.Notes, &apiv1.Note{File: r.File, Line: uint32(r.Line), Sentence: fmt.Sprintf(
			"%s: %s: %s. It is taken as it stands; to change that: `%s`", r.Key, r.Field, r.Sentence, mends(r.Field, s.id))})
	}
}

// leadsNowhere tells of a tie to an activity that is nowhere here: what an export of ours holds is taken, also where the other one was erased.
func (c *checking) leadsNowhere(t tie) {
	if c.nowhere++; c.nowhere > mostOutlived {
		return
	}
	for _, r := range t.refusal {
		c.answer.Notes = append(c.answer.Notes, &apiv1.Note{File: r.File, Line: uint32(r.Line), Sentence: fmt.Sprintf(
			"%s: %s: there is no activity %s here; the tie is taken, and leads nowhere until there is", r.Key, r.Field, t.id)})
	}
}

// mends is the command that files an activity otherwise.
func mends(field, id string) string {
	switch field {
	case "pillar", "pillar_reason":
		return fmt.Sprintf("dontblink pillar %s PILLAR --reason WHY", id[:8])
	}
	return fmt.Sprintf("dontblink amend %s priorities=…", id[:8])
}

// outlivedMore counts those that were not told one by one.
func (i *intake) outlivedMore() {
	if more := i.old - mostOutlived; more > 0 {
		i.answer.Notes = append(i.answer.Notes, &apiv1.Note{Sentence: fmt.Sprintf(
			"and so are %d activities more that the edition, by now, has otherwise; they are taken as they stand", more)})
	}
}
