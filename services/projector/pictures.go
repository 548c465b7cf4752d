package projector

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"dontblink.dev/pkg/album"
	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// pictures are parts of a backup: each picture, and each copy of one, as a file of its own. One that is removed meanwhile is left out.
func (k *keeper) pictures(ctx context.Context) ([]archive.Part, error) {
	all, err := k.ground.Pictures.All(ctx)
	if err != nil {
		return nil, err
	}
	// The same album makes the same backup.
	slices.SortFunc(all, func(a, b album.Kept) int { return strings.Compare(a.Name, b.Name) })
	var parts []archive.Part
	for _, kept := range all {
		// Read when its turn comes: a thousand pictures at once would be gigabytes.
		parts = append(parts, archive.Part{Many: func(ctx context.Context) ([]archive.Part, error) {
			data, err := k.ground.Pictures.Read(ctx, kept.Name)
			if errors.Is(err, fault.NotFound) {
				return nil, nil
			}
			write := func(_ context.Context, w io.Writer) error {
				_, err := w.Write(data)
				return err
			}
			return []archive.Part{{Name: album.BackupFolder + kept.Name, Write: write}}, err
		}})
	}
	return parts, nil
}

// mostMissing is how many missing pictures are named.
const mostMissing = 100

// verifyPictures reads every picture that an activity has, and tells which are missing or damaged. The log is asked, and not the rows:
// what those say is what is being verified.
func (k *keeper) verifyPictures(ctx context.Context) (*apiv1.VerifiedPictures, error) {
	has := map[string][]string{}
	if _, err := k.ground.Log.Read(ctx, thing.KindActivity, 0, func(r eventlog.Recorded) error {
		if event, ok := r.Event.(interface{ GetActivity() *eventv1.Activity }); ok {
			// The last event that says what an activity is holds.
			delete(has, r.Thing.ID)
			for _, image := range event.GetActivity().GetImages() {
				has[r.Thing.ID] = append(has[r.Thing.ID], image.GetHash())
			}
		}
		return nil
	}); err != nil {
		return nil, err
	}
	by := map[string]string{}
	for id, hashes := range has {
		for _, hash := range hashes {
			// Of several that have it, the same one is named each time.
			if by[hash] == "" || id < by[hash] {
				by[hash] = id
			}
		}
	}
	answer := &apiv1.VerifiedPictures{Equal: true, Pictures: uint64(len(by))}
	hashes := make([]string, 0, len(by))
	for hash := range by {
		hashes = append(hashes, hash)
	}
	slices.Sort(hashes)
	for _, hash := range hashes {
		whole, err := k.ground.Pictures.Whole(ctx, hash)
		if err != nil {
			return nil, err
		}
		if !whole {
			answer.Equal = false
			if len(answer.GetMissing()) < mostMissing {
				answer.Missing = append(answer.Missing, &apiv1.MissingPicture{Hash: hash, Activity: by[hash]})
			}
		}
	}
	return answer, nil
}
