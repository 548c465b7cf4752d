package projector

import (
	"context"
	"errors"
	"time"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/projection"
	"dontblink.dev/pkg/readmodel"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// Verify compares the rows that are read with those that the log makes, by a writer of its own: what is read may be wrong because of
// what the other one remembers.
// The archive comes first: where log and archive differ, rows that agree with the log prove little.
func (k *keeper) Verify(ctx context.Context, _ *apiv1.VerifyRequest) (*apiv1.VerifyResponse, error) {
	archived, err := k.verifyArchive(ctx)
	if err != nil {
		return nil, err
	}
	verified, err := k.comparedWith(ctx, k.beside)
	if err != nil {
		return nil, said("nothing can be compared", err)
	}
	searched, err := k.verifySearch(ctx)
	if err != nil {
		return nil, said("nothing can be compared", err)
	}
	verified.Tables = append(verified.Tables, searched...)
	pictures, err := k.verifyPictures(ctx)
	if err != nil {
		return nil, said("the pictures cannot be compared", err)
	}
	answer := &apiv1.VerifyResponse{Equal: verified.Equal(), Sequence: verified.Sequence, Slot: verified.Slot, Archive: archived, Pictures: pictures}
	for _, t := range verified.Tables {
		answer.Tables = append(answer.Tables, &apiv1.VerifiedTable{Name: t.Name, Equal: t.Equal, Rows: t.Rows, RowsMade: t.RowsMade})
	}
	return answer, nil
}

// comparedWith compares again while an erasure comes in between: it takes away what was said before it, which the rows have until they see it,
// and the log has not any more. What differs then was not damaged.
func (k *keeper) comparedWith(ctx context.Context, rows func() projection.Config) (projection.Verified, error) {
	// It is bounded by time and not by tries: how long a comparison takes depends on how much there is.
	for began := time.Now(); ; {
		verified, err := projection.Verify(ctx, rows())
		if err != nil || verified.Equal() {
			return verified, err
		}
		erased, err := k.erasedSince(ctx, verified.Sequence)
		if err != nil || !erased {
			return verified, err
		}
		if time.Since(began) > patience {
			return verified, fault.New(fault.Unavailable, "something is being erased meanwhile, and the rows have not seen it yet: ask again")
		}
		select {
		case <-time.After(calm):
		case <-ctx.Done():
			return verified, ctx.Err()
		}
	}
}

// erasedSince reports that the log tells of an erasure after an event.
func (k *keeper) erasedSince(ctx context.Context, sequence uint64) (erased bool, err error) {
	_, err = k.ground.Log.Read(ctx, "", sequence, func(recorded eventlog.Recorded) error {
		said, ok := recorded.Event.(interface{ GetKeys() []string })
		// Every event that erases names the keys that it closes.
		erased = erased || ok && len(said.GetKeys()) > 0
		return nil
	})
	return erased, err
}

// Rebuild has all rows made anew.
// Lists and counts come first, and stay right also if what is searched cannot be made.
func (k *keeper) Rebuild(ctx context.Context, _ *apiv1.RebuildRequest) (*apiv1.RebuildResponse, error) {
	slot, err := k.remake(ctx)
	if err != nil {
		return nil, said("nothing is made anew", err)
	}
	if err := k.rebuildSearch(ctx); err != nil {
		return nil, said("what is searched is not made anew", err)
	}
	return &apiv1.RebuildResponse{Slot: slot}, nil
}

// remake makes the rows anew beside those that are read; where those cannot be gone on with, in their place.
func (k *keeper) remake(ctx context.Context) (slot string, err error) {
	if k.standing().State == projection.Stopped {
		err := k.again.anew(ctx, k.leaves(ctx, readmodel.Version))
		return k.standing().Slot, err
	}
	return k.rebuilder.Rebuild(ctx, k.beside())
}

// beside is how rows are made beside those that are read, with a memory of their own.
func (k *keeper) beside() projection.Config {
	// Without Doom: to destroy keys again is the projection's, and a comparison changes nothing.
	writer := &readmodel.Writer{}
	return projection.Config{
		Log:     k.ground.Log,
		Pool:    k.ground.Rows,
		Version: readmodel.Version,
		Schema:  readmodel.Schema,
		Indexes: readmodel.Indexes,
		Start:   writer.Start,
		Apply:   writer.Apply,
		Logger:  k.ground.Logger,
	}
}

// said tells people what is wrong with the log; all else is as it was.
func said(what string, err error) error {
	if stop, stopped := errors.AsType[*eventlog.Stop](err); stopped {
		return fault.New(fault.Unavailable, "%s: %s", what, stop.Why)
	}
	return err
}
