//nolint:misspell // image/color is what Go calls it.
package picture

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
)

// Orientation, in EXIF, says how the camera was held: 1 upright, 2 to 8 turned or mirrored. Everything else in EXIF is nobody's concern, so
// this one number is read here, within bounds, and no reader of EXIF is needed.
// What cannot be read is 1: a picture that lies on its side is better than none. The header of APP1 may stand before it (JPEG) or not (PNG; WebP has
// both). It is laid out as TIFF 6.0, section 2: the byte order, the offset of the first directory, a count, and entries of twelve bytes.
func orientationOf(exif []byte) int {
	exif = bytes.TrimPrefix(exif, []byte(exifHeader))
	if len(exif) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(exif[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := uint64(order.Uint32(exif[4:]))
	if at+2 > uint64(len(exif)) {
		return 1
	}
	entries := exif[at+2:]
	for n := order.Uint16(exif[at:]); n > 0 && len(entries) >= 12; n-- {
		// The tag of CIPA DC-008; a SHORT stands in the first two bytes of the value.
		const orientation, short = 0x0112, 3
		if order.Uint16(entries) == orientation && order.Uint16(entries[2:]) == short {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
		entries = entries[12:]
	}
	return 1
}

// turned shows an image as it is meant to be seen. It is a view: of the image itself there is one in memory.
// by is the orientation, 1 to 8.
type turned struct {
	image.Image
	by int
}

// turnedSize is how large it then is.
// From 5 on it lies on its side.
func turnedSize(r image.Rectangle, by int) (width, height int) {
	if by >= 5 {
		return r.Dy(), r.Dx()
	}
	return r.Dx(), r.Dy()
}

func (t turned) Bounds() image.Rectangle {
	w, h := turnedSize(t.Image.Bounds(), t.by)
	return image.Rect(0, 0, w, h)
}

// At finds where a point of the upright image lies in the one that was taken.
func (t turned) At(x, y int) color.Color {
	r := t.Image.Bounds()
	right, bottom := r.Dx()-1, r.Dy()-1
	switch t.by {
	case 2:
		x = right - x
	case 3:
		x, y = right-x, bottom-y
	case 4:
		y = bottom - y
	case 5:
		x, y = y, x
	case 6:
		x, y = y, bottom-x
	case 7:
		x, y = right-y, bottom-x
	case 8:
		x, y = right-y, x
	}
	return t.Image.At(r.Min.X+x, r.Min.Y+y)
}

// Opaque spares a PNG the byte for each pixel that says how much of it shines through.
func (t turned) Opaque() bool { return opaque(t.Image) }

// opaque is false also of what does not say: then it is packed with all that may shine through.
func opaque(m image.Image) bool {
	o, ok := m.(interface{ Opaque() bool })
	return ok && o.Opaque()
}
