package main

import (
	"fmt"
	"strings"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// tie ties some to what came before: a report, a conference, a case told two years ago, the first clinic of three.
func (d *draft) tie() {
	before := d.c.first[d.month]
	if before > 0 && d.permille(150) {
		for _, other := range several(d.die, []int{d.IntN(before), max(0, before-1-d.IntN(40))}, 1+d.weigh(85, 15), pick) {
			key := d.c.key(other)
			d.a.Relations = append(d.a.Relations, &eventv1.Relation{
				Type: pick(d.die, []string{"rests_on", "part_of", "outcome_of", "follows"}),
				Id:   thing.ID(thing.KindActivity, source, key),
				Key:  key,
			})
		}
	}
	// Three of each hundred in a row are one cycle of clinics.
	if place := d.i % 100; place%30 == 7 && place < 90 && d.kind.group == meeting {
		d.a.Series = &eventv1.Series{Name: fmt.Sprintf("Learning clinics, cycle %d", d.i/100+1), Number: uint32(place/30 + 1), Of: 3}
	}
	near := 15
	if d.a.GetAnnouncement() {
		near = 300
	}
	if d.permille(near) {
		d.a.TellIn = []string{d.starts().Add(pick(d.die, []int{-1, 1, 1, 2})).String()}
	}
}

// promise adds what was promised with a date.
func (d *draft) promise() {
	if !d.permille(140) {
		return
	}
	for n := range 1 + d.weigh(80, 20) {
		day := calendar.MustOf(d.a.GetWhen()).To.AddDays(d.between(5, 70))
		f := &eventv1.FollowUp{
			Key:  fmt.Sprintf("next-%d", n+1),
			What: d.say(pick(d.die, promises)),
			When: &eventv1.When{From: day.String()},
		}
		if d.permille(200) {
			f.When = &eventv1.When{From: day.InMonth().String()}
		}
		if d.permille(250) {
			f.Condition = d.fill(pick(d.die, conditions))
		}
		if d.permille(500) {
			f.Url = d.address("next")
		}
		d.a.FollowUps = append(d.a.FollowUps, f)
	}
}

// addLinks adds the line of links; a third has none.
func (d *draft) addLinks() {
	offered := linkLabels[d.kind.group]
	for _, label := range several(d.die, offered, d.weigh(33, 34, 20, 9, 4), pick) {
		verb, text, _ := strings.Cut(label, " ")
		link := &eventv1.Link{Verb: verb, Label: d.fill(text), Url: d.address(verb)}
		if verb == "write" {
			link.Url = "mailto:policy@example.org"
		}
		d.a.Links = append(d.a.Links, link)
	}
}

// address is one that leads nowhere.
func (d *draft) address(what string) string {
	address := fmt.Sprintf("https://example.org/%s/%06d/%s", strings.ReplaceAll(d.starts().String(), "-", "/"), d.i+1, what)
	if d.permille(80) {
		address += "?lang=" + pick(d.die, []string{"en", "es", "uk", "zh-hant", "ar"}) + "&utm_source=list"
	}
	return address
}
