package digest

import (
	"regexp"
	"strings"
)

// paragraphs splits Markdown at its blank lines, and keeps whole what a blank line does not end: a list, a block of code, a comment.
func paragraphs(markdown string) []string {
	markdown = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(markdown)
	var s splitter
	lines := strings.Split(markdown, "\n")
	for i, line := range lines {
		if strings.TrimSpace(line) == "" && !s.goesOn(lines[i+1:]) {
			s.end()
			continue
		}
		s.take(line)
	}
	s.end()
	return s.done
}

// splitter gathers the lines of one paragraph at a time.
type splitter struct {
	done  []string
	lines []string
	// fence is what opened the block of code that the last line stands in.
	fence string
	// comment says that the last line stands in an HTML comment.
	comment bool
	// list and code say that the paragraph is, or ends in, a list, or is an indented block of code.
	list, code bool
}

var (
	// What Markdown begins with a line: a block of code within a fence, perhaps in a list; an item of a list; what may go on an item; an
	// indented block of code.
	fenceLine = regexp.MustCompile("^(?:[ \t]|[-*+] |[0-9]{1,9}[.)] )*(`{3,}[^`]*|~{3,}.*)$")
	itemLine  = regexp.MustCompile(`^[ \t]*(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)`)
	indented  = regexp.MustCompile(`^(?:\t| {2,})`)
	codeLine  = regexp.MustCompile(`^(?: {0,3}\t| {4})`)
)

// goesOn reports whether what follows a blank line still belongs to the paragraph.
func (s *splitter) goesOn(rest []string) bool {
	if s.fence != "" || s.comment {
		return true
	}
	for _, line := range rest {
		if strings.TrimSpace(line) == "" {
			continue
		}
		return s.list && (itemLine.MatchString(line) || indented.MatchString(line)) || s.code && codeLine.MatchString(line)
	}
	return false
}

func (s *splitter) take(line string) {
	if len(s.lines) == 0 {
		s.code = codeLine.MatchString(line)
	}
	s.lines = append(s.lines, line)
	switch {
	case s.fence != "":
		if closes(s.fence, line) {
			s.fence = ""
		}
		return
	case s.code:
		return
	case !s.comment && fenceLine.MatchString(line):
		s.fence = fenceOf(line)
	}
	s.list = s.list || itemLine.MatchString(line)
	if open, shut := strings.LastIndex(line, "<!--"), strings.LastIndex(line, "-->"); open != shut {
		s.comment = open > shut
	}
}

// end closes the paragraph. The indentation of its first line stays: it may mean something.
func (s *splitter) end() {
	if text := strings.TrimRight(strings.Join(s.lines, "\n"), " \t\n"); text != "" {
		s.done = append(s.done, text)
	}
	*s = splitter{done: s.done}
}

// fenceOf returns the run of ` or ~ that opens a block of code.
func fenceOf(line string) string {
	run := fenceLine.FindStringSubmatch(line)[1]
	return run[:len(run)-len(strings.TrimLeft(run, run[:1]))]
}

func closes(fence, line string) bool {
	line = strings.TrimSpace(line)
	return len(line) >= len(fence) && strings.Trim(line, fence[:1]) == ""
}
