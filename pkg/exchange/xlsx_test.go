package exchange

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// workbook makes a workbook whose first sheet holds the cells.
func workbook(tb testing.TB, cells map[string]any, change func(*excelize.File)) string {
	tb.Helper()
	book := excelize.NewFile()
	for at, value := range cells {
		if err := book.SetCellValue("Sheet1", at, value); err != nil {
			tb.Fatal(err)
		}
	}
	if change != nil {
		change(book)
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

func usual(more map[string]any) map[string]any {
	cells := map[string]any{"A1": "key", "B1": "Title", "C1": "Date", "D1": "Type", "A2": 7, "B2": "A talk", "C2": "2024-01-31", "D2": "talk"}
	for at, value := range more {
		cells[at] = value
	}
	return cells
}

func TestDatesOfAWorkbookAreThoseThatItShows(t *testing.T) {
	t.Parallel()
	styled := func(format string, value any) func(*excelize.File) {
		return func(book *excelize.File) {
			style, err := book.NewStyle(&excelize.Style{CustomNumFmt: &format})
			if err == nil {
				err = book.SetCellValue("Sheet1", "C2", value)
			}
			if err == nil {
				err = book.SetCellStyle("Sheet1", "C2", "C2", style)
			}
			if err != nil {
				t.Error(err)
			}
		}
	}
	tests := []struct {
		name   string
		change func(*excelize.File)
		want   string
	}{
		{"a day", func(b *excelize.File) {
			_ = b.SetCellValue("Sheet1", "C2", time.Date(2024, 1, 31, 0, 0, 0, 0, time.UTC))
		}, "2024-01-31"},
		{"a moment", func(b *excelize.File) {
			_ = b.SetCellValue("Sheet1", "C2", time.Date(2024, 1, 31, 19, 30, 0, 0, time.UTC))
		}, "2024-01-31T19:30"},
		{"a day in the order of the sheet", styled("dd/mm/yyyy", 45355), "2024-03-04"},
		{"a month", styled("mmm yyyy", 45292), "2024-01"},
		{"a year", styled("General", 2024), "2024"},
		{"a text", func(b *excelize.File) { _ = b.SetCellValue("Sheet1", "C2", "January 2024") }, "2024-01"},
		{"counted from 1904", func(b *excelize.File) {
			yes := true
			_ = b.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes})
			styled("yyyy-mm-dd", 45355-1462)(b)
		}, "2024-03-04"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			all, wrong, _ := readAs(t, Reading{Source: "x"}, "f.xlsx", workbook(t, usual(nil), test.change))
			if len(wrong) > 0 || len(all) != 1 {
				t.Fatalf("read %d activities, refused %q", len(all), wrong)
			}
			if got := all[0].Content.GetWhen().GetFrom(); got != test.want || all[0].Key != "7" {
				t.Errorf("read %s of %s, want %s of 7", got, all[0].Key, test.want)
			}
		})
	}
}

func TestAFormulaGivesItsValueOrIsRefused(t *testing.T) {
	t.Parallel()
	content := workbook(t, usual(map[string]any{"A3": 8, "B3": "#N/A", "C3": "2024-02-01", "D3": "talk"}), func(b *excelize.File) {
		if err := b.SetCellFormula("Sheet1", "B2", `"A "&"talk"`); err != nil {
			t.Error(err)
		}
	})
	all, wrong, _ := readAs(t, Reading{Source: "x"}, "f.xlsx", content)
	want := []string{"f.xlsx:3:B: 8: headline: the formula of this cell gives #N/A and no value; mend it in the sheet"}
	if diff := cmp.Diff(want, wrong); diff != "" || len(all) != 1 {
		t.Errorf("read %d activities; refused otherwise (-want +got):\n%s", len(all), diff)
	}
}

func TestAMergedCellHoldsForEveryRowThatItReachesDownTo(t *testing.T) {
	t.Parallel()
	content := workbook(t, usual(map[string]any{"A3": 8, "B3": "Another", "D3": "talk", "A4": 9, "B4": "A third", "C4": "2024-03", "D4": "talk"}),
		func(b *excelize.File) {
			if err := b.MergeCell("Sheet1", "C2", "C3"); err != nil {
				t.Error(err)
			}
		})
	all, wrong, _ := readAs(t, Reading{Source: "x"}, "f.xlsx", content)
	if len(wrong) > 0 || len(all) != 3 {
		t.Fatalf("read %d activities, refused %q", len(all), wrong)
	}
	for i, want := range []string{"2024-01-31", "2024-01-31", "2024-03"} {
		same(t, all[i].Content.GetWhen(), &eventv1.When{From: want})
	}
}

func TestTheFirstSheetThatCanBeSeenIsRead(t *testing.T) {
	t.Parallel()
	content := workbook(t, usual(nil), func(b *excelize.File) {
		for _, name := range []string{"Hidden", "2023"} {
			if _, err := b.NewSheet(name); err != nil {
				t.Error(err)
			}
		}
		if err := b.SetSheetVisible("Hidden", false); err != nil {
			t.Error(err)
		}
	})
	all, wrong, file := readAs(t, Reading{Source: "x"}, "f.xlsx", content)
	if len(wrong) > 0 || len(all) != 1 {
		t.Fatalf("read %d activities, refused %q", len(all), wrong)
	}
	if diff := cmp.Diff([]string{"sheet “2023” was left out; to read it, say sheet: 2023 in a mapping file (--map)"}, notes(file)); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	_, wrong, _ = readAs(t, Reading{Source: "x", Mapping: mapped(t, "sheet: 2022")}, "f.xlsx", content)
	if want := "f.xlsx: the workbook has no sheet “2022”; it has Sheet1, Hidden, 2023"; strings.Join(wrong, "") != want {
		t.Errorf("refused with %q, want %q", wrong, want)
	}
}

