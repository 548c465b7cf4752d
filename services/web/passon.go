package web

import (
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httputil"
)

// passOn hands calls of the API over to the service that takes them, as they are: who calls is in their headers.
func (n *neighbour) passOn(logger *slog.Logger) http.Handler {
	return &httputil.ReverseProxy{
		// Rewrite drops what the caller says of X-Forwarded, and adds nothing of its own.
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(n.at) },
		Transport: direct,
		// Answers that are streams go on as they come.
		FlushInterval: -1,
		ErrorLog:      slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
		ErrorHandler: func(w http.ResponseWriter, r *http.Request, err error) {
			// Also when the connection broke in the middle: a command that is sent again is done once.
			answer(w, http.StatusServiceUnavailable, "unavailable", n.called()+" does not answer: send the same again")
			if r.Context().Err() != nil {
				return // nobody waits for it any more
			}
			logger.WarnContext(r.Context(), "a call was not answered", "by", n.name, "call", r.URL.Path, "error", err)
		},
	}
}

// guardAPI keeps the pages of other sites out, as guard does for the pages of ours. Programs say no origin, and pass.
func guardAPI(listen string, next http.Handler) http.Handler {
	sameOrigin := http.NewCrossOriginProtection()
	sameOrigin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		answer(w, http.StatusForbidden, "permission_denied", "this came from another site")
	}))
	next = sameOrigin.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !ours(r.Host, listen) {
			answer(w, http.StatusForbidden, "permission_denied", "this address is not ours: call it by 127.0.0.1 or localhost")
			return
		}
		next.ServeHTTP(w, r)
	})
}

// answer answers a call of the API with an error, as a service would.
func answer(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"code": code, "message": message})
}
