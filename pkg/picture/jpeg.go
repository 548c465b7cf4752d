package picture

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"slices"

	"dontblink.dev/pkg/fault"
)

// Markers of JPEG that mean something here.
const (
	markerSOI, markerEOI = 0xd8, 0xd9
	markerSOS            = 0xda
	markerSOF2           = 0xc2 // the picture comes in scans, each finer
	markerAPP0           = 0xe0
	markerAPP1           = 0xe1
	markerAPP2           = 0xe2
	markerAPP14          = 0xee
)

// mostScans: each scan is worked through for the whole picture, and may cost only a few bytes. Programs make about ten.
const mostScans = 64

const (
	exifHeader = "Exif\x00\x00"
	iccHeader  = "ICC_PROFILE\x00"
)

// stripJPEG keeps the segments that make up the picture, and its colours, and drops all others: also those that nobody has thought of yet.
// What follows the picture (films, more pictures) goes too.
func stripJPEG(data []byte) (*bare, error) {
	j := &jpegStripper{rest: data[2:], out: []byte{0xff, markerSOI}, bare: bare{mediaType: JPEG, orientation: 1}}
	for segments := 0; !j.ended; segments++ {
		if segments > mostChunks {
			return nil, tooManyChunks()
		}
		if err := j.segment(); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(j.profiles, func(a, b []byte) int { return cmp.Compare(a[0], b[0]) })
	for _, p := range j.profiles {
		j.profile = append(j.profile, p[2:]...)
	}
	j.bytes = j.out
	return &j.bare, nil
}

type jpegStripper struct {
	bare
	rest, out []byte
	scans     int
	// profiles are the pieces of the colour profile: number, count, bytes.
	profiles [][]byte
	ended    bool
}

// segment takes the next segment.
func (j *jpegStripper) segment() error {
	if len(j.rest) < 2 {
		return endsEarly()
	}
	if j.rest[0] != 0xff {
		return broken("something stands between its parts that belongs to none")
	}
	marker := j.rest[1]
	switch {
	case marker == 0xff: // a filler
		j.rest = j.rest[1:]
		return nil
	case marker == markerEOI && j.scans > 0:
		j.out = append(j.out, 0xff, markerEOI)
		j.ended = true
		return nil
	case marker < 0xc0, marker >= 0xd0 && marker <= markerEOI:
		return broken("a part of it is of no known kind (%#x)", marker)
	case len(j.rest) < 4:
		return endsEarly()
	}
	length := int(binary.BigEndian.Uint16(j.rest[2:]))
	if length < 2 {
		return broken("a part of it says that it is shorter than its own length")
	}
	if len(j.rest) < 2+length {
		return endsEarly()
	}
	payload := j.rest[4 : 2+length]
	j.rest = j.rest[2+length:]
	j.take(marker, payload)
	if marker == markerSOS {
		return j.scan()
	}
	return nil
}

// take keeps a segment, if it belongs to the picture.
func (j *jpegStripper) take(marker byte, payload []byte) {
	switch {
	case marker == markerSOF2:
		j.heavy = true
		j.keep(marker, payload)
	case marker >= 0xc0 && marker <= 0xdd: // frames, tables, scans
		j.keep(marker, payload)
	case marker == markerAPP0 && len(payload) >= 14 && string(payload[:5]) == "JFIF\x00":
		// Without the small picture that may stand in it.
		j.keep(marker, append(bytes.Clone(payload[:12]), 0, 0))
	case marker == markerAPP1 && bytes.HasPrefix(payload, []byte(exifHeader)):
		if j.orientation == 1 {
			j.orientation = orientationOf(payload)
		}
	case marker == markerAPP2 && len(payload) > len(iccHeader)+2 && bytes.HasPrefix(payload, []byte(iccHeader)):
		j.keep(marker, payload)
		j.profiles = append(j.profiles, payload[len(iccHeader):])
	case marker == markerAPP14 && len(payload) >= 12 && string(payload[:5]) == "Adobe":
		// It says how the colours are to be read.
		j.keep(marker, payload[:12])
	}
}

func (j *jpegStripper) keep(marker byte, payload []byte) {
	j.out = append(j.out, segmentOf(marker, payload)...)
}

func segmentOf(marker byte, payload []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2)), payload...)
}

// scan keeps what is packed after the start of a scan: all up to the next marker that is not part of it.
func (j *jpegStripper) scan() error {
	if j.scans++; j.scans > mostScans {
		return fault.New(fault.Invalid, "the picture is to be drawn in more than %d turns, which would take forever: export it anew", mostScans)
	}
	for at := 0; ; at++ {
		next := bytes.IndexByte(j.rest[at:], 0xff)
		if next < 0 || at+next+1 >= len(j.rest) {
			return endsEarly()
		}
		at += next
		if after := j.rest[at+1]; after != 0 && (after < 0xd0 || after > 0xd7) {
			j.out = append(j.out, j.rest[:at]...)
			j.rest = j.rest[at:]
			return nil
		}
	}
}
