package exchange

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// readAs reads a file to its end, and returns what it holds and what is wrong with it.
func readAs(t *testing.T, reading Reading, name, content string) (all []Item, wrong []string, file *File) {
	t.Helper()
	file, refusals := reading.Open(name, strings.NewReader(content), int64(len(content)))
	if file != nil && len(refusals) == 0 {
		for item, more := range file.Items() {
			refusals = append(refusals, more...)
			if len(more) == 0 {
				all = append(all, item)
			}
		}
	}
	for _, refusal := range refusals {
		wrong = append(wrong, refusal.String())
	}
	return all, wrong, file
}

// mapped returns a mapping file that was read.
func mapped(t *testing.T, lines string) *Mapping {
	t.Helper()
	m, refusals := ReadMapping("map.yaml", []byte(lines))
	if len(refusals) > 0 {
		t.Fatal(refusals)
	}
	return m
}

func notes(f *File) []string {
	var sentences []string
	for _, n := range f.Notes() {
		sentences = append(sentences, n.Sentence)
	}
	return sentences
}

const usualHeaders = "Nr,Title,Date,Type,Priorities\n"

func TestASheetIsReadByItsHeaders(t *testing.T) {
	t.Parallel()
	all, wrong, file := readAs(t, Reading{Source: "x"}, "f.csv", "Activities of the team,,\n\n"+
		"End date,Nr,Title,Start date,Time,Type,Priorities,Speakers,Link,Link text,Series,Announcement,Body\n"+
		"2024-05-04,7,\"A meeting,\nof three days\",2 May 2024,,\"meeting; conference\",\"privacy, copyright\",Ada Example | Counsel | Our Organisation | speaker; Bo,"+
		"https://www.example.org/a,,Clinics | 1 | 2,no,\"One.\n\nTwo.\"\n,,,,,,,,,,,,\n"+
		",8,A talk,2024-05-06,7:30 pm,talk,,,https://example.org/b,our letter,,x,\n")
	if len(wrong) > 0 || len(all) != 2 {
		t.Fatalf("read %d activities, refused %q", len(all), wrong)
	}
	same(t, all[0].Content, &eventv1.Activity{
		Headline: "A meeting, of three days", Kinds: []string{"meeting", "conference"}, Priorities: []string{"privacy", "copyright"},
		When:   &eventv1.When{From: "2024-05-02", To: "2024-05-04"},
		People: []*eventv1.Participation{{Name: "Ada Example", Role: "Counsel", Organisation: "Our Organisation", Part: "speaker"}, {Name: "Bo"}},
		Links:  []*eventv1.Link{{Verb: "read", Label: "example.org", Url: "https://www.example.org/a"}},
		Series: &eventv1.Series{Name: "Clinics", Number: 1, Of: 2}, Body: []*eventv1.Passage{{Text: "One.\n\nTwo."}},
	})
	same(t, all[1].Content, &eventv1.Activity{
		Headline: "A talk", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-05-06T19:30"}, Announcement: true,
		Links: []*eventv1.Link{{Verb: "read", Label: "our letter", Url: "https://example.org/b"}},
	})
	if all[0].Key != "7" || all[0].Source != "x" || all[1].Line != 9 {
		t.Errorf("read %s/%s and a second on line %d, want x/7 and line 9", all[0].Source, all[0].Key, all[1].Line)
	}
	if len(file.Notes()) > 0 {
		t.Errorf("notes = %q, want none", notes(file))
	}
}

func TestWhatNobodyKnowsIsToldAndLeftOut(t *testing.T) {
	t.Parallel()
	all, wrong, file := readAs(t, Reading{Source: "x"}, "f.csv", strings.Replace(usualHeaders, "\n", ",Headlinee,Internal\n", 1)+"1,A,2024,talk,p,B,C\n")
	if len(wrong) > 0 || len(all) != 1 {
		t.Fatalf("read %d activities, refused %q", len(all), wrong)
	}
	want := []string{
		"column F, “Headlinee”, is not known and was left out; if it holds the headline, write columns: {Headlinee: headline} in a mapping file (--map)",
		"column G, “Internal”, is not known and was left out",
	}
	if diff := cmp.Diff(want, notes(file)); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
}

