package services_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/composer"
	"dontblink.dev/services/insights"
	"dontblink.dev/services/projector"
	"dontblink.dev/services/recorder"
)

// A story is some thirty commands, each of which waits for the disk; -rapid.checks asks for more of them.
func init() { _ = flag.Set("rapid.checks", "10") }

// office is all of the product on a ground, as a team uses it.
type office struct {
	apiv1connect.RecorderClient
	pictures apiv1connect.PicturesClient
	insights apiv1connect.InsightsClient
	composer apiv1connect.ComposerClient
	keeper   apiv1connect.KeeperClient
	ground   *host.Ground
	t        *testing.T
}

func openOffice(t *testing.T) *office {
	t.Helper()
	g := localtest.Ground(t, []host.Service{recorder.Run, projector.Run, composer.Run, insights.Run},
		apiv1connect.RecorderRecordProcedure, apiv1connect.ComposerGetIssueProcedure, apiv1connect.InsightsListActivitiesProcedure,
		apiv1connect.KeeperGetStatusProcedure, apiv1connect.PicturesGetImageProcedure)
	c := g.API.Client()
	return &office{
		apiv1connect.NewRecorderClient(c), apiv1connect.NewPicturesClient(c), apiv1connect.NewInsightsClient(c),
		apiv1connect.NewComposerClient(c), apiv1connect.NewKeeperClient(c), g, t,
	}
}

// as returns a context in the name of a member.
func (o *office) as() context.Context { return rpc.As(o.t.Context(), "amara") }

// seen returns when the rows hold all that was done.
func (p *plot) seen() {
	last, err := p.ground.Log.Last(p.as())
	if err != nil {
		p.Fatal(err)
	}
	for {
		_, err := p.insights.ListActivities(p.as(), &apiv1.ListActivitiesRequest{AtLeast: last.Sequence})
		if err == nil {
			return
		}
		if !errors.Is(err, fault.Unavailable) {
			p.Fatal(err)
		}
		if parked, err := p.keeper.ListParked(p.as(), &apiv1.ListParkedRequest{}); err == nil && len(parked.GetParked()) > 0 {
			p.Fatalf("parked: %v", parked)
		}
	}
}

// says returns an activity as the log has it.
func (p *plot) says(id string) *activity.Activity {
	history, err := p.ground.Log.Load(p.as(), thing.Activity(id))
	if err != nil {
		p.Fatal(err)
	}
	a := &activity.Activity{ID: id}
	for _, r := range history {
		a.Apply(r.Event)
	}
	return a
}

// standing returns the activities that count, and the edition, as the log has them.
func (p *plot) standing() (all []*activity.Activity, ed *edition.Edition) {
	history, err := p.ground.Log.Load(p.as(), thing.Edition)
	if err != nil {
		p.Fatal(err)
	}
	ed = edition.New()
	for _, r := range history {
		ed.Apply(r.Event)
	}
	for _, id := range p.activities {
		if a := p.says(id); !a.Withdrawn && a.MergedInto == "" && !a.Gone() {
			all = append(all, a)
		}
	}
	return all, ed
}

