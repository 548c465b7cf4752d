package dontblink

import (
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/reflect/protoregistry"
)

// wordless are the commands of which nobody wants JSON.
var wordless = []string{"up", "demo"}

// shape is a line of the table in the README: commands, the messages that they print, and where their lists are.
type shape struct{ commands, messages, lists []string }

var (
	inTicks   = regexp.MustCompile("`([^`]+)`")
	ofMessage = regexp.MustCompile(`\b\w+(?:Response|Request)\b`)
)

func shapes(t *testing.T) (all []shape) {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	ticked := func(cell string) (words []string) {
		for _, found := range inTicks.FindAllStringSubmatch(cell, -1) {
			words = append(words, strings.TrimSuffix(found[1], " ID"))
		}
		return words
	}
	for line := range strings.Lines(string(text)) {
		if cells := strings.Split(line, "|"); len(cells) == 5 && strings.Contains(cells[1], "`") {
			all = append(all, shape{ticked(cells[1]), ofMessage.FindAllString(cells[2], -1), ticked(cells[3])})
		}
	}
	return all
}

func TestTheREADMESaysOfEveryCommandWhatItPrintsAsJSON(t *testing.T) {
	t.Parallel()
	told := wordless
	for _, s := range shapes(t) {
		told = append(told, s.commands...)
	}
	c := &cli{out: io.Discard, err: io.Discard}
	for _, name := range leaves(c.root()) {
		if !slices.ContainsFunc(told, func(told string) bool { return name == told || strings.HasPrefix(name, told+" ") }) {
			t.Errorf("README.md does not say what `dontblink %s` prints with --json", name)
		}
	}
}

func TestTheREADMENamesMessagesAndListsThatThereAre(t *testing.T) {
	t.Parallel()
	for _, s := range shapes(t) {
		var fields []string
		for _, name := range s.messages {
			found, err := protoregistry.GlobalFiles.FindDescriptorByName(protoreflect.FullName("advocacy.api.v1." + name))
			if err != nil {
				t.Errorf("README.md: %v: %v", s.commands, err)
				continue
			}
			fields = append(fields, listsOf(found.(protoreflect.MessageDescriptor), "")...)
		}
		for _, list := range s.lists {
			if len(s.messages) > 0 && !slices.Contains(fields, list) {
				t.Errorf("README.md: what %v print has no list under %s; it has %v", s.commands, list, fields)
			}
		}
	}
}

// listsOf are the lists of a message, and those one message deeper.
func listsOf(m protoreflect.MessageDescriptor, under string) (names []string) {
	for i := range m.Fields().Len() {
		f := m.Fields().Get(i)
		switch {
		case f.IsList():
			names = append(names, under+string(f.Name()))
		case f.Message() != nil && under == "":
			names = append(names, listsOf(f.Message(), string(f.Name())+".")...)
		}
	}
	return names
}

// leaves are the commands that do something by themselves.
func leaves(cmd *cobra.Command) (names []string) {
	if !cmd.HasSubCommands() || cmd.Name() == "outbox" {
		names = append(names, strings.TrimPrefix(cmd.CommandPath(), "dontblink "))
	}
	for _, sub := range cmd.Commands() {
		names = append(names, leaves(sub)...)
	}
	return names
}