func TestASheetInOtherWordsIsReadByAMappingFile(t *testing.T) {
	t.Parallel()
	m := mapped(t, "source: tabelle\ncolumns: {Überschrift: headline, Datum: when, Notiz: ~, Wer: by}\nconstants: {kind: hearing}\n"+
		"words: {Mitarbeiter: staff}\nkey_of: [Datum, Überschrift]\nlist: ' und '\ndates: month-first\n")
	all, wrong, file := readAs(t, Reading{Mapping: m}, "f.csv", "Überschrift;Datum;Notiz;Wer\n\"Anhörung; wieder\";02/03/2024;geheim;Mitarbeiter und affiliate\n")
	if len(wrong) > 0 || len(all) != 1 {
		t.Fatalf("read %d activities, refused %q", len(all), wrong)
	}
	same(t, all[0].Content, &eventv1.Activity{
		Headline: "Anhörung; wieder", Kinds: []string{"hearing"}, By: []string{"staff", "affiliate"}, When: &eventv1.When{From: "2024-02-03"},
	})
	if want := "02/03/2024 / Anhörung; wieder"; all[0].Key != want || all[0].Source != "tabelle" {
		t.Errorf("read %s/%s, want tabelle/%s", all[0].Source, all[0].Key, want)
	}
	if len(file.Notes()) > 0 {
		t.Errorf("notes = %q, want none", notes(file))
	}
}

func TestSheetsAreRefusedByRowAndColumn(t *testing.T) {
	t.Parallel()
	latin, err := charmap.Windows1252.NewEncoder().String(usualHeaders + "1,Café,2024,talk,p\n")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, content, want string }{
		{"empty", "", "f.csv:1: the file is empty; write the names of the columns in the first row, and an activity in each of the others"},
		{"a date that may be two", usualHeaders + "1,A,03/04/2024,talk,p\n", "f.csv:2:C: 1: when: “03/04/2024” may be 3 April 2024 or 4 March 2024; " +
			"say which is meant by dates: day-first or dates: month-first in a mapping file (--map), or write 2024-04-03"},
		{"no date", usualHeaders + "1,A,soon,talk,p\n", "f.csv:2:C: 1: when: “soon” is not a date that can be read for certain; " +
			"write a day as 2024-01-31 or 31 January 2024, a month as 2024-01 or January 2024"},
		{"a formula without a value", usualHeaders + "1,#REF!,2024,talk,p\n", "f.csv:2:B: 1: headline: the formula of this cell gives #REF! and no value; mend it in the sheet"},
		{"a row without a key", usualHeaders + ",A,2024,talk,p\n", "f.csv:2:A: key: this row has no key, so it could not be known again; give it one that no other row has"},
		{"a key twice", usualHeaders + "1,A,2024,talk,p\n1,B,2024,talk,p\n", "f.csv:3:A: 1: key: the activity of line 2 has the same key; give each its own, or keep one of the two"},
		{"a separator without quotes", usualHeaders + "1,A, B,2024,talk,p\n", "f.csv:2:B: 1: headline: this row has 6 cells and the headers are 5; put a text that holds the separator into quotation marks\n" +
			"f.csv:2:C: 1: when: “B” is not a date that can be read for certain; write a day as 2024-01-31 or 31 January 2024, a month as 2024-01 or January 2024"},
		{"a quotation mark alone", usualHeaders + "1,\"A,2024,talk,p\n", "f.csv:2: a cell that begins with a quotation mark does not end with one; double each mark within it, as in \"\"this\"\""},
		{"a quotation mark within", usualHeaders + "1,A \"b\",2024,talk,p\n", "f.csv:2: a quotation mark stands in a cell that does not begin with one; put the whole cell in quotation marks and double those within"},
		{"Latin-1", latin, "f.csv:2: byte 6 of this line is not UTF-8; save it anew, in Excel as “CSV UTF-8 (comma delimited)”, " +
			"or say in a mapping file (--map) that it is encoding: windows-1252"},
		{"UTF-16", "\xff\xfeN\x00r\x00", "f.csv:1: this is UTF-16; save it as UTF-8"},
		{"no key", "Title,Date,Type\nA,2024,talk\n", "f.csv:1: no column is called key, so a row could not be known again once it is mended; add a column key and number the rows once, " +
			"or say in a mapping file (--map) which columns tell them apart, as key_of: [Date, Title]"},
		{"one thing twice", "key,Title,Headline,Date,Type\n1,A,B,2024,talk\n", "f.csv:1: “Title” (column B) and “Headline” (column C) would both be headline; " +
			"name one of them ~ in a mapping file (--map), as columns: {Headline: ~}"},
		{"a clock that is none", "key,Title,Date,Type,Time\n1,A,2024-01-02,talk,late\n", "f.csv:2:C: 1: when: “late” is not a time of day; write 19:30"},
		{"a tick that is none", "key,Title,Date,Type,Announcement\n1,A,2024-01-02,talk,perhaps\n", "f.csv:2:E: 1: announcement: “perhaps” stands here; write yes or no"},
		{"parts that are too many", "key,Title,Date,Type,Hosts\n1,A,2024-01-02,talk,a|b|c|d\n", "f.csv:2:E: 1: organisations: “a|b|c|d” has more parts than name | abbreviation | part"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, wrong, _ := readAs(t, Reading{Source: "x"}, "f.csv", test.content)
			if diff := cmp.Diff(test.want, strings.Join(wrong, "\n")); diff != "" {
				t.Errorf("refused otherwise (-want +got):\n%s", diff)
			}
		})
	}
}

func TestACSVIsReadHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	rows := "key,Title,Date,Type\n1,\"Café, again\",31.01.2024,talk\n"
	semicolons := strings.NewReplacer("key,Title,Date,Type", "key;Title;Date;Type", "1,\"Café, again\",31.01.2024,talk", "1;Café, again;31.01.2024;talk").Replace(rows)
	latin, err := charmap.Windows1252.NewEncoder().String(rows)
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, file, content string
		mapping             string
	}{
		{"commas", "f.csv", rows, ""},
		{"a mark at its beginning", "f.csv", "\xef\xbb\xbf" + rows, ""},
		{"the lines of Windows", "f.csv", strings.ReplaceAll(rows, "\n", "\r\n"), ""},
		{"semicolons", "f.csv", semicolons, ""},
		{"semicolons that Excel is told of", "f.csv", "sep=;\r\n" + semicolons, ""},
		{"tabs", "f.tsv", strings.ReplaceAll(semicolons, ";", "\t"), ""},
		{"tabs in a CSV", "f.csv", strings.ReplaceAll(semicolons, ";", "\t"), ""},
		{"Latin-1, as it says", "f.csv", latin, "encoding: latin-1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			all, wrong, _ := readAs(t, Reading{Source: "x", Mapping: mapped(t, "dates: day-first\n"+test.mapping)}, test.file, test.content)
			if len(wrong) > 0 || len(all) != 1 {
				t.Fatalf("read %d activities, refused %q", len(all), wrong)
			}
			same(t, all[0].Content, &eventv1.Activity{Headline: "Café, again", Kinds: []string{"talk"}, When: &eventv1.When{From: "2024-01-31"}})
		})
	}
}

func TestAMappingFileIsRefusedByItsLines(t *testing.T) {
	t.Parallel()
	_, refusals := ReadMapping("map.yaml", []byte("colums: {}\ncolumns:\n  A: headlin\n  B: nonsense\ndates: backwards\nconstants: {key: a, bye: staff}\n"))
	want := []string{
		"map.yaml:1: colums: there is no such key; did you mean “columns”?",
		"map.yaml:3: columns: there is no column “headlin”; did you mean “headline”?",
		"map.yaml:4: columns: there is no column “nonsense”; there are announcement, ",
		"map.yaml:5: dates: “backwards” stands here; write day-first or month-first",
		"map.yaml:6: constants.key: each activity has a key of its own; say in key_of which columns make it",
		"map.yaml:6: constants.bye: there is no such key; did you mean “by”?",
	}
	if len(refusals) != len(want) {
		t.Fatalf("refused with %v, want %d sentences", refusals, len(want))
	}
	for i, r := range refusals {
		if !strings.HasPrefix(r.String(), want[i]) {
			t.Errorf("refused with %q, want %q", r, want[i])
		}
	}
}

func TestDatesAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	tests := []struct{ order, text, from, to string }{
		{"", "2024", "2024", ""},
		{"", "2024-1", "2024-01", ""},
		{"", "2024-01-31", "2024-01-31", ""},
		{"", "2024-01-31 19:30", "2024-01-31T19:30", ""},
		{"", "2024-01-31T19:30:00", "2024-01-31T19:30", ""},
		{"", "2024/1/31", "2024-01-31", ""},
		{"", "31/01/2024", "2024-01-31", ""},
		{"", "01/31/2024", "2024-01-31", ""},
		{"", "03/03/2024", "2024-03-03", ""},
		{"", "3.4.2024", "2024-04-03", ""},
		{"day-first", "03/04/2024", "2024-04-03", ""},
		{"month-first", "03/04/2024", "2024-03-04", ""},
		{"", "1/2024", "2024-01", ""},
		{"", "January 2024", "2024-01", ""},
		{"", "Jan 31, 2024", "2024-01-31", ""},
		{"", "Wednesday, 31st January 2024", "2024-01-31", ""},
		{"", "31-Jan-2024", "2024-01-31", ""},
		{"", "31 January 2024, 7:30 pm", "2024-01-31T19:30", ""},
		{"", "31 January 2024 at 7 pm", "2024-01-31T19:00", ""},
		{"", "2–4 May 2024", "2024-05-02", "2024-05-04"},
		{"", "2-4 May 2024", "2024-05-02", "2024-05-04"},
		{"", "30 April – 2 May 2024", "2024-04-30", "2024-05-02"},
		{"", "30 December 2023 to 2 January 2024", "2023-12-30", "2024-01-02"},
		{"", "2024-05-02/2024-05-04", "2024-05-02", "2024-05-04"},
		{"", "2024-05-02 - 2024-05-04", "2024-05-02", "2024-05-04"},
		{"", "July to August 2024", "2024-07", "2024-08"},
		{"", "03/04/2024", "", ""},
		{"", "31/01/24", "", ""},
		{"day-first", "01/31/2024", "", ""},
		{"", "May", "", ""},
		{"", "32 Janvier 2024", "", ""},
		{"", "2024-01-31 25:00", "", ""},
		{"", "tomorrow", "", ""},
		{"", strings.Repeat("1", 1000), "", ""},
	}
	for _, test := range tests {
		from, to, sentence := dateStyle{order: dateOrder(test.order)}.span(test.text)
		if from != test.from || to != test.to || (sentence == "") != (test.from != "") {
			t.Errorf("%q %s is %q to %q (%s), want %q to %q", test.text, test.order, from, to, sentence, test.from, test.to)
		}
	}
}

func TestDatesOfASheetInItsLanguage(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ language, text, from, to string }{
		{"fr", "31 janvier 2024", "2024-01-31", ""},
		{"fr", "lundi 5 févr. 2024", "2024-02-05", ""},
		{"fr", "2–4 mai 2024", "2024-05-02", "2024-05-04"},
		{"fr", "30 avril au 2 mai 2024", "2024-04-30", "2024-05-02"},
		{"es", "31 de enero de 2024", "2024-01-31", ""},
		{"de", "Mittwoch, 31. Januar 2024", "2024-01-31", ""},
		{"de", "März 2024", "2024-03", ""},
		{"de", "Mi., 3. Mrz. 2024", "2024-03-03", ""},
		{"pt-BR", "segunda-feira, 5 de fevereiro de 2024", "2024-02-05", ""},
		{"uk", "31 січня 2024", "2024-01-31", ""},
		{"de", "31 January 2024", "2024-01-31", ""},
		{"de", "31 janvier 2024", "", ""},
	} {
		read := mapped(t, "language: "+test.language).dates
		if from, to, sentence := read.span(test.text); from != test.from || to != test.to {
			t.Errorf("in %s %q is %q to %q (%s), want %q to %q", test.language, test.text, from, to, sentence, test.from, test.to)
		}
	}
	_, refusals := ReadMapping("map.yaml", []byte("language: tlh\n"))
	if len(refusals) != 1 || !strings.Contains(refusals[0].String(), "there are no names of months in “tlh”; there are in ar, bn, ca") {
		t.Errorf("a language without names is refused with %v", refusals)
	}
}

// a day of a calendar is needed by what recurs.
var wednesday = calendar.Day{Year: 2024, Month: 1, Day: 31}
