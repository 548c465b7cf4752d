package recorder

import (
	"context"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/person"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Import takes files of activities and of the edition: it reads and checks them all, and only then records.
func (r *recorder) Import(ctx context.Context, stream apiv1connect.RecorderImportServerStream) (*apiv1.ImportResponse, error) {
	options, files, err := spool(stream)
	defer letGo(files)
	if err != nil {
		return nil, err
	}
	cmd, err := r.command(ctx, options.GetCommandId())
	if err != nil {
		return nil, err
	}
	ed, history, err := r.edition(ctx)
	if err != nil {
		return nil, err
	}
	i := &intake{recorder: r, cmd: cmd, edition: ed, dry: options.GetDryRun(), counted: map[string]bool{}}
	i.answer = &apiv1.ImportResponse{DryRun: i.dry}
	if err := i.check(ctx, files); err != nil {
		return nil, err
	}
	if len(i.answer.GetRefusals()) > 0 {
		return i.answer, nil
	}
	if err := i.recordEdition(ctx, history); err != nil {
		return nil, err
	}
	for _, f := range files {
		if err := i.recordFile(ctx, f); err != nil {
			return nil, err
		}
	}
	return i.answer, nil
}

// intake is one import under way.
type intake struct {
	*recorder
	cmd     eventlog.Command
	dry     bool
	answer  *apiv1.ImportResponse
	edition *edition.Edition
	// changes are the events that the files of the edition bring; edition has them applied already, so that activities are checked
	// against what will hold.
	changes []proto.Message
	// counted are the people that a dry run has looked for in the log.
	counted map[string]bool
}

// recordEdition appends what the files say of the edition, all of it or nothing.
func (i *intake) recordEdition(ctx context.Context, history eventlog.History) error {
	i.answer.EditionEvents = uint32(len(i.changes))
	if i.dry || len(i.changes) == 0 {
		return nil
	}
	if at, done := history.Done(i.cmd.ID); done {
		i.reached(at.Sequence)
		return nil
	}
	at, err := i.ground.Log.Append(ctx, i.cmd, thing.Edition, history.At(), i.changes...)
	if err != nil {
		return err
	}
	i.reached(at.Sequence)
	return nil
}

func (i *intake) reached(sequence uint64) { i.answer.Sequence = max(i.answer.Sequence, sequence) }

func (i *intake) recordFile(ctx context.Context, f *spooled) error {
	for item, refusals := range f.file.Items() {
		if len(refusals) > 0 {
			// It was sound when it was checked a moment ago.
			return fault.New(fault.Unavailable, "%s changed while it was read: import it again", f.name)
		}
		if err := i.recordItem(ctx, f.name, item); err != nil {
			return err
		}
	}
	return nil
}

// recordItem records what a file says of one activity: first what it was, then that it was withdrawn.
func (i *intake) recordItem(ctx context.Context, file string, item exchange.Item) error {
	id := activity.ImportedID(item.Source, item.Key)
	// A command of its own for each activity, so that an import that comes twice is recognised activity by activity.
	cmd := i.cmd
	cmd.ID = thing.ID("command", i.cmd.ID, item.Source, item.Key)
	cmd.Correlation = i.cmd.ID
	said := &saying{intake: i, cmd: cmd, id: id, item: item}
	at, err := said.record(ctx)
	if err != nil {
		return err
	}
	i.reached(at.Sequence)
	i.tally(file, said)
	return nil
}

// saying is what a file says of one activity, and what came of it.
type saying struct {
	*intake
	cmd     eventlog.Command
	id      string
	item    exchange.Item
	outcome activity.Outcome
	after   *activity.Activity
	retired bool
}

func (s *saying) record(ctx context.Context) (eventlog.At, error) {
	t := thing.Activity(s.id)
	if s.dry {
		history, err := s.ground.Log.Load(ctx, t)
		if err == nil {
			_, err = s.decide(ctx, history)
		}
		return eventlog.At{}, err
	}
	return s.ground.Log.Change(ctx, s.cmd, t, func(history eventlog.History) ([]proto.Message, error) { return s.decide(ctx, history) })
}

// decide returns the events that the file brings about on the activity as it stands.
func (s *saying) decide(ctx context.Context, history eventlog.History) (events []proto.Message, err error) {
	s.after, s.retired = fold(s.id, history), false
	if s.item.Content != nil {
		file := &eventv1.Import{Source: s.item.Source, Key: s.item.Key, Activity: asTyped(s.item.Content)}
		if events, s.outcome, err = activity.Import(s.after, file, s.edition, s.cmd.Time); err != nil {
			return nil, err
		}
		if err := s.nameThem(ctx, events); err != nil {
			return nil, err
		}
	}
	for _, event := range events {
		s.after.Apply(event)
	}
	if s.item.Withdrawn == "" || s.after.Withdrawn {
		return events, nil
	}
	withdrawn, err := activity.Withdraw(s.after, s.item.Withdrawn)
	if err != nil {
		return nil, err
	}
	s.retired = true
	return append(events, withdrawn...), nil
}

// nameThem takes down whoever is named for the first time; in a dry run it only counts them.
func (s *saying) nameThem(ctx context.Context, events []proto.Message) error {
	if s.dry {
		return s.countThem(ctx, events)
	}
	for _, event := range events {
		fresh, err := s.name(ctx, s.cmd, event.(contentful).GetActivity())
		s.answer.People += uint32(fresh)
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *saying) countThem(ctx context.Context, events []proto.Message) error {
	for _, event := range events {
		for _, named := range person.Of(event.(contentful).GetActivity()) {
			if _, known := s.named.Load(named.ID); known || s.counted[named.ID] {
				continue
			}
			history, err := s.ground.Log.Load(ctx, thing.Person(named.ID))
			if err != nil {
				return err
			}
			s.counted[named.ID] = true
			if len(history) == 0 {
				s.answer.People++
			}
		}
	}
	return nil
}
