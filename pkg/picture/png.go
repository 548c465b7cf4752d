package picture

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// Section 5.2: no text and no other picture begins so, and a transfer that changes line ends breaks it.
const pngSignature = "\x89PNG\r\n\x1a\n"

// pngKept are the parts of a PNG that make up the picture and its colours. All others go, whatever they are called.
// They are those of the Portable Network Graphics Specification, third edition (W3C, 2025), section 11, of which a decoder can make use for pixels
// and colours. Not among them: tEXt, zTXt, iTXt (words, XMP), tIME, eXIf (its orientation is read first), sPLT and hIST, which nobody draws by, and
// iCCP, which is packed anew.
var pngKept = map[string]bool{
	"IHDR": true, "PLTE": true, "IDAT": true, "IEND": true, "tRNS": true, "bKGD": true, "sBIT": true, "pHYs": true,
	"gAMA": true, "cHRM": true, "sRGB": true, "cICP": true, "mDCV": true, "cLLI": true,
}

// stripPNG keeps what is listed; what follows the end goes.
// A part (chunk) is four bytes for its length, four letters, the payload, and a CRC-32 of letters and payload (section 5.3).
func stripPNG(data []byte) (*bare, error) {
	b := &bare{mediaType: PNG, orientation: 1, exact: true, bytes: []byte(pngSignature)}
	rest := data[len(pngSignature):]
	for chunks := 0; ; chunks++ {
		if chunks > mostChunks {
			return nil, tooManyChunks()
		}
		if len(rest) < 12 {
			return nil, endsEarly()
		}
		length := binary.BigEndian.Uint32(rest)
		if uint64(length)+12 > uint64(len(rest)) {
			return nil, endsEarly()
		}
		kind, payload, sum := string(rest[4:8]), rest[8:8+length], binary.BigEndian.Uint32(rest[8+length:])
		if (kind == "IHDR") != (chunks == 0) {
			return nil, broken("its parts are in no order")
		}
		// A part that goes may be damaged: nobody will miss it.
		if pngKept[kind] && crc32.ChecksumIEEE(rest[4:8+length]) != sum {
			return nil, broken("a part of it (%s) is not what it was", kind)
		}
		rest = rest[12+length:]
		if err := b.chunk(kind, payload); err != nil {
			return nil, err
		}
		if kind == "IEND" {
			return b, nil
		}
	}
}

// chunk takes one part of a PNG.
func (b *bare) chunk(kind string, payload []byte) error {
	switch {
	case kind == "acTL":
		// Programs that know nothing of animation show its first frame. APNG is told by this part, before any pixels.
		return animated()
	case kind == "eXIf":
		b.orientation = orientationOf(payload)
	case kind == "iCCP":
		// It is packed, and may be named after anything: it is unpacked within bounds, and named anew.
		// One that cannot be unpacked is left out: colours are then a shade off, and the picture stays.
		if b.profile = unpackProfile(payload); b.profile != nil {
			b.bytes = append(b.bytes, profileChunk(b.profile)...)
		}
	case pngKept[kind]:
		// Sixteen bits for each of three or four colours.
		b.heavy = b.heavy || kind == "IHDR" && len(payload) > 9 && payload[8] == 16 && payload[9] >= 2
		b.bytes = append(b.bytes, chunkOf(kind, payload)...)
	// Section 5.4: bit 5 of the first letter is 0 in parts that are critical.
	case kind[0]&0x20 == 0:
		// A capital first says: who does not know this part cannot show the picture.
		return broken("it has a part (%q) that only one program knows", kind)
	}
	return nil
}

// chunkOf writes length, kind, payload and sum.
func chunkOf(kind string, payload []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(payload)))
	out = append(append(out, kind...), payload...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// insertPNG puts a part behind the header.
func insertPNG(png, part []byte) []byte {
	// The header is always first and has 13 bytes; a profile must stand before the palette and the pixels (section 5.6).
	const header = len(pngSignature) + 12 + 13
	return bytes.Join([][]byte{png[:header], part, png[header:]}, nil)
}
