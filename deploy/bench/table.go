package main

import (
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
)

// figure is what one round says of a row.
type figure struct {
	row   int
	value float64
	// ours and theirs are the sides of a ratio; theirs is 0 where nothing is compared.
	ours, theirs float64
	// disk is how often a second the bare disk appended and synced just before.
	disk float64
}

// ratio is a figure of two rates, or of two times.
func ratio(row int, ours, theirs float64) figure {
	return figure{row: row, value: ours / theirs, ours: ours, theirs: theirs}
}

// results gathers the figures of all rounds.
type results struct{ of [len(rows)][]figure }

func (r *results) add(f figure) { r.of[f.row] = append(r.of[f.row], f) }

// print writes the table: of each row its medians, and the smallest and largest figure of any round.
func (r *results) print(out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(cells ...string) { fmt.Fprintln(table, strings.Join(cells, "\t")) }
	line("what", "against", "ours", "theirs", "figure", "spread", "at least", "aim", "reached", "raw append+fsync")
	for i, figures := range r.of {
		line(rows[i].cells(figures)...)
	}
	return table.Flush()
}

func (w row) cells(figures []figure) []string {
	cells := []string{w.what, cmp.Or(w.against, "-")}
	if len(figures) == 0 {
		return append(cells, "-", "-", "not measured", "-", w.target(w.least), w.target(w.aim), "-", "-")
	}
	of := func(part func(figure) float64) float64 { return median(parts(figures, part)) }
	value := of(func(f figure) float64 { return f.value })
	least, most := ends(parts(figures, func(f figure) float64 { return f.value }))
	return append(cells,
		w.sides.or(of(func(f figure) float64 { return f.ours })),
		w.sides.or(of(func(f figure) float64 { return f.theirs })),
		w.figure.write(value),
		fmt.Sprintf("%s-%s", w.figure.bare(least), w.figure.bare(most)),
		w.target(w.least), w.target(w.aim), w.reached(value),
		perSecond.or(of(func(f figure) float64 { return f.disk })))
}

func (w row) target(t float64) string {
	switch {
	case t == 0:
		return "-"
	case w.smaller:
		return "≤ " + w.figure.write(t)
	}
	return w.figure.write(t)
}

// reached says which target the figure reaches, which is for people to weigh.
func (w row) reached(value float64) string {
	reaches := func(t float64) bool { return t != 0 && (w.smaller && value <= t || !w.smaller && value >= t) }
	switch {
	case w.least == 0 && w.aim == 0:
		return "-"
	case reaches(w.aim):
		return "aim"
	case reaches(w.least):
		return "yes"
	}
	return "no"
}

// unit is how a number is written: to how many places, and with what behind it.
type unit struct {
	places int
	name   string
}

var (
	none         = unit{}
	times        = unit{2, " ×"}
	perSecond    = unit{0, "/s"}
	mebibytes    = unit{0, " MiB"}
	milliseconds = unit{2, " ms"}
)

func (u unit) write(v float64) string { return u.bare(v) + u.name }

// or writes a number, and a dash for none.
func (u unit) or(v float64) string {
	if v == 0 || u == none {
		return "-"
	}
	return u.write(v)
}

func (u unit) bare(v float64) string {
	whole, rest, broken := strings.Cut(strconv.FormatFloat(v, 'f', u.places, 64), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if broken {
		return whole + "." + rest
	}
	return whole
}
