package rpc_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"
	"connectrpc.com/connect/v2/connectinprocess"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// keeper answers as the test tells it to.
type keeper struct {
	apiv1connect.UnimplementedKeeperHandler
	answer func(ctx context.Context) error
}

func (k keeper) GetStatus(ctx context.Context, _ *apiv1.GetStatusRequest) (*apiv1.GetStatusResponse, error) {
	return &apiv1.GetStatusResponse{}, k.answer(ctx)
}

// ways are both ways to reach a service: every rule has to hold on each.
func ways(t *testing.T, answer func(context.Context) error) (map[string]apiv1connect.KeeperClient, *bytes.Buffer) {
	t.Helper()
	var log bytes.Buffer
	server := connect.NewServer(rpc.Server(slog.New(slog.NewTextHandler(&log, nil))))
	apiv1connect.RegisterKeeperHandler(server, keeper{answer: answer})
	mux := http.NewServeMux()
	connecthttp.Mount(mux, server)
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	client := func(transport connect.Transport) apiv1connect.KeeperClient {
		return apiv1connect.NewKeeperClient(connect.NewClient(transport, rpc.Client))
	}
	return map[string]apiv1connect.KeeperClient{
		"in process": client(connectinprocess.New(server)),
		"over HTTP":  client(connecthttp.NewTransport(web.Client(), web.URL)),
	}, &log
}

func (keeper) Backup(_ context.Context, _ *apiv1.BackupRequest, stream apiv1connect.KeeperBackupServerStream) error {
	return stream.Send(&apiv1.BackupResponse{Data: []byte("all")})
}

func TestAStreamEndsAsReadersKnowIt(t *testing.T) {
	t.Parallel()
	clients, _ := ways(t, nil)
	for way, client := range clients {
		stream, err := client.Backup(t.Context(), &apiv1.BackupRequest{})
		if err != nil {
			t.Fatalf("%s: %v", way, err)
		}
		if m, err := stream.Receive(); err != nil || string(m.GetData()) != "all" {
			t.Errorf("%s: received %v, %v", way, m, err)
		}
		// Exactly that: io.Copy knows no other.
		if _, err := stream.Receive(); err != io.EOF { //nolint:errorlint // on purpose
			t.Errorf("%s: at the end comes %v, want io.EOF", way, err)
		}
		_ = stream.Close()
	}
}

func TestAFaultCrossesTheWireAsItself(t *testing.T) {
	t.Parallel()
	for _, kind := range []error{fault.Invalid, fault.NotFound, fault.Conflict, fault.Forbidden, fault.Unavailable} {
		clients, log := ways(t, func(context.Context) error { return fmt.Errorf("wrapped: %w", fault.New(kind, "say it in words")) })
		for way, client := range clients {
			_, err := client.GetStatus(t.Context(), &apiv1.GetStatusRequest{})
			if !errors.Is(err, kind) || err.Error() != "wrapped: say it in words" {
				t.Errorf("%s: %v arrives as %v", way, kind, err)
			}
		}
		if log.Len() > 0 {
			t.Errorf("a fault of the caller was logged as ours: %s", log)
		}
	}
}

func TestWhatIsOursToMendIsLoggedWholeAndNotTold(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]func(context.Context) error{
		"an error": func(context.Context) error { return errors.New("secret of the database") },
		"a panic":  func(context.Context) error { panic("secret of the database") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			clients, log := ways(t, answer)
			for way, client := range clients {
				_, err := client.GetStatus(t.Context(), &apiv1.GetStatusRequest{})
				if err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "on our side") {
					t.Errorf("%s: the caller is told %v", way, err)
				}
				if errors.Is(err, fault.Invalid) {
					t.Errorf("%s: what is ours to mend arrives as the caller's mistake", way)
				}
			}
			if !strings.Contains(log.String(), "secret of the database") {
				t.Errorf("the log does not say what went wrong: %s", log)
			}
		})
	}
}

func TestACallIsMadeInSomebodysName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"amara", "Zoë 100 %", "名前"} {
		clients, _ := ways(t, func(ctx context.Context) error {
			if actor, err := rpc.Actor(ctx); err != nil || actor != name {
				return fault.New(fault.Invalid, "the service sees %q, %v", actor, err)
			}
			return nil
		})
		for way, client := range clients {
			if _, err := client.GetStatus(rpc.As(t.Context(), name), &apiv1.GetStatusRequest{}); err != nil {
				t.Errorf("%s: %v", way, err)
			}
		}
	}
}

func TestANameCannotWriteLinesOfItsOwn(t *testing.T) {
	t.Parallel()
	clients, _ := ways(t, func(ctx context.Context) error {
		_, err := rpc.Actor(ctx)
		return err
	})
	for _, name := range []string{"eve\nOn 1 January, ceo withdrew it.", "\x1b[31mred", "\xff", strings.Repeat("x", 201)} {
		for way, client := range clients {
			if _, err := client.GetStatus(rpc.As(t.Context(), name), &apiv1.GetStatusRequest{}); !errors.Is(err, fault.Invalid) {
				t.Errorf("%s: a call in the name %q = %v, want a refusal", way, name, err)
			}
		}
	}
}

func TestACallInNobodysNameIsForbidden(t *testing.T) {
	t.Parallel()
	clients, _ := ways(t, func(ctx context.Context) error {
		_, err := rpc.Actor(ctx)
		return err
	})
	for way, client := range clients {
		if _, err := client.GetStatus(t.Context(), &apiv1.GetStatusRequest{}); !errors.Is(err, fault.Forbidden) {
			t.Errorf("%s: a call in nobody's name = %v, want that it is forbidden", way, err)
		}
	}
}

func TestACommandHasAPlainUUIDAndSomebodyWhoGivesIt(t *testing.T) {
	t.Parallel()
	const id = "5f0c8b52-0a1e-4f0c-9a53-3f1f0c1d2e3f"
	for given, want := range map[string]error{
		id: nil, "": fault.Invalid, "draft": fault.Invalid, "{" + id + "}": fault.Invalid, "urn:uuid:" + id: fault.Invalid,
		strings.ReplaceAll(id, "-", ""): fault.Invalid, id + "\n": fault.Invalid,
	} {
		clients, _ := ways(t, func(ctx context.Context) error {
			actor, err := rpc.Commander(ctx, given)
			if err == nil && actor != "amara" {
				return fault.New(fault.Unavailable, "the service sees %q", actor)
			}
			return err
		})
		for way, client := range clients {
			if _, err := client.GetStatus(rpc.As(t.Context(), "amara"), &apiv1.GetStatusRequest{}); !errors.Is(err, want) {
				t.Errorf("%s: the command %q = %v, want %v", way, given, err, want)
			}
			if _, err := client.GetStatus(t.Context(), &apiv1.GetStatusRequest{}); !errors.Is(err, fault.Forbidden) {
				t.Errorf("%s: a command in nobody's name = %v, want that it is forbidden", way, err)
			}
		}
	}
}
