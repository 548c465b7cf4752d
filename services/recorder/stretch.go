package recorder

import (
	"iter"
	"sync"

	"dontblink.dev/pkg/exchange"
)

const (
	// atOnce is how many activities are loaded with one question and recorded with one sync. Twice as many would be a little faster, and
	// take twice the memory: some four stretches are held at a time.
	atOnce = 500
	// atOnceBytes is how much they say together; an event holds it twice.
	atOnceBytes = 1 << 20
)

// line is what a file says of one activity, and what is wrong with that.
type line struct {
	file     *spooled
	item     exchange.Item
	refusals []exchange.Refusal
}

// stretches yields the activities of all files in order, so many at a time. The next stretch is being read while one is worked on.
// Whoever stops early has the reading stopped and waited for, so that the files may be closed.
func stretches(files []*spooled, most int) iter.Seq[[]line] {
	return func(yield func([]line) bool) {
		read, enough := make(chan []line), make(chan struct{})
		var reading sync.WaitGroup
		reading.Go(func() {
			defer close(read)
			cut(files, most, func(stretch []line) bool {
				select {
				case read <- stretch:
					return true
				case <-enough:
					return false
				}
			})
		})
		defer reading.Wait()
		defer close(enough)
		for stretch := range read {
			if !yield(stretch) {
				return
			}
		}
	}
}

// cut reads the files and cuts what they hold into stretches.
func cut(files []*spooled, most int, yield func([]line) bool) {
	stretch, size := make([]line, 0, most), 0
	for l := range lines(files) {
		if len(stretch) == most || size+l.item.Size > atOnceBytes && len(stretch) > 0 {
			if !yield(stretch) {
				return
			}
			stretch, size = make([]line, 0, most), 0
		}
		stretch, size = append(stretch, l), size+l.item.Size
	}
	if len(stretch) > 0 {
		yield(stretch)
	}
}

// lines yields what the files hold, one after the other.
func lines(files []*spooled) iter.Seq[line] {
	return func(yield func(line) bool) {
		for _, f := range files {
			// A file that could not be opened was refused as a whole.
			if f.file == nil {
				continue
			}
			for item, refusals := range f.file.Items() {
				if !yield(line{f, item, refusals}) {
					return
				}
			}
		}
	}
}
