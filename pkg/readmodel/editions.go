package readmodel

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"

	"dontblink.dev/pkg/edition"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// EditionChange is one event of the edition.
type EditionChange struct {
	Sequence uint64
	At       time.Time
	Actor    string
	Event    proto.Message
	// Before is the edition as the event found it.
	Before *edition.Edition
}

// EditionAt returns the team's edition as it stands, and the sequence of the event that made it so; 0 before its first.
func (r *Reader) EditionAt(ctx context.Context) (ed *edition.Edition, sequence uint64, err error) {
	err = r.ask(ctx, "read the edition", func(slot string) error {
		rows, _ := r.pool.Query(ctx, in(slot, `select coalesce(max(from_seq), 0) from slot.edition`))
		if sequence, err = pgx.CollectExactlyOneRow(rows, pgx.RowTo[uint64]); err != nil {
			return err
		}
		// Should another event come in between, who goes by the sequence knows less than they see, and a change of theirs is held back.
		ed, err = loadEdition(ctx, r.pool, slot)
		return err
	})
	return ed, sequence, err
}

// EditionHistory returns every event of the edition, the oldest first.
func (r *Reader) EditionHistory(ctx context.Context) ([]EditionChange, error) {
	type line struct {
		Sequence       uint64 `db:"from_seq"`
		At             time.Time
		Actor, Type    string
		Content, Event []byte
	}
	var lines []line
	err := r.ask(ctx, "read the history of the edition", func(slot string) (err error) {
		rows, _ := r.pool.Query(ctx, in(slot, `select from_seq, at, actor, type, content, event from slot.edition order by from_seq`))
		lines, err = pgx.CollectRows(rows, pgx.RowToStructByName[line])
		return err
	})
	if err != nil {
		return nil, err
	}
	changes, before := make([]EditionChange, len(lines)), edition.New()
	for i, l := range lines {
		event, err := readEvent(l.Type, l.Event)
		if err != nil {
			return nil, err
		}
		changes[i] = EditionChange{Sequence: l.Sequence, At: l.At, Actor: l.Actor, Event: event, Before: before}
		after := &eventv1.Edition{}
		if err := proto.Unmarshal(l.Content, after); err != nil {
			return nil, fmt.Errorf("read the edition of event %d: %w", l.Sequence, err)
		}
		before = edition.Of(after)
	}
	return changes, nil
}

func readEvent(name string, stored []byte) (proto.Message, error) {
	kind, err := protoregistry.GlobalTypes.FindMessageByName(protoreflect.FullName(name))
	if err != nil {
		return nil, fmt.Errorf("read an event of the edition: %w", err)
	}
	event := kind.New().Interface()
	if err := proto.Unmarshal(stored, event); err != nil {
		return nil, fmt.Errorf("read an event of the edition: %w", err)
	}
	return event, nil
}
