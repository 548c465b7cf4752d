package projector

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"dontblink.dev/pkg/archive"
	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// second is the second copy of the log: how far it has come, and whether the log still holds all that is in it.
type second struct {
	// Only the process that has claimed the archive copies into it. All others read how far it is.
	archive *archive.Archive
	copier  archive.Copier
	// compared is closed when the log was found to hold all that is in the archive.
	compared chan struct{}

	mu       sync.Mutex
	head     uint64
	progress string
	loss     error
	// lifted: commands are taken. Until then nobody is told how far the archive is, so that who is told can send one.
	lifted bool
	// held: commands wait for the comparison, and release lets them pass.
	held    bool
	release func(context.Context) error
	// expected is how many events there were when this process began.
	expected uint64
}

// errComparing is what commands hear until it is known whether the log is whole.
var errComparing = errors.New("the log is being compared with its archive; send the same again in a moment")

// openArchive opens the archive and has commands refused until the log was compared with it. It comes before anything is served: a store
// that has lost events, or all of them, looks like a sound one, and the verdict was in it. Where another process keeps the archive, that
// one has had them refused.
func (k *keeper) openArchive(ctx context.Context) (err error) {
	s := &k.second
	s.compared = make(chan struct{})
	if s.archive, err = archive.Open(ctx, k.ground.Rows); err != nil {
		return err
	}
	s.copier = archive.Copier{Archive: s.archive, Log: k.ground.Log, Logger: k.ground.Logger, OnHead: s.note}
	// A lock in Postgres, which goes with its connection: whoever dies lets go of it.
	mine, err := s.copier.Claim(ctx)
	if err != nil || !mine {
		return err
	}
	head, err := s.archive.Head(ctx)
	if err != nil {
		s.copier.Release(ctx)
		return err
	}
	// An empty archive has nothing to compare with: it is a new log, or one from before there was an archive.
	if s.expected = head.Sequence; head.Sequence == 0 {
		return nil
	}
	// Not merely logged, as at a stop: whoever serves now would take commands that nobody has compared the log for. And held, not refused: a
	// stop of before has a better reason, and where there is none commands need not wait for rows that are only being prepared.
	if s.held, s.release, err = k.verdict.Hold(ctx, errComparing.Error()); err != nil {
		s.copier.Release(ctx)
		return fmt.Errorf("commands cannot be refused while the log is compared with its archive, so nothing is served: %w", err)
	}
	return nil
}

// keepArchive compares the log with its archive, and then keeps the archive up with it until ctx is done, when it is this process's turn.
// When one is not what the other says, it says so once in the log and has commands refused.
//
// It compares before its turn: the turn at the rows is another one, and whoever has that lifts the verdict. If only the process with the
// archive compared, neither would lift it where these are two.
func (k *keeper) keepArchive(ctx context.Context) {
	s := &k.second
	// Whatever comes of it, the copier lets go at the end, so that another process may take its turn.
	err := k.compareUntilKnown(ctx)
	if err == nil {
		k.letGo(ctx)
		close(s.compared)
		err = s.copier.Run(ctx)
	}
	s.copier.Release(ctx)
	if _, stopped := errors.AsType[*eventlog.Stop](err); !stopped {
		return
	}
	s.mu.Lock()
	s.loss = err
	k.refuse(ctx, err)
	s.mu.Unlock()
	k.ground.Logger.Error("the log is not what its archive says: nothing is taken down until somebody has looked", "why", err)
}

// letGo lets commands pass that were held for the comparison. Until that succeeds they wait, and nothing is lost by it.
func (k *keeper) letGo(ctx context.Context) {
	s := &k.second
	if !s.held {
		return
	}
	k.untilDone(ctx, func() error { return s.release(ctx) })
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lifted = true
}

