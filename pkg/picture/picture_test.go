//nolint:misspell // image/color is what Go calls it.
package picture_test

import (
	"bytes"
	"compress/zlib"
	"image"
	"image/color"
	"strings"
	"testing"

	_ "golang.org/x/image/webp"

	"dontblink.dev/pkg/picture"
)

// packed is what zlib makes of a text.
func packed(text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

func TestNothingThatACameraWroteBesideThePictureIsKept(t *testing.T) {
	t.Parallel()
	xmp := "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>" + secret
	tests := map[string][]byte{
		"JPEG": slicesOf(asJPEG(t, fields(400, 300),
			segment(0xe0, "JFIF\x00\x01\x02\x00\x00\x01\x00\x01\x05\x01"+secret+"."), segment(0xe0, "JFXX\x00\x10"+secret),
			segment(0xe1, "Exif\x00\x00"+exif(1)), segment(0xe1, xmp), segment(0xe2, "MPF\x00"+secret), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profile("RGB ")),
			segment(0xed, "Photoshop 3.0\x008BIM"+secret), segment(0xee, "Adobe\x00\x64\x00\x00\x00\x00\x01"+secret), segment(0xef, secret), segment(0xfe, secret),
		), []byte(secret)),
		"PNG": slicesOf(asPNG(t, fields(400, 300),
			chunk("eXIf", exif(1)), chunk("tEXt", "Comment\x00"+secret), chunk("zTXt", "Comment\x00\x00"+secret), chunk("iTXt", "XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp),
			chunk("tIME", "1234567"), chunk("prVt", secret), chunk("iCCP", secret+"\x00\x00"+packed(profile("RGB "))),
		), []byte(secret)),
		"lossy WebP":       slicesOf(asWebP(t, "lossy", riff("EXIF", exif(1)), riff("XMP ", xmp), riff("what", secret)), []byte(secret)),
		"transparent WebP": slicesOf(asWebP(t, "alpha", riff("EXIF", "Exif\x00\x00"+exif(1)), riff("XMP ", xmp)), []byte(secret)),
		"large WebP":       slicesOf(asWebP(t, "large", riff("EXIF", exif(1))), []byte(secret)),
		// Turned, and so packed anew.
		"JPEG on its side": asJPEG(t, fields(400, 300), segment(0xe1, "Exif\x00\x00"+exif(6)), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profile("RGB "))),
		"PNG on its side":  asPNG(t, fields(400, 300), chunk("eXIf", exif(6)), chunk("iCCP", secret+"\x00\x00"+packed(profile("RGB ")))),
		"WebP on its side": asWebP(t, "lossy", riff("EXIF", exif(8))),
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := read(t, data)
			all := map[string][]byte{"picture": p.Bytes}
			for size, copied := range p.Copies {
				all[string(size)] = copied
			}
			for what, kept := range all {
				for _, planted := range []string{secret, "Exif", "EXIF", "eXIf", "XMP", "xmp", "Photoshop", "tEXt", "JFXX", "MPF"} {
					if bytes.Contains(kept, []byte(planted)) {
						t.Errorf("the %s still holds %q", what, planted)
					}
				}
				pixels(t, kept)
			}
			again := read(t, p.Bytes)
			if again.Hash != p.Hash || !bytes.Equal(again.Bytes, p.Bytes) {
				t.Errorf("what is kept is read as another picture: %s, want %s", again.Hash, p.Hash)
			}
		})
	}
}

func TestColoursKeepTheirMeaning(t *testing.T) {
	t.Parallel()
	segments := segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profile("RGB "))
	for name, data := range map[string][]byte{
		"as it was packed": asJPEG(t, fields(400, 300), segments), "turned": asJPEG(t, fields(400, 300), segments, segment(0xe1, "Exif\x00\x00"+exif(3))),
	} {
		p := read(t, data)
		if !bytes.Contains(p.Bytes, []byte("colours!")) || !bytes.Contains(p.Copies[picture.Thumb], []byte("colours!")) {
			t.Errorf("%s, the picture or its copy has lost its profile", name)
		}
	}
	// A PNG has it packed.
	p := read(t, asPNG(t, fields(400, 300), chunk("iCCP", "x\x00\x00"+packed(profile("RGB ")))))
	if !bytes.Contains(p.Bytes, []byte("iCCP")) || !bytes.Contains(p.Copies[picture.Thumb], []byte("colours!")) {
		t.Error("the PNG or its copy has lost its profile")
	}
	// A profile of other colours than the copy has would lie.
	p = read(t, asJPEG(t, fields(400, 300), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profile("GRAY"))))
	if bytes.Contains(p.Copies[picture.Thumb], []byte("colours!")) {
		t.Error("a copy in RGB has a profile of grey")
	}
}

func TestWhatNeedsNoTurningIsKeptAsItWasPacked(t *testing.T) {
	t.Parallel()
	clean := asJPEG(t, fields(60, 40))
	p := read(t, asJPEG(t, fields(60, 40), segment(0xe1, "Exif\x00\x00"+exif(1)), segment(0xfe, secret)))
	if !bytes.Equal(p.Bytes, clean) {
		t.Error("the pixels were packed anew, and need not be")
	}
	if p.MediaType != picture.JPEG || p.Width != 60 || p.Height != 40 || len(p.Copies) != 0 {
		t.Errorf("%s, %d by %d with %d copies; want a JPEG of 60 by 40 without any", p.MediaType, p.Width, p.Height, len(p.Copies))
	}
	// Twice the same bytes are twice the same picture.
	if q := read(t, clean); q.Hash != p.Hash {
		t.Errorf("hash %s, and %s without what was taken out", p.Hash, q.Hash)
	}
}

