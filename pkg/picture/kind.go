package picture

import (
	"bytes"
	"net/http"
	"strings"

	"dontblink.dev/pkg/fault"
)

// Kind tells by the first bytes which kind of picture they begin; empty when none that is taken.
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
func none(data []byte) error {
	const take = "JPEG, PNG and WebP are taken"
	if len(data) == 0 {
		return fault.New(fault.Invalid, "the file is empty: name the picture itself")
	}
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
	if bytes.Contains(data[:min(len(data), 512)], []byte("<svg")) {
		kind = "text/xml"
	}
	if words := what[kind]; words != "" {
		return fault.New(fault.Invalid, "the file is %s, and %s: export the picture as one of these", words, take)
	}
	return fault.New(fault.Invalid, "the file is no picture, whatever its name says: %s", take)
}
