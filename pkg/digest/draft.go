// Package digest composes issues of the digest from what the team did.
//
// Draft decides what an issue tells and in which order; Redraft says what happened when it is drafted anew; Apply folds what happened
// into the issue as it stands. The package is pure: it reads no clock, no network and no database, and the same material gives the same
// issue, byte for byte, in whatever order it is handed over.
package digest

import (
	"slices"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Material is what an issue is drafted from: one snapshot of the log.
type Material struct {
	// Through is the last sequence that the snapshot has seen.
	Through uint64
	// Activities are those that have not been withdrawn, at least all that touch the months or name one of them in tell_in.
	Activities []Candidate
}

// Candidate is an activity that an issue may tell of. What an entry does tell of is an eventv1.Told.
type Candidate struct {
	ID      string
	Version uint64
	// Pillar is the id of the pillar as decided when the activity was recorded or amended; empty for announcements and for those of none.
	Pillar  string
	Content *eventv1.Activity
}

// Draft composes the issue of a publication for months in a row: its frame, and its entries in the order in which they stand.
func Draft(publication string, months []calendar.Month, m Material, ed *edition.Edition) (*eventv1.Frame, []*eventv1.Entry, error) {
	if err := inARow(months); err != nil {
		return nil, nil, err
	}
	// What frames an issue is taken as it held in the first of its months: there is one title and one welcome.
	p, ok := ed.Publication(publication, months[0])
	if !ok {
		return nil, nil, noPublication(publication, months[0])
	}
	d := newDraft(months, ed, p)
	d.frame.Through = m.Through
	d.frame.Title = d.fill(p.GetTitle())
	d.frame.Series = p.GetSeries()
	d.frame.Language = d.language
	for _, f := range ed.Furniture(months[0]) {
		d.frame.Furniture = append(d.frame.Furniture, &eventv1.FurniturePart{Part: f.GetPart(), Text: d.fill(f.GetText())})
	}
	told := d.choose(m.Activities)
	d.sections(told)
	d.frame.ComingUp = comingUp(told, months)
	return d.frame, d.entries, nil
}

func noPublication(id string, m calendar.Month) error {
	if id == "" {
		return fault.New(fault.Invalid, "the edition names no publication that holds in %s: add one with its series and title, from %s or earlier", m, m)
	}
	return fault.New(fault.Invalid, "the edition names no publication %q that holds in %s: add it, from %s or earlier, or draft another one", id, m, m)
}

// draft is an issue in the making.
type draft struct {
	address  string
	months   []calendar.Month
	language string
	edition  *edition.Edition
	fill     func(template string) string
	frame    *eventv1.Frame
	entries  []*eventv1.Entry
}

func newDraft(months []calendar.Month, ed *edition.Edition, p *eventv1.Publication) *draft {
	language := ed.Language()
	// What we do not know stays as it is, so that whoever reads the draft sees it.
	placeholders := strings.NewReplacer(
		"{series}", p.GetSeries(),
		"{months}", calendar.MonthsWords(months, language),
		"{team}", ed.TeamName(),
	)
	return &draft{
		address:  Address(months),
		months:   months,
		language: language,
		edition:  ed,
		fill:     placeholders.Replace,
		frame:    &eventv1.Frame{},
	}
}

// choose returns the activities that the issue tells of, in order, with nothing in them that may not be told, and notes in the frame
// what it leaves out.
func (d *draft) choose(activities []Candidate) []chosen {
	var told []chosen
	// In order before anything is decided: the same snapshot gives the same bytes, however its rows came.
	for _, t := range slices.SortedFunc(slices.Values(activities), inOrder) {
		passages, isTold, why := d.tellable(t.Content)
		if why != "" {
			d.frame.LeftOut = append(d.frame.LeftOut, &eventv1.LeftOut{Activity: t.ID, Headline: t.Content.GetHeadline(), Why: why})
		}
		if isTold {
			told = append(told, chosen{t, passages})
		}
	}
	return told
}

// chosen is an activity that an issue tells of, with those passages of its story that may be told.
type chosen struct {
	Candidate
	passages []*eventv1.Passage
}
