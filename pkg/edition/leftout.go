package edition

import (
	"slices"

	"dontblink.dev/pkg/fault"
)

// LeftOut reports whether a recurring event of a calendar was said to be no advocacy.
func (e *Edition) LeftOut(series string) bool {
	return series != "" && slices.Contains(e.content.GetLeftOut(), series)
}

// leave notes whether a recurring event is left out; they stand in the order of their ids, whoever was first.
func (e *Edition) leave(series string, out bool) {
	at, there := slices.BinarySearch(e.content.GetLeftOut(), series)
	switch {
	case out && !there:
		e.content.LeftOut = slices.Insert(e.content.LeftOut, at, series)
	case !out && there:
		e.content.LeftOut = slices.Delete(e.content.LeftOut, at, at+1)
	}
}

// checkSeries refuses what is no id of a series, as imports make them.
func checkSeries(series string) error {
	const length = len("00000000-0000-0000-0000-000000000000")
	if len(series) != length {
		return fault.New(fault.Invalid, "%q is no recurring event of a calendar: name an activity that came of it, with `dontblink not-advocacy ID --series`", shortened(series))
	}
	return nil
}
