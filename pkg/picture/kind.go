package picture

import (
	"bytes"
	"net/http"
	"strings"

	"dontblink.dev/pkg/fault"
)

// Kind tells by the first bytes which kind of picture they begin; empty when none that is taken.
// It looks at twelve bytes at the most, and promises nothing of what follows them. The signatures are those of
// the specifications: T.81 with any marker behind the beginning, PNG section 5.2, RFC 9649 section 2.4.
func Kind(data []byte) string {
	switch {
	case bytes.HasPrefix(data, []byte("\xff\xd8\xff")):
		return JPEG
	case bytes.HasPrefix(data, []byte(pngSignature)):
		return PNG
	case len(data) >= 12 && string(data[:4]) == "RIFF" && string(data[8:12]) == "WEBP":
		return WebP
	}
	return ""
}

// none says of bytes that are no picture what they are instead, as far as that can be seen.
// The commonest mistakes have a sentence of their own: a phone's HEIC or a page that was saved instead of its picture is nobody's fault.
func none(data []byte) error {
	const take = "JPEG, PNG and WebP are taken"
	if len(data) == 0 {
		return fault.New(fault.Invalid, "the file is empty: name the picture itself")
	}
	// HEIC and AVIF are both ISO base media files (ISO/IEC 14496-12), told apart by their brand; so are films, which fall through to below.
	if len(data) >= 12 && string(data[4:8]) == "ftyp" {
		brand := string(data[8:12])
		switch {
		case strings.HasPrefix(brand, "he"), brand == "mif1", brand == "msf1":
			return fault.New(fault.Invalid, "the file is a HEIC picture, as phones take them, and %s: export it as JPEG", take)
		case strings.HasPrefix(brand, "avi"):
			return fault.New(fault.Invalid, "the file is an AVIF picture, and %s: export it as WebP or JPEG", take)
		}
	}
	what := map[string]string{
		"image/gif": "a GIF", "image/bmp": "a BMP picture", "application/pdf": "a PDF", "text/html": "a page in HTML, whatever its name says",
		"text/xml": "XML, perhaps an SVG", "application/zip": "a ZIP archive or an office document", "video/mp4": "a film", "video/webm": "a film",
	}
	kind, _, _ := strings.Cut(http.DetectContentType(data), ";")
	if bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*")) {
		kind = "image/tiff"
		what[kind] = "a TIFF, or a camera's raw picture"
	}
	// 512 bytes are what DetectContentType looks at too.
	if bytes.Contains(data[:min(len(data), 512)], []byte("<svg")) {
		kind = "text/xml"
	}
	if words := what[kind]; words != "" {
		return fault.New(fault.Invalid, "the file is %s, and %s: export the picture as one of these", words, take)
	}
	return fault.New(fault.Invalid, "the file is no picture, whatever its name says: %s", take)
}
