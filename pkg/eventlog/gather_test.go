package eventlog_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/nats-io/nats.go"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/thing"
)

// atOnce appends so many commands at the same moment, each by a caller of its own.
func atOnce(n int, write func(i int) error) []error {
	errs := make([]error, n)
	var ready, all sync.WaitGroup
	ready.Add(n)
	for i := range n {
		all.Go(func() {
			ready.Done()
			ready.Wait()
			errs[i] = write(i)
		})
	}
	all.Wait()
	return errs
}

func TestManyAtOnceAreRecordedOnceEach(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	const writers, each = 200, 3
	size := func(i int) int { return 1 + i%10/9*2 } // one in ten records three events
	for i, err := range atOnce(writers, func(i int) error {
		var at eventlog.At
		for n := range each {
			var err error
			if at, err = l.Append(t.Context(), command(fmt.Sprint(i, "-", n)), thing.Activity(strconv.Itoa(i)), at, several(size(i))...); err != nil {
				return err
			}
		}
		if want := uint64(each * size(i)); at.Version != want {
			return fmt.Errorf("the thing is at version %d, want %d", at.Version, want)
		}
		return nil
	}) {
		if err != nil {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	want := 0
	for i := range writers {
		want += each * size(i)
		if h := load(t, l, thing.Activity(strconv.Itoa(i))); len(h) != each*size(i) {
			t.Errorf("thing %d has %d events, want %d", i, len(h), each*size(i))
		}
	}
	if head := last(t, l); head.Sequence != uint64(want) {
		t.Errorf("the log ends at %d, want %d", head.Sequence, want)
	}
}

func TestOfManyAtOnceOnlyTheOneInConflictFails(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	mustAppend(t, l, command("before"), thing.Activity("t40"), eventlog.At{}, recorded("somebody was faster"))
	for i, err := range atOnce(100, func(i int) error {
		_, err := l.Append(t.Context(), command(strconv.Itoa(i)), thing.Activity(fmt.Sprint("t", i)), eventlog.At{}, recorded("one"))
		return err
	}) {
		if conflict := errors.Is(err, fault.Conflict); conflict != (i == 40) || err != nil && !conflict {
			t.Errorf("command %d: %v", i, err)
		}
	}
	if head := last(t, l); head.Sequence != 100 {
		t.Errorf("the log ends at %d, want 100", head.Sequence)
	}
}

func TestOfManyAtOnceOnOneThingOneWins(t *testing.T) {
	t.Parallel()
	l, _ := open(t)
	won := make([]int, 5)
	for i, err := range atOnce(100, func(i int) error {
		_, err := l.Append(t.Context(), command(strconv.Itoa(i)), thing.Activity(fmt.Sprint("t", i%5)), eventlog.At{}, recorded("one"))
		return err
	}) {
		switch {
		case err == nil:
			won[i%5]++
		case !errors.Is(err, fault.Conflict):
			t.Errorf("command %d: %v, want a conflict", i, err)
		}
	}
	for i, n := range won {
		if h := load(t, l, thing.Activity(fmt.Sprint("t", i))); n != 1 || len(h) != 1 {
			t.Errorf("on thing %d %d commands won and %d events are there, want one", i, n, len(h))
		}
	}
}

// What was said to be recorded is there, and what is sent again is there once, wherever the connection broke.
func TestOfManyAtOnceNothingIsLostWhenTheConnectionBreaks(t *testing.T) {
	t.Parallel()
	l, watcher, dialer := deafened(t)
	const writers, each = 64, 6
	broken := make(chan struct{})
	go func() {
		defer close(broken)
		for i := range 4 {
			for last(t, watcher).Sequence < uint64(40*(i+1)) && t.Context().Err() == nil { // so much has been recorded
			}
			_ = dialer.open.Load().Close()
		}
	}()
	for i, err := range atOnce(writers, func(i int) error {
		for n := range each {
			if err := insist(t.Context(), l, command(fmt.Sprint(i, "-", n)), thing.Activity(fmt.Sprint("t", i)), 1); err != nil {
				return err
			}
		}
		return nil
	}) {
		if err != nil {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	<-broken
	for i := range writers {
		if h := load(t, watcher, thing.Activity(fmt.Sprint("t", i))); len(h) != each {
			t.Errorf("thing %d has %d events, want %d", i, len(h), each)
		}
	}
}

func TestManyThatNobodyAnsweredAreRecordedOnceWhenTheyAreSentAgain(t *testing.T) {
	t.Parallel()
	l, watcher, dialer := deafened(t)
	dialer.deaf.Store(true)
	for i, err := range atOnce(60, func(i int) error { return hurried(t, l, i) }) {
		if !unknown(err) {
			t.Errorf("command %d: %v, want: unknown, send the same command again", i, err)
		}
	}
	dialer.deaf.Store(false)
	_ = dialer.open.Load().Close()
	for i, err := range atOnce(60, func(i int) error {
		return insist(t.Context(), l, command(strconv.Itoa(i)), thing.Activity(fmt.Sprint("t", i)), 1)
	}) {
		if err != nil {
			t.Errorf("command %d, sent again: %v", i, err)
		}
	}
	if head := last(t, watcher); head.Sequence != 60 {
		t.Errorf("the log ends at %d, want each of the 60 once", head.Sequence)
	}
}

// soonOver is how long those wait who are in a hurry: less than a batch waits for its answer.
const soonOver = 100 * time.Millisecond

// hurried appends an event of its own thing, whose caller soon gives up.
func hurried(t *testing.T, l *eventlog.Log, i int) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), soonOver)
	defer cancel()
	_, err := l.Append(ctx, command(strconv.Itoa(i)), thing.Activity(fmt.Sprint("t", i)), eventlog.At{}, recorded("one"))
	return err
}

// unknown reports whether an error says so, and what to do.
func unknown(err error) bool {
	return errors.Is(err, fault.Unavailable) && strings.Contains(err.Error(), "send the same command again")
}

// In the bubble time stands still while anybody has something to do: whoever waits for more than their own time is seen by the clock, however
// slow the machine is.
func TestWhoseTimeIsOverWaitsForNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		nc, err := nats.Connect("nats://192.0.2.1", nats.SetCustomDialer(silent{}), nats.NoReconnect())
		if err != nil {
			t.Fatal(err)
		}
		l, start := eventlog.On(nc), time.Now()
		for i, err := range atOnce(60, func(i int) error { return hurried(t, l, i) }) {
			if !unknown(err) {
				t.Errorf("command %d: %v, want: unknown, send the same command again", i, err)
			}
		}
		if took := time.Since(start); took != soonOver {
			t.Errorf("it took %v, and everybody's time was over after %v", took, soonOver)
		}
		nc.Close()
		time.Sleep(time.Minute) // of the bubble's time: whoever carried the batch ends as well
	})
}

// silent dials, whatever the address, a server in this process that greets, and answers nothing after that.
type silent struct{}

func (silent) Dial(string, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	go func() {
		defer theirs.Close()
		lines := bufio.NewReader(theirs)
		_, err := io.WriteString(theirs, `INFO {"headers":true,"max_payload":1048576}`+"\r\n")
		for line := ""; err == nil && line != "PING\r\n"; {
			line, err = lines.ReadString('\n')
		}
		_, _ = io.WriteString(theirs, "PONG\r\n")
		_, _ = io.Copy(io.Discard, lines)
	}()
	return ours, nil
}
