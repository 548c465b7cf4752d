package eventlog

import (
	"fmt"
	"time"
)

// Stop says that a reader must not go on: the log is not what it was, or it holds what this version cannot read. Trying again
// does not help; somebody has to look.
type Stop struct {
	// Sequence is where reading ended.
	Sequence uint64
	// Type is the full name of the event there, if it is the event that cannot be read.
	Type string
	// Why is a sentence that says what is wrong and what to do.
	Why string
}

func (s *Stop) Error() string { return s.Why }

func stopf(sequence uint64, format string, args ...any) *Stop {
	return &Stop{Sequence: sequence, Why: fmt.Sprintf(format, args...)}
}

func gap(after, found uint64) *Stop {
	return stopf(after, "the log has a gap: event %d is followed by %d, so events that were stored are gone; "+
		"`dontblink restore` brings the log back from its archive", after, found)
}

func regression(reached, head uint64) *Stop {
	return stopf(head, "the log ends at event %d, but event %d was read before: it is an older copy or a new log; "+
		"`dontblink restore` brings the right one back", head, reached)
}

func divergence(at Place, found string) *Stop {
	return stopf(at.Sequence, "event %d of the log is %s, but it was %s when it was read before: this is another log; "+
		"`dontblink restore` brings the right one back", at.Sequence, orNameless(found), at.ID)
}

func vanished(reached uint64) *Stop {
	if reached == 0 {
		return stopf(0, "the stream %s is gone: somebody has deleted it; `dontblink restore` brings it back from its archive", StreamName)
	}
	return stopf(reached, "the stream %s is gone, and event %d of it was read before: `dontblink restore` brings it back from its archive", StreamName, reached)
}

func madeAnew(reached uint64, opened, found time.Time) *Stop {
	return stopf(reached, "the stream %s was made anew: it dates from %s, and the one that was opened from %s; "+
		"look whether it is the right log, then start again", StreamName, found.Format(time.RFC3339Nano), opened.Format(time.RFC3339Nano))
}

func unreadable(sequence uint64, eventType, format string, args ...any) *Stop {
	s := stopf(sequence, "event %d cannot be read: %s", sequence, fmt.Sprintf(format, args...))
	s.Type = eventType
	return s
}

func unknown(sequence uint64, subject, eventType string) *Stop {
	return unreadable(sequence, eventType, "%s happened to %s, which this dontblink does not know; "+
		"it was written by a newer dontblink: upgrade this one", eventType, subject)
}

func orNameless(id string) string {
	if id == "" {
		return "without an id"
	}
	return id
}
