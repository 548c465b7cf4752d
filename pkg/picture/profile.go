package picture

import (
	"bytes"
	"compress/zlib"
	"io"
)

// largestProfile is how many bytes a profile of colours may have. Those of screens and cameras have a few thousand.
// It bounds what a few packed bytes of a PNG may become.
const largestProfile = 1 << 20

// ofRGB reports whether a profile speaks of red, green and blue.
// ICC.1, section 7.2: a header of 128 bytes, with the colour space at 16.
func ofRGB(profile []byte) bool { return len(profile) >= 128 && string(profile[16:20]) == "RGB " }

// profileName stands where a PNG names its profile: which program wrote it is nobody's concern.
const profileName = "ICC profile"

// unpackProfile returns the profile of a PNG; nil if it is none, or too large.
// The payload is a name, a zero, the way of packing, of which there is only 0 (deflate), and the packed profile (PNG, iCCP).
func unpackProfile(payload []byte) []byte {
	_, packed, ok := bytes.Cut(payload, []byte{0})
	if !ok || len(packed) < 1 || packed[0] != 0 {
		return nil
	}
	r, err := zlib.NewReader(bytes.NewReader(packed[1:]))
	if err != nil {
		return nil
	}
	profile, err := io.ReadAll(io.LimitReader(r, largestProfile+1))
	if err != nil || len(profile) > largestProfile || len(profile) < 128 {
		return nil
	}
	return profile
}

// profileChunk packs a profile for a PNG.
func profileChunk(profile []byte) []byte {
	var packed bytes.Buffer
	packed.WriteString(profileName + "\x00\x00")
	w := zlib.NewWriter(&packed)
	_, _ = w.Write(profile) // into memory: it cannot go wrong
	_ = w.Close()
	return chunkOf("iCCP", packed.Bytes())
}

// profileSegments cuts a profile into pieces that a JPEG can hold.
func profileSegments(profile []byte) (out []byte) {
	// A segment has 65,533 bytes beside its length, of which the header and the two numbers take 14.
	const most = 65_000
	if len(profile) > largestProfile {
		return nil
	}
	// The count is one byte; a profile of 1 MiB makes 17 pieces.
	count := (len(profile) + most - 1) / most
	for n := range count {
		piece := profile[n*most : min((n+1)*most, len(profile))]
		head := append([]byte(iccHeader), byte(n+1), byte(count))
		out = append(out, segmentOf(markerAPP2, append(head, piece...))...)
	}
	return out
}
