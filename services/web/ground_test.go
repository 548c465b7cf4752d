package web_test

import (
	"bytes"
	"errors"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/host"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	"dontblink.dev/services/composer"
	"dontblink.dev/services/insights"
	"dontblink.dev/services/projector"
	"dontblink.dev/services/recorder"
	"dontblink.dev/services/web"
)

const team = `
team: {name: Policy team, zone: Asia/Tokyo, languages: [en]}
publications:
  - {id: digest, series: Digest, title: "{series} of {months}", from: 2022-01}
pillars:
  - {id: people, name: Our people, from: 2022-01, priorities: [{id: privacy, name: Privacy}]}
  - {id: model, name: Our model, from: 2022-01, priorities: [{id: copyright, name: Copyright}]}
`

// browser looks at the pages, behind which the services run on a log and rows of this test's own.
type browser struct {
	t       *testing.T
	api     web.API
	handler http.Handler
	now     time.Time
	log     *written
}

// everything is what `dontblink up` runs, and how to tell that it is there.
var everything = []host.Service{recorder.Run, projector.Run, composer.Run, insights.Run}

// open serves the pages over these services.
func open(t *testing.T, services ...host.Service) *browser {
	t.Helper()
	g := localtest.Ground(t, services, apiv1connect.RecorderRecordProcedure, apiv1connect.ComposerGetIssueProcedure, apiv1connect.InsightsListActivitiesProcedure)
	client := g.API.Client()
	return over(t, web.API{
		Recorder: apiv1connect.NewRecorderClient(client), Insights: apiv1connect.NewInsightsClient(client),
		Composer: apiv1connect.NewComposerClient(client), Keeper: apiv1connect.NewKeeperClient(client),
		Pictures: apiv1connect.NewPicturesClient(client),
	})
}

// over serves the pages over an API.
func over(t *testing.T, api web.API) *browser {
	t.Helper()
	b := &browser{t: t, api: api, log: &written{}, now: time.Date(2024, 3, 5, 12, 0, 0, 0, time.UTC)}
	b.handler = web.New(api, web.Config{Actor: "Amara", Now: func() time.Time { return b.now }, Log: slog.New(slog.NewTextHandler(b.log, nil))})
	return b
}

// described is open after the team has handed its edition over. Where rows are made, it returns when they hold it.
func described(t *testing.T, services ...host.Service) *browser {
	t.Helper()
	b := open(t, services...)
	reached := b.imports(team)
	if len(services) == len(everything) {
		b.seen(reached)
	}
	return b
}

// seen returns when the rows hold that event. An answer takes two seconds at the most, and a busy machine may need more.
func (b *browser) seen(sequence uint64) {
	b.t.Helper()
	for {
		_, err := b.api.Insights.ListActivities(b.t.Context(), &apiv1.ListActivitiesRequest{AtLeast: sequence})
		if err == nil {
			return
		}
		if !errors.Is(err, fault.Unavailable) {
			b.t.Fatal(err)
		}
	}
}

// imports hands an edition over and returns the sequence that the log reached.
func (b *browser) imports(edition string) uint64 {
	b.t.Helper()
	stream, err := b.api.Recorder.Import(rpc.As(b.t.Context(), "importer"))
	if err != nil {
		b.t.Fatal(err)
	}
	for _, piece := range []*apiv1.ImportRequest{
		{Piece: &apiv1.ImportRequest_Options{Options: &apiv1.ImportOptions{CommandId: uuid.NewString()}}},
		{Piece: &apiv1.ImportRequest_File{File: "edition.yaml"}},
		{Piece: &apiv1.ImportRequest_Data{Data: []byte(edition)}},
	} {
		if err := stream.Send(piece); err != nil {
			b.t.Fatal(err)
		}
	}
	answer, err := stream.CloseAndReceive()
	if err != nil || len(answer.GetRefusals()) > 0 {
		b.t.Fatalf("the edition is answered with %v and refused for %v", err, answer.GetRefusals())
	}
	return answer.GetSequence()
}

func (b *browser) ask(r *http.Request) *httptest.ResponseRecorder {
	b.t.Helper()
	r.Host = "localhost:8080"
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	return w
}

// get returns a page that is answered with this status.
func (b *browser) get(path string, status int) page {
	b.t.Helper()
	w := b.ask(httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, path, http.NoBody))
	return b.answered(w, "GET "+path, status)
}

// post sends a form.
func (b *browser) post(path string, form url.Values, status int) page {
	b.t.Helper()
	r := httptest.NewRequestWithContext(b.t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.answered(b.ask(r), "POST "+path, status)
}

func (b *browser) answered(w *httptest.ResponseRecorder, what string, status int) page {
	b.t.Helper()
	if w.Code != status {
		b.t.Fatalf("%s is answered with %d, want %d:\n%s", what, w.Code, status, w.Body)
	}
	return page{t: b.t, html: w.Body.String(), where: w.Header().Get("Location")}
}

// logs sends the form of a month and returns the page that it leads to. That page waits until the list has seen what was logged; it is asked
// for again when that takes a busy machine longer than the page waits.
func (b *browser) logs(month string, form url.Values) page {
	b.t.Helper()
	sent := b.post("/month/"+month+"/log", form, http.StatusSeeOther)
	path, _, _ := strings.Cut(sent.where, "#")
	w := b.ask(httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, path, http.NoBody))
	for w.Code == http.StatusServiceUnavailable && b.t.Context().Err() == nil {
		w = b.ask(httptest.NewRequestWithContext(b.t.Context(), http.MethodGet, path, http.NoBody))
	}
	p := b.answered(w, "GET "+path, http.StatusOK)
	p.where = sent.where
	return p
}

// page is what the browser got.
type page struct {
	t     *testing.T
	html  string
	where string
}

// says reports what of these texts is not on the page, as a reader would see them.
func (p page) says(texts ...string) {
	p.t.Helper()
	seen := html.UnescapeString(p.html)
	for _, text := range texts {
		if !strings.Contains(seen, text) {
			p.t.Errorf("the page does not say %q:\n%s", text, p.html)
		}
	}
}

func (p page) saysNot(texts ...string) {
	p.t.Helper()
	seen := html.UnescapeString(p.html)
	for _, text := range texts {
		if strings.Contains(seen, text) {
			p.t.Errorf("the page says %q:\n%s", text, p.html)
		}
	}
}

// beside returns what stands below a field.
func (p page) beside(field string) string {
	p.t.Helper()
	_, below, ok := strings.Cut(p.html, `id="d-`+field+`"`)
	if !ok {
		p.t.Fatalf("there is no field %q", field)
	}
	below, _, _ = strings.Cut(below, "</div>")
	return html.UnescapeString(below)
}

// talk is a form as it is sent with what is needed.
func talk(headline, day string) url.Values {
	return url.Values{
		"form": {uuid.NewString()}, "headline": {headline}, "from": {day}, "kind": {"talk"}, "priorities": {"privacy"}, "verb": {"read"},
	}
}

// written is a log that may be read while it is written.
type written struct {
	mu sync.Mutex
	b  bytes.Buffer
}

var _ io.Writer = (*written)(nil)

func (w *written) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.Write(p)
}

func (w *written) String() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.b.String()
}
