package main

import (
	"strings"

	"google.golang.org/protobuf/proto"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// How many of a thousand are amended later, and how many withdrawn.
const (
	amended   = 120
	withdrawn = 20
)

// Amended returns activity i as the team says it a while later, and whether it says anything else then.
func (c *Corpus) Amended(i int, first *eventv1.Activity) (*eventv1.Activity, bool) {
	d := &draft{die: c.die(forAmendments, i), c: c, i: i, month: c.monthOf(i)}
	if open := first.GetStatus() == "planned" && d.permille(800); !open && !d.permille(amended) {
		return nil, false
	}
	d.a = proto.CloneOf(first)
	if first.GetStatus() == "planned" {
		d.a.Status = []string{"done", "cancelled"}[d.weigh(85, 15)]
	}
	d.kind = kind{name: first.GetKinds()[0]}
	for _, k := range append(kinds, notices...) {
		if k.name == d.kind.name {
			d.kind = k
		}
	}
	d.place = favour(d.die, places)
	d.setScene()
	if first.GetStatus() == "planned" {
		// What was going to be is told anew, as it was.
		d.tell()
	}
	for _, change := range several(d.die, []int{0, 1, 2, 3, 4, 5, 6, 7}, 1+d.weigh(60, 30, 10), pick) {
		d.change(change)
	}
	return d.a, !proto.Equal(d.a, first)
}

// change is one of those that teams make.
func (d *draft) change(which int) {
	switch which {
	case 0:
		d.a.Headline = d.headline()
	case 1:
		d.a.Links = append(d.a.Links[:min(3, len(d.a.GetLinks()))],
			&eventv1.Link{Verb: "watch", Label: "recording that has come since", Url: d.address("recording")})
	case 2:
		last := d.a.GetBody()[len(d.a.GetBody())-1]
		last.Text += "\n\n" + d.say(pick(d.die, arguments)) + " " + d.say(pick(d.die, closings))
	case 3:
		last := d.a.GetBody()[len(d.a.GetBody())-1]
		last.Text = strings.Replace(last.GetText(), ". ", "; ", 1)
	case 4:
		d.tighten()
	case 5:
		if people := d.a.GetPeople(); len(people) > 0 {
			people[0].Role = "Acting " + strings.ToLower(people[0].GetRole()[:1]) + people[0].GetRole()[1:]
		}
	case 6:
		if !d.a.GetAnnouncement() && len(d.a.GetTopics()) < 3 {
			d.a.Topics = append(d.a.Topics, "consultation of "+season(d.starts()))
		}
	case 7:
		d.a.Jurisdictions = []string{"global"}
	}
}

// tighten is a rule that was learned late.
func (d *draft) tighten() {
	for _, s := range d.a.GetSegments() {
		if s.GetRule().GetKind() == "public" {
			s.Rule = &eventv1.Rule{Kind: "chatham-house"}
		}
	}
	if len(d.a.GetSegments()) == 0 {
		d.a.Rule = &eventv1.Rule{Kind: "internal"}
	}
}

// Withdrawn returns why activity i was taken back, and whether it was.
func (c *Corpus) Withdrawn(i int) (reason string, ok bool) {
	d := c.die(forWithdrawals, i)
	if !d.permille(withdrawn) {
		return "", false
	}
	return pick(d, withdrawals), true
}

var withdrawals = []string{
	"Entered twice: once as a workshop, once as a learning clinic",
	"The meeting never took place",
	"Belongs to the log of another team",
	"Entered by mistake while trying the form",
	"The same panel had been logged by the affiliate",
}
