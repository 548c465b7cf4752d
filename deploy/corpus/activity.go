package main

import (
	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// draft is an activity while it is made.
type draft struct {
	die
	c *Corpus
	i int
	// month is the place among the months of the one that it begins in.
	month int
	kind  kind
	place place
	a     *eventv1.Activity
	// scene fills the sentences.
	scene scene
}

// Activity returns activity i as it is first recorded, and the key it bears.
func (c *Corpus) Activity(i int) (string, *eventv1.Activity) {
	d := &draft{die: c.die(forActivities, i), c: c, i: i, month: c.monthOf(i), a: &eventv1.Activity{}}
	announcement := d.permille(80)
	d.kind = aKind(d.die, announcement)
	d.place = favour(d.die, places)
	d.date()
	d.classify(announcement)
	d.meet()
	d.setScene()
	d.a.Headline = d.headline()
	d.tell()
	d.addLinks()
	d.tie()
	d.promise()
	return c.key(i), d.a
}

// starts returns the month in which the activity begins as it is dated: a year begins in January.
func (d *draft) starts() calendar.Month { return calendar.MustOf(d.a.GetWhen()).First() }
