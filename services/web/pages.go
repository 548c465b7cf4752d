package web

import (
	"bytes"
	"embed"
	"html/template"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"
)

//go:embed templates
var templateFiles embed.FS

var functions = template.FuncMap{"asset": asset, "styles": func() []style { return styles }, "sentence": sentence}

var (
	// Templates are parsed once, at the start: one that is broken ends the binary at its first run, which is a test's.
	monthPage   = parse("month.html", "activities.html", "log.html", "line.html", "fields.html", "issue.html", "notice.html")
	readingPage = parse("reading.html")
	messagePage = parse("message.html")
)

// parse reads the page of the first file in the frame that all pages share.
func parse(files ...string) *template.Template {
	t := template.New("frame.html").Funcs(functions)
	for _, file := range append([]string{"frame.html", "icons.html"}, files...) {
		template.Must(t.ParseFS(templateFiles, "templates/"+file))
	}
	return t
}

// show answers with a page. It is written only when it is whole.
// Half a page with 200 before it would be taken for a short one.
func (p *pages) show(w http.ResponseWriter, status int, page *template.Template, view any) {
	var b bytes.Buffer
	if err := page.Execute(&b, view); err != nil {
		p.log.Error("a page could not be written", "err", err)
		http.Error(w, "Something went wrong on our side.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	// The browser may be gone by now; there is nobody left to tell.
	_, _ = b.WriteTo(w)
}

// message is a page that says one thing.
type message struct{ Title, Sentence string }

// Lang is the language of the page's own words.
func (message) Lang() string { return "en" }

// say answers with one sentence, and what to do, in the look of the pages.
func (p *pages) say(w http.ResponseWriter, status int, title, text string) {
	p.show(w, status, messagePage, message{Title: title, Sentence: text})
}

// sentence writes a text as a sentence of its own: a capital first, a stop at the end. An address at the end keeps to itself.
func sentence(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	last, _ := utf8.DecodeLastRuneInString(text)
	text = string(unicode.ToUpper(first)) + text[size:]
	if unicode.IsLetter(last) || unicode.IsDigit(last) || strings.ContainsRune("”\")%", last) {
		text += "."
	}
	return text
}
