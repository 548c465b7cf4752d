package capture_test

import (
	"fmt"

	"dontblink.dev/pkg/calendar"
	"dontblink.dev/pkg/capture"
)

func Example() {
	line := "last Tuesday talk on the #DSA @@White_House !internal Washington"
	u := capture.Parse(line, capture.Context{Today: calendar.Day{Year: 2024, Month: 3, Day: 5}})
	for _, p := range u.Pieces {
		fmt.Printf("%-13s %-14s %s\n", p.Part, line[p.From:p.To], p.Meaning)
	}
	fmt.Println("headline:", u.Activity.GetHeadline())
	// Output:
	// when          last Tuesday   Tuesday, 27 February 2024
	// kind          talk           talk
	// topic         #DSA           DSA
	// organisation  @@White_House  White House (new)
	// rule          !internal      internal
	// place         Washington     Washington
	// headline: Talk on the DSA
}
