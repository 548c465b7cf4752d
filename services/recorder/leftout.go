package recorder

import (
	"fmt"

	"dontblink.dev/pkg/activity"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// ofSeriesLeftOut reports whether it is one time of a recurring event that somebody said is no advocacy. What the log has of it goes on as
// it did: somebody completed it, or brought it back.
func (s *saying) ofSeriesLeftOut() bool {
	return s.item.Series != "" && s.edition.LeftOut(activity.SeriesID(s.item.Source, s.item.Series))
}

// leftOutWords tells once how much was left alone.
func (i *intake) leftOutWords() {
	words := "1 time of a recurring event was left alone: it is not advocacy"
	switch i.leftOut {
	case 0:
		return
	case 1:
	default:
		words = fmt.Sprintf("%d times of recurring events were left alone: they are not advocacy", i.leftOut)
	}
	i.answer.Notes = append(i.answer.Notes, &apiv1.Note{Sentence: words})
}
