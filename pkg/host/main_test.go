package host

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgxpool"

	"dontblink.dev/pkg/fault"
)

// nowhere is a ground whose Postgres nobody asks.
func nowhere(ctx context.Context, t *testing.T) *Ground {
	t.Helper()
	pool, err := pgxpool.New(ctx, "postgres:///nowhere?host=/nonexistent")
	if err != nil {
		t.Fatal(err)
	}
	return &Ground{API: newAPI(slog.Default()), Rows: pool, Logger: slog.Default()}
}

func asked(p *post, path string) (status int, body string) {
	answer := httptest.NewRecorder()
	p.handler().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, path, nil)) //nolint:noctx // nothing is awaited
	return answer.Code, answer.Body.String()
}

func TestAServiceWaitsForItsServersAndSaysForWhat(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	tries := 0
	p := &post{logger: slog.Default()}
	p.dial = func(ctx context.Context, _ string, _ *slog.Logger) (*Ground, func(), error) {
		if tries++; tries == 1 {
			return nil, nil, fault.New(fault.Unavailable, "NATS does not answer at there:4222")
		}
		for path, want := range map[string]int{"/healthz": 503, "/advocacy.api.v1.Keeper/GetStatus": 503, "/livez": 200} {
			status, body := asked(p, path)
			if status != want || status == 503 && !strings.Contains(body, "NATS does not answer at there:4222") {
				t.Errorf("%s answers %d %s while it waits, want %d and why", path, status, body, want)
			}
		}
		return nowhere(ctx, t), func() {}, nil
	}
	p.service = func(ctx context.Context, _ *Ground) error {
		stop()
		<-ctx.Done()
		return nil
	}
	if err := p.stand(ctx); err != nil || tries != 2 {
		t.Errorf("stand = %v after %d tries, want the second to do", err, tries)
	}
}

func TestAServiceThatGivesWayIsStoodUpAgain(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	grounds, left := 0, 0
	p := &post{
		logger: slog.Default(),
		dial: func(ctx context.Context, _ string, _ *slog.Logger) (*Ground, func(), error) {
			grounds++
			return nowhere(ctx, t), func() { left++ }, nil
		},
		service: func(context.Context, *Ground) error {
			if grounds == 3 {
				stop()
				return nil
			}
			return errors.New("the rows went away")
		},
	}
	if err := p.stand(ctx); err != nil || grounds != 3 || left != 3 {
		t.Errorf("stand = %v, on %d grounds of which it left %d; want each left, and the third to do", err, grounds, left)
	}
}

func TestWhatTheEnvironmentSaysWronglyEndsAService(t *testing.T) {
	t.Parallel()
	p := &post{logger: slog.Default(), dial: func(context.Context, string, *slog.Logger) (*Ground, func(), error) {
		return nil, nil, fault.New(fault.Invalid, "NATS_URL has to name a server")
	}}
	if err := p.stand(t.Context()); !errors.Is(err, fault.Invalid) {
		t.Errorf("stand = %v, want what is wrong", err)
	}
}

func TestPasswordsAreNotTold(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"nats://recorder:secret@one:4222,nats://recorder:secret@two:4222": "one:4222, two:4222",
		"recorder:secret@one": "the address in NATS_URL, which begins with nats:// and names a server",
	} {
		if got := hosts(address); got != want {
			t.Errorf("hosts(%q) = %q, want %q", address, got, want)
		}
	}
}

// Watch is what a service says of itself beyond its servers.
func TestAServiceIsReadyWhenItServesAndItsServersAnswer(t *testing.T) {
	t.Parallel()
	g := nowhere(t.Context(), t)
	if err := g.ready(t.Context()); err == nil || !strings.Contains(err.Error(), "still starting") {
		t.Errorf("ready = %v before anything is served", err)
	}
	g.API.served["x"] = nil
	if err := g.ready(t.Context()); err == nil || !strings.Contains(err.Error(), "Postgres does not answer") {
		t.Errorf("ready = %v without Postgres", err)
	}
}
