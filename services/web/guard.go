package web

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// contentPolicy allows what the pages use and nothing else: no script, no inline style, nothing from elsewhere.
const contentPolicy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// mostBytes is the largest form that is read. A story of that length is no entry of a digest.
// A form sends each letter beyond ASCII as several bytes; the recorder then has limits of its own, and says which was passed.
const mostBytes = 2 << 20

// guard keeps other sites out. They could otherwise make this machine's browser send forms here, or, by pointing a name of theirs
// at 127.0.0.1, read the pages as if they were their own.
func guard(listen string, p *pages, next http.Handler) http.Handler {
	// It goes by Sec-Fetch-Site, else by Origin against Host, and lets GET pass: no GET of ours changes anything.
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		p.say(w, http.StatusForbidden, "This came from another site", "Nothing was recorded. Fill in the form on the month’s own page.")
	}))
	next = sameOrigin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		// Pages tell what may be under embargo, and machines are shared. What may be kept says so itself.
		h.Set("Cache-Control", "no-store")
		// Against DNS rebinding: a name that somebody else's server has is not ours, wherever it leads.
		if !ours(r.Host, listen) {
			p.say(w, http.StatusForbidden, "This address is not ours",
				"These pages answer only to the machine’s own address. Open them as http://localhost with the port that “dontblink up” printed.")
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, mostBytes)
		next.ServeHTTP(w, r)
	})
}

// ours reports whether a request's Host is loopback, or the host that we were asked to listen on.
func ours(host, listen string) bool {
	name := hostname(host)
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	if err == nil && addr.IsLoopback() {
		return true
	}
	// Listening everywhere names no host, so it allows none.
	if err == nil && addr.IsUnspecified() {
		return false
	}
	return name != "" && name == hostname(listen)
}

// hostname returns the host of "host", "host:port" or "[::1]:port" in lower case.
func hostname(address string) string {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		host = strings.TrimSuffix(strings.TrimPrefix(address, "["), "]")
	}
	return strings.ToLower(strings.TrimSuffix(host, "."))
}
