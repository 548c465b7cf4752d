package web

import (
	"html/template"
	"io/fs"
	"net/http/httptest"
	"path"
	"slices"
	"strings"
	"testing"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// pagesAndViews holds each page with a view that is empty and one that uses everything.
func pagesAndViews() map[string]struct {
	page *template.Template
	view any
} {
	type shown = struct {
		page *template.Template
		view any
	}
	return map[string]shown{
		"an empty month":   {monthPage, knowledge{month: january, edition: someEdition()}.view()},
		"a zero month":     {monthPage, monthView{}},
		"a full month":     {monthPage, fullMonth()},
		"an issue":         {readingPage, readingView{Title: "January", Months: "January 2024", Back: "/month/2024-01#issue", Draft: 2, Body: "<p>x</p>"}},
		"a zero issue":     {readingPage, readingView{}},
		"a message":        {messagePage, message{Title: "There is no such page", Sentence: "Look elsewhere."}},
		"an empty message": {messagePage, message{}},
	}
}

func fullMonth() monthView {
	k := knowledge{month: january, edition: someEdition(), rows: someRows(), receipt: receipt{ID: "a", Sequence: 7}, issue: &eventv1.Issue{
		Id: "2024-01", Months: []string{"2024-01"}, Draft: 3,
		Frame:   &eventv1.Frame{Title: "January 2024", Through: 3, SilentPillars: []string{"Our people", "What <we> were"}},
		Entries: []*eventv1.Entry{{Id: "x", Headline: "A panel"}},
	}}
	k.rows[0].Activity.Headline = `<script>alert("x")</script>`
	v := k.view()
	v.Notices = append(v.Notices, k.logged(), notice{Kind: "error", Strong: "Stopped.", Text: "Why."})
	v.Activities.Missing = &notice{Kind: "warning", Strong: "Preparing."}
	v.Form = newForm(january, k.edition).filled(typed())
	v.Form.Notice = &notice{Kind: "warning", Strong: "Not now."}
	for _, f := range append(fields, struct{ place, field string }{}) {
		v.Form.Mistakes = append(v.Form.Mistakes, mistake{Field: f.field, Sentence: "Write something else in " + f.field + "."})
	}
	return v
}

func TestEveryPageIsWrittenWithItsView(t *testing.T) {
	t.Parallel()
	for name, s := range pagesAndViews() {
		var b strings.Builder
		if err := s.page.Execute(&b, s.view); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		html := b.String()
		if headings := strings.Count(html, "<h1"); headings != 1 && s.page != readingPage {
			t.Errorf("%s has %d headings of the first order, want 1", name, headings)
		}
		if !strings.Contains(html, `<main id="main"`) || !strings.HasSuffix(strings.TrimSpace(html), "</html>") {
			t.Errorf("%s is not whole:\n%s", name, html)
		}
		if strings.Contains(html, "ZgotmplZ") || strings.Contains(html, "<script") {
			t.Errorf("%s holds what it must not:\n%s", name, html)
		}
		if found := refused.FindString(html); found != "" {
			t.Errorf("%s holds %q, which the content policy refuses", name, found)
		}
	}
}

func TestEveryTemplateBelongsToAPage(t *testing.T) {
	t.Parallel()
	var parsed []string
	for _, page := range []*template.Template{monthPage, readingPage, messagePage} {
		for _, t := range page.Templates() {
			parsed = append(parsed, t.Name())
		}
	}
	files, err := fs.Glob(templateFiles, "templates/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.Contains(parsed, path.Base(file)) {
			t.Errorf("%s is part of no page", file)
		}
	}
}

func TestNothingTypedIsLost(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	(&pages{}).show(w, 422, monthPage, fullMonth())
	html := w.Body.String()
	for name, values := range typed() {
		if name == "priorities" || name == "headline" || name == "people" || name == "story" {
			continue
		}
		for _, value := range values {
			if !strings.Contains(html, `value="`+template.HTMLEscapeString(value)+`"`) && !strings.Contains(html, "selected>"+value) {
				t.Errorf("%s, typed into %s, is not on the page", value, name)
			}
		}
	}
	for _, want := range []string{
		"Amara Okafor", "Second.", `value="privacy" selected`, `value="human-rights" checked`, `value="staff" checked`, `value="affiliate" checked`,
		`value="embargo" selected`, `<option selected>watch`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("%q is not on the page", want)
		}
	}
}

func TestEveryMistakeIsShownAtAFieldThatExists(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := monthPage.Execute(&b, fullMonth()); err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		if !strings.Contains(b.String(), `id="f-`+f.field+`"`) {
			t.Errorf("a mistake in %s is shown at %s, which is no field of the form", f.place, f.field)
		}
		if labels[f.field] == "" {
			t.Errorf("nobody knows what %s is called on the page", f.field)
		}
		if strings.Count(b.String(), "Write something else in "+f.field+".") < 2 {
			t.Errorf("a mistake in %s does not stand beside its field", f.field)
		}
	}
}

func TestEveryLabelAndDescriptionHasItsField(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := monthPage.Execute(&b, fullMonth()); err != nil {
		t.Fatal(err)
	}
	for _, attribute := range []string{`for="`, `aria-describedby="`, `aria-labelledby="`, `href="#`} {
		for _, rest := range strings.Split(b.String(), attribute)[1:] {
			id, _, _ := strings.Cut(rest, `"`)
			if !strings.Contains(b.String(), `id="`+id+`"`) {
				t.Errorf("%s%s\" points to nothing", attribute, id)
			}
		}
	}
}