func TestTenThousandEmptyColumnsAreNothing(t *testing.T) {
	t.Parallel()
	content := workbook(t, usual(nil), func(b *excelize.File) {
		style, err := b.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
		if err == nil {
			err = b.SetCellStyle("Sheet1", "E1", "NTP1", style)
		}
		if err != nil {
			t.Error(err)
		}
	})
	all, wrong, file := readAs(t, Reading{Source: "x"}, "f.xlsx", content)
	if len(wrong) > 0 || len(all) != 1 || len(file.Notes()) > 0 {
		t.Errorf("read %d activities, refused %q, noted %q", len(all), wrong, notes(file))
	}
}

func TestAWorkbookIsReadNoFurtherThanALongRunOfEmptyRows(t *testing.T) {
	t.Parallel()
	at := func(row int) string {
		return workbook(t, usual(map[string]any{
			fmt.Sprintf("A%d", row): 8, fmt.Sprintf("B%d", row): "Another", fmt.Sprintf("C%d", row): "2024-02", fmt.Sprintf("D%d", row): "talk",
		}), nil)
	}
	all, wrong, file := readAs(t, Reading{Source: "x"}, "f.xlsx", at(2+mostEmpty+1))
	if len(wrong) > 0 || len(all) != 2 || len(notes(file)) > 0 {
		t.Errorf("%d empty rows: read %d activities, refused %q, noted %q, want both and nothing said", mostEmpty, len(all), wrong, notes(file))
	}
	all, wrong, file = readAs(t, Reading{Source: "x"}, "f.xlsx", at(20_000))
	want := []string{"f.xlsx:20000: ten thousand empty rows stand above this one, and no sheet is read further than that; delete the empty rows, or take out what stands here"}
	if diff := cmp.Diff(want, wrong); diff != "" || len(notes(file)) > 0 {
		t.Errorf("row 20,000: read %d activities, noted %q, refused otherwise (-want +got):\n%s", len(all), notes(file), diff)
	}
}

func TestRowsThatWereLaidOutAndLeftEmptyAreNoMistake(t *testing.T) {
	t.Parallel()
	laidOut := func(last []any) string {
		book := excelize.NewFile()
		style, err := book.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
		if err != nil {
			t.Fatal(err)
		}
		rows, err := book.NewStreamWriter("Sheet1")
		if err != nil {
			t.Fatal(err)
		}
		set := func(line int, cells ...any) {
			if err := rows.SetRow(fmt.Sprintf("A%d", line), cells); err != nil {
				t.Fatal(err)
			}
		}
		set(1, "key", "Title", "Date", "Type")
		set(2, 7, "A talk", "2024-01-31", "talk")
		for line := 3; line < 100_000; line++ {
			set(line, excelize.Cell{StyleID: style}, excelize.Cell{StyleID: style, Value: ""})
		}
		set(100_000, last...)
		var out bytes.Buffer
		if err := errors.Join(rows.Flush(), book.Write(&out)); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	all, wrong, file := readAs(t, Reading{Source: "x"}, "f.xlsx", laidOut([]any{nil, ""}))
	if len(wrong) > 0 || len(all) != 1 || len(notes(file)) > 0 {
		t.Errorf("read %d activities, refused %q, noted %q, want one and nothing said", len(all), wrong, notes(file))
	}
	_, wrong, _ = readAs(t, Reading{Source: "x"}, "f.xlsx", laidOut([]any{nil, "Another talk"}))
	if len(wrong) != 1 || !strings.HasPrefix(wrong[0], "f.xlsx:100000: ten thousand empty rows stand above") {
		t.Errorf("refused %q, want the row that says something", wrong)
	}
}

func TestWhatIsNoWorkbookIsRefused(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{"text": "Nr,Title\n", "half": workbook(t, usual(nil), nil)[:3000], "nothing": ""} {
		_, wrong, _ := readAs(t, Reading{Source: "x"}, "f.xlsx", content)
		want := "f.xlsx: this is no workbook that can be read; save it in Excel or LibreOffice as .xlsx, without a password"
		if strings.Join(wrong, "\n") != want {
			t.Errorf("%s: refused with %q, want %q", name, wrong, want)
		}
	}
}

// withSheet returns a workbook whose first sheet is made of these bytes.
func withSheet(tb testing.TB, sheet []byte) string {
	tb.Helper()
	whole := workbook(tb, nil, nil)
	from, err := zip.NewReader(strings.NewReader(whole), int64(len(whole)))
	if err != nil {
		tb.Fatal(err)
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, part := range from.File {
		w, err := to.Create(part.Name)
		if err == nil && part.Name == "xl/worksheets/sheet1.xml" {
			_, err = w.Write(sheet)
		} else if err == nil {
			err = copied(w, part)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

func copied(w io.Writer, part *zip.File) error {
	r, err := part.Open()
	if err != nil {
		return err
	}
	_, err = io.Copy(w, r)
	return errors.Join(err, r.Close())
}

func TestAWorkbookThatWouldFillTheMemoryIsRefused(t *testing.T) {
	t.Parallel()
	bomb := withSheet(t, bytes.Repeat([]byte(" "), 80<<20))
	if len(bomb) > 1<<20 {
		t.Fatalf("the bomb has %d bytes, which is no bomb", len(bomb))
	}
	_, wrong, _ := readAs(t, Reading{Source: "x"}, "f.xlsx", bomb)
	want := "f.xlsx: the workbook has more than 64 MiB when it is unpacked; take pictures and empty rows out, or save the sheet as CSV"
	if strings.Join(wrong, "") != want {
		t.Errorf("refused with %q, want %q", wrong, want)
	}
}
