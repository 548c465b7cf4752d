package picture

import (
	"image"

	"golang.org/x/image/draw"
)

// Size is how large a picture is wanted.
type Size string

// The sizes. Thumb is for a line of a list, Small for a page.
const (
	Full  Size = "full"
	Small Size = "small"
	Thumb Size = "thumb"
)

// Sizes are all of them, the largest first.
// They are words of the API and parts of names in the store, so they are spelt once, here.
func Sizes() []Size { return []Size{Full, Small, Thumb} }

// widths are those of the copies. None is higher than twice its width, so that a picture like a ribbon stays small too.
// In pixels: 320 is a thumbnail of 160 on a screen of twice the density, 1280 the column of a page on one.
var widths = map[Size]int{Small: 1280, Thumb: 320}

// copies makes the smaller ones, each of the one before.
// A JPEG unless something shines through, which only a PNG can say. 82 is the quality at which people see no difference at these sizes.
func (b *bare) copies(pixels image.Image) (map[Size][]byte, error) {
	made := map[Size][]byte{}
	mediaType := JPEG
	if !opaque(pixels) {
		mediaType = PNG
	}
	for _, size := range []Size{Small, Thumb} {
		w, h := turnedSize(pixels.Bounds(), b.turn())
		// One that is small enough already gets no copy, and is served itself.
		most := widths[size]
		if w <= most && h <= 2*most {
			continue
		}
		// Width and height are those of the upright picture, and so is the bound; the pixels still lie as they were taken.
		scale := min(float64(most)/float64(w), float64(2*most)/float64(h))
		pixels = shrunk(pixels, scale)
		packed, err := b.pack(turned{pixels, b.turn()}, mediaType, 82)
		if err != nil {
			return nil, err
		}
		made[size] = packed
	}
	return made, nil
}

// shrunk returns pixels in another scale. First each block of pixels becomes one, so that the fine filter, which needs 32 bytes for
// each of its own, sees a picture that is at most twice too large.
// A ribbon of 30,000 by 10 becomes one of 320 by 1, and not by none.
func shrunk(pixels image.Image, scale float64) image.Image {
	r := pixels.Bounds()
	target := image.Rect(0, 0, max(1, int(float64(r.Dx())*scale+0.5)), max(1, int(float64(r.Dy())*scale+0.5)))
	if k := int(1 / scale); k > 1 {
		pixels = averaged(pixels, k)
	}
	small := image.NewRGBA(target)
	draw.CatmullRom.Scale(small, target, pixels, pixels.Bounds(), draw.Src, nil)
	return small
}

// averaged makes one pixel of each block of k by k; at the right and lower edge, of what is there of it.
// Means are taken of colours multiplied by their opacity, so that what is transparent lends no colour to what is not; that is how RGBA64At gives them.
func averaged(pixels image.Image, k int) *image.RGBA {
	r := pixels.Bounds()
	out := image.NewRGBA(image.Rect(0, 0, (r.Dx()+k-1)/k, (r.Dy()+k-1)/k))
	from := quick(pixels)
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			block := image.Rect(x*k, y*k, x*k+k, y*k+k).Add(r.Min).Intersect(r)
			var red, green, blue, alpha, n uint64
			for v := block.Min.Y; v < block.Max.Y; v++ {
				for u := block.Min.X; u < block.Max.X; u++ {
					c := from.RGBA64At(u, v)
					red, green, blue, alpha, n = red+uint64(c.R), green+uint64(c.G), blue+uint64(c.B), alpha+uint64(c.A), n+1
				}
			}
			i := out.PixOffset(x, y)
			out.Pix[i], out.Pix[i+1], out.Pix[i+2], out.Pix[i+3] = byte(red/n>>8), byte(green/n>>8), byte(blue/n>>8), byte(alpha/n>>8)
		}
	}
	return out
}

// quick returns pixels that can be looked at without an allocation for each, as all images of the standard library can.
func quick(pixels image.Image) image.RGBA64Image {
	// Only an image of some decoder outside of the standard library comes to the copy below.
	if q, ok := pixels.(image.RGBA64Image); ok {
		return q
	}
	copied := image.NewRGBA(pixels.Bounds())
	draw.Draw(copied, copied.Rect, pixels, copied.Rect.Min, draw.Src)
	return copied
}
