package recorder_test

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/recorder"
)

// gallery is a recorder as who brings pictures sees it.
type gallery struct {
	*desk
	pictures apiv1connect.PicturesClient
	ground   *host.Ground
}

func openGallery(t *testing.T) *gallery {
	t.Helper()
	g := localtest.Ground(t, []host.Service{recorder.Run}, apiv1connect.RecorderRecordProcedure, apiv1connect.PicturesGetImageProcedure)
	client := g.API.Client()
	d := &desk{RecorderClient: apiv1connect.NewRecorderClient(client), log: g.Log, t: t}
	d.imports("edition.yaml", edition)
	return &gallery{d, apiv1connect.NewPicturesClient(client), g}
}

// activity records one of that headline, and returns its id.
func (g *gallery) activity(headline string) string {
	g.t.Helper()
	content := talk()
	content.Headline = headline
	answer, err := g.Record(g.as("amara"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: content})
	if err != nil {
		g.t.Fatal(err)
	}
	return answer.GetId()
}

// grey is a picture that is as grey as that.
func grey(t *testing.T, shade byte) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range m.Pix {
		m.Pix[i] = shade
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func credited() *eventv1.Image {
	return &eventv1.Image{Alt: "A grey wall", Author: "Ada Example", Licence: "CC BY-SA", LicenceVersion: "4.0", Source: "own work"}
}

func (g *gallery) attach(words *apiv1.AttachImageWords, data []byte) (*apiv1.AttachImageResponse, error) {
	g.t.Helper()
	stream, err := g.pictures.AttachImage(g.as("mei"))
	if err != nil {
		g.t.Fatal(err)
	}
	for _, piece := range []*apiv1.AttachImageRequest{
		{Piece: &apiv1.AttachImageRequest_Words{Words: words}}, {Piece: &apiv1.AttachImageRequest_Data{Data: data}},
	} {
		if err := stream.Send(piece); err != nil {
			break // Why, the answer says.
		}
	}
	return stream.CloseAndReceive()
}

// attached puts a picture to an activity, and returns its hash.
func (g *gallery) attached(id string, data []byte) string {
	g.t.Helper()
	answer, err := g.attach(&apiv1.AttachImageWords{CommandId: uuid.NewString(), Id: id, Image: credited()}, data)
	if err != nil {
		g.t.Fatal(err)
	}
	return answer.GetImage().GetHash()
}

func (g *gallery) get(hash string) ([]byte, error) {
	g.t.Helper()
	stream, err := g.pictures.GetImage(g.as("mei"), &apiv1.GetImageRequest{Hash: hash})
	if err != nil {
		return nil, err
	}
	defer func() { _ = stream.Close() }()
	var data []byte
	for {
		piece, err := stream.Receive()
		if errors.Is(err, io.EOF) {
			return data, nil
		}
		if err != nil {
			return nil, err
		}
		data = append(data, piece.GetData()...)
	}
}

func (g *gallery) wantGone(hash, why string) {
	g.t.Helper()
	if _, err := g.get(hash); !errors.Is(err, fault.NotFound) {
		g.t.Errorf("%s, its picture is answered with %v, want NotFound", why, err)
	}
}

func (g *gallery) wantThere(hash, why string) {
	g.t.Helper()
	if data, err := g.get(hash); err != nil || len(data) == 0 {
		g.t.Errorf("%s, the picture is answered with %d bytes, %v", why, len(data), err)
	}
}

func TestAPictureIsAttachedOnceHoweverOftenItIsSent(t *testing.T) {
	t.Parallel()
	g := openGallery(t)
	id, data := g.activity("A talk"), grey(t, 100)
	words := &apiv1.AttachImageWords{CommandId: uuid.NewString(), Id: id, Image: credited(), Reason: "it shows the wall"}
	first, err := g.attach(words, data)
	if err != nil {
		t.Fatal(err)
	}
	again, err := g.attach(words, data)
	if err != nil || again.GetSequence() != first.GetSequence() {
		t.Errorf("sent again: event %d, %v; want %d as at first", again.GetSequence(), err, first.GetSequence())
	}
	if image := first.GetImage(); image.GetMediaType() != "image/png" || image.GetWidth() != 40 || image.GetHeight() != 30 {
		t.Errorf("the picture is %v, want a PNG of 40 by 30", image)
	}
	g.want(thing.Activity(id), "amara ActivityRecorded", "mei ImageAttached")
	g.wantThere(first.GetImage().GetHash(), "attached")
}

func TestASlipInAWordIsToldBeforeAnyByteIsSent(t *testing.T) {
	t.Parallel()
	g := openGallery(t)
	id := g.activity("A talk")
	for name, words := range map[string]*apiv1.AttachImageWords{
		"alt: say what can be seen":       {CommandId: uuid.NewString(), Id: id, Image: &eventv1.Image{Author: "a", Licence: "CC0", LicenceVersion: "1.0", Source: "s"}},
		"there is no activity":            {CommandId: uuid.NewString(), Id: uuid.NewString(), Image: credited()},
		"is not the id of an activity":    {CommandId: uuid.NewString(), Id: "x", Image: credited()},
		"is not a UUID":                   {CommandId: "x", Id: id, Image: credited()},
		"a picture begins with its words": {CommandId: uuid.NewString(), Id: id},
	} {
		stream, err := g.pictures.AttachImage(g.as("mei"))
		if err != nil {
			t.Fatal(err)
		}
		if err := stream.Send(&apiv1.AttachImageRequest{Piece: &apiv1.AttachImageRequest_Words{Words: words}}); err != nil {
			t.Fatal(err)
		}
		// No byte is sent, and none is said to be missing.
		if _, err := stream.CloseAndReceive(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %q", err, name)
		}
	}
	if _, err := g.attach(&apiv1.AttachImageWords{CommandId: uuid.NewString(), Id: id, Image: credited()}, []byte("<html>")); !errors.Is(err, fault.Invalid) {
		t.Errorf("a page is answered with %v, want a refusal", err)
	}
	g.want(thing.Activity(id), "amara ActivityRecorded")
}

func TestNoEventNamesAPictureThatNobodyHasSent(t *testing.T) {
	t.Parallel()
	g := openGallery(t)
	id, other := g.activity("A talk"), g.activity("Another talk")
	image := credited()
	image.Hash, image.MediaType, image.Width, image.Height = strings.Repeat("ab", 32), "image/png", 4, 3
	amend := func(image *eventv1.Image) error {
		_, err := g.Amend(g.as("mei"), &apiv1.AmendRequest{
			CommandId: uuid.NewString(), Id: id, Paths: []string{"images"}, Activity: &eventv1.Activity{Images: []*eventv1.Image{image}},
		})
		return err
	}
	if err := amend(image); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "images[0].hash: no picture of that hash") {
		t.Errorf("amended: %v, want a refusal", err)
	}
	content := talk()
	content.Images = []*eventv1.Image{image}
	if _, err := g.Record(g.as("mei"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: content}); !errors.Is(err, fault.Invalid) {
		t.Errorf("recorded: %v, want a refusal", err)
	}
	// One that another activity brought may be shown here too.
	image.Hash = g.attached(other, grey(t, 100))
	if err := amend(image); err != nil {
		t.Errorf("amended with a picture that is there: %v", err)
	}
}

