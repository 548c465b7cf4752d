package edition_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"
	"pgregory.net/rapid"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"

	"errors"
)

func TestWhatIsMergedFromItsVeryBeginningIsStillKnown(t *testing.T) {
	t.Parallel()
	ed := revised(t, merged("safety", "copyright", "2022-01"))
	may := calendar.Month{Year: 2024, Month: 5}
	if as := ed.As(edition.Priority, "safety", may); as != "copyright" || !ed.KnownPriority("safety") {
		t.Errorf("safety goes as %s, known: %v; want it known and to go as copyright", as, ed.KnownPriority("safety"))
	}
	if _, holds := ed.Priority("safety", may); holds {
		t.Error("safety holds although it was merged before it began")
	}
	_, err := edition.Revise(ed, named("safety", "Safety again", "people", "2022-01"), true)
	if !errors.Is(err, fault.Conflict) {
		t.Errorf("naming it anew in the month of the merger = %v, want a refusal", err)
	}
	revise(t, ed, named("safety", "Safety again", "people", "2024-06"), true)
	if as := ed.As(edition.Priority, "safety", calendar.Month{Year: 2024, Month: 6}); as != "safety" {
		t.Errorf("named anew it goes as %s", as)
	}
	elsewhere(t, ed)
}

// Whatever the edition has come to, a file that says it brings the same one where there is none.
func TestWhateverWasDecidedCanBeTakenElsewhere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		ed := edition.Of(given())
		id := rapid.SampledFrom([]string{"copyright", "privacy", "safety", "fourth"})
		month := rapid.SampledFrom([]string{"2022-01", "2022-06", "2022-12", "2023-06", "2024-01", "2024-06", "2025-01"})
		for range rapid.IntRange(1, 12).Draw(rt, "changes") {
			var change proto.Message
			introduces := rapid.Bool().Draw(rt, "introduces")
			switch rapid.IntRange(0, 3).Draw(rt, "what") {
			case 0:
				change = merged(id.Draw(rt, "id"), id.Draw(rt, "into"), month.Draw(rt, "from"))
			case 1:
				change = &eventv1.PriorityRetired{Id: id.Draw(rt, "id"), Until: month.Draw(rt, "until")}
			default:
				one := id.Draw(rt, "id")
				change = named(one, one, "people", month.Draw(rt, "from"))
			}
			if events, err := edition.Revise(ed, change, introduces); err == nil {
				for _, event := range events {
					ed.Apply(event)
				}
			}
		}
		elsewhere(rt, ed)
	})
}

// elsewhere takes what an edition says as a file into one that says nothing.
func elsewhere(t rapid.TB, ed *edition.Edition) {
	t.Helper()
	there := edition.New()
	events, mistakes := edition.Take(there, ed.Proto())
	if len(mistakes) > 0 {
		t.Fatalf("%v\nof %v", mistakes, ed.Proto())
	}
	for _, event := range events {
		there.Apply(event)
	}
	if diff := cmp.Diff(ed.Proto(), there.Proto(), protocmp.Transform()); diff != "" {
		t.Fatalf("taken where there is none, it is another edition:\n%s", diff)
	}
}
