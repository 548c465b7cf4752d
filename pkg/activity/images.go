package activity

import (
	"slices"
	"strings"
	"time"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// AttachImage puts a picture to an activity, behind those that it has. One that it has already stays where it is, and is told of in the new
// words. What changes nothing is no event.
func AttachImage(a *Activity, image *eventv1.Image, reason string, ed *edition.Edition, now time.Time) ([]proto.Message, error) {
	if err := Pictured(a, reason); err != nil {
		return nil, err
	}
	next := proto.CloneOf(a.Content)
	if i := placeOf(next, image.GetHash()); i >= 0 {
		next.Images[i] = image
	} else {
		next.Images = append(next.Images, image)
	}
	next, changed, err := a.retold(next, ed, now)
	if err != nil || len(changed) == 0 {
		return nil, err
	}
	return []proto.Message{&eventv1.ImageAttached{Activity: next, Paths: changed, Reason: strings.TrimSpace(reason), Hash: image.GetHash()}}, nil
}

// DetachImage takes a picture from an activity; the hash may be cut short, as long as no other picture of the activity begins so.
func DetachImage(a *Activity, hash, reason string, ed *edition.Edition, now time.Time) ([]proto.Message, error) {
	if err := Pictured(a, reason); err != nil {
		return nil, err
	}
	image, err := ImageOf(a.Content, hash)
	if err != nil {
		return nil, err
	}
	next := proto.CloneOf(a.Content)
	i := placeOf(next, image.GetHash())
	next.Images = slices.Delete(next.Images, i, i+1)
	next, changed, err := a.retold(next, ed, now)
	if err != nil {
		return nil, err
	}
	return []proto.Message{&eventv1.ImageDetached{Activity: next, Paths: changed, Reason: strings.TrimSpace(reason), Hash: image.GetHash()}}, nil
}

// Pictured says why no picture can be put to an activity, or taken from it, if so: asked before the bytes are sent.
func Pictured(a *Activity, reason string) error {
	if err := a.changeable(); err != nil {
		return err
	}
	_, err := argument(reason, "")
	return err
}

// retold returns the content as it is taken down, and the fields that changed.
func (a *Activity) retold(next *eventv1.Activity, ed *edition.Edition, now time.Time) (*eventv1.Activity, []string, error) {
	next, err := settle(a, next, a.Import.GetSource(), ed, now)
	if err != nil {
		return nil, nil, err
	}
	return next, Paths(a.Content, next), nil
}

func placeOf(content *eventv1.Activity, hash string) int {
	return slices.IndexFunc(content.GetImages(), func(image *eventv1.Image) bool { return image.GetHash() == hash })
}

// shortestHash is how many signs of a hash are enough to name a picture.
const shortestHash = 8

// ImageOf returns the picture of an activity whose hash begins so.
func ImageOf(content *eventv1.Activity, hash string) (*eventv1.Image, error) {
	var found []*eventv1.Image
	for _, image := range content.GetImages() {
		if strings.HasPrefix(image.GetHash(), hash) {
			found = append(found, image)
		}
	}
	switch {
	case len(hash) < shortestHash:
		return nil, fault.New(fault.Invalid, "%s is too short: write eight signs of the picture's hash, or more", fault.Quoted(hash))
	case len(found) == 0:
		return nil, fault.New(fault.NotFound, "the activity has no picture %s: `dontblink image list` tells which it has", fault.Quoted(hash))
	case len(found) > 1:
		return nil, fault.New(fault.Invalid, "several pictures of the activity begin with %s: write more of the hash", fault.Quoted(hash))
	}
	return found[0], nil
}