func TestAPictureIsHandedOutWhileAnActivityThatStandsHasIt(t *testing.T) {
	t.Parallel()
	g := openGallery(t)
	one, two, data := g.activity("A talk"), g.activity("Another talk"), grey(t, 100)
	hash := g.attached(one, data)
	g.attached(two, data)
	withdraw := func(id string) {
		if _, err := g.Withdraw(g.as("mei"), &apiv1.WithdrawRequest{CommandId: uuid.NewString(), Id: id, Reason: "twice"}); err != nil {
			t.Fatal(err)
		}
	}
	withdraw(one)
	g.wantThere(hash, "while another has it")
	if _, err := g.pictures.DetachImage(g.as("mei"), &apiv1.DetachImageRequest{CommandId: uuid.NewString(), Id: two, Hash: hash[:8]}); err != nil {
		t.Fatal(err)
	}
	g.want(thing.Activity(two), "amara ActivityRecorded", "mei ImageAttached", "mei ImageDetached")
	g.wantGone(hash, "withdrawn from the one and taken from the other")
	g.wantGone("../secret", "with a name that is none")
	// Put back, it is there at once: history still told of it.
	g.attached(two, data)
	g.wantThere(hash, "attached again")
}

func TestErasingAnActivityDeletesPicturesThatNobodyElseHas(t *testing.T) {
	t.Parallel()
	g := openGallery(t)
	one, two := g.activity("A talk"), g.activity("Another talk")
	alone, shared, former := g.attached(one, grey(t, 1)), g.attached(one, grey(t, 2)), g.attached(one, grey(t, 3))
	g.attached(two, grey(t, 2))
	if _, err := g.pictures.DetachImage(g.as("mei"), &apiv1.DetachImageRequest{CommandId: uuid.NewString(), Id: one, Hash: former}); err != nil {
		t.Fatal(err)
	}
	answer, err := g.EraseActivity(g.as("mei"), &apiv1.EraseActivityRequest{CommandId: uuid.NewString(), Id: one, Reason: "told in confidence"})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{alone, former}
	slices.Sort(want)
	if !slices.Equal(answer.GetPictures(), want) {
		t.Errorf("deleted are %v, want %v", answer.GetPictures(), want)
	}
	for _, hash := range want {
		if there, err := g.ground.Pictures.Has(t.Context(), hash); there || err != nil {
			t.Errorf("the bytes of an erased picture are there: %v, %v", there, err)
		}
	}
	g.wantThere(shared, "which another activity has")
}

