package process

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"
)

// serve runs a process's handler until the test ends, and returns where.
func serve(t *testing.T, ready func(context.Context) error) (address string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	Health(mux, ready)
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, listener, mux) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("Serve = %v, want it to end when it is told to", err)
		}
	})
	return listener.Addr().String()
}

func TestAProcessSaysWhetherItCanDoItsWork(t *testing.T) {
	t.Parallel()
	address := serve(t, func(context.Context) error { return nil })
	if err := Ask(t.Context(), "http://"+address+"/"); err != nil {
		t.Errorf("a process that is ready: %v", err)
	}
}

func TestAProcessThatWaitsSaysWhyAndIsAlive(t *testing.T) {
	t.Parallel()
	address := serve(t, func(context.Context) error { return errors.New("NATS does not answer") })
	if err := Ask(t.Context(), "http://"+address); err == nil || err.Error() != "NATS does not answer" {
		t.Errorf("a process that waits: %v, want why", err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+address+"/livez", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("it is alive: %s, want it left alone", answer.Status)
	}
}

func TestAProcessThatIsNotThereIsNotReady(t *testing.T) {
	t.Parallel()
	// Nobody has been given port 1 for decades, and one that was just let go may be given to another test.
	if err := Ask(t.Context(), "http://127.0.0.1:1"); err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("nobody there: %v", err)
	}
}

// A container listens everywhere, and is asked from inside.
func TestWhoListensEverywhereIsAskedHere(t *testing.T) {
	t.Parallel()
	address := serve(t, func(context.Context) error { return nil })
	_, port, _ := net.SplitHostPort(address)
	for _, listen := range []string{address, ":" + port, "0.0.0.0:" + port} {
		if err := ask(t.Context(), listen); err != nil {
			t.Errorf("one that listens on %s: %v", listen, err)
		}
	}
}

func TestAnAddressThatIsTakenIsNamed(t *testing.T) {
	t.Parallel()
	address := serve(t, func(context.Context) error { return nil })
	work := func(context.Context, net.Listener, *slog.Logger) error {
		t.Error("it works without a place")
		return nil
	}
	err := run(t.Context(), address, work, slog.Default())
	if err == nil || !strings.Contains(err.Error(), address) || !strings.Contains(err.Error(), "LISTEN") {
		t.Errorf("run on a taken address = %v, want it named, and what to do", err)
	}
}
