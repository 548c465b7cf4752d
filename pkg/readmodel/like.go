package readmodel

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/likeness"
	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// What seems to be logged twice is kept nowhere: the rows of the days around are few, and are held against each other when somebody asks. So
// whoever logs pays nothing for it, and a better eye for likeness sees all that was ever logged.

// Like is an activity that seems to be another.
type Like struct {
	Row
	// Score is from likeness.Suspect to likeness.Certain; Why says it in words.
	Score int
	Why   []string
}

// suspect is a row that may be like another.
type suspect struct {
	ID           string
	Starts, Ends time.Time
	Content      []byte
}

const suspectColumns = `id, starts, ends, content`

// mostLikes are shown at once: of more than that none is likely. mostCandidates are looked at.
const (
	mostLikes      = 10
	mostCandidates = 400
)

// FindLike returns the activities that seem to be the one at hand, the likeliest first. Its id is empty while it is not recorded; else it is
// not like itself, nor what it was told apart from.
func (r *Reader) FindLike(ctx context.Context, content *eventv1.Activity, id string) ([]Like, error) {
	ed, err := r.Edition(ctx)
	if err != nil {
		return nil, err
	}
	own := ownIDs(ed)
	// Who is named in what is not recorded yet has no id there.
	content = proto.CloneOf(content)
	person.Recognise(content)
	f := likeness.Of(id, content, own)
	var found []suspect
	err = r.ask(ctx, "look for activities that are like one", func(slot string) (err error) {
		found, err = r.suspects(ctx, slot, content, id, f)
		return err
	})
	if err != nil {
		return nil, err
	}
	var likes []Like
	for _, c := range found {
		other, err := contentOf(c.ID, c.Content)
		if err != nil {
			return nil, err
		}
		if score, why := f.Alike(likeness.Of(c.ID, other, own)); score >= likeness.Suspect {
			likes = append(likes, Like{Row: Row{ID: c.ID}, Score: score, Why: why})
		}
	}
	slices.SortFunc(likes, func(a, b Like) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID)) })
	return r.filled(ctx, likes[:min(len(likes), mostLikes)])
}

// ownIDs returns the ids of the organisations that the team is itself.
func ownIDs(ed *edition.Edition) map[string]bool {
	own := map[string]bool{}
	for _, name := range ed.Proto().GetTeam().GetOrganisations() {
		own[person.ID(name)] = true
	}
	return own
}

// suspects returns what lies on the days of an activity or beside them. Of the days of a month and more that would be half the log: then
// what shares neither a word nor a kind nor a topic is left out.
func (r *Reader) suspects(ctx context.Context, slot string, content *eventv1.Activity, id string, f *likeness.Features) ([]suspect, error) {
	span := calendar.MustOf(content.GetWhen())
	if span.From == (calendar.Day{}) {
		return nil, nil
	}
	first, last := span.From.AddDays(-1), span.To.AddDays(1)
	const aWeek = 7
	shares, args := "", []any{date(first), date(last), monthDate(first.InMonth()), id, mostCandidates}
	if last.Compare(first.AddDays(aWeek)) > 0 {
		shares = ` and (headline ~* $6 or kinds && $7 or topics && $8)`
		args = append(args, anyWord(f.Words()), present(content.GetKinds()), present(mapped(content.GetTopics(), edition.Folded)))
	}
	// As in a list, those that began in a month before have an index of their own.
	rows, _ := r.pool.Query(ctx, in(slot, `
		select `+suspectColumns+`
		from (
			(select `+suspectColumns+`
				from slot.activity
				where until_seq is null and not withdrawn and starts between $3 and $2 and ends >= $1`+shares+`
				order by starts desc, id desc
				limit $5)
			union all
			(select `+suspectColumns+`
				from slot.activity
				where until_seq is null and not withdrawn and later_months <> '{}' and later_months @> array[$3::date] and ends >= $1`+shares+`
				order by starts desc, id desc
				limit $5)
		) as near
		where id <> $4 and not exists (
			select from slot.change
			where what = 'told apart' and (activity = $4 and other = id or activity = id and other = $4)
		)`), append([]any{pgx.QueryExecModeCacheDescribe}, args...)...)
	return pgx.CollectRows(rows, pgx.RowToStructByName[suspect])
}

// anyWord is an expression that finds any of the words where a word begins.
func anyWord(words []string) string {
	if len(words) == 0 {
		return "$^"
	}
	quoted := mapped(words, regexp.QuoteMeta)
	return `\m(` + strings.Join(quoted, "|") + ")"
}

// filled returns the likes with their rows whole.
func (r *Reader) filled(ctx context.Context, likes []Like) ([]Like, error) {
	ids := make([]string, len(likes))
	for i, like := range likes {
		ids[i] = like.ID
	}
	rows, err := r.held(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range likes {
		likes[i].Row = rows[likes[i].ID]
	}
	// One that was withdrawn in this very moment is like nothing any more.
	return slices.DeleteFunc(likes, func(l Like) bool { return l.ID == "" || l.Withdrawn }), nil
}

// held returns the rows that hold now of those ids.
func (r *Reader) held(ctx context.Context, ids []string) (map[string]Row, error) {
	by := map[string]Row{}
	if len(ids) == 0 {
		return by, nil
	}
	var found []Row
	err := r.ask(ctx, "get activities", func(slot string) (err error) {
		rows, _ := r.pool.Query(ctx, in(slot, `
			select `+storedColumns+`
			from slot.activity
			where until_seq is null and id = any($1)`), ids)
		found, err = pgx.CollectRows(rows, toRow)
		return err
	})
	for _, row := range found {
		by[row.ID] = row
	}
	return by, err
}
