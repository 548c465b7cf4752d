package dontblink_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"dontblink.dev/pkg/eventlog"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/thing"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
	"dontblink.dev/services/dontblink"
	"dontblink.dev/services/projector"
	"dontblink.dev/services/web"
)

// healthy asks /healthz until it says what is wanted.
func healthy(t *testing.T, g *host.Ground, code int, says string) {
	t.Helper()
	handler := dontblink.Health(&web.API{Keeper: apiv1connect.NewKeeperClient(g.API.Client())})
	tick, patience := time.NewTicker(10*time.Millisecond), time.After(time.Minute)
	defer tick.Stop()
	for {
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil))
		if answer.Code == code && strings.Contains(answer.Body.String(), says) {
			return
		}
		select {
		case <-tick.C:
		case <-patience:
			t.Fatalf("/healthz stays %d %q, want %d %q", answer.Code, answer.Body, code, says)
		}
	}
}

func TestHealthNamesWhatStandsStillAndIsLostWhenAllDoes(t *testing.T) {
	t.Parallel()
	g := localtest.Ground(t, []host.Service{projector.Run}, apiv1connect.KeeperGetStatusProcedure)
	healthy(t, g, http.StatusOK, "live\n")
	command := eventlog.Command{ID: uuid.NewString(), Actor: "mallory", Source: "/test", Time: time.Now().UTC()}
	nul := &eventv1.ActivityRecorded{Activity: &eventv1.Activity{Headline: "A \x00 talk", When: &eventv1.When{From: "2024-01"}}}
	if _, err := g.Log.Append(t.Context(), command, thing.Activity("poisoned"), eventlog.At{}, nul); err != nil {
		t.Fatal(err)
	}
	healthy(t, g, http.StatusOK, "live\n1 thing stands still: dontblink parked\n")
	// The edition is not parked: an event of another kind of thing, where everything rests on it.
	command.ID = uuid.NewString()
	if _, err := g.Log.Append(t.Context(), command, thing.Edition, eventlog.At{}, nul); err != nil {
		t.Fatal(err)
	}
	healthy(t, g, http.StatusServiceUnavailable, "stopped: event 2, ")
}
