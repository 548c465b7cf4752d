package main

import (
	"slices"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// classify says what kind of thing it was, who did it, and what it was about.
func (d *draft) classify(announcement bool) {
	d.a.Kinds = []string{d.kind.name}
	if d.kind.also != "" && d.permille(150) {
		d.a.Kinds = append(d.a.Kinds, d.kind.also)
	}
	d.a.Status = []string{"", "planned", "cancelled"}[d.weigh(960, 30, 10)]
	d.a.By = [][]string{{"staff"}, {"affiliate"}, {"staff", "affiliate"}, {"volunteer"}, {"third-party"}}[d.weigh(58, 20, 12, 6, 4)]
	d.a.Jurisdictions = d.place.Jurisdictions
	if d.permille(150) {
		d.a.Jurisdictions = []string{"global"}
	}
	if announcement {
		d.a.Announcement = true
		return
	}
	d.prioritise()
	d.override()
}

// prioritise gives one to four of the priorities that hold in the month in which it begins.
func (d *draft) prioritise() {
	held := d.c.held[d.starts().Sub(d.c.months[0])]
	weights := make([]int, len(held))
	for i, p := range held {
		weights[i] = d.c.interest(p.GetId(), d.month)
	}
	chosen := several(d.die, held, 1+d.weigh(55, 28, 12, 5), func(die, []*eventv1.Priority) *eventv1.Priority {
		return held[d.weigh(weights...)]
	})
	for _, p := range chosen {
		d.a.Priorities = append(d.a.Priorities, p.GetId())
	}
	d.a.Topics = several(d.die, subjects[d.a.Priorities[0]].topics, d.weigh(30, 50, 20), favour)
}

// interest is how much a priority is worked on in a month. In some quarters one falls silent, as leadership should notice.
func (c *Corpus) interest(priority string, month int) int {
	const weight, silent = 30, 1
	quarter := scatter(c.seed, month/3*4096+len(priority)*64+int(priority[0]))
	if quarter%7 == 0 {
		return silent
	}
	return weight + int(quarter%40)
}

// override files a few under another pillar than their first priority's.
func (d *draft) override() {
	if !d.permille(30) {
		return
	}
	usual := d.c.edition.PillarOf(d.a.GetPriorities()[0], d.starts())
	others := slices.DeleteFunc(d.c.edition.Pillars(d.starts()), func(p *eventv1.Pillar) bool { return p.GetId() == usual })
	d.a.Pillar = pick(d.die, others).GetId()
	d.a.PillarReason = pick(d.die, overrideReasons)
}

var overrideReasons = []string{
	"Told beside the other stories of that conference",
	"The audience was made up of volunteers, and so was the point",
	"The heading was agreed with the affiliate",
	"Its second priority was what the meeting turned to",
}
