// Package web serves the product's pages: for now the one of a month, with its activities by pillar, a form to log one, and the
// month's issue as drafted.
//
// It knows the API and nothing behind it: neither the log nor the database. Everything works without JavaScript.
package web

import (
	"log/slog"
	"net/http"
	"time"

	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
)

// API is what the pages ask and tell.
// Whoever hands it over decides how it is reached: in process, through a socket or over a network.
type API struct {
	Recorder apiv1connect.RecorderClient
	Insights apiv1connect.InsightsClient
	Composer apiv1connect.ComposerClient
	Keeper   apiv1connect.KeeperClient
	Pictures apiv1connect.PicturesClient
}

// Config is what the pages need to know of where they run. The zero Config serves loopback.
type Config struct {
	// Listen is the address that was asked to be listened on, "127.0.0.1:8080" or a name. Requests for any other host that is
	// not loopback are refused.
	Listen string
	// Actor is who uses the pages: the machine's user. Empty leaves it to the clients to say.
	Actor string
	// Now tells the time; nil is the machine's clock.
	Now func() time.Time
	// Log receives what is ours to mend; nil is the default logger.
	Log *slog.Logger
}

// pages answers the requests.
type pages struct {
	API
	actor string
	now   func() time.Time
	log   *slog.Logger
}

// New returns the handler of all pages.
// The handler is safe for many at once: it keeps nothing of one request for the next.
func New(api API, c Config) http.Handler {
	p := &pages{API: api, actor: c.Actor, now: c.Now, log: c.Log}
	if p.now == nil {
		p.now = time.Now
	}
	if p.log == nil {
		p.log = slog.Default()
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.home)
	mux.HandleFunc("GET /month/{month}", p.month)
	mux.HandleFunc("POST /month/{month}/log", p.record)
	mux.HandleFunc("POST /month/{month}/draft", p.draft)
	mux.HandleFunc("POST /month/{month}/line", p.line)
	mux.HandleFunc("GET /month/{month}/line", backTo("#log"))
	// Whoever reloads or bookmarks the answer to a form gets the page that the form stands on.
	mux.HandleFunc("GET /month/{month}/log", backTo("#log"))
	mux.HandleFunc("GET /month/{month}/draft", backTo("#issue"))
	mux.HandleFunc("GET /issue/{issue}", p.reading)
	mux.HandleFunc("GET /images/{hash}", p.image)
	mux.HandleFunc("GET /static/{file...}", static)
	mux.HandleFunc("/", p.nowhere)
	return guard(c.Listen, p, mux)
}

// backTo leads to a place on the month's page.
func backTo(fragment string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, monthPath(r.PathValue("month"))+fragment, http.StatusSeeOther)
	}
}

// nowhere answers every other address in the look of the pages.
func (p *pages) nowhere(w http.ResponseWriter, _ *http.Request) {
	p.say(w, http.StatusNotFound, "There is no such page", "The address may be mistyped. Everything starts at the month’s page.")
}
