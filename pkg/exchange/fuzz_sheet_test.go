package exchange

import (
	"bytes"
	"strings"
	"testing"
	"unicode"

	"dontblink.dev/pkg/calendar"
)

// spread reads a file of a kind that needs to be told more, and checks what must hold of any: it is read or refused, in words that can be shown;
// reading it again gives the same; what was read can be written, and read again.
func spread(t *testing.T, reading Reading, name string, data []byte) {
	t.Helper()
	file, refusals := reading.Open(name, bytes.NewReader(data), int64(len(data)))
	if file == nil && len(refusals) == 0 {
		t.Fatal("neither read nor refused")
	}
	read := [2]int{}
	for i := range read {
		if file == nil {
			break
		}
		for item, more := range file.Items() {
			read[i]++
			refusals = append(refusals, more...)
			if i == 0 && len(more) == 0 && read[i] < 50 {
				again(t, item)
				if _, err := (Exported{Source: item.Source, Key: item.Key, Content: item.Content}).tree(); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
	if read[0] != read[1] {
		t.Fatalf("read %d activities, and %d the second time", read[0], read[1])
	}
	for _, refusal := range refusals {
		if strings.ContainsFunc(refusal.String(), unicode.IsControl) || refusal.Sentence == "" {
			t.Errorf("%q is nothing to show", refusal.String())
		}
	}
	if file == nil {
		return
	}
	for _, n := range file.Notes() {
		if strings.ContainsFunc(n.Sentence, unicode.IsControl) {
			t.Errorf("%q is nothing to show", n.Sentence)
		}
	}
}

func FuzzCSV(f *testing.F) {
	for _, text := range []string{
		"key,Title,Date,Type\n1,A,2024-01-31,talk\n", "key;Title;Date;Type;Link;Hosts\n1;\"A\n;\";31.01.2024;a;https://b;c|d\n", "sep=|\nkey|Title|Date|Type\n|||\n1||3/4/2024|=1\n",
		"\xef\xbb\xbfkey\tTitle\tDate\tType\tTime\tTo\n1\tA\t2–4 May 2024\tb\t7 pm\t2024-05-06\n", "\"\n", "a,b\n\"", "key,Title,Date,Type,Relations,Series,Announcement,Until,Rule\n1,A,2024,b,follows: c,d|1|2,x,2024-05,embargo\n",
		"key,Title,Date,Type\n\xe9,\x00,2024,a\n",
	} {
		f.Add([]byte(text), "")
	}
	f.Add([]byte("Nr;Überschrift;Datum\n1;A;03/04/2024\n"), "columns: {Nr: key, Überschrift: headline, Datum: when}\ndates: day-first\nconstants: {kind: [a, b], rule: {kind: embargo, until: 2024}}\nwords: {a: b}\nlist: ', '")
	f.Add([]byte("T,Date,Type\n\xe9,2024,a\n"), "columns: {T: headline}\nencoding: latin-1\nkey_of: [T, Date]\nseparator: comma")
	f.Fuzz(func(t *testing.T, data []byte, mapping string) {
		m, refusals := ReadMapping("map.yaml", []byte(mapping))
		if len(refusals) > 0 {
			m = nil
		}
		spread(t, Reading{Source: "x", Mapping: m}, "f.csv", data)
	})
}

func FuzzWorkbook(f *testing.F) {
	f.Add([]byte(workbook(f, usual(nil), nil)))
	f.Add([]byte(workbook(f, usual(map[string]any{"E1": "End", "E2": 45322.5}), nil)))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) { spread(t, Reading{Source: "x"}, "f.xlsx", data) })
}

// FuzzSheetXML puts anything where the rows of a workbook stand; whole workbooks are packed, so that changing them reaches little.
func FuzzSheetXML(f *testing.F) {
	const sheet = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>key</t></is></c>` +
		`<c r="B1" t="str"><v>Title</v></c><c r="C1" t="str"><v>Date</v></c><c r="D1" t="str"><v>Type</v></c></row><row r="2"><c r="A2"><v>1</v></c><c r="B2" t="str"><f>A1</f><v>b</v></c>` +
		`<c r="C2" s="1"><v>45322</v></c><c r="D2" t="e"><v>#REF!</v></c></row></sheetData><mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells></worksheet>`
	f.Add([]byte(sheet))
	f.Add([]byte(strings.Replace(sheet, `r="2"`, `r="1048576"`, 1)))
	f.Add([]byte(strings.Replace(sheet, `"C2:C3"`, `"A1:XFD1048576"`, 1)))
	f.Add([]byte(strings.Replace(sheet, `r="D2"`, `r="XFD2"`, 1)))
	f.Add([]byte(strings.Replace(sheet, `<row r="2">`, strings.Repeat("<row/>", 11_000)+"<row>", 1)))
	f.Fuzz(func(t *testing.T, data []byte) { spread(t, Reading{Source: "x"}, "f.xlsx", []byte(withSheet(t, data))) })
}

func FuzzCalendar(f *testing.F) {
	for _, text := range []string{
		calendarOf("UID:a\nSUMMARY:b\nDTSTART;TZID=Europe/Brussels:20240131T193000\nDTEND;TZID=\"Europe/Brussels\":20240131T203000\nATTENDEE;CN=\"C, d\":mailto:e@example.org"),
		calendarOf("UID:a\nSUMMARY:b\nDTSTART;VALUE=DATE:20240131\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20240601\nEXDATE;VALUE=DATE:20240202\nRDATE:20240203,20240204"),
		calendarOf("UID:a\nRECURRENCE-ID:20240131T193000Z\nSUMMARY:b\nDTSTART:20240131T193000Z\nDURATION:PT1H\nSTATUS:CANCELLED", "UID:b\nSUMMARY:c\n d\nDTSTART:20240131T1930"),
		"BEGIN:VCALENDAR\nBEGIN:VTIMEZONE\nTZID:x\nX-LIC-LOCATION:Europe/Rome\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:y\nSUMMARY:z\nDTSTART;TZID=x:20240131T193000\nRRULE:FREQ=YEARLY;BYMONTHDAY=-1\nEND:VEVENT\n",
		"BEGIN:VCALENDAR\nEND:VEVENT\n", "BEGIN:VCALENDAR\nA;B=\"\n", "X",
		calendarOf("UID:a\nSUMMARY:b\nDTSTART:20240131T193000\nRRULE:FREQ=MONTHLY;BYSETPOS=-1;BYDAY=5FR;COUNT=3"),
		calendarOf("UID:a\nSUMMARY:b\nDTSTART:20240131T193000\nRRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20250101\nRDATE:20240303T193000"),
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		spread(t, Reading{Source: "x", Today: wednesday, Zone: "Europe/Rome"}, "f.ics", data)
	})
}

func FuzzDates(f *testing.F) {
	for _, text := range []string{"2–4 May 2024", "03/04/2024", "31 January 2024 at 7 pm", "2024-05-02/2024-05-04", "2 to 3", "to 2024", "–", "31 de enero de 2024"} {
		f.Add(text, "day-first")
	}
	spanish, _ := calendar.NamesIn("es")
	f.Fuzz(func(t *testing.T, text, order string) {
		from, _, sentence := dateStyle{dateOrder(order), spanish}.span(text)
		if (from == "") != (sentence != "") {
			t.Errorf("%q is neither read nor refused, or both: %q, %q", text, from, sentence)
		}
		if strings.ContainsFunc(sentence, unicode.IsControl) {
			t.Errorf("%q is nothing to show", sentence)
		}
	})
}
