package web

import (
	"slices"
	"strings"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/figure"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// activitiesView is a month's activities by pillar.
type activitiesView struct {
	// Counts is "4 activities and 1 announcement"; empty when nothing was logged.
	Counts string
	Groups []group
	// Silent names the pillars of the month under which there is nothing.
	Silent []string
	// Missing says why there is no list just now.
	Missing *notice
}

// group is the activities under one heading.
type group struct {
	Name string
	Rows []row
}

// row is one activity in the list.
type row struct {
	ID, Headline string
	// Day is short, Exact in full, Machine as it was written.
	// They are for the list, for whoever points at it, and for the datetime of HTML's time.
	Day, Exact, Machine string
	// Facts are its kind and place, and what is unusual about it.
	Facts []string
	// Rule says what may be told of it; empty when everything may.
	Rule       string
	Priorities string
	By         string
	// Status is "planned" or "cancelled"; empty for what was done.
	Status string
	// Picture is the first one that it has; nil without any.
	Picture *thumb
	// Logged marks the one that was logged just now.
	Logged bool
}

// activitiesOf files a month's activities: under a pillar that holds in it, under none, or among the announcements. What was withdrawn is on no page.
func activitiesOf(k knowledge) activitiesView {
	v := activitiesView{Missing: k.rowsMissing}
	pillars := k.edition.Pillars(k.month)
	var unfiled, announcements []row
	filed := map[string][]row{}
	for _, r := range k.rows {
		held := slices.ContainsFunc(pillars, func(p *eventv1.Pillar) bool { return p.GetId() == r.GetPillar() })
		switch {
		case r.GetWithdrawn():
		case r.GetActivity().GetAnnouncement():
			announcements = append(announcements, k.row(r))
		case held:
			filed[r.GetPillar()] = append(filed[r.GetPillar()], k.row(r))
		default:
			unfiled = append(unfiled, k.row(r))
		}
	}
	activities := len(unfiled)
	for _, pillar := range pillars {
		rows := filed[pillar.GetId()]
		activities += len(rows)
		v.add(pillar.GetName(), rows)
		if len(rows) == 0 {
			v.Silent = append(v.Silent, pillar.GetName())
		}
	}
	v.add("Under no pillar", unfiled)
	v.add("Announcements", announcements)
	v.Counts = counted(activities, len(announcements))
	return v
}

// add adds a group; a heading without anything under it is not shown.
func (v *activitiesView) add(name string, rows []row) {
	if len(rows) > 0 {
		v.Groups = append(v.Groups, group{Name: name, Rows: rows})
	}
}

// counted keeps the two apart, as the digest does.
func counted(activities, announcements int) string {
	switch {
	case activities == 0 && announcements == 0:
		return ""
	case announcements == 0:
		return figure.Counted(activities, "activity", "activities")
	case activities == 0:
		return figure.Counted(announcements, "announcement", "announcements")
	}
	return figure.Counted(activities, "activity", "activities") + " and " + figure.Counted(announcements, "announcement", "announcements")
}

// row writes an activity in the words of the month that is looked at, whatever its priorities are called by now.
func (k knowledge) row(r *apiv1.ActivityRow) row {
	a, language := r.GetActivity(), k.edition.Language()
	span := calendar.MustOf(a.GetWhen())
	out := row{
		ID:         r.GetId(),
		Headline:   a.GetHeadline(),
		Day:        span.ShortWords(language),
		Exact:      span.Words(language),
		Machine:    a.GetWhen().GetFrom(),
		Facts:      facts(r, k.month, k.edition),
		Rule:       ruleOf(a, language),
		Priorities: strings.Join(priorityNames(a.GetPriorities(), k.month, k.edition), ", "),
		By:         list(a.GetBy()),
		Picture:    thumbOf(a.GetImages()),
		Logged:     k.receipt.is(r),
	}
	if status := a.GetStatus(); status != activity.Done {
		out.Status = status
	}
	return out
}

// facts are what stands under the headline: the kind, where it was, and whether it was filed against its first priority.
func facts(r *apiv1.ActivityRow, m calendar.Month, ed *edition.Edition) []string {
	a := r.GetActivity()
	where := a.GetPlace()
	if where == "" {
		where = strings.Join(a.GetJurisdictions(), ", ")
	}
	out := []string{list(a.GetKinds()), where}
	if usual, ok := ed.Pillar(usualPillar(a, m, ed), m); ok && a.GetPillar() != "" && usual.GetId() != r.GetPillar() {
		out = append(out, "filed here, not under “"+usual.GetName()+"”")
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// usualPillar is the one that the first priority would decide.
func usualPillar(a *eventv1.Activity, m calendar.Month, ed *edition.Edition) string {
	if len(a.GetPriorities()) == 0 {
		return ""
	}
	return ed.PillarOf(a.GetPriorities()[0], m)
}

// priorityNames are what priorities are called in the month, else what they were called last; one that nobody knows is its id.
func priorityNames(ids []string, m calendar.Month, ed *edition.Edition) []string {
	latest := ed.PriorityNames()
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = id
		if p, ok := ed.Priority(id, m); ok {
			names[i] = p.GetName()
		} else if name, ok := latest[id]; ok {
			names[i] = name
		}
	}
	return names
}

// list writes words like "third-party" for reading, the first with a capital.
func list(words []string) string {
	return strings.TrimSuffix(sentence(strings.ReplaceAll(strings.Join(words, ", "), "-", " ")), ".")
}
