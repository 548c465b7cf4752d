package web_test

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"dontblink.dev/services/composer"
	"dontblink.dev/services/insights"
	"dontblink.dev/services/recorder"
)

func TestHomeLeadsToTheMonthThatIsWorkedOn(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	leads := func(want string) {
		t.Helper()
		if got := b.get("/", http.StatusFound).where; got != "/month/"+want {
			t.Errorf("home leads to %s, want %s", got, want)
		}
	}
	leads("2024-03")
	b.now = time.Date(2024, 3, 31, 20, 0, 0, 0, time.UTC)
	leads("2024-04") // it is April in Tokyo
	b.logs("2024-01", talk("A talk in January", "2024-01-31"))
	leads("2024-01")
	b.logs("2024-05", talk("A talk in May, which is ahead", "2024-05-02"))
	leads("2024-01")
	announcement := talk("A grant opens", "2024-02-10")
	announcement.Del("priorities")
	announcement.Set("announcement", "yes")
	b.logs("2024-02", announcement)
	leads("2024-01")
	lasting := talk("A campaign that goes on", "2024-02")
	lasting.Set("to", "2024-06")
	b.logs("2024-02", lasting)
	leads("2024-04")
}

func TestAMonthInWhichNothingHappenedInvitesToLog(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	p := b.get("/month/2024-01", http.StatusOK)
	p.says("Nothing logged for January 2024 yet.", "Log the first one", "Nothing drafted yet for January 2024.", "Privacy", "Our model",
		"December 2023", "February 2024")
	p.saysNot("No priorities yet", "Logged.")
	b.get("/issue/2024-01", http.StatusNotFound).says("Nothing drafted yet", "/month/2024-01")
}

func TestWithoutAnEditionAMonthSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	b := open(t, everything...)
	// The name alone, so that there is something to wait for.
	b.seen(b.imports("team: {name: Policy team}"))
	p := b.get("/month/2024-01", http.StatusOK)
	p.says("No priorities yet:", "dontblink import edition.yaml", "None known in this month")
	b.post("/month/2024-01/log", talk("A talk", "2024-01-31"), http.StatusUnprocessableEntity).says("The team has named no priorities yet", "A talk")
	b.post("/month/2024-01/draft", url.Values{}, http.StatusUnprocessableEntity).says("No publication holds in 2024-01")
}

func TestWhatIsLoggedIsSeenAndMarkedAndLoggedOnce(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	form := talk("A talk on names", "2024-01-31")
	first := b.logs("2024-02", form)
	first.says("Logged.", "A talk on names", "Our people", "31 Jan", "Nothing yet under “Our model”")
	_, id, _ := strings.Cut(first.where, "#")
	if !strings.HasPrefix(first.where, "/month/2024-01?") || strings.Count(first.html, `class="new"`) != 1 ||
		!strings.Contains(first.html, `<tr id="`+id+`" class="new">`) {
		t.Errorf("it leads to %s, where this is marked:\n%s", first.where, first.html)
	}

	again := b.logs("2024-02", form)
	if again.where != first.where {
		t.Errorf("sent twice it leads to %s, want %s", again.where, first.where)
	}
	again.says("1 activity")

	// The browser's way back shows the old form, with its old id.
	form.Set("headline", "Another talk")
	other := b.logs("2024-02", form)
	other.says("2 activities", "Another talk", "A talk on names")
	if other.where == first.where {
		t.Error("another activity, typed into the same form, was taken for the first one")
	}
	b.get("/month/2024-01", http.StatusOK).saysNot("Logged.")
}

func TestAMistakeKeepsEveryWordAndStandsBesideItsField(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	form := url.Values{
		"form": {uuid.NewString()}, "headline": {"A \"talk\" & more"}, "from": {"31 Janvier"}, "to": {"a to"}, "kind": {"talk, of mine"},
		"priorities": {"privcy", "copyright"}, "place": {"Bogotá"}, "zone": {"right/Europe/Brussels"}, "by": {"staff"}, "verb": {"watch"},
		"label": {"the recording"}, "url": {"http://example.org"}, "people": {"Ada Example, Counsel\nada@example.org"}, "rule": {"embargo"},
		"until": {"soon"}, "story": {"Once,\n\nand then."},
	}
	p := b.post("/month/2024-01/log", form, http.StatusUnprocessableEntity)
	for name, values := range form {
		p.says(values...)
		if name == "form" && !strings.Contains(p.html, values[0]) {
			t.Error("the form has another id, so sending it again would log anew")
		}
	}
	p.says("Not logged yet.", `<option selected>watch</option>`, `value="staff" checked`, `value="embargo" selected`)
	for field, want := range map[string]string{
		"from": `"31 Janvier" is not a day`, "priorities": "no priority is called “privcy”; did you mean privacy?", "url": "write https://example.org",
		"zone": "is no zone that we know", "until": "“soon” is not a date", "people": "looks like an e-mail address",
	} {
		if got := p.beside(field); !strings.Contains(strings.ToLower(got), strings.ToLower(want)) {
			t.Errorf("beside %s stands %q, want %q", field, got, want)
		}
	}
	b.get("/month/2024-01", http.StatusOK).says("Nothing logged for January 2024 yet.")
}

