package host

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/process"
)

// Main runs one service as a process, which serves its API on LISTEN (127.0.0.1:8080 when unset) and says on /healthz how it is. It may be
// started before the servers that it stands on, and outlives them: it waits, says for what, and tries again.
func Main(name string, dial Dialler, service Service) {
	process.Main(name, "127.0.0.1:8080", func(ctx context.Context, listener net.Listener, logger *slog.Logger) error {
		p := &post{name: name, dial: dial, service: service, logger: logger}
		group, ctx := errgroup.WithContext(ctx)
		group.Go(func() error { return process.Serve(ctx, listener, p.handler()) })
		group.Go(func() error { return p.stand(ctx) })
		return group.Wait()
	})
}

// post is a service in a process of its own: it answers from the first moment on, also while there is nothing yet to stand on.
type post struct {
	name    string
	dial    Dialler
	service Service
	logger  *slog.Logger

	mu sync.Mutex
	// ground is nil while the service waits for why.
	ground *Ground
	why    error
}

func (p *post) handler() http.Handler {
	mux := http.NewServeMux()
	process.Health(mux, func(ctx context.Context) error {
		g, why := p.standing()
		if g == nil {
			return why
		}
		return g.ready(ctx)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		g, why := p.standing()
		if g == nil {
			refuse(w, why)
			return
		}
		g.API.ServeHTTP(w, r)
	})
	return mux
}

// refuse answers a call that nobody can take yet, as the API would.
func refuse(w http.ResponseWriter, why error) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusServiceUnavailable)
	_ = json.NewEncoder(w).Encode(map[string]string{"code": "unavailable", "message": why.Error()})
}

func (p *post) standing() (*Ground, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ground == nil && p.why == nil {
		return nil, fault.New(fault.Unavailable, "still starting: ask again in a moment")
	}
	return p.ground, p.why
}

// stand runs the service on a ground, and on another one when that gave way. Only what the environment says wrongly ends it.
func (p *post) stand(ctx context.Context) error {
	told := ""
	for try := 0; ; try++ {
		stood, err := p.once(ctx)
		switch {
		case ctx.Err() != nil:
			return nil //nolint:nilerr // being told to end is no error
		case err == nil, errors.Is(err, fault.Invalid):
			return err
		case stood:
			try, told = 0, ""
		}
		p.stands(nil, err)
		if told != err.Error() {
			told = err.Error()
			p.logger.Warn("waiting, and trying again", "for", told)
		}
		if !pause(ctx, try) {
			return nil
		}
	}
}

// once runs the service on one ground, and says whether that lasted.
func (p *post) once(ctx context.Context) (stood bool, err error) {
	g, leave, err := p.dial(ctx, p.name, p.logger)
	if err != nil {
		return false, err
	}
	defer leave()
	g.Version = process.Version
	p.stands(g, nil)
	p.logger.Info("standing on its servers")
	began := time.Now()
	err = p.service(ctx, g)
	return time.Since(began) > 10*time.Second, err
}

func (p *post) stands(g *Ground, why error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ground, p.why = g, why
}

// pause waits before the n-th new try, longer each time, and returns false when ctx is done before that.
func pause(ctx context.Context, n int) bool {
	timer := time.NewTimer(min(100*time.Millisecond<<min(n, 10), 3*time.Second))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
