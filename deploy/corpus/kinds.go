package main

// group says which sentences and links suit a kind.
type group int

const (
	meeting group = iota
	writing
	legal
	result
	notice
)

type kind struct {
	name   string
	weight int
	group  group
	// also is a second kind that sometimes goes with it.
	also string
}

var kinds = []kind{
	{"panel", 14, meeting, "conference"},
	{"talk", 10, meeting, ""},
	{"meeting", 12, meeting, ""},
	{"workshop", 9, meeting, "training"},
	{"listening-session", 3, meeting, ""},
	{"conference", 4, meeting, ""},
	{"round table", 3, meeting, ""},
	{"interview", 3, meeting, ""},
	{"publication", 9, writing, "policy"},
	{"submission", 9, writing, "publication"},
	{"open-letter", 5, writing, "campaign"},
	{"statement", 4, writing, ""},
	{"research", 3, writing, "publication"},
	{"campaign", 3, writing, ""},
	{"court-filing", 4, legal, ""},
	{"setback", 2, result, ""},
	{"outcome", 3, result, ""},
}

var notices = []kind{
	{"grant", 3, notice, ""},
	{"resource", 4, notice, "publication"},
	{"vacancy", 2, notice, ""},
	{"newsletter", 1, notice, ""},
	{"call for volunteers", 2, notice, ""},
}

func aKind(d die, announcement bool) kind {
	from := kinds
	if announcement {
		from = notices
	}
	weights := make([]int, len(from))
	for i, k := range from {
		weights[i] = k.weight
	}
	return from[d.weigh(weights...)]
}
