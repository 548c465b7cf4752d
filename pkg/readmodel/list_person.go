package readmodel

// byPerson writes down the question for the activities that name somebody: for each of their names those that come next, of which the next of all
// are taken. So a page costs the same however many there are.
func (q Query) byPerson(narrowed string) string {
	touches := `starts between $1 and $2`
	if !q.From.IsZero() {
		touches = `(` + touches + ` or later_months @> array[$1::date])`
	}
	return `
		select distinct on (starts, id) named.*
		from unnest($4::text[]) as who (id)
		cross join lateral (
			select distinct on (n.day, n.activity) ` + storedColumns + `
			from slot.participation as n
			join slot.activity on id = n.activity and until_seq is null and not withdrawn
			where n.person = who.id and ` + touches + narrowed + `
			order by n.day desc, n.activity desc
			limit $3
		) as named
		order by starts desc, id desc
		limit $3`
}
