package exchange

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"dontblink.dev/pkg/fault"
)

// inPlace names the priorities of mistakes as they stand in the file. The edition has them in one list, "priorities[2]"; a file has them under
// their pillars, "pillars[1].priorities[0]", and then those that stand by themselves.
// The mistakes given are left as they are.
func (f *File) inPlace(mistakes fault.Mistakes) fault.Mistakes {
	var places []string
	mistakes = slices.Clone(mistakes)
	for i, m := range mistakes {
		rest, ok := strings.CutPrefix(m.Field, "priorities[")
		if !ok {
			continue
		}
		if places == nil {
			places = f.places()
		}
		number, rest, _ := strings.Cut(rest, "]")
		if n, err := strconv.Atoi(number); err == nil && n < len(places) {
			mistakes[i].Field = places[n] + rest
		}
	}
	return mistakes
}

// places returns where each priority stands, in the order in which they were read.
// It must go through the file as editionFields and edition do, or a mistake is told of another priority.
func (f *File) places() []string {
	var places []string
	note := func(at string, n *node) {
		if n == nil {
			return
		}
		for i := range n.entries() {
			places = append(places, fmt.Sprintf("%s[%d]", at, i))
		}
	}
	if pillars := f.root.get("pillars"); pillars != nil {
		for i, pillar := range pillars.entries() {
			note(fmt.Sprintf("pillars[%d].priorities", i), pillar.get("priorities"))
		}
	}
	note("priorities", f.root.get("priorities"))
	return places
}
