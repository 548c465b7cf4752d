package picture

import (
	"encoding/binary"
)

// Flags of the part that describes an extended WebP.
const (
	// RFC 9649, section 2.7. Those for EXIF (1<<3) and XMP (1<<2) are never set in what is kept.
	webpAnimated = 1 << 1
	webpAlpha    = 1 << 4
	webpProfile  = 1 << 5
)

// stripWebP keeps the picture, its transparency and its colours, and says in the description that nothing else is there.
// A WebP is a RIFF file (RFC 9649, section 2.3): four letters, a length in little-endian, the payload, and a zero where that is odd. Kept are VP8X, ICCP,
// ALPH, and VP8 or VP8L; EXIF is read for the orientation, and that, XMP, and any part that nobody knows, are dropped.
func stripWebP(data []byte) (*bare, error) {
	// What stands behind the size that the file gives itself is not of the picture, and goes.
	size := uint64(binary.LittleEndian.Uint32(data[4:])) + 8
	if size > uint64(len(data)) {
		return nil, endsEarly()
	}
	w := &webpStripper{bare: bare{mediaType: WebP, orientation: 1, bytes: []byte("RIFF\x00\x00\x00\x00WEBP")}, described: -1}
	rest := data[12:max(size, 12)]
	for chunks := 0; len(rest) > 0; chunks++ {
		if chunks > mostChunks {
			return nil, tooManyChunks()
		}
		if len(rest) < 8 {
			return nil, endsEarly()
		}
		length := uint64(binary.LittleEndian.Uint32(rest[4:]))
		if length+8 > uint64(len(rest)) {
			return nil, endsEarly()
		}
		if err := w.chunk(string(rest[:4]), rest[8:8+length]); err != nil {
			return nil, err
		}
		// A part of odd length is followed by one byte more; at the very end some programs forget it.
		rest = rest[min(8+length+length%2, uint64(len(rest))):]
	}
	if !w.drawn {
		return nil, broken("there is no picture in it")
	}
	if w.described >= 0 {
		w.bytes[w.described] = w.flags
	}
	binary.LittleEndian.PutUint32(w.bytes[4:], uint32(len(w.bytes)-8))
	return &w.bare, nil
}

// webpStripper keeps parts as they come. Which flags are true is known only at the end, so they are written back.
type webpStripper struct {
	bare
	// described is where the flags stand in what is kept, -1 without any; they are known at the end.
	described int
	flags     byte
	drawn     bool
}

func (w *webpStripper) chunk(kind string, payload []byte) error {
	switch kind {
	case "ANIM", "ANMF":
		return animated()
	case "EXIF":
		w.orientation = orientationOf(payload)
		return nil
	case "VP8X":
		// The description has flags, three bytes that are reserved, and the size less one in three bytes each.
		if len(payload) != 10 || w.described >= 0 {
			return broken("it is described twice, or badly")
		}
		if payload[0]&webpAnimated != 0 {
			return animated()
		}
		w.described = len(w.bytes) + 8
		w.flags = payload[0] & webpAlpha
	case "ICCP":
		// Without a description nobody looks for a profile, and behind the picture none belongs: such a one is dropped, and its flag with it.
		if w.described < 0 || w.profile != nil || w.drawn {
			return nil
		}
		w.profile = payload
		w.flags |= webpProfile
	case "ALPH":
		// Something shines through, which a JPEG cannot say: turned, the picture becomes a PNG.
		w.exact = true
	case "VP8 ", "VP8L":
		if w.drawn {
			return broken("it holds more than one picture")
		}
		w.drawn = true
		w.exact = w.exact || kind == "VP8L"
	default:
		return nil
	}
	w.bytes = binary.LittleEndian.AppendUint32(append(w.bytes, kind...), uint32(len(payload)))
	w.bytes = append(w.bytes, payload...)
	if len(payload)%2 == 1 {
		w.bytes = append(w.bytes, 0)
	}
	return nil
}
