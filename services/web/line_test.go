package web_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"dontblink.dev/pkg/calendar"
	apiv1 "dontblink.dev/proto/gen/advocacy/api/v1"
)

// emptyForm is the form as a browser sends it when only the line was typed.
func emptyForm(line string) url.Values {
	return url.Values{
		"form": {uuid.NewString()}, "line": {line}, "headline": {""}, "from": {""}, "to": {""}, "kind": {""}, "priorities": {""}, "place": {""},
		"zone": {""}, "people": {""}, "verb": {"read"}, "label": {""}, "url": {""}, "rule": {""}, "until": {""}, "story": {""},
	}
}

var input = regexp.MustCompile(`<(?:input|textarea)[^>]*>`)

// value returns what stands in a field of the page.
func (p page) value(field string) string {
	p.t.Helper()
	for _, tag := range input.FindAllString(p.html, -1) {
		if strings.Contains(tag, `name="`+field+`"`) {
			_, value, _ := strings.Cut(tag, `value="`)
			value, _, _ = strings.Cut(value, `"`)
			return value
		}
	}
	p.t.Fatalf("there is no field %q", field)
	return ""
}

func TestALineFillsTheFormIn(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	line := `23 jan 14:30 panel at FIMI conference @"Ada Example" @@White_House #privacy #DSA !chatham Brussels https://example.org/a https://example.org/b`
	p := b.post("/month/2024-03/line", emptyForm(line), http.StatusOK)
	p.says("Filled in, not logged yet.", "Panel at FIMI conference</textarea>", "Ada Example</textarea>", "when: Tuesday, 23 January 2024, 14:30",
		"Also taken from the line: topics DSA; organisation White House; link to read b.")
	for field, want := range map[string]string{"from": "2024-01-23 14:30", "kind": "panel", "place": "Brussels", "url": "https://example.org/a", "line": ""} {
		if got := p.value(field); got != want {
			t.Errorf("the field %s holds %q, want %q", field, got, want)
		}
	}
	list, err := b.api.Insights.ListActivities(t.Context(), &apiv1.ListActivitiesRequest{})
	if err != nil || len(list.GetActivities()) > 0 {
		t.Errorf("%v is logged already (%v)", list.GetActivities(), err)
	}
}

func TestWhatALineSaysBesideTheFieldsIsLogged(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	form := talk("A talk", "2024-01-30")
	form.Set("rest", `{"topics":["DSA"],"organisations":[{"name":"White House"}]}`)
	sent := b.post("/month/2024-01/log", form, http.StatusSeeOther)
	where, err := url.Parse(sent.where)
	if err != nil {
		t.Fatal(err)
	}
	b.get(where.Path+"?"+where.RawQuery, http.StatusOK)
	answer, err := b.api.Insights.GetActivity(t.Context(), &apiv1.GetActivityRequest{Id: where.Query().Get("logged")})
	if a := answer.GetActivity().GetActivity(); err != nil || strings.Join(a.GetTopics(), "") != "DSA" || a.GetOrganisations()[0].GetName() != "White House" {
		t.Errorf("logged is %v (%v)", a, err)
	}
}

func TestWhatStandsInTheFormGoesBeforeTheLine(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	form := emptyForm("yesterday #copyright")
	form.Set("headline", "We met the ministry")
	form.Set("from", "2024-02-01")
	form.Set("kind", "meeting")
	p := b.post("/month/2024-02/line", form, http.StatusOK)
	p.says("We met the ministry</textarea>", `<option value="copyright" selected>`)
	p.saysNot("What kind was it?", "When was it?")
	if got := p.value("from"); got != "2024-02-01" {
		t.Errorf("the day is %q: the one that was typed is gone", got)
	}
}

func TestALineThatLeavesQuestionsAsksThem(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	p := b.post("/month/2024-02/line", emptyForm("31 feb <b>panel</b> !chatam"), http.StatusOK)
	b.post("/month/2024-02/line", emptyForm("meeting !cancelled"), http.StatusOK).says("Log it first, then cancel it")
	p.says("There is no 31 February.", "When was it?", "“!chatam” is no word that ! knows.", "the rule chatham-house")
	if strings.Contains(p.html, "<b>panel") {
		t.Error("what was typed is taken for HTML")
	}
}

func TestAnEmptyLineLogsTheForm(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	form := talk("A talk", "2024-01-30")
	form.Set("line", " ")
	if sent := b.post("/month/2024-01/line", form, http.StatusSeeOther); !strings.HasPrefix(sent.where, "/month/2024-01?logged=") {
		t.Errorf("it leads to %q", sent.where)
	}
	b.get("/month/2024-01/line", http.StatusSeeOther)
}

func TestTheLineIsReadOnTheTeamsDay(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	// Where the team is, it is the sixth already.
	b.now = b.now.Add(6 * time.Hour)
	p := b.post("/month/2024-03/line", emptyForm("yesterday talk #privacy"), http.StatusOK)
	want := calendar.Day{Year: 2024, Month: 3, Day: 5}.String()
	if got := p.value("from"); got != want {
		t.Errorf("yesterday is %q, want %q", got, want)
	}
}

func TestADayThatMayBeSeveralIsAskedWithEach(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	p := b.post("/month/2024-03/line", emptyForm("03/04/2024 panel #privacy"), http.StatusOK)
	p.says("When was it? It may be 2024-04-03, or 2024-03-04.", "03/04 is 3 April for some and 4 March for others.")
	if got := p.value("from"); got != "" {
		t.Errorf("the day is %q already", got)
	}
}
