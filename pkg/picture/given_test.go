//nolint:misspell // image/color is what Go calls it.
package picture_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"testing"

	"dontblink.dev/pkg/picture"
)

// secret is where somebody lives, in each place where a camera or a program writes such things.
const secret = "51.0543,3.7174"

// fields is a picture whose four quarters differ, so that it can be seen how it lies.
func fields(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{200, 30, 30, 255}
			switch {
			case x >= w/2 && y < h/2:
				c = color.RGBA{30, 30, 200, 255}
			case x >= w/2:
				c = color.RGBA{30, 200, 30, 255}
			case y >= h/2:
				c = color.RGBA{230, 230, 230, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	return m
}

// asJPEG packs a picture, with more segments behind its start.
func asJPEG(tb testing.TB, m image.Image, segments ...[]byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, nil); err != nil {
		tb.Fatal(err)
	}
	packed := b.Bytes()
	return slicesOf(packed[:2], bytes.Join(segments, nil), packed[2:])
}

func segment(marker byte, payload string) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2)), payload...)
}

// asPNG packs a picture, with more chunks behind its header.
func asPNG(tb testing.TB, m image.Image, chunks ...[]byte) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		tb.Fatal(err)
	}
	const header = 8 + 25
	return slicesOf(b.Bytes()[:header], bytes.Join(chunks, nil), b.Bytes()[header:])
}

func chunk(kind, payload string) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))
	out = append(out, kind+payload...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// asWebP reads a picture of the test's data, and puts more chunks at its end.
func asWebP(tb testing.TB, name string, chunks ...[]byte) []byte {
	tb.Helper()
	data, err := os.ReadFile("testdata/" + name + ".webp")
	if err != nil {
		tb.Fatal(err)
	}
	data = slicesOf(data, bytes.Join(chunks, nil))
	binary.LittleEndian.PutUint32(data[4:], uint32(len(data)-8))
	return data
}

func riff(kind, payload string) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(kind), uint32(len(payload)))
	if out = append(out, payload...); len(payload)%2 == 1 {
		out = append(out, 0)
	}
	return out
}

// exif is what a camera writes: how it was held, and where it stood.
func exif(orientation uint16) string {
	b := []byte("MM\x00*\x00\x00\x00\x08\x00\x02")
	b = append(b, "\x01\x12\x00\x03\x00\x00\x00\x01"...)
	b = append(binary.BigEndian.AppendUint16(b, orientation), 0, 0)
	b = append(b, "\x88\x25\x00\x04\x00\x00\x00\x01\x00\x00\x00\x26\x00\x00\x00\x00"...) // GPS
	return string(b) + secret
}

func slicesOf(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// read takes bytes for a picture, which they are.
func read(t *testing.T, data []byte) *picture.Picture {
	t.Helper()
	p, err := picture.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pixels unpacks a picture, as any program would.
func pixels(t *testing.T, data []byte) image.Image {
	t.Helper()
	m, _, err := image.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// profile is a description of colours that is long enough to be one.
func profile(space string) string {
	return "\x00\x00\x00\x84abcd\x02\x00\x00\x00mntr" + space + "XYZ " + string(bytes.Repeat([]byte{7}, 108)) + "colours!"
}
