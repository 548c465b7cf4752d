package picture_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"strings"
	"testing"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/picture"
)

// claims is a PNG that says it is that large, and holds next to nothing.
func claims(w, h uint32, depth, colours byte) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	header = append(header, depth, colours, 0, 0, 0)
	return slicesOf([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", string(header)), chunk("IDAT", packed("0")), chunk("IEND", ""))
}

// declared is a JPEG of which the frame says another size.
func declared(data []byte, w, h uint16) []byte {
	data = bytes.Clone(data)
	at := bytes.Index(data, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(data[at+5:], h)
	binary.BigEndian.PutUint16(data[at+7:], w)
	return data
}

func TestWhatIsNoPictureIsRefusedWithWhatItIs(t *testing.T) {
	t.Parallel()
	jpeg, png, webp := asJPEG(t, fields(60, 40)), asPNG(t, fields(60, 40)), asWebP(t, "lossy")
	scan := jpeg[bytes.Index(jpeg, []byte{0xff, 0xda}) : len(jpeg)-2]
	animated := bytes.Clone(webp)
	animated[20] |= 2
	tests := map[string]struct {
		data []byte
		want string
	}{
		"nothing":                 {nil, "is empty"},
		"text":                    {[]byte("hello"), "no picture, whatever its name says"},
		"a page":                  {[]byte("<!doctype html><title>x</title>"), "HTML, whatever its name says"},
		"a drawing":               {[]byte(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>`), "SVG"},
		"GIF":                     {[]byte("GIF89a" + strings.Repeat("x", 20)), "a GIF"},
		"HEIC":                    {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "export it as JPEG"},
		"AVIF":                    {[]byte("\x00\x00\x00\x18ftypavif\x00\x00\x00\x00"), "AVIF"},
		"a raw picture":           {[]byte("II*\x00" + strings.Repeat("x", 20)), "TIFF"},
		"PDF":                     {[]byte("%PDF-1.7\n"), "a PDF"},
		"JPEG cut short":          {jpeg[:len(jpeg)/2], "ends before it is whole"},
		"JPEG without its end":    {jpeg[:len(jpeg)-2], "ends before it is whole"},
		"JPEG of three bytes":     {jpeg[:3], "ends before it is whole"},
		"a page within a JPEG":    {slicesOf(jpeg[:2], segment(0xe0, "x"), []byte("<html>"), jpeg[2:]), "belongs to none"},
		"JPEG without a picture":  {[]byte{0xff, 0xd8, 0xff, 0xd9}, "no known kind"},
		"PNG cut short":           {png[:len(png)/2], "ends before it is whole"},
		"PNG with a changed byte": {slicesOf(png[:45], []byte{png[45] ^ 1}, png[46:]), "is not what it was"},
		"PNG of a phone's own":    {asPNG(t, fields(6, 4), chunk("CgBI", "1234")), "only one program knows"},
		"PNG that moves":          {asPNG(t, fields(6, 4), chunk("acTL", "12345678")), "moves"},
		"PNG without pixels":      {claims(4, 4, 8, 2), "ends before it is whole"},
		"PNG of no size":          {claims(0, 4, 8, 2), "damaged"},
		"WebP cut short":          {webp[:len(webp)/2], "ends before it is whole"},
		"WebP that moves":         {animated, "moves"},
		"WebP with frames":        {asWebP(t, "lossy", riff("ANMF", "x")), "moves"},
		"WebP of two":             {asWebP(t, "lossy", webp[bytes.Index(webp, []byte("VP8 ")):]), "more than one picture"},
		"WebP without a picture":  {[]byte("RIFF\x04\x00\x00\x00WEBP"), "no picture in it"},
		"a PNG like a bomb":       {claims(50_000, 50_000, 8, 2), "50000 by 50000 pixels"},
		"a PNG like a thread":     {claims(1, 2_000_000, 8, 2), "export it smaller"},
		"a deep PNG":              {claims(6000, 5000, 16, 6), "25 million pixels"},
		"a JPEG like a bomb":      {declared(jpeg, 65_535, 65_535), "export it smaller"},
		"a JPEG of many scans":    {slicesOf(jpeg[:len(jpeg)-2], bytes.Repeat(scan, 70), jpeg[len(jpeg)-2:]), "64 turns"},
		"a JPEG of many parts":    {asJPEG(t, fields(6, 4), bytes.Repeat(segment(0xfe, ""), 30_000)), "more than 20000 parts"},
		"a PNG of many parts":     {asPNG(t, fields(6, 4), bytes.Repeat(chunk("tEXt", ""), 30_000)), "more than 20000 parts"},
		"a WebP of many parts":    {asWebP(t, "lossy", bytes.Repeat(riff("what", ""), 30_000)), "more than 20000 parts"},
		"too many bytes":          {make([]byte, picture.Largest+1), "more than 20 MB"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := picture.Read(test.data)
			if !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want a refusal that says %q", err, test.want)
			}
		})
	}
}

// TestABombIsRefusedBeforeItIsUnpacked runs alone: it looks at what is allocated.
func TestABombIsRefusedBeforeItIsUnpacked(t *testing.T) { //nolint:paralleltest // as said
	jpeg := asJPEG(t, fields(60, 40))
	for name, data := range map[string][]byte{
		"PNG": claims(50_000, 50_000, 16, 6), "JPEG": declared(jpeg, 65_535, 65_535),
		"profile": asPNG(t, fields(6, 4), chunk("iCCP", "x\x00\x00"+packed(strings.Repeat("0", 100<<20)))),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := picture.Read(data)
		runtime.ReadMemStats(&after)
		if took := after.TotalAlloc - before.TotalAlloc; took > 16<<20 {
			t.Errorf("%s: %d MiB were allocated, and it was answered %v", name, took>>20, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(asJPEG(f, fields(60, 40), segment(0xe1, "Exif\x00\x00"+exif(6)), segment(0xe2, "ICC_PROFILE\x00\x01\x01"+profile("RGB "))))
	f.Add(asPNG(f, fields(60, 40), chunk("eXIf", exif(3)), chunk("iCCP", "x\x00\x00"+packed(profile("RGB ")))))
	f.Add(asWebP(f, "lossy", riff("EXIF", exif(6))))
	f.Add(asWebP(f, "alpha"))
	f.Add(asWebP(f, "lossless", riff("XMP ", secret)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if picture.Pixels(data) > 100_000 {
			t.Skip("a large picture is unpacked for long, and shows nothing more")
		}
		p, err := picture.Read(data)
		if err != nil {
			if !errors.Is(err, fault.Invalid) {
				t.Errorf("%v is no sentence for who sent it", err)
			}
			return
		}
		again, err := picture.Read(p.Bytes)
		if err != nil || again.Hash != p.Hash {
			t.Errorf("what is kept is read as another picture, or not at all: %v", err)
		}
	})
}
