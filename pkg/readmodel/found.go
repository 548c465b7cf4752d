package readmodel

import (
	"strings"

	"dontblink.dev/pkg/edition"
)

// A page is found by walking an index in the order of the list, from where the page before ended, and by leaving out on the way what else is not
// asked for. So it costs the same wherever it lies and however much there is, unless two things are asked for that seldom meet.

// walks returns the parts of a page, each found by walking the index of what is likely to be rarest of all that is asked for.
func (q Query) walks(last cursor, args []any) ([]string, []any) {
	switch {
	case len(q.People) > 0:
		people := q.People
		q.People = nil
		return q.through("slot.participation", "person", people, last, args)
	case q.Status != "" && q.Status != "done":
		// Most is done, and the index has nothing of it.
		return q.among("status", []string{q.Status}, last, args)
	case q.Topic != "":
		words := mapped(anyOf(q.topics, edition.Folded(q.Topic)), underTopic)
		q.Topic = ""
		return q.through("slot.filing", "under", words, last, args)
	case q.Priority != "":
		words := mapped(anyOf(q.priorities, q.Priority), underPriority)
		q.Priority = ""
		return q.through("slot.filing", "under", words, last, args)
	case q.Pillar != "":
		pillars := anyOf(q.pillars, q.Pillar)
		q.Pillar = ""
		return q.among("pillar", pillars, last, args)
	}
	besides, args := q.narrow(args)
	return []string{part("starts between $1 and $2" + besides + last.behind("starts, id", &args))}, args
}

// among walks the activities by an index that begins with a column of theirs, once for each of its values.
func (q Query) among(column string, values []string, last cursor, args []any) (parts []string, _ []any) {
	besides, args := q.narrow(args)
	besides += last.behind("starts, id", &args)
	for _, value := range values {
		parts = append(parts, part("starts between $1 and $2"+bound(&args, column+" = $%d", value)+besides))
	}
	return parts, args
}

// through walks a table that says for words by day which activities they lead to: for each of the words those that come next, of which the next of
// all are taken. The activities themselves are read at the end, but where they decide what is left out.
func (q Query) through(table, column string, words []string, last cursor, args []any) ([]string, []any) {
	besides, args := q.narrow(args)
	from := table + " as n"
	if besides != "" {
		from += " join slot.activity on id = n.activity and until_seq is null"
	}
	besides += last.behind("n.day, n.activity", &args)
	nexts := make([]string, len(words))
	for i, word := range words {
		// A walk for each, and not one for all of them: of a word that it does not know Postgres thinks that it is as rare as most are, and would rather
		// gather all there is under it.
		nexts[i] = `(
			select distinct on (n.day, n.activity) n.day, n.activity
			from ` + from + `
			where n.day between $1 and $2` + bound(&args, "n."+column+" = $%d", word) + besides + `
			order by n.day desc, n.activity desc
			limit $3)`
	}
	return []string{`(
		select ` + storedColumns + `
		from (
			select distinct on (next.day, next.activity) next.*
			from (` + strings.Join(nexts, " union all ") + `) as next
			order by next.day desc, next.activity desc
			limit $3
		) as page
		join slot.activity on id = page.activity and until_seq is null
		order by starts desc, id desc)`}, args
}