// corners are the colours of the four quarters, clockwise from the upper left.
func corners(m image.Image) (out string) {
	r := m.Bounds()
	for _, at := range []image.Point{{r.Dx() / 4, r.Dy() / 4}, {3 * r.Dx() / 4, r.Dy() / 4}, {3 * r.Dx() / 4, 3 * r.Dy() / 4}, {r.Dx() / 4, 3 * r.Dy() / 4}} {
		c := color.NRGBAModel.Convert(m.At(r.Min.X+at.X, r.Min.Y+at.Y)).(color.NRGBA)
		switch {
		case c.R > 150 && c.G > 150:
			out += "w"
		case c.R > c.G && c.R > c.B:
			out += "r"
		case c.B > c.G:
			out += "b"
		default:
			out += "g"
		}
	}
	return out
}

func TestAPictureStandsUpright(t *testing.T) {
	t.Parallel()
	// The quarters of the picture as it was taken, clockwise: red, blue, green, white.
	want := []string{1: "rbgw", 2: "brwg", 3: "gwrb", 4: "wgbr", 5: "rwgb", 6: "wrbg", 7: "gbrw", 8: "bgwr"}
	for orientation := 1; orientation <= 8; orientation++ {
		for kind, data := range map[string][]byte{
			"JPEG": asJPEG(t, fields(1400, 900), segment(0xe1, "Exif\x00\x00"+exif(uint16(orientation)))),
			"PNG":  asPNG(t, fields(1400, 900), chunk("eXIf", exif(uint16(orientation)))),
		} {
			p := read(t, data)
			width, height := 1400, 900
			if orientation >= 5 {
				width, height = height, width
			}
			if p.Width != width || p.Height != height {
				t.Errorf("%s held as %d is %d by %d, want %d by %d", kind, orientation, p.Width, p.Height, width, height)
			}
			for what, kept := range map[string][]byte{"picture": p.Bytes, "thumb": p.Copies[picture.Thumb]} {
				m := pixels(t, kept)
				if got := corners(m); got != want[orientation] {
					t.Errorf("the %s of a %s held as %d lies as %s, want %s", what, kind, orientation, got, want[orientation])
				}
				if what == "picture" && (m.Bounds().Dx() != width || m.Bounds().Dy() != height) {
					t.Errorf("the %s of a %s held as %d is %v, want %d by %d", what, kind, orientation, m.Bounds(), width, height)
				}
			}
		}
	}
	// A WebP becomes a PNG where that keeps what it shows, else a JPEG: nothing packs WebP.
	for name, mediaType := range map[string]string{"lossy": picture.JPEG, "alpha": picture.PNG, "lossless": picture.PNG} {
		p := read(t, asWebP(t, name, riff("EXIF", exif(6))))
		if p.MediaType != mediaType || p.Width != 24 || p.Height != 40 {
			t.Errorf("%s: %s of %d by %d, want %s of 24 by 40", name, p.MediaType, p.Width, p.Height, mediaType)
		}
	}
}

func TestCopiesAreSmallerAndKeepTheirShape(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		data  []byte
		sizes map[picture.Size]image.Point
	}{
		"wide":          {asJPEG(t, fields(3000, 2000)), map[picture.Size]image.Point{picture.Small: {1280, 853}, picture.Thumb: {320, 213}}},
		"on its side":   {asJPEG(t, fields(3000, 2000), segment(0xe1, "Exif\x00\x00"+exif(6))), map[picture.Size]image.Point{picture.Small: {1280, 1920}, picture.Thumb: {320, 480}}},
		"like a ribbon": {asPNG(t, fields(400, 8000)), map[picture.Size]image.Point{picture.Small: {128, 2560}, picture.Thumb: {32, 640}}},
		"small":         {asPNG(t, fields(320, 200)), map[picture.Size]image.Point{}},
		"of WebP":       {asWebP(t, "large"), map[picture.Size]image.Point{picture.Small: {1280, 823}, picture.Thumb: {320, 206}}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := read(t, test.data)
			if len(p.Copies) != len(test.sizes) {
				t.Fatalf("%d copies, want %d", len(p.Copies), len(test.sizes))
			}
			for size, want := range test.sizes {
				if got := pixels(t, p.Copies[size]).Bounds().Size(); got != want {
					t.Errorf("%s: %v, want %v", size, got, want)
				}
				if len(p.Copies[size]) >= len(p.Bytes) && len(p.Bytes) > 20_000 {
					t.Errorf("%s has %d bytes, and the picture %d", size, len(p.Copies[size]), len(p.Bytes))
				}
			}
		})
	}
}

func TestWhatCanBeSeenThroughStaysSo(t *testing.T) {
	t.Parallel()
	glass := image.NewNRGBA(image.Rect(0, 0, 500, 400))
	for i := range glass.Pix {
		glass.Pix[i] = 100
	}
	p := read(t, asPNG(t, glass))
	if _, _, _, a := pixels(t, p.Copies[picture.Thumb]).At(5, 5).RGBA(); a>>8 != 100 {
		t.Errorf("alpha of the thumb: %d, want 100", a>>8)
	}
	if !strings.HasPrefix(string(p.Copies[picture.Thumb]), "\x89PNG") {
		t.Error("the thumb is no PNG, and what is seen through it is lost")
	}
}
