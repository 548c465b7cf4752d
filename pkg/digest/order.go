package digest

import (
	"cmp"

	"dontblink.dev/pkg/calendar"
)

// inOrder compares two activities by date, then headline, then id.
//
// What is known to the year or month only stands before the days of that month: a publication "in January" opens the section, as
// readers of the digest know it.
func inOrder(a, b Candidate) int {
	return cmp.Or(
		byDate(calendar.MustOf(a.Content.GetWhen()), calendar.MustOf(b.Content.GetWhen())),
		cmp.Compare(a.Content.GetHeadline(), b.Content.GetHeadline()),
		cmp.Compare(a.ID, b.ID),
	)
}

// byDate compares by the first day, the vaguer before the more exact, and by the clock of the place.
func byDate(a, b calendar.Span) int {
	return cmp.Or(
		a.From.Compare(b.From),
		cmp.Compare(a.Precision, b.Precision),
		cmp.Compare(a.Clock, b.Clock),
		a.To.Compare(b.To),
	)
}
