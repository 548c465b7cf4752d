package recorder

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// gone are the deeds after which an activity is told nowhere, or in another.
var gone = []string{"withdrawn", "merged"}

// mostTold is how many changes a member is told of who was slower.
// More than a screen of changes is for `dontblink history`.
const mostTold = 10

// overtaken tells a member whose amendment was refused, because others have changed the activity since they looked at it, who did what. Any
// other error stays as it is. It is a conflict also when they changed other fields: whether what was typed still fits, a member decides.
func (r *recorder) overtaken(ctx context.Context, req *apiv1.AmendRequest, refused error) error {
	if !errors.Is(refused, fault.Conflict) || req.GetVersion() == 0 {
		return refused
	}
	// If the log cannot be asked now, the refusal by itself is still true.
	history, err := r.ground.Log.Load(ctx, thing.Activity(req.GetId()))
	if err != nil {
		return refused
	}
	if history.At().Version <= req.GetVersion() {
		return r.by(ctx, refused, gone, req.GetId())
	}
	told := []string{refused.Error(), "Since then:"}
	told = append(told, changes(history, req.GetVersion())...)
	told = append(told, fmt.Sprintf("Nothing of yours was recorded, and nothing was overwritten. If it still holds, send it again as of version %d.", history.At().Version))
	return fault.New(fault.Conflict, "%s", strings.Join(told, "\n"))
}

// pictureOvertaken refuses the words of a picture that somebody else has put there since the member looked, or has said something else of: one of the
// two would be gone, and nobody would have noticed. Other pictures may come and go.
func (r *recorder) pictureOvertaken(ctx context.Context, a *activity.Activity, seen uint64, image *eventv1.Image) error {
	said := pictureIn(a, image.GetHash())
	if seen == 0 || a.Version <= seen || said == nil || proto.Equal(said, image) {
		return nil
	}
	history, err := r.ground.Log.Load(ctx, thing.Activity(a.ID))
	if err != nil {
		return err
	}
	if proto.Equal(pictureIn(fold(a.ID, history[:min(int(seen), len(history))]), image.GetHash()), said) {
		return nil
	}
	told := append([]string{"somebody else has put this picture there since you looked, or has said something else of it:"}, changes(history, seen)...)
	return fault.New(fault.Conflict, "%s\nNothing of yours was recorded, and nothing was overwritten.", strings.Join(told, "\n"))
}

func pictureIn(a *activity.Activity, hash string) *eventv1.Image {
	for _, image := range a.Content.GetImages() {
		if image.GetHash() == hash {
			return image
		}
	}
	return nil
}

// by says of a refusal who brought it about: the last one of those deeds, of any of the activities. Any other error stays as it is.
func (r *recorder) by(ctx context.Context, refused error, deeds []string, ids ...string) error {
	if !errors.Is(refused, fault.Conflict) {
		return refused
	}
	for _, id := range ids {
		// If the log cannot be asked now, the refusal by itself is still true.
		history, err := r.ground.Log.Load(ctx, thing.Activity(id))
		if err != nil {
			return refused
		}
		for _, recorded := range slices.Backward(history) {
			change, known := activity.ChangeBy(recorded.Event)
			if known && slices.Contains(deeds, change.What) {
				return fault.New(fault.Conflict, "%s\n%s", refused.Error(), change.Sentence(recorded.Time, recorded.Actor))
			}
			// What came before the deed that undid it no longer holds.
			if change.What == "restored" || change.What == "merge undone" {
				break
			}
		}
	}
	return refused
}

// changes tells what happened after a version, a line each, the last ones if there are many.
func changes(history eventlog.History, version uint64) []string {
	var told []string
	a := &activity.Activity{}
	for i, recorded := range history {
		said := a.Content
		a.Apply(recorded.Event)
		if change, known := activity.ChangeBy(recorded.Event); known && uint64(i) >= version {
			change.From(said, a.Content)
			told = append(told, "  "+change.Sentence(recorded.Time, recorded.Actor))
		}
	}
	return told[max(0, len(told)-mostTold):]
}