// compareUntilKnown compares until there is an answer; nil is that the log is whole.
func (k *keeper) compareUntilKnown(ctx context.Context) error {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for told := false; ; told = true {
		loss, err := k.second.archive.Compare(ctx, k.ground.Log, k.second.noteProgress)
		_, stopped := errors.AsType[*eventlog.Stop](err)
		switch {
		case loss != nil:
			return loss.Stop()
		case err == nil || stopped || ctx.Err() != nil:
			return err
		case !told:
			k.ground.Logger.Warn("the log cannot be compared with its archive for now; trying again", "error", err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// note hears from the copier how far it has come.
func (s *second) note(h archive.Head) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.head = h.Sequence
}

// noteProgress is told while the log is compared, for the status to say why nothing is taken yet.
func (s *second) noteProgress(at, of uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.progress = projection.Percent(at, of)
}

// lift lifts the verdict, unless the archive has found out more by now.
// The lock is held across both, so that a loss which is found at the same moment is refused after the lifting and not before.
func (k *keeper) lift(ctx context.Context) error {
	k.second.mu.Lock()
	defer k.second.mu.Unlock()
	if k.second.loss != nil {
		return nil
	}
	err := k.verdict.Lift(ctx)
	k.second.lifted = err == nil
	return err
}

// tellArchive adds to a status how it stands with the archive. A log that has lost events has stopped everything, whatever the rows say.
func (k *keeper) tellArchive(ctx context.Context, status *apiv1.GetStatusResponse) {
	s := &k.second
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.compared:
		if s.lifted || status.GetState() == projection.Stopped {
			status.Archived = s.head
		}
	default:
		if status.GetWhy() == "" && s.progress != "" {
			status.Why = "the log is being compared with its archive, " + s.progress
		}
		// Rows of a log that has lost events may be up with what is left of it, and would say that all is well.
		if status.GetLog() < s.expected && status.GetState() == projection.Live {
			status.State = projection.Preparing
		}
	}
	if s.loss != nil {
		status.State, status.Why = projection.Stopped, s.loss.Error()
	}
	if status.Archived == 0 {
		// Another process may keep it, or nothing is known yet of a log that is not whole.
		if head, err := s.archive.Head(ctx); err == nil && (s.loss != nil || !s.copier.Mine()) {
			status.Archived = head.Sequence
		}
	}
}

// verifyArchive checks the archive by itself, and then the log against it.
// An error is that it could not be checked; what is wrong is in Why, with what to do.
func (k *keeper) verifyArchive(ctx context.Context) (*apiv1.VerifiedArchive, error) {
	head, err := k.second.archive.Check(ctx)
	answer := &apiv1.VerifiedArchive{Sequence: head.Sequence}
	if stop, stopped := errors.AsType[*eventlog.Stop](err); stopped {
		answer.Why = fmt.Sprintf("the archive is not what it was: %s; the log is the better copy now, `dontblink backup` refuses, and "+
			"`dontblink restore --from BACKUP --older` puts a good archive in its place", stop.Why)
		return answer, nil
	}
	if err != nil {
		return nil, err
	}
	loss, err := k.second.archive.Compare(ctx, k.ground.Log, nil)
	if err != nil {
		return nil, said("the log cannot be compared with its archive", err)
	}
	if answer.Equal = loss == nil; loss != nil {
		answer.Why = loss.Stop().Why
	}
	return answer, nil
}

// archivePatience is how long a backup waits for what was just written to be archived.
// After a large import the copier has that much to do.
const archivePatience = 30 * time.Second

// archived waits until the archive has what the log has at this moment. A log that is not whole is not waited for: what is in the archive is
// the better copy.
func (k *keeper) archived(ctx context.Context) error {
	ends, err := k.ground.Log.Ends(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, archivePatience)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		head, err := k.second.archive.Head(ctx)
		if err != nil || head.Sequence >= ends || k.second.lost() {
			return err
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fault.New(fault.Unavailable, "the archive has come to event %d of %d: try again when it has come up with the log", head.Sequence, ends)
		}
	}
}

// lost reports whether the log was found not to be what the archive says.
func (s *second) lost() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loss != nil
}
