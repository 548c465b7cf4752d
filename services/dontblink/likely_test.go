package dontblink

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/google/uuid"

	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/insights"
	"dontblink.dev/services/projector"
	"dontblink.dev/services/recorder"
	"dontblink.dev/services/web"
)

// logged is a log in which a clinic stands, and the API to it.
func logged(t *testing.T) (context.Context, *web.API, *eventv1.Activity) {
	t.Helper()
	g := localtest.Ground(t, []host.Service{recorder.Run, projector.Run, insights.Run},
		apiv1connect.RecorderRecordProcedure, apiv1connect.InsightsFindLikeProcedure)
	a, ctx := apiOf(g.API.Client()), rpc.As(t.Context(), "amara")
	clinic := &eventv1.Activity{
		Headline: "Two affiliates teach copyright reform at a learning clinic", Kinds: []string{"workshop"}, When: &eventv1.When{From: "2024-01-30"},
		Announcement: true, Organisations: []*eventv1.Participation{{Name: "Wikimedia Colombia"}},
		Series: &eventv1.Series{Name: "Clinics", Number: 1, Of: 2},
	}
	answer, err := a.Recorder.Record(ctx, &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: clinic})
	if err != nil {
		t.Fatal(err)
	}
	// From here on the rows have seen it.
	localtest.Patiently(t, func() (*apiv1.GetEditionResponse, error) {
		return a.Insights.GetEdition(ctx, &apiv1.GetEditionRequest{AtLeast: answer.GetSequence()})
	})
	return ctx, a, clinic
}

func TestWhoLogsWhatStandsAlreadyIsAsked(t *testing.T) {
	t.Parallel()
	ctx, a, clinic := logged(t)
	workshop := &eventv1.Activity{
		Headline: "Workshop on copyright reform with Wikimedia Colombia", Kinds: []string{"training"}, When: &eventv1.When{From: "2024-01-30"},
		Organisations: []*eventv1.Participation{{Name: "Wikimedia Colombia"}},
	}
	second := &eventv1.Activity{
		Headline: strings.ReplaceAll(clinic.GetHeadline(), " a ", " another "), Kinds: clinic.GetKinds(), When: &eventv1.When{From: "2024-01-31"},
		Organisations: clinic.GetOrganisations(), Series: &eventv1.Series{Name: "Clinics", Number: 2, Of: 2},
	}
	for name, c := range map[string]struct {
		content *eventv1.Activity
		typed   []string // nil: nobody is there to type
		want    choice
		says    []string
	}{
		"logs it all the same":        {workshop, []string{"l"}, logIt, []string{"This looks like ", "30 January 2024  Two affiliates", "logged by amara on ", "both name Wikimedia Colombia", "[l]og it all the same"}},
		"opens the one that stands":   {workshop, []string{"what?", "Open", "m"}, mergeIt, []string{"[c]ancel: \n[l]og it", "kind           workshop", "series         Clinics, 1 of 2"}},
		"cancels":                     {workshop, []string{"c"}, cancelIt, nil},
		"is a script":                 {workshop, nil, logIt, []string{"It is logged all the same", "`dontblink likely --month 2024-01`"}},
		"logs the second of a series": {second, []string{"c"}, logIt, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out, said bytes.Buffer
			var ask asking
			if c.typed != nil {
				ask = func(prompt string) (string, error) {
					said.WriteString(prompt)
					if len(c.typed) == 0 {
						return "", errNotLogged
					}
					next := c.typed[0]
					c.typed = c.typed[1:]
					return next, nil
				}
			}
			chosen, like, err := (&cli{out: &out, err: &said}).askLikely(rpc.As(ctx, "bela"), a, c.content, ask)
			if err != nil || chosen != c.want {
				t.Fatalf("chosen is %d, %v; want %d", chosen, err, c.want)
			}
			if asked := said.Len() > 0; asked != (like != nil) || asked != (c.content == workshop) {
				t.Errorf("it said %q, about %v", said.String(), like)
			}
			for _, words := range c.says {
				if !strings.Contains(said.String(), words) {
					t.Errorf("it said %q, want %q in it", said.String(), words)
				}
			}
			if out.Len() > 0 {
				t.Errorf("it printed %q where only the answer belongs", out.String())
			}
			t.Log(said.String())
		})
	}
}
