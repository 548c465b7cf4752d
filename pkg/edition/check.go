package edition

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Check returns everything wrong with an edition as a file holds it. Fields are named as in the file: a priority stands within its
// pillar, "pillars[0].priorities[2].id".
func Check(file *eventv1.Edition) fault.Mistakes {
	var m fault.Mistakes
	if team := file.GetTeam(); team != nil {
		checkTeam(team, &m)
	}
	for i, p := range file.GetPublications() {
		at := fmt.Sprintf("publications[%d]", i)
		checkID(p.GetId(), at+".id", &m)
		checkText(p.GetSeries(), at+".series", &m)
		checkText(p.GetTitle(), at+".title", &m)
		checkBlanks(p.GetTitle(), at+".title", &m)
		if p.GetTitle() != "" && !strings.Contains(p.GetTitle(), "{months}") {
			m.Add(at+".title", "the title does not say which months: write {months} where they belong")
		}
		checkMonths(p, at, &m)
		again(file.GetPublications(), i, samePublication, at+".from", p.GetFrom(), &m)
	}
	for i, p := range file.GetPillars() {
		at := fmt.Sprintf("pillars[%d]", i)
		checkID(p.GetId(), at+".id", &m)
		checkText(p.GetName(), at+".name", &m)
		checkMonths(p, at, &m)
		again(file.GetPillars(), i, samePillar, at+".from", p.GetFrom(), &m)
	}
	checkPriorities(file, &m)
	for i, f := range file.GetFurniture() {
		at := fmt.Sprintf("furniture[%d]", i)
		checkID(f.GetPart(), at+".part", &m)
		checkText(f.GetText(), at+".text", &m)
		checkBlanks(f.GetText(), at+".text", &m)
		checkMonths(f, at, &m)
		again(file.GetFurniture(), i, sameFurniture, at+".from", f.GetFrom(), &m)
	}
	return m
}

func checkTeam(team *eventv1.Team, m *fault.Mistakes) {
	checkText(team.GetName(), "team.name", m)
	if zone := team.GetZone(); zone != "" && !calendar.KnownZone(zone) {
		m.Add("team.zone", "%q is no zone that we know: write it like Europe/Brussels or Etc/UTC", zone)
	}
}

// checkPriorities names the priorities as they stand in the file: by their pillar and their place in it.
func checkPriorities(file *eventv1.Edition, m *fault.Mistakes) {
	for i, p := range file.GetPriorities() {
		at := placeOf(file, p)
		checkID(p.GetId(), at+".id", m)
		checkText(p.GetName(), at+".name", m)
		checkMonths(p, at, m)
		again(file.GetPriorities(), i, samePriority, at+".id", p.GetFrom(), m)
	}
}

// placeOf returns where a priority stands in the file: under the wording of its pillar that had begun last when the priority begins.
func placeOf(file *eventv1.Edition, p *eventv1.Priority) string {
	place, begun := "pillars", ""
	for i, pillar := range file.GetPillars() {
		if pillar.GetId() == p.GetPillar() && p.GetPosition() > 0 && begun <= pillar.GetFrom() && pillar.GetFrom() <= p.GetFrom() {
			place, begun = fmt.Sprintf("pillars[%d].priorities[%d]", i, p.GetPosition()-1), pillar.GetFrom()
		}
	}
	return place
}

func checkID(id, field string, m *fault.Mistakes) {
	if id == "" || strings.Trim(id, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" || len(id) > 60 {
		m.Add(field, "%q cannot be a short name: use small letters, digits and hyphens, like human-rights", id)
	}
}

func checkText(text, field string, m *fault.Mistakes) {
	switch {
	case strings.TrimSpace(text) == "":
		m.Add(field, "say it in words; it is empty")
	case len(text) > 10_000:
		m.Add(field, "is longer than 10,000 bytes: shorten it")
	}
}

// blank is what is filled in when an issue is drafted.
var blank = regexp.MustCompile(`\{(\w*)\}`)

// checkBlanks refuses a blank that nothing fills: readers would find it in print.
func checkBlanks(text, field string, m *fault.Mistakes) {
	for _, found := range blank.FindAllStringSubmatch(text, -1) {
		if !slices.Contains([]string{"series", "months", "team"}, found[1]) {
			m.Add(field, "nothing is filled in for %s: there are {series}, {months} and {team}", found[0])
		}
	}
}

func checkMonths(v valid, at string, m *fault.Mistakes) {
	from, err := calendar.ParseMonth(v.GetFrom())
	switch {
	case v.GetFrom() == "":
		m.Add(at+".from", "say from which month on it holds, like 2023-06")
	case err != nil:
		m.Add(at+".from", "%s", err)
	}
	if v.GetUntil() == "" {
		return
	}
	until, untilErr := calendar.ParseMonth(v.GetUntil())
	switch {
	case untilErr != nil:
		m.Add(at+".until", "%s", untilErr)
	case err == nil && until.Before(from):
		m.Add(at+".until", "%s lies before %s, where it begins: exchange the two", v.GetUntil(), v.GetFrom())
	}
}

// again refuses what was worded before for the same month.
func again[T any](list []T, i int, same func(a, b T) bool, field, from string, m *fault.Mistakes) {
	if slices.ContainsFunc(list[:i], func(other T) bool { return same(list[i], other) }) {
		m.Add(field, "stands twice from %s on: keep one of them", from)
	}
}
