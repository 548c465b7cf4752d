package web_test

import (
	"bytes"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// pictured logs an activity that has a picture, and returns its id and what the answer says of the picture.
func (b *browser) pictured(alt string) (id string, picture *eventv1.Image, sequence uint64) {
	b.t.Helper()
	ctx := func() *eventv1.Activity {
		return &eventv1.Activity{Headline: "A talk with a picture", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-03-04"}, Priorities: []string{"privacy"}}
	}
	recorded, err := b.api.Recorder.Record(rpc.As(b.t.Context(), "mei"), &apiv1.RecordRequest{CommandId: uuid.NewString(), Activity: ctx()})
	if err != nil {
		b.t.Fatal(err)
	}
	var packed bytes.Buffer
	if err := png.Encode(&packed, image.NewGray(image.Rect(0, 0, 800, 600))); err != nil {
		b.t.Fatal(err)
	}
	stream, err := b.api.Pictures.AttachImage(rpc.As(b.t.Context(), "mei"))
	if err != nil {
		b.t.Fatal(err)
	}
	words := &apiv1.AttachImageWords{CommandId: uuid.NewString(), Id: recorded.GetId(), Image: &eventv1.Image{
		Alt: alt, Author: "Ada Example", Licence: "CC BY-SA", LicenceVersion: "4.0", Source: "own work",
	}}
	for _, piece := range []*apiv1.AttachImageRequest{
		{Piece: &apiv1.AttachImageRequest_Words{Words: words}}, {Piece: &apiv1.AttachImageRequest_Data{Data: packed.Bytes()}},
	} {
		if err := stream.Send(piece); err != nil {
			b.t.Fatal(err)
		}
	}
	answer, err := stream.CloseAndReceive()
	if err != nil {
		b.t.Fatal(err)
	}
	return recorded.GetId(), answer.GetImage(), answer.GetSequence()
}

func (b *browser) image(method, path string) *httptest.ResponseRecorder {
	b.t.Helper()
	return b.ask(httptest.NewRequestWithContext(b.t.Context(), method, path, http.NoBody))
}

func TestThePageOfAMonthShowsAPictureWithItsTextAndItsCredit(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	_, picture, sequence := b.pictured(`Two people & a "wall"`)
	b.seen(sequence)
	p := b.get("/month/2024-03", http.StatusOK)
	p.says(`alt="Two people & a "wall""`, `title="Ada Example, CC BY-SA 4.0"`, `src="/images/`+picture.GetHash()+`?size=thumb"`, `width="72" height="54"`)
	p.saysNot("more</span>")
	for _, path := range regexp.MustCompile(`(?:src|href)="(/images/[^"]+)"`).FindAllStringSubmatch(p.html, -1) {
		if w := b.image(http.MethodGet, path[1]); w.Code != http.StatusOK || !strings.HasPrefix(http.DetectContentType(w.Body.Bytes()), "image/") {
			t.Errorf("%s is answered with %d and %s", path[1], w.Code, http.DetectContentType(w.Body.Bytes()))
		}
	}
}

func TestAPictureIsServedSoThatNothingInItCanRun(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	id, picture, _ := b.pictured("A wall")
	for path, mediaType := range map[string]string{
		"/images/" + picture.GetHash(): "image/png", "/images/" + picture.GetHash() + "?size=thumb": "image/jpeg", "/images/" + picture.GetHash() + "?size=small": "image/png",
	} {
		w := b.image(http.MethodGet, path)
		for header, want := range map[string]string{
			"Content-Type": mediaType, "X-Content-Type-Options": "nosniff", "Cache-Control": "private, max-age=31536000, immutable",
			"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'", "Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := w.Header().Get(header); w.Code != http.StatusOK || got != want {
				t.Errorf("%s: %d, %s is %q, want %q", path, w.Code, header, got, want)
			}
		}
	}
	if w := b.image(http.MethodHead, "/images/"+picture.GetHash()); w.Code != http.StatusOK || w.Body.Len() != 0 || w.Header().Get("Content-Length") == "" {
		t.Errorf("asked for the head alone: %d with %d bytes", w.Code, w.Body.Len())
	}
	for _, path := range []string{"/images/" + strings.Repeat("0", 64), "/images/x", "/images/" + picture.GetHash() + "?size=huge"} {
		if w := b.image(http.MethodGet, path); w.Code != http.StatusNotFound || strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s is answered with %d, kept as %q", path, w.Code, w.Header().Get("Cache-Control"))
		}
	}
	if _, err := b.api.Recorder.Withdraw(rpc.As(t.Context(), "mei"), &apiv1.WithdrawRequest{CommandId: uuid.NewString(), Id: id, Reason: "twice"}); err != nil {
		t.Fatal(err)
	}
	if w := b.image(http.MethodGet, "/images/"+picture.GetHash()); w.Code != http.StatusNotFound {
		t.Errorf("of a withdrawn activity it is answered with %d, want it gone", w.Code)
	}
}
