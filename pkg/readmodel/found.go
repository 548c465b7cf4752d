package readmodel

import (
	"fmt"
	"strings"

	"dontblink.dev/pkg/edition"
)

// A page is found by walking an index in the order of the list, from where the page before ended. Whatever is asked for has such an index: its
// pillar; its priorities and its topics each by the place that they have in the activity, since an index over a list knows no dates. Those
// few that have more words than places have an index of their own.
const (
	placedPriorities = 3
	placedTopics     = 2
)

// placeIndexes are the indexes for a list of words by place.
func placeIndexes(column string, places int) string {
	var sql strings.Builder
	for place := 1; place <= places; place++ {
		fmt.Fprintf(&sql, "create index on slot.activity ((%[1]s[%[2]d]), starts desc, id desc) where until_seq is null and not withdrawn and %[1]s[%[2]d] is not null;\n",
			column, place)
	}
	fmt.Fprintf(&sql, "create index on slot.activity (starts desc, id desc) where until_seq is null and not withdrawn and cardinality(%[1]s) > %[2]d;\n", column, places)
	return sql.String()
}

// ways returns the conditions that lead to what a question narrows to, each to a part that no other one leads to, and each with an index that
// stands in the list's order. All other conditions are looked at on the way. Without any the list itself is the way.
func (q Query) ways(args []any) ([]string, []any) {
	add := func(condition string, values ...any) string { return bound(&args, condition, values...) }
	switch {
	case q.Topic != "":
		return placeWays("topics", placedTopics, anyOf(q.topics, edition.Folded(q.Topic)), add), args
	case q.Priority != "":
		return placeWays("priorities", placedPriorities, anyOf(q.priorities, q.Priority), add), args
	case q.Pillar != "":
		var ways []string
		for _, pillar := range anyOf(q.pillars, q.Pillar) {
			ways = append(ways, add("pillar = $%d", pillar))
		}
		return ways, args
	}
	return []string{""}, args
}

// besidesWay is the question without what its ways lead to.
func (q Query) besidesWay() Query {
	switch {
	case q.Topic != "":
		q.Topic, q.topics = "", nil
	case q.Priority != "":
		q.Priority, q.priorities = "", nil
	default:
		q.Pillar, q.pillars = "", nil
	}
	return q
}

func placeWays(column string, places int, words []string, add func(condition string, values ...any) string) []string {
	var ways []string
	for place := 1; place <= places; place++ {
		for _, word := range words {
			way := add(fmt.Sprintf("%s[%d] = $%%d", column, place), word)
			if place > 1 && len(words) > 1 {
				// One that names several of the words is found at the first of them.
				way += add(fmt.Sprintf("not %s[:%d] && $%%d::text[]", column, place-1), words)
			}
			ways = append(ways, way)
		}
	}
	return append(ways, add(fmt.Sprintf("cardinality(%[1]s) > %[2]d and %[1]s && $%%d::text[] and not %[1]s[:%[2]d] && $%%d::text[]", column, places), words, words))
}
