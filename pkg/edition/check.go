package edition

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Check returns everything wrong with what an edition says is called how. Fields are named as in Edition; where a priority stands in a
// file, within its pillar or beside, the file knows.
// It looks at each wording by itself, and at whether two are of one month; whether months, pillars and mergers fit together only Revise can tell, which
// knows the edition. A nil or empty file has no mistakes.
func Check(file *eventv1.Edition) fault.Mistakes {
	var m fault.Mistakes
	if team := file.GetTeam(); team != nil {
		checkTeam(team, "team", &m)
	}
	for i, p := range file.GetPublications() {
		at := fmt.Sprintf("publications[%d]", i)
		checkPublication(p, at, &m)
		again(file.GetPublications(), i, samePublication, at+".from", p.GetFrom(), &m)
	}
	for i, p := range file.GetPillars() {
		at := fmt.Sprintf("pillars[%d]", i)
		checkPillar(p, at, &m)
		again(file.GetPillars(), i, samePillar, at+".from", p.GetFrom(), &m)
	}
	for i, p := range file.GetPriorities() {
		at := fmt.Sprintf("priorities[%d]", i)
		checkPriority(p, at, &m)
		// At the id and not at from: a priority usually has its month from its pillar, so the file has no such key.
		again(file.GetPriorities(), i, samePriority, at+".id", p.GetFrom(), &m)
	}
	for i, t := range file.GetTopics() {
		at := fmt.Sprintf("topics[%d]", i)
		checkTopic(t, at, &m)
		again(file.GetTopics(), i, sameTopic, at+".from", t.GetFrom(), &m)
	}
	for i, f := range file.GetFurniture() {
		at := fmt.Sprintf("furniture[%d]", i)
		checkFurniture(f, at, &m)
		again(file.GetFurniture(), i, sameFurniture, at+".from", f.GetFrom(), &m)
	}
	return m
}

// An empty zone is Etc/UTC. Organisations and affiliates are names like any others, and are recognised rather than checked.
func checkTeam(team *eventv1.Team, at string, m *fault.Mistakes) {
	checkName(team.GetName(), under(at, "name"), m)
	if zone := team.GetZone(); zone != "" && !calendar.KnownZone(zone) {
		m.Add(under(at, "zone"), "%q is no zone that we know: write it like Europe/Brussels or Etc/UTC", zone)
	}
}

// checkPublication holds the title to the blanks that are filled in, since it stands on every issue.
func checkPublication(p *eventv1.Publication, at string, m *fault.Mistakes) {
	title := under(at, "title")
	checkID(p.GetId(), under(at, "id"), m)
	checkName(p.GetSeries(), under(at, "series"), m)
	checkName(p.GetTitle(), title, m)
	checkBlanks(p.GetTitle(), title, m)
	// Two issues would have the same title.
	if p.GetTitle() != "" && !strings.Contains(p.GetTitle(), "{months}") {
		m.Add(title, "the title does not say which months: write {months} where they belong")
	}
	checkMonths(p, at, m)
}

func checkPillar(p *eventv1.Pillar, at string, m *fault.Mistakes) {
	checkID(p.GetId(), under(at, "id"), m)
	checkName(p.GetName(), under(at, "name"), m)
	if p.GetSubtitle() != "" {
		checkName(p.GetSubtitle(), under(at, "subtitle"), m)
	}
	checkMonths(p, at, m)
}

// checkPriority lets the pillar be: it may be named elsewhere.
func checkPriority(p *eventv1.Priority, at string, m *fault.Mistakes) {
	checkID(p.GetId(), under(at, "id"), m)
	checkName(p.GetName(), under(at, "name"), m)
	checkMonths(p, at, m)
}

