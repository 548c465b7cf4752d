// Package picture takes the bytes of a picture for what they are, and makes of them what a team may keep: a picture without what the camera
// wrote beside it (where it stood, when, whose it is), upright, with two smaller copies.
//
// Nothing is believed: neither a file's name nor what the bytes say of themselves. How large a picture will be is found out before it is
// unpacked, and it is unpacked whole before it is kept, so that what is kept can be shown. The same bytes in give the same bytes out.
//
// It knows no place where pictures lie; pkg/album does.
package picture

import (
	"crypto/sha256"
	"encoding/hex"
	"image"

	"dontblink.dev/pkg/fault"
)

// The kinds of picture that are taken.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	WebP = "image/webp"
)

const (
	// Largest is how many bytes a picture may have.
	// It holds for what is sent, and is about what cameras make of fifty million pixels.
	Largest = 20 << 20
	// MostPixels is how many a picture may have: the largest cameras that people carry make some fifty million. Unpacked, that is 200 MB.
	MostPixels = 50_000_000
	// mostHeavy is for pictures that take far more memory to unpack: progressive JPEG, and PNG with 16 bits for each colour.
	mostHeavy = 25_000_000
	// longestSide also bounds what is worked on line by line.
	// Fewer pixels than MostPixels may still be one line of fifty million, for which decoders reserve several rows each.
	longestSide = 30_000
	// mostChunks is how many parts a file may consist of. A PNG of 20 MiB in the smallest usual parts has some 5,000.
	mostChunks = 20_000
)

// Picture is a picture as it may be kept.
type Picture struct {
	// Hash is the SHA-256 of Bytes, in hexadecimal: its name.
	Hash      string
	Bytes     []byte
	MediaType string
	// Width and Height are in pixels, of the upright picture.
	Width, Height int
	// Copies are the smaller ones, by the size that they are for. A picture that is not wider has none.
	Copies map[Size][]byte
}

// bare is a picture's bytes without what does not belong to the picture, and what was learnt while that was taken away.
type bare struct {
	bytes []byte
	// mediaType is one of the three that are taken; orientation is EXIF's, 1 to 8, and 1 where nobody says.
	mediaType   string
	orientation int
	// profile says what the colours mean (ICC); nil when the usual is meant.
	profile []byte
	// heavy pictures take much more memory to unpack.
	heavy bool
	// exact pictures lose nothing when they are packed.
	exact bool
}

// Read takes bytes for a picture. What is none, or cannot be kept as one, is fault.Invalid: the sentence says what it is and what to do.
// At MostPixels it takes some hundreds of megabytes for a moment, so whoever calls it for several at once bounds how many.
func Read(data []byte) (*Picture, error) {
	if len(data) > Largest {
		return nil, TooLarge()
	}
	b, err := strip(data)
	if err != nil {
		return nil, err
	}
	pixels, err := b.unpack()
	if err != nil {
		return nil, err
	}
	if b.orientation > 1 {
		if b, err = b.upright(pixels); err != nil {
			return nil, err
		}
	}
	// The hash is of what is kept, not of what was sent: the same photograph with another comment is the same picture.
	sum := sha256.Sum256(b.bytes)
	p := &Picture{Hash: hex.EncodeToString(sum[:]), Bytes: b.bytes, MediaType: b.mediaType}
	p.Width, p.Height = turnedSize(pixels.Bounds(), b.turn())
	p.Copies, err = b.copies(pixels)
	return p, err
}

// TooLarge is what is said of a picture of too many bytes, also by whoever sees that before they are sent.
func TooLarge() error {
	return fault.New(fault.Invalid, "the picture has more than %d MB: export it smaller, 2,000 pixels wide is plenty", Largest>>20)
}

// turn is how the pixels have to be turned; taken over by what was turned already, so that its copies are turned too.
// It is never 0, so that a bare one made by hand turns nothing.
func (b *bare) turn() int { return max(b.orientation, 1) }

// strip takes away what does not belong to the picture, by the kind that its first bytes tell.
// It works on the container alone and unpacks no pixels, so it costs one reading of the bytes.
func strip(data []byte) (*bare, error) {
	switch Kind(data) {
	case JPEG:
		return stripJPEG(data)
	case PNG:
		return stripPNG(data)
	case WebP:
		return stripWebP(data)
	}
	return nil, none(data)
}

// fits refuses a picture that would take too much memory, before any is taken.
// What config says was read from the picture's header by the decoder that will unpack it, so the two cannot differ.
func (b *bare) fits(config image.Config) error {
	pixels, most := int64(config.Width)*int64(config.Height), int64(MostPixels)
	if b.heavy {
		most = mostHeavy
	}
	switch {
	case config.Width <= 0 || config.Height <= 0:
		return broken("it says that it is %d by %d pixels large", config.Width, config.Height)
	case pixels > most, config.Width > longestSide, config.Height > longestSide:
		return fault.New(fault.Invalid, "the picture says that it is %d by %d pixels large, which would fill the memory; %d million pixels are taken, "+
			"and %d on a side: export it smaller", config.Width, config.Height, most/1_000_000, longestSide)
	}
	return nil
}

// broken is damage; the phrase says what is wrong, and the sentence around it what to do.
func broken(format string, args ...any) error {
	return fault.New(fault.Invalid, "the picture is damaged: "+format+"; copy the file again, or export it anew from where it was made", args...)
}

// endsEarly is the most frequent damage.
func endsEarly() error { return broken("it ends before it is whole") }

func tooManyChunks() error {
	return fault.New(fault.Invalid, "the picture consists of more than %d parts, as none does that a camera or a program makes: export it anew", mostChunks)
}

// animated is said of WebP and PNG that move. A digest is read on paper too, and of a film only its first frame would be told in the alt text.
func animated() error {
	return fault.New(fault.Invalid, "the picture moves, and pictures here stand still: save one of its frames as PNG or JPEG")
}
