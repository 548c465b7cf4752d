package readmodel

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/likeness"
)

// LikePair is two activities that seem to be one. One began first.
type LikePair struct {
	One, Other Row
	Score      int
	Why        []string
}

// LikeQuery says which pairs to list: those of which the one that began later did so in these months.
type LikeQuery struct {
	From, To calendar.Month
	// Limit is at most 1,000; 0 means 100.
	Limit int
	// After is where the page before ended, as ListLike said.
	After string
}

// monthsAtOnce are looked through for one page at the most, or as many as hold so many activities: a page may hold fewer pairs than asked
// for, and even none, while there is a next one.
const (
	monthsAtOnce     = 24
	activitiesAtOnce = 20_000
)

// ListLike returns pairs that seem to be one, the newest first and within a month the likeliest first, and where the next page starts; ""
// on the last one. It looks month by month, and holds only what happened at one time against each other.
func (r *Reader) ListLike(ctx context.Context, q LikeQuery) (page []LikePair, next string, err error) {
	if err := inOrder(q.From, q.To); err != nil {
		return nil, "", err
	}
	ed, err := r.Edition(ctx)
	if err != nil {
		return nil, "", err
	}
	from, m, after, err := r.likeBounds(ctx, q)
	if err != nil || m.IsZero() {
		return nil, "", err
	}
	limit, own := pageSize(q.Limit), ownIDs(ed)
	var found []pairAt
	for seen, months := 0, 0; !m.Before(from); m = m.Add(-1) {
		if months++; months > monthsAtOnce || seen > activitiesAtOnce {
			return r.pairs(ctx, found, pairAt{month: m})
		}
		all, n, err := r.pairsOf(ctx, m, own)
		if err != nil {
			return nil, "", err
		}
		seen += n
		for _, p := range all {
			if after != nil && !p.behind(*after) {
				continue
			}
			if len(found) == limit {
				return r.pairs(ctx, found, found[limit-1])
			}
			found = append(found, p)
		}
		after = nil
	}
	return r.pairs(ctx, found, pairAt{})
}

// pairAt is a pair before its rows are read.
type pairAt struct {
	month      calendar.Month
	score      int
	one, other string
	why        []string
}

// behind reports whether a pair stands behind a place in its month.
func (p pairAt) behind(other pairAt) bool { return comparePairs(other, p) < 0 }

func comparePairs(a, b pairAt) int {
	return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.one, b.one), cmp.Compare(a.other, b.other))
}

// place writes where a page ended: "2024-01/72/0f5c…/1a2b…", or the month alone that comes next.
func (p pairAt) place() string {
	if p.month.IsZero() {
		return ""
	}
	return place(p.month.String(), strconv.Itoa(p.score), p.one, p.other)
}

func parsePair(page string) (pairAt, error) {
	parts, err := parsePlace(page, 4)
	if err != nil {
		return pairAt{}, err
	}
	m, err := calendar.ParseMonth(parts[0])
	score, scoreErr := strconv.Atoi(parts[1])
	if err != nil || scoreErr != nil {
		return pairAt{}, noPage(page)
	}
	return pairAt{month: m, score: score, one: parts[2], other: parts[3]}, nil
}

// likeBounds returns the first month to look through, the last one, with which the looking begins, and the pair behind which it does.
func (r *Reader) likeBounds(ctx context.Context, q LikeQuery) (from, to calendar.Month, after *pairAt, err error) {
	var first, last *time.Time
	err = r.ask(ctx, "look when activities began", func(slot string) error {
		return r.pool.QueryRow(ctx, in(slot, `
			select min(starts), max(starts)
			from slot.activity
			where until_seq is null and not withdrawn and starts between $1 and $2`), firstDate(q.From), lastDate(q.To)).Scan(&first, &last)
	})
	if err != nil || first == nil {
		return from, to, nil, err
	}
	from, to = calendar.MonthOf(*first), calendar.MonthOf(*last)
	if q.After == "" {
		return from, to, nil, nil
	}
	ended, err := parsePair(q.After)
	if err != nil {
		return from, to, nil, err
	}
	if ended.one != "" {
		after = &ended
	}
	return from, ended.month, after, nil
}