// figures holds the counts against counting by looking at every activity.
func (p *plot) figures() {
	all, ed := p.standing()
	from, to := calendar.Month{Year: 2024, Month: time.Month(rapid.IntRange(1, 3).Draw(p.T, "count from"))}, calendar.Month{Year: 2024, Month: time.March}
	want, got := map[string]int{}, map[string]int{}
	for _, a := range all {
		if a.Content.GetStatus() != "done" || a.Content.GetAnnouncement() || !activity.Span(a.Content).Overlaps(from, to) {
			continue
		}
		var counted []string
		for _, id := range a.Content.GetPriorities() {
			if id = ed.As(edition.Priority, id, to); !slices.Contains(counted, id) {
				counted = append(counted, id)
				want[id]++
			}
		}
	}
	counts, err := p.insights.CountActivities(p.as(), &apiv1.CountActivitiesRequest{From: from.String(), To: to.String()})
	if err != nil {
		p.Fatal(err)
	}
	for _, c := range counts.GetPriorities() {
		if strings.HasSuffix(c.GetPriority(), fmt.Sprintf("-%d", p.n)) && c.GetDistinct() > 0 {
			got[c.GetPriority()] = int(c.GetDistinct())
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		p.Errorf("counts from %s to %s (-plainly +answered):\n%s", from, to, diff)
	}
}

// list holds what is listed against what the log says.
func (p *plot) list() {
	all, _ := p.standing()
	var want, got []string
	for _, a := range all {
		want = append(want, a.ID)
	}
	for page := ""; ; {
		answer, err := p.insights.ListActivities(p.as(), &apiv1.ListActivitiesRequest{PageSize: 1000, Page: page})
		if err != nil {
			p.Fatal(err)
		}
		for _, row := range answer.GetActivities() {
			if slices.Contains(p.activities, row.GetId()) {
				got = append(got, row.GetId())
			}
		}
		if page = answer.GetNextPage(); page == "" {
			break
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		p.Errorf("what is listed (-plainly +answered):\n%s", diff)
	}
}

// goesOn amends what stands: nothing that was taken may be stuck, whatever became of the edition and the people since.
func (p *plot) goesOn() {
	all, _ := p.standing()
	for _, a := range all {
		answer, err := p.Amend(p.as(), &apiv1.AmendRequest{
			CommandId: command(), Id: a.ID, Activity: &eventv1.Activity{Headline: "Another headline"}, Paths: []string{"headline"},
		})
		if err != nil {
			p.Errorf("%s cannot be amended any more: %v", a.ID, err)
		}
		p.at = max(p.at, answer.GetSequence())
	}
}

// verified holds the rows against rows made anew, and the log against its archive.
func (p *plot) verified() {
	verified, err := p.keeper.Verify(p.as(), &apiv1.VerifyRequest{})
	if err != nil || !verified.GetEqual() || !verified.GetArchive().GetEqual() || !verified.GetPictures().GetEqual() {
		p.Errorf("verified: %v, %v", verified, err)
	}
	if parked, err := p.keeper.ListParked(p.as(), &apiv1.ListParkedRequest{}); err != nil || len(parked.GetParked()) > 0 {
		p.Errorf("parked: %v, %v", parked, err)
	}
}

// begins has the team say who it is.
func (p *plot) begins() {
	last, err := p.ground.Log.Last(p.as())
	if err != nil {
		p.Fatal(err)
	}
	p.begin = last.Sequence
	answer := p.imports("edition.yaml", fmt.Sprintf(`
team: {name: Policy team, zone: Europe/Brussels, languages: [en]}
publications:
  - {id: digest, series: Digest, title: "{series} of {months}", from: 2022-01}
pillars:
  - {id: people, name: People, from: 2022-01, priorities: [{id: privacy-%[1]d, name: Privacy}]}
  - {id: model, name: Model, from: 2022-01, priorities: [{id: copyright-%[1]d, name: Copyright}, {id: speech-%[1]d, name: Speech}]}
`, p.n))
	if len(answer.GetRefusals()) > 0 {
		p.Fatal(answer.GetRefusals())
	}
}

// commands are all that a team can say. What stands there more often is done more often.
func (p *plot) commands() []func() {
	return []func(){
		p.amend, p.amend, p.amend, p.ruled, p.settle, p.relate, p.record, p.file, p.attach, p.merge, p.merge, p.merge, p.part, p.part, p.thereAndBack, p.apart,
		p.withdraw, p.restore, p.changePerson, p.changePerson, p.revise, p.erasePerson, p.eraseActivity, p.draft,
	}
}

func TestWhateverATeamDoesTheRowsAreWhatTheLogSays(t *testing.T) {
	t.Parallel()
	o, n := openOffice(t), 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		p := &plot{T: rt, office: o, n: n}
		p.begins()
		p.record()
		p.file()
		p.record()
		commands := p.commands()
		for range rapid.IntRange(10, 40).Draw(rt, "commands") {
			commands[rapid.IntRange(0, len(commands)-1).Draw(rt, "command")]()
		}
		p.seen()
		p.figures()
		p.list()
		p.goesOn()
		p.seen()
		p.verified()
	})
}
