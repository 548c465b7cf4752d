package main

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/likeness"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// TestLikenessSuspectsFewThatAreTwoAndMostThatAreOne holds the weights of package likeness to a team that is as busy as the usual corpus,
// in which nothing is logged twice; its headlines are made of a few patterns, so more of them resemble each other than in any real log. The
// doubles are made here: as another member would tell it in short, with half of the headline and of the names.
func TestLikenessSuspectsFewThatAreTwoAndMostThatAreOne(t *testing.T) {
	t.Parallel()
	const size = 2000
	c := New(1, size, calendar.Month{Year: 2022, Month: 1}, 7)
	now := time.Date(2025, time.January, 1, 0, 0, 0, 0, time.UTC)
	var all []*likeness.Features
	found, asked := 0, 0
	for i := range size {
		_, a := c.Activity(i)
		a = activity.Complete(a, c.edition, now)
		f := likeness.Of(strconv.Itoa(i), a, nil)
		all = append(all, f)
		if calendar.MustOf(a.GetWhen()).Precision < calendar.ToTheDay {
			continue
		}
		asked++
		if score, _ := f.Alike(likeness.Of("retold", retold(a), nil)); score >= likeness.Suspect {
			found++
		}
	}
	falsely := 0
	for i := range all {
		for j := range i {
			if score, _ := all[i].Alike(all[j]); score >= likeness.Suspect {
				falsely++
			}
		}
	}
	t.Logf("%d pairs suspected among %d activities of which none is a double; %d of %d doubles found", falsely, size, found, asked)
	if falsely > size*3/100 {
		t.Errorf("%d pairs are suspected among %d activities, want at most three in a hundred", falsely, size)
	}
	if found < asked*85/100 {
		t.Errorf("%d of %d doubles are found, want 85 in a hundred", found, asked)
	}
}

func retold(a *eventv1.Activity) *eventv1.Activity {
	words := strings.Fields(a.GetHeadline())
	short := proto.CloneOf(a)
	short.Headline = strings.Join(words[len(words)/2:], " ")
	short.Body, short.Links, short.Series, short.Relations, short.FollowUps = nil, nil, nil, nil, nil
	short.People = short.GetPeople()[:len(short.GetPeople())/2]
	short.Organisations = short.GetOrganisations()[:len(short.GetOrganisations())/2]
	return short
}
