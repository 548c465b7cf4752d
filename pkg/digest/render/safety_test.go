package render_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"

	"dontblink.dev/pkg/digest"
	"dontblink.dev/pkg/digest/internal/january"
	"dontblink.dev/pkg/digest/render"
	"dontblink.dev/pkg/fault"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

var (
	elements = words("html head meta title style body main header footer section article div h1 h2 h3 h4 h5 h6 p ul ol li blockquote pre " +
		"code hr br a em strong span time")
	attributes = words("lang charset name content class id href title datetime start")
)

func words(list string) map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields(list) {
		words[word] = true
	}
	return words
}

// outline checks that a page is well formed and holds nothing that runs or is fetched, and counts its elements.
func outline(t *testing.T, page string) map[string]int {
	t.Helper()
	count := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(page))
	d.Entity = xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return count
		}
		if err != nil {
			t.Fatalf("the page is not well formed: %v\n%s", err, page)
		}
		start, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		count[start.Name.Local]++
		if !elements[start.Name.Local] {
			t.Errorf("the page holds <%s>:\n%s", start.Name.Local, page)
		}
		for _, a := range start.Attr {
			if !attributes[a.Name.Local] {
				t.Errorf("the page holds the attribute %s=%q", a.Name.Local, a.Value)
			}
			if url := strings.ToLower(a.Value); a.Name.Local == "href" && !strings.HasPrefix(url, "https://") && !strings.HasPrefix(url, "mailto:") {
				t.Errorf("the page links to %q", a.Value)
			}
		}
	}
}

// printed renders an issue in both formats, reads the Markdown as a careless place would, and returns what stands in either.
func printed(t *testing.T, issue *eventv1.Issue) (fromHTML, fromMarkdown map[string]int) {
	t.Helper()
	page, err := render.HTML(issue)
	if err != nil {
		t.Fatal(err)
	}
	markdown, err := render.Markdown(issue)
	if err != nil {
		t.Fatal(err)
	}
	var careless bytes.Buffer
	if err := goldmark.New(goldmark.WithRendererOptions(html.WithUnsafe(), html.WithXHTML())).Convert([]byte(markdown), &careless); err != nil {
		t.Fatal(err)
	}
	return outline(t, string(page)), outline(t, "<main>"+careless.String()+"</main>")
}

func TestNothingRunsWhateverWasWritten(t *testing.T) {
	t.Parallel()
	fromHTML, fromMarkdown := printed(t, drafted(t, "2024-01", hostile(), hostileEdition()))
	for _, element := range []string{"h1", "h2", "h3", "h4", "a", "pre", "blockquote", "li"} {
		if fromHTML[element] != fromMarkdown[element] {
			t.Errorf("HTML has %d of <%s>, Markdown %d", fromHTML[element], element, fromMarkdown[element])
		}
	}
	if got := []int{fromHTML["h1"], fromHTML["h2"], fromHTML["h3"]}; !cmp.Equal(got, []int{1, 2, 2}) {
		t.Errorf("headings = %v, want one title, two sections and two headlines", got)
	}
}

func FuzzNothingRunsWhateverIsWritten(f *testing.F) {
	for _, told := range append(hostile().Activities, summer().Activities...) {
		f.Add(told.Content.GetHeadline(), told.Content.GetBody()[0].GetText(), "label", "https://example.org")
	}
	f.Add("!", "![a](person:b)[c](javascript:d)", "](javascript:a)", "javascript:a")
	f.Add("a\x00\xff", "b\xff", "c\xff", "https://d\xff")
	f.Add("", "a\n[b]: javascript:c\n\n[b]", "[b]", "HTTPS://a\" onclick=\"b")
	f.Fuzz(func(t *testing.T, headline, text, label, url string) {
		if strings.Contains(text, "&#") {
			t.Skip("a number may stand for a character that XML, which reads the page here, does not have")
		}
		content := &eventv1.Activity{
			Headline: headline, When: &eventv1.When{From: "2024-01-01"},
			Links:     []*eventv1.Link{{Verb: "read", Label: label, Url: url}},
			Body:      []*eventv1.Passage{{Text: text}, {Text: label}},
			FollowUps: []*eventv1.FollowUp{{What: headline, Condition: label, Url: url, When: &eventv1.When{From: "2024-02-01"}}},
		}
		fromHTML, fromMarkdown := printed(t, drafted(t, "2024-01", digest.Material{Activities: []digest.Candidate{{Content: content}}}, january.Edition()))
		for _, element := range []string{"h1", "h2", "h3"} {
			if fromHTML[element] != fromMarkdown[element] {
				t.Errorf("HTML has %d of <%s>, Markdown %d", fromHTML[element], element, fromMarkdown[element])
			}
		}
	})
}

func TestTheBodyStandsInAnotherPage(t *testing.T) {
	t.Parallel()
	body, err := render.HTMLBody(drafted(t, "2024-01", january.Material(), january.Edition()))
	if err != nil {
		t.Fatal(err)
	}
	got := outline(t, string(body))
	if got["html"] > 0 || got["style"] > 0 || got["h1"] != 1 || got["article"] != 6 || got["time"] != 2 {
		t.Errorf("the body holds %v", got)
	}
}

func TestMentionsArePrintedAsNames(t *testing.T) {
	t.Parallel()
	issue := drafted(t, "2024-01", january.Material(), january.Edition())
	markdown, err := render.Markdown(issue)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(markdown, "person:") || !strings.Contains(markdown, "\nRebecca MacKinnon presented") {
		t.Errorf("a mention is printed as a link:\n%s", markdown)
	}
}

func TestAnIssueIsDraftedBeforeItIsPrinted(t *testing.T) {
	t.Parallel()
	if _, err := render.Markdown(&eventv1.Issue{Id: "2024-01"}); !errors.Is(err, fault.Invalid) {
		t.Errorf("error = %v, want Invalid", err)
	}
	torn := &eventv1.Issue{Id: "2024-01", Frame: &eventv1.Frame{Sections: []*eventv1.Section{{Name: "Values", Entries: []string{"gone"}}}}}
	if _, err := render.HTML(torn); err == nil || !strings.Contains(err.Error(), "gone") {
		t.Errorf("error = %v, want one that names the entry", err)
	}
}
