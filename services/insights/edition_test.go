package insights_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// merging lets copyright go on as privacy from March 2024 on, over what given tells.
func merging(t *testing.T) (apiv1connect.InsightsClient, uint64) {
	t.Helper()
	return given(t,
		&eventv1.PriorityMerged{Id: "copyright", Into: "privacy", From: "2024-03", Reason: "one desk"},
		&eventv1.TopicNamed{Topic: &eventv1.Topic{Id: "dsa", Name: "Digital Services Act", From: "2022-01"}},
		&eventv1.PillarRetired{Id: "model", Until: "2024-02"},
	)
}

func TestACountOverAMergerShowsOneLabelWithTheOldName(t *testing.T) {
	t.Parallel()
	ask, reached := merging(t)
	for to, want := range map[string][]string{
		"2024-02": {"Copyright 2", "Privacy 1"},
		"2024-03": {"Privacy 2 with Copyright"},
	} {
		counts, err := ask.CountActivities(t.Context(), &apiv1.CountActivitiesRequest{From: "2024-01", To: to, AtLeast: reached})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range counts.GetPriorities() {
			line := p.GetName() + " " + string(rune('0'+p.GetDistinct()))
			if len(p.GetMerged()) > 0 {
				line += " with " + strings.Join(p.GetMerged(), ", ")
			}
			got = append(got, line)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("priorities up to %s (-want +got):\n%s", to, diff)
		}
	}
}

func TestTheEditionOfAMonthIsWhatHoldsInIt(t *testing.T) {
	t.Parallel()
	ask, reached := merging(t)
	for month, want := range map[string]string{
		"2024-02": "Model(Copyright) People(Privacy) + Digital Services Act",
		"2024-03": "People(Privacy of copyright) + Digital Services Act",
		"2021-01": "",
	} {
		held, err := ask.ResolveEdition(t.Context(), &apiv1.ResolveEditionRequest{Month: month, AtLeast: reached})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, pillar := range held.GetPillars() {
			var under []string
			for _, p := range pillar.GetPriorities() {
				under = append(under, strings.Join(append([]string{p.GetPriority().GetName()}, p.GetMerged()...), " of "))
			}
			got = append(got, pillar.GetPillar().GetName()+"("+strings.Join(under, ", ")+")")
		}
		for _, topic := range held.GetTopics() {
			got = append(got, "+ "+topic.GetTopic().GetName())
		}
		if strings.Join(got, " ") != want {
			t.Errorf("in %s there is %q, want %q", month, strings.Join(got, " "), want)
		}
	}
	if _, err := ask.ResolveEdition(t.Context(), &apiv1.ResolveEditionRequest{Month: "march"}); !errors.Is(err, fault.Invalid) {
		t.Errorf("a month that is none = %v, want a refusal", err)
	}
}

func TestTheHistoryOfTheEditionIsToldInSentences(t *testing.T) {
	t.Parallel()
	ask, reached := merging(t)
	answer, err := ask.GetEditionHistory(t.Context(), &apiv1.GetEditionHistoryRequest{AtLeast: reached})
	if err != nil {
		t.Fatal(err)
	}
	want := "On 5 February 2024, 14:02 UTC, amara merged the priority copyright into privacy, from March 2024 on: “one desk”."
	if got := answer.GetChanges(); len(got) != 7 || got[4].GetSentence() != want {
		t.Errorf("history = %v, want seven changes, the fifth %q", got, want)
	}
}
