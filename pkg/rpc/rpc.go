// Package rpc is what every call crosses at the edge of a service: faults become codes and codes faults again, a panic becomes an
// error that is ours to mend, and who calls is known.
//
// It decides nothing: what may be done is the domain's, what was asked is the service's.
package rpc

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"regexp"
	"runtime/debug"
	"strings"
	"unicode"
	"unicode/utf8"

	"connectrpc.com/connect/v2"

	"dontblink.dev/pkg/fault"
)

// ours is all that a caller learns of what is ours to mend; the whole stands in the log.
const ours = "something went wrong on our side; it is written in the log"

// codes pairs each kind of fault with its code on the wire. What is lost on the way: which field a mistake was about stays only in
// the text, a line each.
var codes = []struct {
	kind error
	code connect.Code
}{
	{fault.Invalid, connect.CodeInvalidArgument},
	{fault.NotFound, connect.CodeNotFound},
	{fault.Conflict, connect.CodeAborted},
	{fault.Forbidden, connect.CodePermissionDenied},
	{fault.Unavailable, connect.CodeUnavailable},
}

// Server returns the interceptor that stands before every method of a service.
func Server(logger *slog.Logger) connect.ServerInterceptor {
	return func(next connect.ServerFunc) connect.ServerFunc {
		return func(ctx context.Context, spec connect.Spec, stream connect.ServerStream) (err error) {
			defer func() {
				if r := recover(); r != nil {
					logger.Error("panic", "call", spec.Procedure, "panic", r, "stack", string(debug.Stack()))
					err = connect.NewError(connect.CodeInternal, ours)
				}
			}()
			ctx, cancel := limited(ctx, spec.Procedure)
			defer cancel()
			return toWire(logger, spec, next(withCaller(ctx), spec, stream))
		}
	}
}

func toWire(logger *slog.Logger, spec connect.Spec, err error) error {
	if err == nil || errors.Is(err, context.Canceled) {
		return err
	}
	for _, c := range codes {
		if errors.Is(err, c.kind) {
			return connect.NewError(c.code, err.Error())
		}
	}
	if wire, ok := errors.AsType[*connect.Error](err); ok && wire.Code() != connect.CodeUnknown {
		return wire
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return connect.NewError(connect.CodeUnavailable, "nobody answered in time; `dontblink status` tells who does not, then ask again")
	}
	logger.Error("call went wrong", "call", spec.Procedure, "error", err)
	return connect.NewError(connect.CodeInternal, ours)
}

// FromWire returns the fault behind an error that a call answered with, so that errors.Is finds its kind; any other error stays as it is.
func FromWire(err error) error {
	wire, ok := errors.AsType[*connect.Error](err)
	if !ok {
		return err
	}
	for _, c := range codes {
		if wire.Code() == c.code {
			return fault.New(c.kind, "%s", wire.Message())
		}
	}
	if wire.Message() == "" {
		return err
	}
	return errors.New(wire.Message())
}

const actorHeader = "Dontblink-Actor"

// As returns a context whose calls are made in the name of actor.
func As(ctx context.Context, actor string) context.Context {
	ctx, info := connect.NewClientContext(ctx)
	// Names know more than ASCII, headers do not.
	info.RequestHeader().Set(actorHeader, url.PathEscape(actor))
	return ctx
}

type callerKey struct{}

func withCaller(ctx context.Context) context.Context {
	info, ok := connect.CallInfoForServerContext(ctx)
	if !ok {
		return ctx
	}
	actor, err := url.PathUnescape(info.RequestHeader().Get(actorHeader))
	if err != nil || actor == "" {
		return ctx
	}
	return context.WithValue(ctx, callerKey{}, actor)
}

// Actor returns who is calling. A call that does not say is refused.
func Actor(ctx context.Context) (string, error) {
	actor, ok := ctx.Value(callerKey{}).(string)
	if !ok {
		return "", fault.New(fault.Forbidden, "nobody knows who is asking: send the name in the header %s", actorHeader)
	}
	if len(actor) > 200 {
		return "", fault.New(fault.Invalid, "the name in the header %s is longer than 200 bytes", actorHeader)
	}
	// A name stands in sentences of the history; with a line break in it, it could write some of its own.
	if strings.ContainsFunc(actor, unicode.IsControl) || !utf8.ValidString(actor) {
		return "", fault.New(fault.Invalid, "the name in the header %s holds signs that no name has", actorHeader)
	}
	return actor, nil
}

// plainUUID is a UUID in 36 characters, without the braces or the prefix that some put around it: with them it would be another command.
var plainUUID = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// Commander returns who gives the command of that id. A command that could not be told apart from another's is refused.
func Commander(ctx context.Context, commandID string) (actor string, err error) {
	if actor, err = Actor(ctx); err != nil {
		return "", err
	}
	if !plainUUID.MatchString(commandID) {
		return "", fault.New(fault.Invalid, "command_id: %q is not a UUID: make one up, and send the same again when you ask again", commandID)
	}
	return actor, nil
}

// LargestAnswer is how many bytes an answer may have that a client reads: a page of the largest activities, each with what its file said.
const LargestAnswer = 256 << 20

// Client returns the interceptor that turns codes back into faults. A stream hands them out as they come.
func Client(next connect.ClientFunc) connect.ClientFunc {
	return func(ctx context.Context, spec connect.Spec) (connect.ClientStream, error) {
		stream, err := next(ctx, spec)
		if err != nil {
			return nil, fmt.Errorf("call %s: %w", spec.Procedure, FromWire(err))
		}
		return faultStream{stream}, nil
	}
}

type faultStream struct{ connect.ClientStream }

func (s faultStream) Receive(msg any) error {
	err := s.ClientStream.Receive(msg)
	// The end of a stream, which over HTTP is an error of Connect's around it.
	if errors.Is(err, io.EOF) {
		return io.EOF
	}
	if _, ok := errors.AsType[*connect.Error](err); ok {
		return FromWire(err)
	}
	return err
}
