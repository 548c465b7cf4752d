package main

import (
	"bytes"
	"errors"
	"runtime"
	"sync"

	"dontblink.dev/pkg/exchange"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// sheet is what was ever said of some activities that follow each other. Sheets are made side by side and written in order.
type sheet struct {
	activities, amendments, withdrawals lines
	err                                 error
}

type lines struct {
	bytes.Buffer
	count int
}

// sheetSize is how many activities a sheet has.
const sheetSize = 256

// writeAll writes every activity, on as many cores as there are. No more sheets wait than cores make at a time.
func (c *Corpus) writeAll(activities, amendments, withdrawals *lineFile) error {
	cores := runtime.GOMAXPROCS(0)
	waiting := make(chan chan *sheet, cores)
	stop := make(chan struct{})
	var making sync.WaitGroup
	defer making.Wait()
	defer close(stop)
	making.Go(func() {
		defer close(waiting)
		for from := 0; from < c.size; from += sheetSize {
			made := make(chan *sheet, 1)
			select {
			case waiting <- made:
				making.Go(func() { made <- c.sheet(from, min(from+sheetSize, c.size)) })
			case <-stop:
				return
			}
		}
	})
	for made := range waiting {
		s := <-made
		if s.err != nil {
			return s.err
		}
		err := errors.Join(activities.add(&s.activities), amendments.add(&s.amendments), withdrawals.add(&s.withdrawals))
		if err != nil {
			return err
		}
	}
	return nil
}

// sheet makes activities from `from` up to but not including `to`.
func (c *Corpus) sheet(from, to int) *sheet {
	s := &sheet{}
	for i := from; i < to && s.err == nil; i++ {
		key, first := c.Activity(i)
		s.write(&s.activities, key, first, "")
		if later, ok := c.Amended(i, first); ok {
			s.write(&s.amendments, key, later, "")
		}
		if reason, ok := c.Withdrawn(i); ok {
			s.write(&s.withdrawals, key, nil, reason)
		}
	}
	return s
}

func (s *sheet) write(l *lines, key string, a *eventv1.Activity, withdrawn string) {
	l.count++
	if err := exchange.WriteJSONLine(l, source, key, a, withdrawn); err != nil {
		s.err = err
	}
}
