package recorder

import (
	"context"
	"errors"

	"golang.org/x/sync/errgroup"
	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// saying is what a file says of one activity, and what came of it.
// at is where its story stood when it was decided on; after is the activity with what was decided, nil when nothing had to be.
type saying struct {
	*intake
	file   string
	cmd    eventlog.Command
	id     string
	item   exchange.Item
	at     eventlog.At
	events []proto.Message

	outcome activity.Outcome
	after   *activity.Activity
	retired bool
	// leftOut says that it is a time of a recurring event which is no advocacy, and that the log has none of it or had it taken out.
	leftOut bool
}

// recordAll records what the files say of the activities, stretch by stretch: while one is appended, the next is decided. Activities stand
// in the files once each, so what is decided does not depend on what is being appended.
func (i *intake) recordAll(ctx context.Context, files []*spooled) error {
	work, ctx := errgroup.WithContext(ctx)
	// Without room: one stretch is decided ahead, and no more is held in memory.
	decided := make(chan []*saying)
	work.Go(func() error {
		defer close(decided)
		return i.decideAll(ctx, files, decided)
	})
	work.Go(func() error {
		for said := range decided {
			if err := i.record(ctx, said); err != nil {
				return err
			}
		}
		return nil
	})
	return work.Wait()
}

// decideAll ends early when recording has failed: ctx is the group's.
func (i *intake) decideAll(ctx context.Context, files []*spooled, decided chan<- []*saying) error {
	for stretch := range stretches(files, i.atOnce) {
		said, err := i.sayings(stretch)
		if err == nil {
			err = i.decide(ctx, said)
		}
		if err != nil {
			return err
		}
		select {
		case decided <- said:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// sayings returns what a stretch of a file says, each under a command of its own, so that an import that comes twice is recognised
// activity by activity.
func (i *intake) sayings(stretch []line) ([]*saying, error) {
	said := make([]*saying, 0, len(stretch))
	for _, l := range stretch {
		id := activity.ImportedID(l.item.Source, l.item.Key)
		// Only a dry run comes this far with refusals; it tells of all others.
		if i.dry && (len(l.refusals) > 0 || i.refused[id]) {
			continue
		}
		if len(l.refusals) > 0 {
			// It was sound when it was checked a moment ago.
			return nil, fault.New(fault.Unavailable, "%s changed while it was read: import it again", l.file.name)
		}
		s := &saying{intake: i, file: l.file.name, cmd: i.cmd, id: id, item: l.item}
		s.cmd.ID = thing.ID("command", i.cmd.ID, l.item.Source, l.item.Key)
		s.cmd.Correlation = i.cmd.ID
		said = append(said, s)
	}
	return said, nil
}

// decide decides on each activity as the log has it now.
func (i *intake) decide(ctx context.Context, said []*saying) error {
	things := make([]thing.Thing, len(said))
	for n, s := range said {
		things[n] = thing.Activity(s.id)
	}
	histories, err := i.ground.Log.LoadAll(ctx, things)
	if err != nil {
		return err
	}
	for n, s := range said {
		if at, done := histories[n].Done(s.cmd.ID); done && !i.dry {
			s.at, s.after, s.events = at, nil, nil
		} else if err := s.decide(histories[n]); err != nil {
			return err
		}
	}
	return nil
}

// decide finds the events that the file brings about on the activity as it stands: first what it was, then that it was withdrawn.
func (s *saying) decide(history eventlog.History) (err error) {
	s.after, s.at, s.events, s.retired = fold(s.id, history), history.At(), nil, false
	if s.leftOut = (s.after.Version == 0 || s.after.Withdrawn) && s.ofSeriesLeftOut(); s.leftOut {
		s.outcome = activity.Outcome{What: activity.LeftAlone}
		return nil
	}
	if s.item.Content != nil {
		file := &eventv1.Import{Source: s.item.Source, Key: s.item.Key, Activity: asTyped(s.item.Content)}
		if s.events, s.outcome, err = activity.Import(s.after, file, s.edition, s.cmd.Time); err != nil {
			return err
		}
	}
	for _, event := range s.events {
		s.after.Apply(event)
	}
	if s.item.Withdrawn == "" || s.after.Withdrawn || s.after.Gone() || s.after.MergedInto != "" {
		return nil
	}
	withdrawn, err := activity.Withdraw(s.after, s.item.Withdrawn)
	s.events, s.retired = append(s.events, withdrawn...), err == nil
	return err
}

// record appends what was decided, and tells what came of it, in the order of the files.
func (i *intake) record(ctx context.Context, said []*saying) error {
	if err := i.nameThem(ctx, said); err != nil {
		return err
	}
	if !i.dry {
		if err := i.append(ctx, said); err != nil {
			return err
		}
	}
	for _, s := range said {
		i.reached(s.at.Sequence)
		i.tally(s)
	}
	i.far.recorded.Add(uint64(len(said)))
	return nil
}

// append appends a stretch in one go; what somebody else has changed meanwhile is decided anew by itself.
func (i *intake) append(ctx context.Context, said []*saying) error {
	var entries []eventlog.Entry
	var whose []*saying
	for _, s := range said {
		if len(s.events) > 0 {
			entries = append(entries, eventlog.Entry{Command: s.cmd, Thing: thing.Activity(s.id), After: s.at, Events: s.events})
			whose = append(whose, s)
		}
	}
	for n, result := range i.ground.Log.AppendAll(ctx, entries) {
		s, err := whose[n], result.Err
		s.at = result.At
		if errors.Is(err, fault.Conflict) {
			err = s.decideAnew(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// decideAnew records on an activity that somebody else has changed since it was loaded.
func (s *saying) decideAnew(ctx context.Context) (err error) {
	// Until something is decided: that this very command was done by another who sends it.
	s.after = nil
	s.at, err = s.ground.Log.Change(ctx, s.cmd, thing.Activity(s.id), func(history eventlog.History) ([]proto.Message, error) {
		if err := s.decide(history); err != nil {
			return nil, err
		}
		return s.events, s.nameThem(ctx, []*saying{s})
	})
	return err
}
