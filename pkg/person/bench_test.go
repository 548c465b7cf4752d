package person_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// bodies are texts of that many bytes which a careless reader takes hours for.
func bodies(size int) map[string]string {
	bodies := map[string]string{"prose": "Ada Lovelace met the European External Action Service (EEAS) and others to talk.\n\n"}
	for _, piece := range []string{
		"[", "]", "![", "](", "][", "[a](", "[a](<", "[a](b \"", "[a](b '", "<a ", "<a \"", "<a '\"", "<!--", "<?", "`", "` `` ", "<https:",
		"://", "@", "a@", "www.", "\\", "Ada ", "Ada\n", "> ", "- ", "```\n", "    x\n\n", "a b ", "# ", "[a]: b\n", "1. ", "<pre>\n",
	} {
		bodies[piece] = piece
	}
	for name, piece := range bodies {
		bodies[name] = strings.Repeat(piece, size/len(piece))
	}
	var ticks strings.Builder
	for i := 1; ticks.Len() < size; i++ {
		ticks.WriteString(strings.Repeat("`", i) + " ")
	}
	bodies["runs of backticks"] = ticks.String()
	bodies["one line"] = strings.Repeat("x", size)
	bodies["brackets, closed"] = strings.Repeat("[", size/2) + strings.Repeat("]", size/2)
	bodies["white space"] = strings.Repeat("Ada ", 10) + strings.Repeat(" ", size)
	return bodies
}

// crowd names a thousand people, some of whom share a long beginning.
func crowd() *eventv1.Activity {
	content := panel()
	for i := range 1000 {
		content.People = append(content.People, people(fmt.Sprintf("Ada %d", i), strings.Repeat("a b ", 40)+strconv.Itoa(i))...)
	}
	return content
}

// A step whose cost grows with the square of the text would take hours over these, and outlast what all tests together may take; how long each
// takes as it is, the benchmark tells.
func TestHostileBodiesComeToAnEndAndLoseNothing(t *testing.T) {
	t.Parallel()
	for name, body := range bodies(256 << 10) {
		t.Run(fmt.Sprintf("%q", name), func(t *testing.T) {
			t.Parallel()
			content := crowd()
			content.Body = []*eventv1.Passage{{Text: body}}
			person.Recognise(content)
			if got := person.Plain(content.GetBody()[0].GetText()); got != body {
				t.Errorf("a body of %q has %d bytes of the %d that were written, or others", name, len(got), len(body))
			}
		})
	}
}

func BenchmarkRecognise(b *testing.B) {
	for name, body := range bodies(1 << 20) {
		b.Run(fmt.Sprintf("%q", name), func(b *testing.B) {
			b.SetBytes(int64(len(body)))
			for b.Loop() {
				content := crowd()
				content.Body = []*eventv1.Passage{{Text: body}}
				person.Recognise(content)
			}
		})
	}
}
