package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/user"
	"strings"
	"sync"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/process"
	"dontblink.dev/pkg/rpc"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// Run serves the pages as a process of its own, and the API of the four services at the same address. It needs neither the log nor the
// rows: the services are where RECORDER_URL, COMPOSER_URL, INSIGHTS_URL and KEEPER_URL say, and may come and go. What the pages' form
// records is in the name of ACTOR, else of the machine's user.
func Run(ctx context.Context, listener net.Listener, logger *slog.Logger) error {
	if address, ok := listener.Addr().(*net.TCPAddr); !ok || !address.IP.IsLoopback() {
		return fault.New(fault.Invalid, "others could reach %s, and there is no sign-in yet: let LISTEN name 127.0.0.1 and a port", listener.Addr())
	}
	all, err := neighboursOf(os.Getenv)
	if err != nil {
		return err
	}
	return process.Serve(ctx, listener, handler(all, listener.Addr().String(), logger))
}

// handler hands the API on under the names that the services serve it by, and serves the pages for all else.
func handler(all neighbours, listen string, logger *slog.Logger) http.Handler {
	mux := http.NewServeMux()
	process.Health(mux, all.ready)
	for _, n := range all {
		mux.Handle("/"+n.serves+"/", guardAPI(listen, n.passOn(logger)))
	}
	// The recorder serves these too.
	mux.Handle("/"+apiv1connect.PicturesName+"/", guardAPI(listen, all[0].passOn(logger)))
	mux.Handle("/", New(all.api(), Config{Listen: listen, Actor: cmp.Or(os.Getenv("ACTOR"), machineUser()), Log: logger}))
	return mux
}

// neighbour is a service that the pages ask.
type neighbour struct {
	name, variable string
	// serves is its part of the API.
	serves string
	at     *url.URL
}

// called is the name within a sentence.
func (n *neighbour) called() string {
	if n.name == "insights" {
		return n.name
	}
	return "the " + n.name
}

// neighbours are the recorder, the composer, insights and the projector, in this order.
type neighbours []*neighbour

// neighboursOf reads from the environment where each is.
func neighboursOf(getenv func(string) string) (neighbours, error) {
	all := neighbours{
		{name: "recorder", variable: "RECORDER_URL", serves: apiv1connect.RecorderName},
		{name: "composer", variable: "COMPOSER_URL", serves: apiv1connect.ComposerName},
		{name: "insights", variable: "INSIGHTS_URL", serves: apiv1connect.InsightsName},
		{name: "projector", variable: "KEEPER_URL", serves: apiv1connect.KeeperName},
	}
	var missing []string
	for _, n := range all {
		at, err := url.Parse(strings.TrimSuffix(getenv(n.variable), "/"))
		if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" {
			missing = append(missing, fmt.Sprintf("%s has to say where %s is, like http://%s:8080", n.variable, n.called(), n.name))
		}
		n.at = at
	}
	if len(missing) > 0 {
		return nil, fault.New(fault.Invalid, "%s", strings.Join(missing, "; "))
	}
	return all, nil
}

// direct speaks to the neighbours and goes through no proxy, whatever the environment says. They are near: to compress takes longer than to send.
var direct = &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true}

// client goes straight to the service, and not through the address that this process serves itself.
func (n *neighbour) client() *connect.Client {
	transport := connecthttp.NewTransport(&http.Client{Transport: direct}, n.at.String(),
		connecthttp.WithReadMaxBytes(rpc.LargestAnswer), connecthttp.WithCompressors())
	return connect.NewClient(transport, rpc.Client)
}

func (all neighbours) api() API {
	return API{
		Recorder: apiv1connect.NewRecorderClient(all[0].client()),
		Composer: apiv1connect.NewComposerClient(all[1].client()),
		Insights: apiv1connect.NewInsightsClient(all[2].client()),
		Keeper:   apiv1connect.NewKeeperClient(all[3].client()),
		Pictures: apiv1connect.NewPicturesClient(all[0].client()),
	}
}

// ready asks all of them, and says of each that is not ready why.
func (all neighbours) ready(ctx context.Context) error {
	whys := make([]error, len(all))
	var asking sync.WaitGroup
	for i, n := range all {
		asking.Go(func() {
			if err := process.Ask(ctx, n.at.String()); err != nil {
				whys[i] = fmt.Errorf("%s: %w", n.called(), err)
			}
		})
	}
	asking.Wait()
	return errors.Join(whys...)
}

// machineUser is who the machine says is at it. There is no sign-in yet.
func machineUser() string {
	if u, err := user.Current(); err == nil {
		return u.Username
	}
	return ""
}
