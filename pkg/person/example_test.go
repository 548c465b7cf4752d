package person_test

import (
	"fmt"

	"dontblink.dev/pkg/person"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

func Example() {
	content := &eventv1.Activity{
		People: []*eventv1.Participation{{Name: "Ada Lovelace"}},
		Body:   []*eventv1.Passage{{Text: "Ada Lovelace's notes are [here](https://example.org)."}},
	}
	person.Recognise(content)
	text := content.GetBody()[0].GetText()
	fmt.Println(text)
	fmt.Println(person.Plain(text))
	// Output:
	// [Ada Lovelace](person:865f1c42-dd1a-50d8-b538-00f1f22e5274)'s notes are [here](https://example.org).
	// Ada Lovelace's notes are [here](https://example.org).
}
