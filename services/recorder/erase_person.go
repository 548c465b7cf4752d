package recorder

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// rounds is how often an erasure reads on in what was recorded meanwhile.
// Each round costs one reading of what is new; who names somebody twenty times faster than that is a program.
const rounds = 20

// ErasePerson takes somebody out of everything that names them, by whichever of their names: first what names them says so no more, then the
// keys of what was said before are destroyed, and at last their own. A command that was interrupted is finished when it comes again.
func (r *recorder) ErasePerson(ctx context.Context, req *apiv1.ErasePersonRequest) (*apiv1.ErasePersonResponse, error) {
	e, err := r.erasing(ctx, req.GetCommandId(), req.GetReason())
	if err != nil {
		return nil, err
	}
	if err := e.album.pictured.readOn(ctx, r.ground.Log); err != nil {
		return nil, err
	}
	answer := &apiv1.ErasePersonResponse{}
	// At least two: the second finds nothing if nobody has named them meanwhile.
	for round := range rounds {
		// Those that were found before are kept, since what tied them together may be erased by now.
		s, err := e.subject(ctx, composed(req.GetPerson()), answer.GetIds())
		if err != nil {
			return nil, err
		}
		if round > 0 && !s.known {
			return e.erased(ctx, s, answer)
		}
		told := len(answer.GetActivities()) + len(answer.GetIssues())
		if err := e.person(ctx, s, answer); err != nil {
			return nil, err
		}
		if !s.recorded && len(answer.GetActivities())+len(answer.GetIssues()) == told {
			return nil, fault.New(fault.NotFound, "nobody of that name is in the log: write it as it was recorded")
		}
		for _, t := range s.things {
			if !slices.Contains(answer.GetIds(), t.ID) {
				answer.Ids = append(answer.Ids, t.ID)
			}
		}
		// An alias may have been given meanwhile.
	}
	return nil, goesOn()
}

// erased answers when nothing is left to erase, after the pictures that nothing names any more.
func (e *erasure) erased(ctx context.Context, s *subject, answer *apiv1.ErasePersonResponse) (*apiv1.ErasePersonResponse, error) {
	if _, err := e.removePictures(ctx); err != nil {
		return nil, err
	}
	answer.Id, answer.Sequence, answer.Keys = s.id, e.reached, uint32(len(e.destroyed))
	// Nobody but people can say who is to be seen in a picture.
	unpictured := func(id string) bool { return !e.album.pictured.has(id) }
	answer.Pictured = slices.DeleteFunc(slices.Clone(answer.GetActivities()), unpictured)
	return answer, nil
}

// goesOn is what somebody hears whose rounds are used up. What was erased stays so.
func goesOn() error {
	return fault.New(fault.Unavailable, "somebody goes on to name them while they are erased: send the same command again later")
}

// person erases whom it is about, as far as the log tells of them now.
func (e *erasure) person(ctx context.Context, s *subject, answer *apiv1.ErasePersonResponse) error {
	activities, err := e.activities(ctx, s)
	if err != nil {
		return err
	}
	// Found by what names them for certain, and erased under their short names too: those mean them where they are named.
	issues, err := e.issues(ctx, func(issue *eventv1.Issue) bool { return s.named.From(issue) }, func(issue *eventv1.Issue) { s.meant.From(issue) })
	if err != nil {
		return err
	}
	if err := e.others(ctx, s); err != nil {
		return err
	}
	for _, t := range s.things {
		if err := e.own(ctx, t, s); err != nil {
			return err
		}
	}
	answer.Activities, answer.Issues = append(answer.Activities, activities...), append(answer.Issues, issues...)
	return nil
}

// activities takes somebody out of every activity that names them or has ever named them, and returns which. The whole log is read: what
// it says is all that counts. What is recorded meanwhile is read in another round.
func (e *erasure) activities(ctx context.Context, s *subject) (ids []string, err error) {
	for after, round := uint64(0), 0; ; round++ {
		if round == rounds {
			return nil, goesOn()
		}
		found, last, err := e.tellings(ctx, thing.KindActivity, after, func(_ thing.Thing, event proto.Message) bool { return s.named.From(event) })
		if err != nil || len(found) == 0 {
			return ids, err
		}
		for _, t := range found {
			if _, err := e.ground.Log.Change(ctx, e.on(t), t.Thing, func(history eventlog.History) ([]proto.Message, error) {
				keys, err := keysOf(history)
				if err != nil {
					return nil, err
				}
				origin := activity.Origin{At: history[0].Time, By: history[0].Actor}
				return []proto.Message{activity.ErasePerson(fold(t.ID, history), s.meant, e.reason, keys, origin)}, nil
			}); err != nil {
				return nil, err
			}
			if !slices.Contains(ids, t.ID) {
				ids = append(ids, t.ID)
			}
		}
		if err := e.settle(ctx, thingsOf(found)...); err != nil {
			return nil, err
		}
		after = last
	}
}

