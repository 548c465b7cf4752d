package host

import (
	"compress/gzip"
	"context"
	"log/slog"
	"net/http"
	"sync"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connectgzip"
	"connectrpc.com/connect/v2/connecthttp"
	"connectrpc.com/connect/v2/connectinprocess"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/rpc"
)

// API is what the services of a ground serve. Services come up in any order, so methods may be added while others are called.
type API struct {
	logger *slog.Logger
	mux    *http.ServeMux

	mu     sync.Mutex
	served map[string]connect.Transport // by procedure
	more   chan struct{}                // closed when a method is added
}

func newAPI(logger *slog.Logger) *API {
	return &API{
		logger: logger,
		mux:    http.NewServeMux(),
		served: map[string]connect.Transport{},
		more:   make(chan struct{}),
	}
}

// Serve adds the methods of a service. Each is reached over HTTP and in process alike, through the same interceptors.
func (a *API) Serve(register func(*connect.Server)) {
	server := connect.NewServer(rpc.Server(a.logger))
	register(server)
	connecthttp.Mount(a.mux, server, connecthttp.WithReadMaxBytes(maxMessage), connecthttp.WithCompressors(quick))
	transport := connectinprocess.New(server)
	a.mu.Lock()
	defer a.mu.Unlock()
	for spec := range server.Specs() {
		a.served[spec.Procedure] = transport
	}
	close(a.more)
	a.more = make(chan struct{})
}

// quick compresses answers for those who ask for that, which are those far away: at the usual level a page of a list took four times as long to compress
// as to find, and became a fifth smaller than so.
var quick = connectgzip.New(connectgzip.WithLevel(gzip.BestSpeed))

// maxMessage is the most bytes that one message of a call may have: some ten times the largest activity. A file comes in many messages.
const maxMessage = 4 << 20

// ServeHTTP answers calls from outside the process.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

// Client returns a client of everything that is served on this ground, in process.
func (a *API) Client() *connect.Client { return connect.NewClient(a, rpc.Client) }

// NewClientStream opens a call in process; it makes API a connect.Transport.
func (a *API) NewClientStream(ctx context.Context, spec connect.Spec) (connect.ClientStream, error) {
	a.mu.Lock()
	transport, ok := a.served[spec.Procedure]
	a.mu.Unlock()
	if !ok {
		return nil, fault.New(fault.Unavailable, "still starting: ask again in a moment")
	}
	return transport.NewClientStream(ctx, spec)
}

// serves reports whether any service has come up.
func (a *API) serves() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.served) > 0
}

// Await returns when all of the procedures are served, or with ctx's error.
func (a *API) Await(ctx context.Context, procedures ...string) error {
	for {
		a.mu.Lock()
		missing, more := 0, a.more
		for _, p := range procedures {
			if _, ok := a.served[p]; !ok {
				missing++
			}
		}
		a.mu.Unlock()
		if missing == 0 {
			return nil
		}
		select {
		case <-more:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
