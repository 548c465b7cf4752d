package picture_test

import (
	"testing"

	"dontblink.dev/pkg/picture"
)

// BenchmarkRead takes a photograph of six megapixels: as it lies, and turned.
func BenchmarkRead(b *testing.B) {
	for name, data := range map[string][]byte{
		"upright": asJPEG(b, fields(3000, 2000)), "turned": asJPEG(b, fields(3000, 2000), segment(0xe1, "Exif\x00\x00"+exif(6))),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := picture.Read(data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
