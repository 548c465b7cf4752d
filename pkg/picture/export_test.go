package picture

// Pixels is how many pixels bytes would be unpacked to; 0 when they would not be.
func Pixels(data []byte) int {
	b, err := strip(data)
	if err != nil {
		return 0
	}
	size, err := b.size()
	if err != nil || b.fits(size) != nil {
		return 0
	}
	return size.Width * size.Height
}
