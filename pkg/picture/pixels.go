package picture

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"strings"

	"golang.org/x/image/webp"

	"dontblink.dev/pkg/fault"
)

// size says how many pixels there will be.
// It unpacks nothing, and what it answers decides whether anything will be.
func (b *bare) size() (image.Config, error) {
	config := map[string]func(io.Reader) (image.Config, error){JPEG: jpeg.DecodeConfig, PNG: png.DecodeConfig, WebP: webp.DecodeConfig}
	return config[b.mediaType](bytes.NewReader(b.bytes))
}

// unpack returns the pixels, after it was found out how many there will be.
func (b *bare) unpack() (image.Image, error) {
	size, err := b.size()
	if err != nil {
		return nil, unreadable(err)
	}
	if err := b.fits(size); err != nil {
		return nil, err
	}
	decode := map[string]func(io.Reader) (image.Image, error){JPEG: jpeg.Decode, PNG: png.Decode, WebP: webp.Decode}
	pixels, err := decode[b.mediaType](bytes.NewReader(b.bytes))
	if err != nil {
		return nil, unreadable(err)
	}
	// The picture itself is kept with its profile; only what is packed anew goes without.
	if _, ok := pixels.(*image.CMYK); ok || len(b.profile) > 0 && !ofRGB(b.profile) {
		// Copies and turned pictures are packed as RGB, of which such a profile does not speak.
		b.profile = nil
	}
	return pixels, nil
}

// unreadable says why the pixels cannot be unpacked.
// Decoders say the same in words of their own; those for which people can do something have a sentence each, and all else is damage.
func unreadable(err error) error {
	_, jpegCannot := errors.AsType[jpeg.UnsupportedError](err)
	_, pngCannot := errors.AsType[png.UnsupportedError](err)
	switch {
	case jpegCannot, pngCannot:
		return fault.New(fault.Invalid, "the picture is packed in a way that few programs can read (%v): export it anew as an ordinary JPEG or PNG", err)
	// The decoder of PNG has only these words for it.
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), strings.Contains(err.Error(), "not enough pixel data"):
		return endsEarly()
	}
	return broken("it cannot be unpacked (%v)", err)
}

// upright packs the pixels anew so that nobody needs to be told how the camera was held. That is the one case in which a picture is not kept as it was
// packed: what was exact stays exact, and the rest is packed so that no eye sees it. There is no packer of WebP to be had, so it
// becomes one of the other two.
func (b *bare) upright(pixels image.Image) (*bare, error) {
	next := *b
	// next keeps the orientation: its pixels are the ones that were taken, and copies are made from those.
	next.mediaType = JPEG
	if b.exact || !opaque(pixels) {
		next.mediaType = PNG
	}
	// At 95 nobody tells a second packing of a photograph from the first.
	packed, err := b.pack(turned{pixels, b.orientation}, next.mediaType, 95)
	next.bytes = packed
	return &next, err
}

// pack packs pixels, with the profile of their colours.
// The quality is that of JPEG, 1 to 100; a PNG has none.
func (b *bare) pack(m image.Image, mediaType string, quality int) ([]byte, error) {
	var out bytes.Buffer
	if mediaType == PNG {
		err := png.Encode(&out, m)
		if err != nil || b.profile == nil {
			return out.Bytes(), err
		}
		return insertPNG(out.Bytes(), profileChunk(b.profile)), nil
	}
	if err := jpeg.Encode(&out, m, &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	// The first two bytes are the beginning (SOI), behind which segments may stand.
	packed := out.Bytes()
	return bytes.Join([][]byte{packed[:2], profileSegments(b.profile), packed[2:]}, nil), nil
}
