package insights

import (
	"testing"

	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func TestTheEditionSaysWhoseOrganisationsAre(t *testing.T) {
	t.Parallel()
	ed := edition.New()
	ed.Apply(&eventv1.TeamDescribed{Team: &eventv1.Team{
		Name: "Policy team", Organisations: []string{"The Foundation"}, Affiliates: []string{"Chapter of Ghent", "CoB"},
	}})
	s := sidesOf(ed)
	for want, called := range map[string][]string{
		"ours":      {"Foundation of before", "THE  FOUNDATION"},
		"affiliate": {"Chapter of Bruges", "cob"},
		"other":     {"High Court", ""},
	} {
		if got := s.whose(called...); got != want {
			t.Errorf("%v is %s, want %s", called, got, want)
		}
	}
	if got := s.whose(); got != "other" {
		t.Errorf("who speaks for nobody is %s", got)
	}
	if got := sidesOf(edition.New()).whose("", "High Court"); got != "other" {
		t.Errorf("before there is an edition everybody is other, not %s", got)
	}
}
