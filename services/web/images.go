package web

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// thumb is a small picture on a page.
type thumb struct {
	Src, Alt string
	// Whole is where the picture is as it was sent.
	Whole string
	// Width and Height are those at which it is shown, so that nothing moves when it arrives.
	Width, Height int
	// More is how many others the activity has.
	More int
	// Credit says who made it, and what may be done with it.
	Credit string
}

// thumbHeight is that of a line of a list.
const thumbHeight = 54

// thumbOf returns the first picture of an activity; nil if it has none.
// Sizes come from the event; a height of 0 is that of words in a file whose picture was never sent.
func thumbOf(images []*eventv1.Image) *thumb {
	if len(images) == 0 || images[0].GetHeight() == 0 {
		return nil
	}
	first := images[0]
	// At most three times as wide as high: a panorama would push the line off the page.
	width := int(uint64(first.GetWidth()) * thumbHeight / uint64(first.GetHeight()))
	return &thumb{
		Src: imagePath(first.GetHash(), "thumb"), Whole: imagePath(first.GetHash(), "full"), Alt: first.GetAlt(), Width: min(max(width, 1), 3*thumbHeight), Height: thumbHeight,
		More:   len(images) - 1,
		Credit: strings.Join(compact(first.GetAuthor(), first.GetLicence()+" "+first.GetLicenceVersion()), ", "),
	}
}

// compact leaves out what is empty.
func compact(words ...string) (some []string) {
	for _, w := range words {
		if w = strings.TrimSpace(w); w != "" {
			some = append(some, w)
		}
	}
	return some
}

// imagePath is where a picture is.
func imagePath(hash, size string) string { return "/images/" + hash + "?size=" + size }

// imagePolicy lets nothing run, should a browser take a picture for something else.
const imagePolicy = "default-src 'none'; sandbox; frame-ancestors 'none'"

// image serves a picture. What lies under a hash never changes, so browsers may keep it; and they alone, since it is the team's.
func (p *pages) image(w http.ResponseWriter, r *http.Request) {
	hash := r.PathValue("hash")
	size := cmp.Or(r.URL.Query().Get("size"), "full")
	stream, head, err := p.openImage(p.as(r.Context()), hash, size)
	switch {
	case errors.Is(err, fault.NotFound), errors.Is(err, fault.Invalid):
		http.Error(w, sentence(err.Error()), http.StatusNotFound)
		return
	case errors.Is(err, fault.Unavailable):
		http.Error(w, sentence(err.Error()), http.StatusServiceUnavailable)
		return
	case err != nil:
		p.log.Error("a picture could not be handed out", "picture", hash, "err", err)
		http.Error(w, "Something went wrong on our side.", http.StatusInternalServerError)
		return
	}
	defer func() { _ = stream.Close() }()
	h := w.Header()
	h.Set("Content-Type", head.GetMediaType())
	h.Set("Content-Length", strconv.FormatUint(head.GetBytes(), 10))
	h.Set("Content-Security-Policy", imagePolicy)
	h.Set("Content-Disposition", "inline")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "private, max-age=31536000, immutable")
	if r.Method == http.MethodHead {
		return
	}
	for {
		piece, err := stream.Receive()
		if errors.Is(err, io.EOF) {
			return
		}
		if err == nil {
			_, err = w.Write(piece.GetData())
		}
		if err != nil {
			// It is half sent: only a broken connection can say so, and no browser keeps what came.
			panic(http.ErrAbortHandler)
		}
	}
}

// openImage waits for the first message: until then the status of the answer is still to be chosen.
func (p *pages) openImage(ctx context.Context, hash, size string) (apiv1connect.PicturesGetImageClientStream, *apiv1.ImageHead, error) {
	stream, err := p.Pictures.GetImage(ctx, &apiv1.GetImageRequest{Hash: hash, Size: size})
	if err != nil {
		return stream, nil, err
	}
	first, err := stream.Receive()
	if err != nil {
		return stream, nil, errors.Join(err, stream.Close())
	}
	return stream, first.GetHead(), nil
}
