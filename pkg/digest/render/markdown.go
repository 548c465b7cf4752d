package render

import (
	"strings"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// Markdown prints an issue as CommonMark.
func Markdown(issue *eventv1.Issue) (string, error) {
	v, err := viewOf(issue)
	if err != nil {
		return "", err
	}
	var m markdown
	m.block("# " + literal(v.Title))
	m.block(v.Welcome)
	m.block(v.About)
	for _, s := range v.Sections {
		m.section(s)
	}
	m.comingUp(v)
	m.block(v.Channels)
	m.block(v.Translate)
	return strings.Join(m.blocks, "\n\n") + "\n", nil
}

// markdown gathers blocks; a blank line goes between them.
type markdown struct {
	blocks []string
}

func (m *markdown) block(text string) {
	if text != "" {
		m.blocks = append(m.blocks, text)
	}
}

func (m *markdown) section(s section) {
	if s.Name != "" {
		m.block("## " + literal(s.Name))
	}
	if s.Subtitle != "" {
		m.block("(" + literal(s.Subtitle) + ")")
	}
	for _, e := range s.Entries {
		if e.Headline != "" {
			m.block("### " + literal(e.Headline))
		}
		m.block(callLine(e.Calls))
		m.block(e.Story)
	}
}

func callLine(calls []call) string {
	if len(calls) == 0 {
		return ""
	}
	var line strings.Builder
	for _, c := range calls {
		line.WriteString(literal(c.Words) + linked(c.Label, c.URL))
	}
	return "[" + line.String() + "]"
}

func (m *markdown) comingUp(v *view) {
	if len(v.ComingUp) == 0 {
		return
	}
	m.block("## " + literal(v.ComingUpHeading))
	var items []string
	for _, c := range v.ComingUp {
		when := c.When
		if c.Hedge != "" {
			when += ", " + c.Hedge
		}
		item := "- " + literal(when) + ": " + linked(c.What, c.URL)
		if c.Condition != "" {
			item += " (" + literal(c.Condition) + ")"
		}
		items = append(items, item)
	}
	m.block(strings.Join(items, "\n"))
}

// linked writes a label, as a link if it leads somewhere.
func linked(label, url string) string {
	if url == "" || label == "" {
		return literal(label)
	}
	return "[" + literal(label) + "](" + markdownURL(url) + ")"
}
