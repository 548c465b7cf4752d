package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// diagnose turns the library's error into a line and a sentence for the person who wrote the file. The library names the line
// where it began to read what it could not end, is one off for half of its errors, and speaks of tokens.
// It goes by the wording of go.yaml.in/yaml's errors. refuse_yaml_test.go has a file for each; where a new release words one otherwise,
// the line is found by firstBad, and the sentence is a general one.
func diagnose(data []byte, err error) *flaw {
	problem := strings.TrimPrefix(err.Error(), "yaml: ")
	said := 0
	if rest, ok := strings.CutPrefix(problem, "line "); ok {
		number, after, _ := strings.Cut(rest, ": ")
		said, _ = strconv.Atoi(number)
		problem = after
	}
	p := &patient{lines: linesOf(data), problem: problem}
	line := p.locate(data, said)
	return &flaw{line: line, key: keyAt(data, line), sentence: p.sentence(line)}
}

// patient is a YAML text that could not be read.
// problem is what the library says, without "yaml: line 3: ".
type patient struct {
	lines   []string
	problem string
}

// has reports whether the library said any of these.
func (p *patient) has(parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(p.problem, part) {
			return true
		}
	}
	return false
}

// locate returns the line at which the text ceases to be YAML.
// said is the line that the library named, 0 if it named none. For some errors it can be trusted, for others it is known how far off it is, and for the
// rest the line is found by trying.
func (p *patient) locate(data []byte, said int) int {
	switch {
	case p.has("tab character"):
		return p.within(p.tab(said))
	case p.has("',' or ']'", "',' or '}'") && parses(upTo(data, 1)):
		// The line before the one where the bracket opens.
		return p.within(said + 1)
	case p.has("mapping values", "could not find expected ':'", "unknown escape", "escape code", "alphabetic or numeric",
		"sequence entries are not allowed", "comment or line break", "max depth"):
		return p.within(said)
	case p.has("end of stream", "document indicator") && parses(upTo(data, 1)):
		// The line where the quotation mark opens.
		return p.within(said)
	default:
		return p.firstBad(data)
	}
}

// tab returns the first line from there on that has a tab in its indentation.
func (p *patient) tab(from int) int {
	for i := max(from, 1); i <= len(p.lines); i++ {
		if strings.Contains(indent(p.lines[i-1]), "\t") {
			return i
		}
	}
	return from
}