// pairsOf returns the pairs of a month, and how many activities were looked at.
func (r *Reader) pairsOf(ctx context.Context, m calendar.Month, own map[string]bool) (pairs []pairAt, seen int, err error) {
	var near []suspect
	err = r.ask(ctx, "look for activities that are like each other", func(slot string) (err error) {
		// The day before the month too: what begins on its first day may have a double there.
		rows, _ := r.pool.Query(ctx, in(slot, `
			select `+suspectColumns+`
			from slot.activity
			where until_seq is null and not withdrawn and (
				starts between $1 and $2
				or later_months <> '{}' and later_months @> array[$3::date]
				or later_months <> '{}' and later_months @> array[$4::date] and ends >= $1)
			order by starts, id`), date(m.FirstDay().AddDays(-1)), lastDate(m), monthDate(m), monthDate(m.Add(-1)))
		near, err = pgx.CollectRows(rows, pgx.RowToStructByName[suspect])
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	if pairs, err = sweep(near, m, own); err == nil {
		pairs, err = r.withoutToldApart(ctx, pairs)
	}
	slices.SortFunc(pairs, comparePairs)
	return pairs, len(near), err
}

// sweep goes through the suspects as they began, and holds each against those that had not ended the day before.
func sweep(near []suspect, m calendar.Month, own map[string]bool) (pairs []pairAt, err error) {
	type going struct {
		*likeness.Features
		id   string
		ends time.Time
	}
	var on []going
	for _, c := range near {
		content, err := contentOf(c.ID, c.Content)
		if err != nil {
			return nil, err
		}
		on = slices.DeleteFunc(on, func(g going) bool { return g.ends.AddDate(0, 0, 1).Before(c.Starts) })
		f := likeness.Of(c.ID, content, own)
		for _, g := range on {
			if calendar.MonthOf(c.Starts) != m {
				break
			}
			if score, why := g.Alike(f); score >= likeness.Suspect {
				pairs = append(pairs, pairAt{m, score, g.id, c.ID, why})
			}
		}
		on = append(on, going{f, c.ID, c.Ends})
	}
	return pairs, nil
}

// withoutToldApart leaves out the pairs of which somebody said that they are two.
func (r *Reader) withoutToldApart(ctx context.Context, pairs []pairAt) ([]pairAt, error) {
	if len(pairs) == 0 {
		return nil, nil
	}
	var ids []string
	for _, p := range pairs {
		ids = append(ids, p.one, p.other)
	}
	type two struct{ Activity, Other string }
	var apart []two
	err := r.ask(ctx, "look what was told apart", func(slot string) (err error) {
		rows, _ := r.pool.Query(ctx, in(slot, `
			select activity, other
			from slot.change
			where what = 'told apart' and activity = any($1) and other = any($1)`), ids)
		apart, err = pgx.CollectRows(rows, pgx.RowToStructByName[two])
		return err
	})
	return slices.DeleteFunc(pairs, func(p pairAt) bool {
		return slices.Contains(apart, two{p.one, p.other}) || slices.Contains(apart, two{p.other, p.one})
	}), err
}

// pairs reads the rows of the pairs found, and says where the page ends.
func (r *Reader) pairs(ctx context.Context, found []pairAt, end pairAt) ([]LikePair, string, error) {
	var ids []string
	for _, p := range found {
		ids = append(ids, p.one, p.other)
	}
	rows, err := r.held(ctx, ids)
	if err != nil {
		return nil, "", err
	}
	var page []LikePair
	for _, p := range found {
		if one, other := rows[p.one], rows[p.other]; one.ID != "" && other.ID != "" && !one.Withdrawn && !other.Withdrawn {
			page = append(page, LikePair{one, other, p.score, p.why})
		}
	}
	return page, end.place(), nil
}
