package render

import (
	"bytes"
	"embed"
	"html/template"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/renderer/html"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

//go:embed issue.html issue.css
var files embed.FS

// toHTML prints clean Markdown. It shows no HTML of its own either, should clean ever miss some.
var toHTML = goldmark.New(goldmark.WithRendererOptions(html.WithXHTML()))

var page = template.Must(template.New("").Funcs(template.FuncMap{
	"markdown":   markdownHTML,
	"stylesheet": stylesheet,
	"together":   together,
}).ParseFS(files, "issue.html"))

// HTML prints an issue as a whole page: one file that fetches nothing and runs nothing.
func HTML(issue *eventv1.Issue) ([]byte, error) { return execute(issue, "page") }

// HTMLBody prints an issue for a place in another page, which brings its own stylesheet.
func HTMLBody(issue *eventv1.Issue) (template.HTML, error) {
	body, err := execute(issue, "issue")
	return template.HTML(body), err
}

func execute(issue *eventv1.Issue, name string) ([]byte, error) {
	v, err := viewOf(issue)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := page.ExecuteTemplate(&b, name, v); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

func markdownHTML(clean string) (template.HTML, error) {
	var b bytes.Buffer
	err := toHTML.Convert([]byte(clean), &b)
	return template.HTML(b.String()), err
}

func stylesheet() (template.CSS, error) {
	css, err := files.ReadFile("issue.css")
	return template.CSS(css), err
}

// together keeps a dot between two verbs at the end of a line, where it does not look like the dot of a list.
func together(words string) string { return strings.ReplaceAll(words, " ·", "\u00a0·") }
