package exchange_test

import (
	"fmt"
	"strings"

	"dontblink.dev/pkg/exchange"
	"dontblink.dev/pkg/fault"
)

func Example() {
	const text = `source: our-team
activities:
  - key: hearing-2024
    headline: Telling a parliament what its bill would do to volunteers
    kind: hearing
    when: 2024-02-30
    priorities: [privacy]
  - key: clinic-2024
    headline: "Copyright: a clinic"
    kinds: workshop
`
	file, refusals := exchange.Open("february.yaml", strings.NewReader(text), int64(len(text)))
	for item, more := range file.Items() {
		refusals = append(refusals, more...)
		if item.Key == "hearing-2024" {
			// This is what the domain would say of such a date.
			refusals = append(refusals, item.Refuse(fault.Mistakes{{Field: "when.from", Sentence: "February 2024 has 29 days"}})...)
		}
	}
	for _, refusal := range refusals {
		fmt.Println(refusal)
	}
	// Output:
	// february.yaml:6: hearing-2024: when.from: February 2024 has 29 days
	// february.yaml:10: clinic-2024: kinds: there is no such key; did you mean “kind”?
}
