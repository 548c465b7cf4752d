package recorder

import (
	"context"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// Import takes files of activities and of the edition: it reads and checks them all, and only then records. A dry run goes as far as that it
// says what would be recorded.
// Nothing is recorded unless all of it is sound. What is recorded goes in stretches, and an import that is cut off in between is finished when it is sent
// again: each activity has a command of its own, made of the import's and its key.
func (r *recorder) Import(ctx context.Context, stream apiv1connect.RecorderImportServerStream) (*apiv1.ImportResponse, error) {
	far := &progress{}
	options, files, err := spool(stream, func(options *apiv1.ImportOptions) *progress {
		r.underWay.begin(options.GetCommandId(), far)
		return far
	})
	defer letGo(files)
	// Also of what broke off on the way: whoever follows it is to hear that it has ended.
	defer r.underWay.end(options.GetCommandId())
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
	i := &intake{recorder: r, cmd: cmd, edition: ed, editionAt: history.At(), dry: options.GetDryRun(), named: roll{}, counted: map[string]bool{}}
	i.far, i.refused, i.answer = far, map[string]bool{}, &apiv1.ImportResponse{DryRun: i.dry}
	i.times = map[string]*apiv1.ImportOutcome{}
	if err := i.check(ctx, options, files); err != nil {
		return nil, err
	}
	// A dry run shows what would become of the rest, beside what is wrong.
	if len(i.answer.GetRefusals()) > 0 && !i.dry {
		return i.answer, nil
	}
	if err := i.recordEdition(ctx); err != nil {
		return nil, err
	}
	if err := i.recordAll(ctx, files); err != nil {
		return nil, err
	}
	i.outlivedMore()
	i.leftOutWords()
	return i.answer, nil
}

// intake is one import under way.
// named is whom this import knows the log to have.
type intake struct {
	*recorder
	cmd     eventlog.Command
	dry     bool
	answer  *apiv1.ImportResponse
	edition *edition.Edition
	// changes are the events that the files of the edition bring; edition has them applied already, so that activities are checked
	// against what will hold. They follow on editionAt.
	changes   []proto.Message
	editionAt eventlog.At
	named     roll
	// refused are the activities of which something is wrong, by id; a dry run goes on without them.
	refused map[string]bool
	far     *progress
	// old is how many activities were taken as the edition no longer has them.
	old int
	// times are the outcomes that times of recurring events have had so far, by what came of which event.
	times map[string]*apiv1.ImportOutcome
	// leftOut is how many times of recurring events were left alone.
	leftOut int
	// counted are the people that a dry run has looked for in the log.
	counted map[string]bool
}

// recordEdition appends what the files say of the edition: all of it, in parts if it is more than one append takes.
func (i *intake) recordEdition(ctx context.Context) error {
	i.answer.EditionEvents = uint32(len(i.changes))
	if i.dry || len(i.changes) == 0 {
		return nil
	}
	at, err := i.ground.Log.Change(ctx, i.cmd, thing.Edition, i.changesLeft)
	if err != nil {
		return err
	}
	i.reached(at.Sequence)
	return nil
}

// changesLeft returns those of the changes that the edition does not have yet. All files were checked against what the edition will be, so
// nobody else may have changed it since.
func (i *intake) changesLeft(history eventlog.History) ([]proto.Message, error) {
	for _, recorded := range history[i.editionAt.Version:] {
		if recorded.CorrelationID != i.cmd.ID {
			return nil, fault.New(fault.Conflict, "the edition was changed by somebody else while the files were checked against it: import them again")
		}
	}
	return i.changes[history.At().Version-i.editionAt.Version:], nil
}

// reached notes how far the log has come by this import: whoever waits for the rows waits for that.
func (i *intake) reached(sequence uint64) { i.answer.Sequence = max(i.answer.Sequence, sequence) }