// others takes somebody out of what was said of other people and organisations: the reason of a merge names them, or an alias was given to the
// wrong one.
func (e *erasure) others(ctx context.Context, s *subject) error {
	found, _, err := e.tellings(ctx, thing.KindPerson, 0, func(t thing.Thing, event proto.Message) bool {
		return !slices.Contains(s.things, t) && s.named.ToldBy(event)
	})
	if err != nil {
		return err
	}
	for _, t := range found {
		if _, err := e.ground.Log.Change(ctx, e.on(t), t.Thing, func(history eventlog.History) ([]proto.Message, error) {
			keys, err := keysOf(history)
			if err != nil {
				return nil, err
			}
			return s.named.Retell(known(t.ID, history), e.reason, keys), nil
		}); err != nil {
			return err
		}
	}
	return e.settle(ctx, thingsOf(found)...)
}

// own erases what the log has of one of their names by itself. One that says nothing any more is not erased again, but its keys are.
// The reason may name them too.
func (e *erasure) own(ctx context.Context, t thing.Thing, s *subject) error {
	_, err := e.ground.Log.Change(ctx, e.on(telling{Thing: t, last: s.versions[t]}), t, func(history eventlog.History) ([]proto.Message, error) {
		keys, err := keysOf(history)
		if err != nil || len(history) == 0 {
			return nil, err
		}
		if _, erased := history[len(history)-1].Event.(*eventv1.PersonErased); erased {
			return nil, nil
		}
		return []proto.Message{&eventv1.PersonErased{Reason: s.named.Text(e.reason), Keys: keys}}, nil
	})
	if err != nil {
		return err
	}
	return e.settle(ctx, t)
}

// subject is whom an erasure is about.
type subject struct {
	// id is that of the name that was asked for.
	id string
	// named erases them by what tells them from others, meant by their short names too: those say whom they mean only where they are named.
	named, meant *person.Erasure
	// things are what the log keeps of them, in the order in which it is erased.
	things   []thing.Thing
	versions map[thing.Thing]uint64
	// recorded says that the log has a thing of theirs, known that one of these says who they are.
	recorded, known bool
}

// subject finds out who is meant, by id or by name, and everything that they are called. Those who were found before stay.
func (e *erasure) subject(ctx context.Context, meant string, before []string) (*subject, error) {
	id := person.ID(meant)
	if uuid.Validate(meant) == nil {
		id = meant
	}
	ties, err := e.ties(ctx)
	if err != nil {
		return nil, err
	}
	ids := ties.all(id)
	for _, was := range before {
		if !slices.Contains(ids, was) {
			ids = append([]string{was}, ids...)
		}
	}
	s := &subject{id: id, versions: map[thing.Thing]uint64{}}
	for _, id := range ids {
		s.things = append(s.things, thing.Person(id))
	}
	histories, err := e.ground.Log.LoadAll(ctx, s.things)
	if err != nil {
		return nil, err
	}
	// What was typed is a name as well: it may stand in texts and be nobody's in the log.
	names, short := []string{meant}, []string(nil)
	for n, history := range histories {
		if _, err := keysOf(history); err != nil {
			return nil, err
		}
		p := known(ids[n], history)
		names, short = append(names, p.Called()...), append(short, p.ShortName)
		s.versions[s.things[n]] = p.Version
		s.recorded, s.known = s.recorded || len(history) > 0, s.known || p.Known()
	}
	if !s.recorded && len(strings.Fields(meant)) < 2 {
		// A word that is nobody's name would go from every text, for ever.
		return nil, fault.New(fault.NotFound, "nobody is recorded as “%s”, and it is a single word: write the whole name, as it was recorded", meant)
	}
	s.named, s.meant = person.EraseAll(ids, names), person.EraseAll(ids, append(names, short...))
	return s, nil
}

// ties are who leads to whom.
type ties map[string]string

// ties reads them in the log.
func (e *erasure) ties(ctx context.Context) (ties, error) {
	found := ties{}
	_, err := e.ground.Log.Read(ctx, thing.KindPerson, 0, func(recorded eventlog.Recorded) error {
		switch event := recorded.Event.(type) {
		case *eventv1.PersonMerged:
			found[recorded.Thing.ID] = event.GetInto()
		case *eventv1.PersonMergeUndone, *eventv1.PersonErased:
			delete(found, recorded.Thing.ID)
		}
		return nil
	})
	return found, err
}

// up returns who one is and leads to, step by step.
func (t ties) up(id string) []string {
	path := []string{id}
	for next := t[id]; next != "" && !slices.Contains(path, next); next = t[next] {
		path = append(path, next)
	}
	return path
}

// all returns everyone who is one with whom that id means, in the order in which they can be erased: whoever is interrupted, and begins again
// with the same id, finds from it all who are left. So those go first to whom nobody else leads, and the way from the id at last, from its end.
func (t ties) all(id string) []string {
	way := t.up(id)
	end := way[len(way)-1]
	// far is how many steps lead from one to the end.
	type step struct {
		id  string
		far int
	}
	var others []step
	for one := range t {
		if path := t.up(one); !slices.Contains(way, one) && slices.Contains(path, end) {
			others = append(others, step{id: one, far: len(path)})
		}
	}
	slices.SortFunc(others, func(a, b step) int {
		if a.far != b.far {
			return b.far - a.far
		}
		return strings.Compare(a.id, b.id)
	})
	var ids []string
	for _, one := range others {
		ids = append(ids, one.id)
	}
	slices.Reverse(way)
	return append(ids, way...)
}
