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
	// ITU-T T.81 (ISO/IEC 10918-1), table B.1; which APP segment holds what is a convention of those who wrote them first.
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
	// EXIF is CIPA DC-008, section 4.7.2; a colour profile in pieces is ICC.1, annex B: after the header the piece's number from 1, and how many.
	exifHeader = "Exif\x00\x00"
	iccHeader  = "ICC_PROFILE\x00"
)

// stripJPEG keeps the segments that make up the picture, and its colours, and drops all others: also those that nobody has thought of yet.
// What follows the picture (films, more pictures) goes too.
// Kept are, of T.81: frames, tables, scans and their restarts (C0 to DD); JFIF's APP0 (T.871) without its thumbnail;
// the colour profile in APP2; Adobe's APP14 (Technical Note 5116), without which CMYK comes out in other colours. Of EXIF's APP1 the orientation is read, and
// the rest goes: so do XMP and IPTC, comments, and the depths and further pictures that phones add behind the end.
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
	// Pieces may stand in any order. One that is missing makes a profile that is none, which unpack then leaves out of copies.
	slices.SortStableFunc(j.profiles, func(a, b []byte) int { return cmp.Compare(a[0], b[0]) })
	for _, p := range j.profiles {
		j.profile = append(j.profile, p[2:]...)
	}
	j.bytes = j.out
	return &j.bare, nil
}

// jpegStripper goes through the segments once, from rest to out.
type jpegStripper struct {
	bare
	rest, out []byte
	scans     int
	// profiles are the pieces of the colour profile: number, count, bytes.
	profiles [][]byte
	ended    bool
}

// segment takes the next segment.
// A segment is 0xff, its marker, two bytes for its length, which count themselves, and the rest. After the last one nothing is looked at.
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
	// Restarts stand within scans alone, and a second beginning or an end before any scan is no picture.
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
		// The two zeros are the thumbnail's width and height.
		j.keep(marker, append(bytes.Clone(payload[:12]), 0, 0))
	case marker == markerAPP1 && bytes.HasPrefix(payload, []byte(exifHeader)):
		// Of several, the first that says anything else than upright: programs that edit a picture may leave the camera's behind their own.
		if j.orientation == 1 {
			j.orientation = orientationOf(payload)
		}
	case marker == markerAPP2 && len(payload) > len(iccHeader)+2 && bytes.HasPrefix(payload, []byte(iccHeader)):
		j.keep(marker, payload)
		j.profiles = append(j.profiles, payload[len(iccHeader):])
	case marker == markerAPP14 && len(payload) >= 12 && string(payload[:5]) == "Adobe":
		// It says how the colours are to be read.
		// It has twelve bytes by the note; what somebody has put behind them goes.
		j.keep(marker, payload[:12])
	}
}

func (j *jpegStripper) keep(marker byte, payload []byte) {
	j.out = append(j.out, segmentOf(marker, payload)...)
}

// segmentOf writes a segment; its length counts the two bytes that it takes itself.
func segmentOf(marker byte, payload []byte) []byte {
	return append(binary.BigEndian.AppendUint16([]byte{0xff, marker}, uint16(len(payload)+2)), payload...)
}

// scan keeps what is packed after the start of a scan: all up to the next marker that is not part of it.
// Within a scan 0xff is followed by 0 where it is a byte of the picture, and by d0 to d7 where decoding starts afresh (T.81, B.1.1.5 and F.1.2.3).
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
