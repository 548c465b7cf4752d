package activity

import (
	"slices"
	"time"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// CheckFile is Check for what a file says, which may be older than what the edition says by now. A priority that was retired for a month
// after activities had been filed under it there is still theirs: the log keeps them so, and a file that was written from the log, or
// before, is as right. So what the edition has outlived is no mistake of the file's; it is told all the same.
func CheckFile(content *eventv1.Activity, ed *edition.Edition) (mistakes, outlived fault.Mistakes) {
	c := checked(content, ed)
	if len(c.outlived) == 0 {
		return c.Mistakes, nil
	}
	for _, m := range c.Mistakes {
		if slices.Contains(c.outlived, m.Field) {
			outlived = append(outlived, m)
		} else {
			mistakes = append(mistakes, m)
		}
	}
	return mistakes, outlived
}

// outlive notes that what is wrong with a field by now may have been right before.
func (c *checker) outlive(field string, was bool) {
	if was {
		c.outlived = append(c.outlived, field)
	}
}

// begunBy reports whether something was known by a month: what begins only later was never right for it.
func begunBy[T interface{ GetFrom() string }](m calendar.Month, wordings []T) bool {
	return slices.ContainsFunc(wordings, func(w T) bool { return w.GetFrom() <= m.String() })
}

// settleFile is settle for what a file brings to an activity. It also returns what the edition has outlived, if the activity did not say so
// before.
func settleFile(
	a *Activity, content *eventv1.Activity, source string, ed *edition.Edition, now time.Time,
) (*eventv1.Activity, fault.Mistakes, error) {
	mistakes, outlived := CheckFile(content, ed)
	outlived = anew(a.Content, content, outlived)
	content, err := completed(a, content, source, ed, now, anew(a.Content, content, mistakes))
	return content, outlived, err
}
