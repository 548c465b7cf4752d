package web

import (
	"log/slog"
	"net/http"
)

// Apart is what Run serves, with an environment of the test's own.
func Apart(getenv func(string) string, listen string) (http.Handler, error) {
	all, err := neighboursOf(getenv)
	if err != nil {
		return nil, err
	}
	return handler(all, listen, slog.Default()), nil
}