// indent is what stands before the first sign of a line.
func indent(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

// within keeps a line inside of the text: the library counts one beyond its end.
func (p *patient) within(line int) int { return min(max(line, 1), len(p.lines)) }

// firstBad returns the line before which everything can be read. It steps back from where the library gave up, which is a few
// lines after the mistake; a large file allows fewer steps, and then the place where it gave up must do.
func (p *patient) firstBad(data []byte) int {
	// Read byte by byte, the decoder has taken hardly more than it needed to give up.
	r := &slowly{data: data}
	_ = decode(yaml.NewDecoder(r), new(yaml.Node))
	end := p.within(bytes.Count(data[:r.at], []byte("\n")) + 1)
	// Each step reads all that stands before, so bytes are bounded as well as steps.
	const steps, patience = 100, 32 << 20
	for line, step, read := end, 0, 0; line > 0 && step < steps && read < patience; line-- {
		// Comments are read far ahead, and are no mistakes.
		if here := strings.TrimSpace(p.lines[line-1]); here == "" || here[0] == '#' {
			continue
		}
		before := upTo(data, line-1)
		if parses(before) {
			return line
		}
		step, read = step+1, read+len(before)
	}
	return end
}

// upTo returns the first lines of a text.
func upTo(data []byte, lines int) []byte {
	end := 0
	for range lines {
		i := bytes.IndexByte(data[end:], '\n')
		if i < 0 {
			return data
		}
		end += i + 1
	}
	return data[:end]
}

// parses reports whether a text is YAML to its end, whatever it says.
func parses(data []byte) bool {
	d := yaml.NewDecoder(bytes.NewReader(data))
	for {
		if err := decode(d, new(yaml.Node)); err != nil {
			return errors.Is(err, io.EOF)
		}
	}
}

// slowly hands a text over byte by byte, so that one can tell how far its reader came.
// yaml's reader asks for more only when it has used up what it has.
type slowly struct {
	data []byte
	at   int
}

func (s *slowly) Read(into []byte) (int, error) {
	if s.at >= len(s.data) {
		return 0, io.EOF
	}
	into[0] = s.data[s.at]
	s.at++
	return 1, nil
}

var (
	// keyed is a line "  - key: value".
	// These look at one line at a time, which is all that is known of a text that cannot be read.
	keyed = regexp.MustCompile(`^[ \t]*(?:- +)*([A-Za-z_]+):(?:[ \t]+(.*?))?[ \t\r]*$`)
	// glued is a line whose key has no space after its colon, or whose dash has none.
	glued     = regexp.MustCompile(`^ *(?:- +)*[a-z_]+:[^ \t\r/]`)
	gluedDash = regexp.MustCompile(`^ *-[A-Za-z"'{\[]`)
)

// ownKey is a line that gives an activity its key.
var ownKey = regexp.MustCompile(`^([ \t]*(?:- +)*)key: *(\S.*?) *$`)

// keyAt returns the key of the activity that a line belongs to, in a text that may not be readable otherwise. Follow-ups have keys
// too, but further right than the first.
// "" where none is found: a refusal without a key still has its line.
func keyAt(data []byte, line int) string {
	column, dash, key := -1, -1, ""
	for here := range strings.Lines(string(upTo(data, line))) {
		here = strings.TrimRight(here, "\r\n")
		// A dash at the column of the activities' own begins the next activity.
		if dash >= 0 && strings.IndexByte(here, '-') == dash && strings.TrimLeft(here[:dash], " \t") == "" {
			key = ""
		}
		m := ownKey.FindStringSubmatch(here)
		if m != nil && column < 0 {
			column, dash = len(m[1]), strings.IndexByte(m[1], '-')
		}
		if m != nil && len(m[1]) == column {
			key = strings.Trim(m[2], `"'`)
		}
	}
	return key
}

// unclosed covers what the library finds out much later than the eye.
const unclosed = "a bracket that opens here is not closed, or text between the brackets holds a colon, comma, bracket or " +
	"quotation mark; close it, or put that text in quotes"

// sentence says what is wrong in a line, from what stands in it and from what the library stumbled over.
// What the eye sees first is asked first: a tab or a missing blank explains whatever the library says.
func (p *patient) sentence(line int) string {
	here := p.lines[line-1]
	_, alias, aliased := strings.Cut(p.problem, "unknown anchor '")
	switch {
	case strings.Contains(indent(here), "\t"):
		return "a tab stands in the indentation; write spaces"
	case gluedDash.MatchString(here):
		return "a space is missing after the dash; write “- ”"
	case p.has("',' or", "node content"):
		return unclosed
	case p.has("unknown escape", "escape code"):
		return "a backslash stands in double quotes; write two for one, or put the text in single quotes"
	case p.has("end of stream", "document indicator"):
		return "the quotation mark that opens here is never closed; close it"
	case p.has("max depth"):
		return tooDeep
	case aliased:
		name, _, _ := strings.Cut(alias, "'")
		return fmt.Sprintf(repeats, shown(name))
	case p.marked(line) || p.marked(line-1):
		return "lines with ---, ... or % part a file into documents; take them away, and put a second document into a file of its own"
	}
	if m := keyed.FindStringSubmatch(here); m != nil && m[2] != "" {
		return p.ofValue(line, m[1], m[2])
	}
	return p.ofLayout(line)
}

// marked reports whether a line parts documents.
func (p *patient) marked(line int) bool {
	if line < 1 {
		return false
	}
	here := p.lines[line-1]
	return strings.HasPrefix(here, "---") || strings.HasPrefix(here, "...") || strings.HasPrefix(here, "%")
}

// ofValue says what is wrong in a line with a key and a value.
// Each says what to write instead, which is quotes nearly always.
func (p *patient) ofValue(line int, key, value string) string {
	quote := fmt.Sprintf("put the text after “%s:” in quotes", shown(key))
	switch first := value[0]; {
	case first == '|' || first == '>':
		return fmt.Sprintf("nothing but spaces may stand after “%c”; write the text on the lines below, indented", first)
	case strings.IndexByte("@`%*&!", first) >= 0:
		return fmt.Sprintf("YAML keeps “%c” at the beginning of a text for itself; %s", first, quote)
	case strings.HasPrefix(value, "- "):
		return fmt.Sprintf("a list begins on a line of its own; if this is text, %s", quote)
	case first == '"', first == '\'', first == '[', first == '{':
		return fmt.Sprintf("something stands after the closing quotation mark or bracket; put the whole text after “%s:” in quotes, "+
			"and write '' for each ' within single quotes", shown(key))
	case p.has("mapping values") && (strings.Contains(value, ": ") || strings.HasSuffix(value, ":")):
		return fmt.Sprintf("the text holds a colon; %s, as in %s: \"…: …\"", quote, shown(key))
	}
	return p.ofLayout(line)
}

// ofLayout says what is wrong with how a line stands among its neighbours.
func (p *patient) ofLayout(line int) string {
	switch {
	case line > 1 && p.has("mapping values") && glued.MatchString(p.lines[line-2]):
		return "a space is missing after the colon on the line above"
	case glued.MatchString(p.lines[line-1]):
		return "a space is missing after the colon"
	case p.has("could not find expected ':'"):
		return "a key stands here without its colon, or text that does not belong to the line above; write “key: text”, " +
			"and indent text that goes on"
	case p.has("mapping values"):
		return "this line is not indented like its neighbours; let keys that belong together begin at the same column, " +
			"and if it goes on the text above, put that text in quotes, since it holds a colon"
	case p.has("expected key", "'-' indicator", "sequence entries"):
		return "this line is not indented like its neighbours; let keys that belong together begin at the same column, " +
			"and text that goes on further right"
	}
	return "this line is not YAML; see whether it is indented like its neighbours, and whether its quotes and brackets are closed"
}