// checkTopic lets a topic be called as activities name it, with blanks and stops: "section 230".
func checkTopic(t *eventv1.Topic, at string, m *fault.Mistakes) {
	id := t.GetId()
	// It is compared with the folded words of activities, and one that is not folded itself would equal none.
	if id == "" || id != Folded(id) || strings.ContainsAny(id, "\n\r\t") || len(id) > 60 {
		m.Add(under(at, "id"), "%q cannot be a topic: write it as activities name it, in small letters, like section 230", shortened(id))
	}
	checkName(t.GetName(), under(at, "name"), m)
	if t.GetAbbreviation() != "" {
		checkName(t.GetAbbreviation(), under(at, "abbreviation"), m)
	}
	checkMonths(t, at, m)
}

func checkFurniture(f *eventv1.Furniture, at string, m *fault.Mistakes) {
	checkID(f.GetPart(), under(at, "part"), m)
	checkText(f.GetText(), under(at, "text"), m)
	checkBlanks(f.GetText(), under(at, "text"), m)
	checkMonths(f, at, m)
}

// Ids stand in addresses, columns and the labels of KinLabels, where these signs need no escape. Sixty are as many as a column of a list has.
func checkID(id, field string, m *fault.Mistakes) {
	if id == "" || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || len(id) > 60 {
		id = shortened(id)
		m.Add(field, "%q cannot be a short name: use small letters, digits and hyphens, like human-rights", id)
	}
}

// checkName refuses what cannot stand in a heading.
func checkName(name, field string, m *fault.Mistakes) {
	// As long as a headline may be.
	const longest = 500
	switch {
	case strings.ContainsFunc(name, unicode.IsControl):
		m.Add(field, "goes over several lines or holds a control character: write one line")
	case utf8.RuneCountInString(name) > longest:
		m.Add(field, "is longer than %d characters: shorten it", longest)
	default:
		checkText(name, field, m)
	}
}

// checkText refuses what says nothing and what is too long for an answer.
func checkText(text, field string, m *fault.Mistakes) {
	switch {
	case strings.TrimSpace(text) == "":
		m.Add(field, "say it in words; it is empty")
	// In bytes. A welcome fills a screen; with all of its furniture the edition must fit into one answer.
	case len(text) > 10_000:
		m.Add(field, "is longer than 10,000 bytes: shorten it")
	}
}

// blank is what is filled in when an issue is drafted.
var blank = regexp.MustCompile(`\{(\w*)\}`)

// checkBlanks refuses a blank that nothing fills: readers would find it in print.
func checkBlanks(text, field string, m *fault.Mistakes) {
	for _, found := range blank.FindAllStringSubmatch(text, -1) {
		// What fills them is pkg/digest; a blank is added there and here together.
		if !slices.Contains([]string{"series", "months", "team"}, found[1]) {
			m.Add(field, "nothing is filled in for %s: there are {series}, {months} and {team}", found[0])
		}
	}
}

// checkMonths wants a first month and lets the last one be empty: most hold until something else is said. Both belong to what holds.
func checkMonths(v valid, at string, m *fault.Mistakes) {
	from, err := calendar.ParseMonth(v.GetFrom())
	switch {
	case v.GetFrom() == "":
		m.Add(under(at, "from"), "say from which month on it holds, like 2023-06")
	case err != nil:
		m.Add(under(at, "from"), "%s", err)
	}
	if v.GetUntil() == "" {
		return
	}
	until, untilErr := calendar.ParseMonth(v.GetUntil())
	switch {
	case untilErr != nil:
		m.Add(under(at, "until"), "%s", untilErr)
	case err == nil && until.Before(from):
		m.Add(under(at, "until"), "%s lies before %s, where it begins: exchange the two", v.GetUntil(), v.GetFrom())
	}
}

// again refuses what was worded before for the same month.
// Only those above are looked at, so that of two the second is refused, and once.
func again[T any](list []T, i int, same func(a, b T) bool, field, from string, m *fault.Mistakes) {
	if slices.ContainsFunc(list[:i], func(other T) bool { return same(list[i], other) }) {
		m.Add(field, "stands twice from %s on: keep one of them", from)
	}
}

// shortened keeps what was typed by mistake from filling a screen.
func shortened(id string) string {
	if letters := []rune(id); len(letters) > 70 {
		return string(letters[:60]) + "…"
	}
	return id
}
