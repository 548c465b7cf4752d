package exchange

import (
	"errors"
	"io"
	"strings"
	"testing"

	"dontblink.dev/pkg/fault"
)

func TestWhatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	testRefusals(t, "f.yaml", []refusalTest{
		{"a headline", inFileOf("headline: " + strings.Repeat("ä", 501)), `f.yaml:4: a: headline: this has 501 characters; write 500 at the most`},
		{"a place", inFileOf("place: " + strings.Repeat("ä", 2001)), `f.yaml:4: a: place: this has 2001 characters; write 2000 at the most`},
		{"a body of five megabytes", inFileOf("place: b\nbody: |\n  " + strings.Repeat("a", 5<<20)), `f.yaml:5: a: body: the body has 5121 KiB; write 256 KiB at the most, and link to longer documents`},
		{"a body in passages", inFileOf("body:\n  - " + strings.Repeat("a", 200<<10) + "\n  - text: " + strings.Repeat("a", 57<<10)), `f.yaml:5: a: body: the body has 257 KiB; write 256 KiB at the most, and link to longer documents`},
		{"all texts together", inFileOf("topics: [" + strings.Repeat("abcdefgh,", 50_000) + "]"), `f.yaml:3: a: the texts of this activity have 391 KiB together; write 384 KiB at the most`},
		{"brackets", strings.Repeat("[", 20_000), `f.yaml:1: ` + tooDeep},
		{"nesting", inFileOf("body: " + strings.Repeat("[", 40) + strings.Repeat("]", 40)), `f.yaml:4: a: body[0]: a list stands here; write the text, or {segment: …, text: …}`},
		{"keys in keys", strings.Repeat("{a: ", 9000), "f.yaml:1: " + unclosed},
		{"a million values", inFileOf("body: [" + strings.Repeat(",", 1_000_000) + "]"), `f.yaml:1: more than a million values stand here; cut the file into several`},
		{"the file", strings.Repeat("# a comment\n", 16<<20/12+1), `f.yaml: the file has more than 16 MiB; cut it into several, or write it as JSON Lines, one activity a line`},
	})
}

func TestWhatIsJustSmallEnoughIsRead(t *testing.T) {
	t.Parallel()
	a := theActivity(t, "headline: "+strings.Repeat("ä", 500)+"\nbody: "+strings.Repeat("a", 256<<10))
	if len(a.Headline) != 1000 || len(a.Body[0].Text) != 256<<10 {
		t.Errorf("read a headline of %d bytes and a body of %d, want 1000 and 262144", len(a.Headline), len(a.Body[0].Text))
	}
}

func TestFilesThatHoldNothingAreRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"f.yaml", "f.json"} {
		for _, text := range []string{"", " \n\t\n", "\xef\xbb\xbf", "null"} {
			want := name + ":1: the file is empty; write source: and activities:, or what describes the edition"
			if got := refusalsOf(name, text); len(got) != 1 || got[0] != want {
				t.Errorf("%s with %q: %q, want %q", name, text, got, want)
			}
		}
	}
	if got := refusalsOf("f.yaml", "# nothing yet\n"); len(got) != 1 {
		t.Errorf("a file of comments is refused with %q, want one sentence", got)
	}
}

func TestAFileOfAnotherKindIsRefused(t *testing.T) {
	t.Parallel()
	want := "minutes.docx: files that end in .yaml, .yml, .json, .jsonl, .csv, .tsv, .xlsx or .ics are read; give it one of these names if it is one of these"
	if got := refusalsOf("minutes.docx", "x"); len(got) != 1 || got[0] != want {
		t.Errorf("refused with %q, want %q", got, want)
	}
}

func TestAFileThatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"f.yaml", "f.jsonl"} {
		_, refusals := Open(name, broken{}, 10)
		want := name + ": the file cannot be read: the disk is gone"
		if len(refusals) != 1 || refusals[0].String() != want {
			t.Errorf("refused with %v, want %s", refusals, want)
		}
	}
}

type broken struct{}

func (broken) ReadAt([]byte, int64) (int, error) { return 0, errors.New("the disk is gone") }

func TestAFileThatBreaksOffInTheMiddleIsRefused(t *testing.T) {
	t.Parallel()
	const line = `{"source":"x","key":"a"}` + "\n"
	file, _ := Open("f.jsonl", breaking{strings.NewReader(line)}, 1000)
	var got []string
	for _, refusals := range file.Items() {
		for _, refusal := range refusals {
			got = append(got, refusal.String())
		}
	}
	if len(got) != 1 || got[0] != "f.jsonl:2: the file cannot be read: the disk is gone" {
		t.Errorf("refused with %q, want the disk that is gone on line 2", got)
	}
}

// breaking is a file whose end cannot be read.
type breaking struct{ io.ReaderAt }

func (b breaking) ReadAt(into []byte, at int64) (int, error) {
	n, err := b.ReaderAt.ReadAt(into, at)
	if errors.Is(err, io.EOF) {
		err = errors.New("the disk is gone")
	}
	return n, err
}

func TestManyMistakesAreToldUpToAHundred(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("source: x\nactivities:\n")
	for range 130 {
		text.WriteString("  - headline: no key\n")
	}
	got := refusalsOf("f.yaml", text.String())
	if len(got) != 101 || got[100] != "and 30 more" {
		t.Errorf("%d lines are told, the last %q, want 101 and “and 30 more”", len(got), got[len(got)-1])
	}
	of := refusalsOf("f.yaml", inFileOf(strings.Repeat("foo: a\n", 300)))
	if len(of) != 51 || of[50] != "f.yaml:3: a: and 549 mistakes more" {
		t.Errorf("%d lines are told of one activity, the last %q, want 51 and 549 mistakes more", len(of), of[len(of)-1])
	}
}

func TestRefusalsAreInvalid(t *testing.T) {
	t.Parallel()
	var none Refusals
	if none.Err() != nil {
		t.Errorf("no refusals are the error %v, want none", none.Err())
	}
	some := Refusals{First: []Refusal{{File: "f.yaml", Sentence: "is wrong"}}}
	if !errors.Is(some.Err(), fault.Invalid) || !errors.Is(some.First[0], fault.Invalid) {
		t.Error("refusals are not fault.Invalid")
	}
}
