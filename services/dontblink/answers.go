package dontblink

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"dontblink.dev/pkg/fault"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/services/web"
)

// patience is how long a server may take to answer: whoever types does not wait longer, and the outbox does.
// A server that is well answers these in milliseconds, and one that is catching up within two seconds, or says so.
const patience = 10 * time.Second

// answering makes sure that somebody answers before a command is sent that may rightly take long: what takes the connection and says nothing would be
// waited for until the end of days. That the answer is a refusal is for the command itself to find out.
func answering(ctx context.Context, a *web.API, where string) error {
	err := within(ctx, func(ctx context.Context) error {
		_, err := a.Keeper.GetStatus(ctx, &apiv1.GetStatusRequest{})
		return err
	})
	// What the network said comes as text: on the way it was taken for an answer of the server's.
	// The words are those of Go's net package.
	if err != nil && strings.HasPrefix(err.Error(), "dial ") {
		return fault.New(fault.Unavailable, "%s cannot be reached (%v): does it run, and is this where?", where, err)
	}
	if errors.Is(err, errNoAnswer) {
		return fault.New(fault.Unavailable, "%s takes the connection and does not answer: end it, start it again, then send this again", where)
	}
	return nil
}

// midway says what a network says in its own words of an answer that ended in the middle: whether the command was taken down nobody knows from that.
// The command may have been taken down or not, so the advice is to look before sending it again: from here on it has another id.
func midway(err error, where string) error {
	if err == nil || !slices.ContainsFunc([]string{"unexpected EOF", "connection reset by peer", "broken pipe", "connection refused"}, func(said string) bool {
		return strings.HasSuffix(err.Error(), said)
	}) {
		return err
	}
	return fault.New(fault.Unavailable, "%s ended before it had answered (%v): once it runs again, look whether this was taken down, else send it again", where, err)
}

// errNoAnswer: there was no answer in time.
var errNoAnswer = fault.New(fault.Unavailable, "there was no answer within %d seconds", int(patience.Seconds()))

// within calls, and says that there was no answer when there was none in time.
func within(ctx context.Context, call func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := call(limited)
	// If the caller's time is over too, it is they who ended it.
	if err != nil && limited.Err() != nil && ctx.Err() == nil {
		return errNoAnswer
	}
	return err
}
