package web

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// ask sends a request to pages that have no API behind them: whatever needs one is not asked here.
func ask(t *testing.T, method, target string, change func(*http.Request)) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, target, http.NoBody)
	r.Host = "localhost:8080"
	if change != nil {
		change(r)
	}
	w := httptest.NewRecorder()
	New(API{}, Config{Listen: "pages.example.org:8080"}).ServeHTTP(w, r)
	return w
}

// send sends a form.
func send(t *testing.T, target, form string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, target, strings.NewReader(form))
	r.Host = "localhost"
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	New(API{}, Config{}).ServeHTTP(w, r)
	return w
}

func TestOnlyOurOwnHostIsAnswered(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]int{
		"localhost:8080":           http.StatusNotFound,
		"LOCALHOST":                http.StatusNotFound,
		"dontblink.localhost:8080": http.StatusNotFound,
		"127.0.0.1:8080":           http.StatusNotFound,
		"127.8.7.6":                http.StatusNotFound,
		"[::1]:8080":               http.StatusNotFound,
		"pages.example.org:8080":   http.StatusNotFound,
		"pages.example.org":        http.StatusNotFound,
		"":                         http.StatusForbidden,
		"evil.example.com":         http.StatusForbidden,
		"localhost.example.com":    http.StatusForbidden,
		"notlocalhost":             http.StatusForbidden,
		"0.0.0.0:8080":             http.StatusForbidden,
		"[::]:8080":                http.StatusForbidden,
		"192.0.2.1:8080":           http.StatusForbidden,
	} {
		got := ask(t, http.MethodGet, "/nowhere", func(r *http.Request) { r.Host = host })
		if got.Code != want {
			t.Errorf("a request for the host %q is answered with %d, want %d", host, got.Code, want)
		}
	}
}

func TestListeningEverywhereAllowsNoOtherHost(t *testing.T) {
	t.Parallel()
	for _, listen := range []string{"", ":8080", "0.0.0.0:8080", "[::]:8080"} {
		for _, host := range []string{"", "0.0.0.0", "example.com:8080"} {
			if ours(host, listen) {
				t.Errorf("listening on %q allows the host %q", listen, host)
			}
		}
	}
}

func TestAFormFromAnotherSiteIsRefused(t *testing.T) {
	t.Parallel()
	for name, header := range map[string][2]string{
		"as the browser says":   {"Sec-Fetch-Site", "cross-site"},
		"as its origin says":    {"Origin", "https://evil.example.com"},
		"from a sandboxed page": {"Origin", "null"},
	} {
		got := ask(t, http.MethodPost, "/month/2024-01/log", func(r *http.Request) { r.Header.Set(header[0], header[1]) })
		if got.Code != http.StatusForbidden {
			t.Errorf("a form from another site, %s, is answered with %d, want %d", name, got.Code, http.StatusForbidden)
		}
		if text := got.Body.String(); !strings.Contains(text, "Nothing was recorded.") {
			t.Errorf("a form from another site, %s, is not told that nothing was recorded: %s", name, text)
		}
	}
}

func TestEveryAnswerIsFenced(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/nowhere", "/month/2024-13", asset("style.css"), "/static/none.css"} {
		got := ask(t, http.MethodGet, target, nil)
		for header, want := range map[string]string{
			"Content-Security-Policy": contentPolicy,
			"X-Content-Type-Options":  "nosniff",
			"Referrer-Policy":         "no-referrer",
		} {
			if got.Header().Get(header) != want {
				t.Errorf("%s has %s %q, want %q", target, header, got.Header().Get(header), want)
			}
		}
	}
}

func TestAFormThatIsTooLongIsRefused(t *testing.T) {
	t.Parallel()
	if got := send(t, "/month/2024-01/log", "story="+strings.Repeat("a", mostBytes)); got.Code != http.StatusRequestEntityTooLarge {
		t.Errorf("a form of more than %d bytes is answered with %d, want %d", mostBytes, got.Code, http.StatusRequestEntityTooLarge)
	}
}

func TestAFormThatIsNotUTF8IsRefused(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/month/2024-01/log", "/month/2024-01/draft"} {
		if got := send(t, target, "headline=%ff%fe"); got.Code != http.StatusBadRequest {
			t.Errorf("a form that is not UTF-8, sent to %s, is answered with %d, want %d", target, got.Code, http.StatusBadRequest)
		}
	}
}

func TestWhatDoesNotExistIsSaidInASentence(t *testing.T) {
	t.Parallel()
	for target, want := range map[string]string{
		"/month/2024-13":        "months go from 01 to 12",
		"/month/january":        "write it as 2024-01",
		"/issue/2024":           "/issue/2024-07..2024-08",
		"/issue/2024-01..evil":  "There is no such issue",
		"/somewhere/else":       "Everything starts at the month’s page",
		"/month/%3Cscript%3E":   "&lt;script&gt;",
		"/month/2024-01/nobody": "There is no such page",
	} {
		got := ask(t, http.MethodGet, target, nil)
		if text := got.Body.String(); got.Code != http.StatusNotFound || !strings.Contains(text, want) {
			t.Errorf("GET %s is answered with %d and without %q:\n%s", target, got.Code, want, text)
		}
	}
}

func TestReloadingAnAnsweredFormLeadsToItsPage(t *testing.T) {
	t.Parallel()
	got := ask(t, http.MethodGet, "/month/2024-01/log", nil)
	if where := got.Header().Get("Location"); got.Code != http.StatusSeeOther || where != "/month/2024-01#log" {
		t.Errorf("GET /month/2024-01/log leads to %q with %d", where, got.Code)
	}
}