func TestWhoIsErasedMayStillBeSeenAndTheAnswerSaysWhere(t *testing.T) {
	t.Parallel()
	g := openGallery(t)
	pictured, _ := g.activity("A talk"), g.activity("Another talk")
	hash := g.attached(pictured, grey(t, 1))
	answer, err := g.erasePerson(uuid.NewString(), "Ada Example")
	if err != nil {
		t.Fatal(err)
	}
	if len(answer.GetActivities()) != 2 || !slices.Equal(answer.GetPictured(), []string{pictured}) {
		t.Errorf("taken out of %v, of which %v have pictures; want two, and %s", answer.GetActivities(), answer.GetPictured(), pictured)
	}
	g.wantThere(hash, "of an activity that still stands")
	if strings.Contains(g.whole(thing.Activity(pictured)), "Ada Example") {
		t.Error("the credit of the picture still names who was erased")
	}
}

func TestASweepTakesPicturesThatNobodyNames(t *testing.T) {
	t.Parallel()
	g := openGallery(t)
	id := g.activity("A talk")
	named, former := g.attached(id, grey(t, 1)), g.attached(id, grey(t, 2))
	if _, err := g.pictures.DetachImage(g.as("mei"), &apiv1.DetachImageRequest{CommandId: uuid.NewString(), Id: id, Hash: former}); err != nil {
		t.Fatal(err)
	}
	// As if a recorder had been stopped between the bytes and the event.
	if err := g.ground.Pictures.Put(t.Context(), strings.Repeat("0", 64), []byte("bytes")); err != nil {
		t.Fatal(err)
	}
	if removed, err := recorder.Sweep(t.Context(), g.ground, time.Now()); removed != 0 || err != nil {
		t.Errorf("%d removed at once, %v; their event may be on its way", removed, err)
	}
	if removed, err := recorder.Sweep(t.Context(), g.ground, time.Now().Add(25*time.Hour)); removed != 1 || err != nil {
		t.Errorf("%d removed a day later, %v; want the one that nobody names", removed, err)
	}
	for _, hash := range []string{named, former} {
		if whole, err := g.ground.Pictures.Whole(t.Context(), hash); !whole || err != nil {
			t.Errorf("a picture of which the log tells is whole: %v, %v", whole, err)
		}
	}
}

func TestNothingIsSweptWhileKeysAreLost(t *testing.T) {
	t.Parallel()
	g := openGallery(t)
	id := g.activity("A talk")
	hash := g.attached(id, grey(t, 1))
	history, err := g.log.Load(t.Context(), thing.Activity(id))
	if err != nil {
		t.Fatal(err)
	}
	// Nothing was erased, and nobody can read what it says.
	if err := g.log.Vault.Destroy(t.Context(), "an accident", history[0].Key); err != nil {
		t.Fatal(err)
	}
	if removed, err := recorder.Sweep(t.Context(), g.ground, time.Now().Add(25*time.Hour)); removed != 0 || err != nil {
		t.Errorf("%d removed, %v; nobody knows whether they are named", removed, err)
	}
	if there, err := g.ground.Pictures.Has(t.Context(), hash); !there || err != nil {
		t.Errorf("the picture is there: %v, %v", there, err)
	}
}

func TestTwoWhoPutTheSamePictureThereAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	g := openGallery(t)
	id := g.activity("A clinic")
	version := g.says(id).Version
	words := func(alt string) *apiv1.AttachImageWords {
		image := credited()
		image.Alt = alt
		return &apiv1.AttachImageWords{CommandId: uuid.NewString(), Id: id, Image: image, Version: version}
	}
	if _, err := g.attach(words("A grey wall"), grey(t, 10)); err != nil {
		t.Fatal(err)
	}
	_, err := g.attach(words("Fog"), grey(t, 10))
	for _, words := range []string{"somebody else has put this picture there since you looked", "mei put a picture to it", "Nothing of yours was recorded"} {
		refused(t, err, fault.Conflict, words)
	}
	// The same words say nothing else, another picture is in nobody's way, and whoever has looked may say something else.
	for shade, alt := range map[byte]string{10: "A grey wall", 20: "Fog"} {
		if _, err := g.attach(words(alt), grey(t, shade)); err != nil {
			t.Errorf("%q is refused: %v", alt, err)
		}
	}
	version = g.says(id).Version
	if _, err := g.attach(words("Fog at noon"), grey(t, 10)); err != nil {
		t.Error(err)
	}
}
