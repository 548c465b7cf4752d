package main

import (
	"fmt"
	"sort"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// source is what the files call themselves; with its key it names an activity for ever.
const source = "corpus"

// Corpus is some months of a team's activities. Each is made from the seed and its number alone, so a corpus of any size takes
// no more memory than one activity.
type Corpus struct {
	seed   uint64
	size   int
	months []calendar.Month
	// first[m] is the number of the first activity of month m; the last one is the size.
	first   []int
	file    editionFile
	edition *edition.Edition
	// held[m] is the priorities that hold in month m.
	held [][]*eventv1.Priority
	cast cast
}

// seasons says how busy the months of a year are: conferences in spring and autumn, holidays in August and December.
var seasons = [12]int{90, 100, 110, 100, 110, 105, 75, 55, 110, 115, 105, 65}

// New returns the corpus of a seed.
func New(seed uint64, size int, from calendar.Month, months int) *Corpus {
	c := &Corpus{seed: seed, size: size, file: newEditionFile(from)}
	c.edition = edition.Of(c.file.proto())
	total := 0
	weights := make([]int, months)
	for m := range months {
		c.months = append(c.months, from.Add(m))
		c.held = append(c.held, c.edition.Priorities(from.Add(m)))
		weights[m] = seasons[from.Add(m).Month-1]
		total += weights[m]
	}
	passed := 0
	for _, weight := range weights {
		c.first = append(c.first, size*passed/total)
		passed += weight
	}
	c.first = append(c.first, size)
	c.cast = newCast(c.die(forCast, 0), months)
	return c
}

// monthOf returns the place among the months of the month in which activity i begins. Activities are numbered by month.
func (c *Corpus) monthOf(i int) int {
	return sort.Search(len(c.months), func(m int) bool { return c.first[m+1] > i })
}

// key names activity i within the source.
func (c *Corpus) key(i int) string { return fmt.Sprintf("%s-%06d", c.months[c.monthOf(i)], i+1) }
