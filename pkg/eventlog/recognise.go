package eventlog

import "context"

// Recognise returns nil when this is the log in which a reader has come to that place: it is long enough, and the event there is still the
// same. Else it is a *Stop. Whoever wants to write because rows and log agree asks this first; that both end at one number says nothing.
func (l *Log) Recognise(ctx context.Context, at Place) error {
	if at.Sequence == 0 {
		return nil
	}
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	if err := l.reaches(ctx, at); err != nil {
		return err
	}
	m, err := l.ask(ctx, question{Sequence: at.Sequence})
	switch {
	case err != nil:
		return err
	case m == nil:
		return gap(at.Sequence-1, at.Sequence+1)
	case m.header.Get(headerID) != at.ID:
		return divergence(at, m.header.Get(headerID))
	}
	return nil
}
