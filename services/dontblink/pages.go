package dontblink

// mostOnPage is how many of anything one question asks for: what comes is shown as it comes, and one page at a time is in memory.
const mostOnPage = 200

// pageByPage asks for one page after the other, until there is none left or as many came as are wanted, 0 for all. It returns where the next page
// would begin.
func pageByPage(wanted uint32, ask func(size uint32, page string) (came int, next string, err error)) (next string, err error) {
	// An empty page is no end: services look at a bounded number of rows for each.
	for came, page := uint32(0), ""; ; page = next {
		size := uint32(mostOnPage)
		if wanted > 0 {
			size = min(size, wanted-came)
		}
		var n int
		if n, next, err = ask(size, page); err != nil {
			return "", err
		}
		if came += uint32(n); next == "" || wanted > 0 && came >= wanted {
			return next, nil
		}
	}
}
