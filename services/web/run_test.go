package web_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"connectrpc.com/connect/v2"
	"connectrpc.com/connect/v2/connecthttp"

	"dontblink.dev/pkg/fault"
	"dontblink.dev/pkg/localtest"
	"dontblink.dev/pkg/process"
	"dontblink.dev/pkg/rpc"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
	"dontblink.dev/proto/gen/advocacy/api/v1/apiv1connect"
	"dontblink.dev/services/web"
)

// apart serves the pages and the API at one address, before services at others; those that are named away are not there.
func apart(t *testing.T, away ...string) (address string) {
	t.Helper()
	g := localtest.Ground(t, everything, apiv1connect.RecorderRecordProcedure, apiv1connect.ComposerGetIssueProcedure,
		apiv1connect.InsightsListActivitiesProcedure, apiv1connect.KeeperGetStatusProcedure)
	services := http.NewServeMux()
	process.Health(services, func(context.Context) error { return nil })
	services.Handle("/", g.API)
	at := map[string]string{}
	for _, variable := range []string{"RECORDER_URL", "COMPOSER_URL", "INSIGHTS_URL", "KEEPER_URL"} {
		server := httptest.NewServer(services)
		t.Cleanup(server.Close)
		at[variable] = server.URL
	}
	for _, variable := range away {
		at[variable] = "http://127.0.0.1:1"
	}
	handler, err := web.Apart(func(variable string) string { return at[variable] }, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func through(address string) *connect.Client {
	return connect.NewClient(connecthttp.NewTransport(http.DefaultClient, address), rpc.Client)
}

func TestOneAddressServesThePagesAndTheWholeAPI(t *testing.T) {
	t.Parallel()
	address := apart(t)
	client := through(address)
	b := &browser{t: t, api: web.API{Recorder: apiv1connect.NewRecorderClient(client), Insights: apiv1connect.NewInsightsClient(client)}}
	b.seen(b.imports(team))
	status, err := apiv1connect.NewKeeperClient(client).GetStatus(t.Context(), &apiv1.GetStatusRequest{})
	if err != nil || status.GetLog() == 0 {
		t.Errorf("the keeper answers %v, %v", status, err)
	}
	_, err = apiv1connect.NewComposerClient(client).GetIssue(t.Context(), &apiv1.GetIssueRequest{Issue: "2024-01"})
	if !errors.Is(err, fault.NotFound) {
		t.Errorf("the composer answers %v, want its own word that there is no such issue", err)
	}
	for path, want := range map[string]string{"/month/2024-01": "January 2024", "/healthz": "ready", "/livez": "alive"} {
		if status, body := look(t, address, path, nil); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s answers %d %q", path, status, body)
		}
	}
}

func TestAServiceThatIsAwayIsNamed(t *testing.T) {
	t.Parallel()
	address := apart(t, "RECORDER_URL")
	_, err := apiv1connect.NewRecorderClient(through(address)).Record(rpc.As(t.Context(), "Amara"), &apiv1.RecordRequest{})
	if !errors.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "the recorder does not answer: send the same again") {
		t.Errorf("a command without a recorder: %v", err)
	}
	status, body := look(t, address, "/healthz", nil)
	if status != http.StatusServiceUnavailable || !strings.Contains(body, "the recorder: it does not answer") || strings.Contains(body, "insights") {
		t.Errorf("/healthz answers %d %q, want the recorder named and nobody else", status, body)
	}
}

// The API lies at an address that this machine's browser reaches, too.
func TestTheAPIIsNotForThePagesOfOthers(t *testing.T) {
	t.Parallel()
	address := apart(t)
	for name, strange := range map[string]http.Header{
		"another site's form": {"Origin": {"https://evil.example"}, "Sec-Fetch-Site": {"cross-site"}},
		"another site's name": {"Host": {"evil.example"}},
	} {
		if status, body := look(t, address, apiv1connect.RecorderRecordProcedure, strange); status != http.StatusForbidden {
			t.Errorf("%s is answered with %d %s, want it refused", name, status, body)
		}
	}
}

// look asks for a path, with some headers; what is not a page is posted to.
func look(t *testing.T, address, path string, header http.Header) (status int, body string) {
	t.Helper()
	method := http.MethodGet
	if header != nil {
		method = http.MethodPost
	}
	request, err := http.NewRequestWithContext(t.Context(), method, address+path, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	for name, values := range header {
		request.Header[name] = values
	}
	request.Host = header.Get("Host")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var text strings.Builder
	if err := answer.Write(&text); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, text.String()
}

func TestAServiceWhoseAddressIsMissingIsNamed(t *testing.T) {
	t.Parallel()
	at := map[string]string{"RECORDER_URL": "http://recorder:8080", "COMPOSER_URL": "composer:8080", "KEEPER_URL": "http://projector:8080/"}
	_, err := web.Apart(func(variable string) string { return at[variable] }, "127.0.0.1:0")
	const want = "COMPOSER_URL has to say where the composer is, like http://composer:8080; " +
		"INSIGHTS_URL has to say where insights is, like http://insights:8080"
	if !errors.Is(err, fault.Invalid) || err.Error() != want {
		t.Errorf("told to find them: %v\nwant: %s", err, want)
	}
}

// As long as there is no sign-in.
func TestThePagesAreServedToThisMachineAlone(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if err := web.Run(t.Context(), listener, slog.Default()); !errors.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "no sign-in yet") {
		t.Errorf("served to everybody: %v, want it refused", err)
	}
}