func TestNothingThatIsTypedBecomesAScript(t *testing.T) {
	t.Parallel()
	const script = `"><script>alert(1)</script>`
	b := described(t, everything...)
	harmless := func(what string, p page) page {
		t.Helper()
		if lower := strings.ToLower(p.html); strings.Contains(lower, "<script") || strings.Contains(lower, `"><script`) {
			t.Errorf("%s holds a script:\n%s", what, p.html)
		}
		return p
	}
	fields := []string{"headline", "from", "to", "kind", "priorities", "place", "zone", "by", "verb", "label", "url", "people", "rule", "until", "story"}
	for _, field := range fields {
		form := talk("A talk", "2024-01-31")
		form.Set(field, script)
		if slices.Contains([]string{"from", "to", "priorities", "zone", "by", "rule", "until"}, field) {
			harmless("the form with a mistake in "+field, b.post("/month/2024-01/log", form, http.StatusUnprocessableEntity))
		}
	}

	form := talk(script+" as a headline", "2024-01-31")
	for _, field := range []string{"kind", "place", "label", "people", "story"} {
		form.Set(field, script+" as "+field)
	}
	form.Set("url", "https://example.org/?q=%22%3E%3Cscript%3E")
	harmless("the month", b.logs("2024-01", form)).says(script+" as a headline", script+" as place")
	b.post("/month/2024-01/draft", url.Values{}, http.StatusSeeOther)
	harmless("the month with its issue", b.get("/month/2024-01", http.StatusOK)).says(script + " as a headline")
	harmless("the issue", b.get("/issue/2024-01", http.StatusOK)).says(script+" as a headline", "as story", "as label")
}

func TestAnIssueIsDraftedAndReadAlone(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	logged := b.logs("2024-01", talk("A talk on names", "2024-01-31"))
	query, err := url.Parse(logged.where)
	if err != nil {
		t.Fatal(err)
	}
	button := url.Values{"form": {uuid.NewString()}, "at_least": {query.Query().Get("saved")}}
	for range 2 {
		if where := b.post("/month/2024-01/draft", button, http.StatusSeeOther).where; where != "/month/2024-01#issue" {
			t.Errorf("drafting leads to %s, want the issue on the month's page", where)
		}
	}
	p := b.get("/month/2024-01", http.StatusOK)
	p.says("Digest of January 2024", "draft 1 · 1 entry", "No heading is printed for Our model", "Read it alone")
	p.saysNot("changed since")
	b.get("/issue/2024-01", http.StatusOK).says("Digest of January 2024", "A talk on names", "January 2024", "draft 1, not published")

	b.logs("2024-01", talk("A panel", "2024-01-30")).says("1 activity changed since")
}

// Without the projector nothing turns the log into rows, as in the first moments after an update.
func TestWhileThereAreNoRowsOneCanLog(t *testing.T) {
	t.Parallel()
	b := described(t, recorder.Run, composer.Run, insights.Run)
	if where := b.get("/", http.StatusFound).where; where != "/month/2024-03" {
		t.Errorf("home leads to %s, want the current month", where)
	}
	b.get("/month/2024-01", http.StatusServiceUnavailable).says("The list cannot be read just now.", "Log an activity")
	sent := b.post("/month/2024-01/log", talk("A talk", "2024-01-31"), http.StatusSeeOther)
	path, _, _ := strings.Cut(sent.where, "#")
	b.get(path, http.StatusServiceUnavailable).says("Logged.", "The list has not caught up yet: look again in a moment.")
	b.post("/month/2024-01/draft", url.Values{}, http.StatusServiceUnavailable).says("Not now.", "Send it again: it is done once.")
	b.post("/month/2024-01/log", talk("", "2024-01-31"), http.StatusUnprocessableEntity).says("Not logged yet.", "2024-01-31")
}

func TestABrowserThatLeftIsNoErrorOfOurs(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	left, leave := context.WithCancel(t.Context())
	leave()
	for _, r := range []*http.Request{
		httptest.NewRequestWithContext(left, http.MethodGet, "/", http.NoBody),
		httptest.NewRequestWithContext(left, http.MethodGet, "/month/2024-01", http.NoBody),
		httptest.NewRequestWithContext(left, http.MethodGet, "/issue/2024-01", http.NoBody),
		httptest.NewRequestWithContext(left, http.MethodPost, "/month/2024-01/log", strings.NewReader(talk("A talk", "2024-01-31").Encode())),
		httptest.NewRequestWithContext(left, http.MethodPost, "/month/2024-01/draft", http.NoBody),
	} {
		maps.Copy(r.Header, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
		b.ask(r)
		if log := b.log.String(); log != "" {
			t.Errorf("%s %s, whose browser has left, is logged: %s", r.Method, r.URL, log)
		}
	}
}
