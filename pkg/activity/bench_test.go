package activity_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	"dontblink.dev/pkg/activity"
)

func BenchmarkCheck(b *testing.B) {
	content, ed := session(), team()
	for b.Loop() {
		if err := activity.Check(content, ed).Err(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkImport takes a file's activity in: a new one, the same again, and one that changed.
func BenchmarkImport(b *testing.B) {
	changed := session()
	changed.Place = "online"
	for name, story := range map[string][]proto.Message{"new": nil, "same": {recordedFromFile(session())}, "changed": {recordedFromFile(changed)}} {
		b.Run(name, func(b *testing.B) {
			a, said, ed := given(story...), file(session()), team()
			for b.Loop() {
				if _, _, err := activity.Import(a, said, ed, now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
