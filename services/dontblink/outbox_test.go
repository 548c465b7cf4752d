package dontblink

import (
	"dontblink.dev/pkg/capture"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

func TestManyWhoKeepAtOnceLoseNothing(t *testing.T) {
	t.Parallel()
	box := outbox{filepath.Join(t.TempDir(), "dontblink", "outbox.jsonl")}
	var all sync.WaitGroup
	const writers, each = 8, 10
	for w := range writers {
		all.Go(func() {
			for i := range each {
				id := fmt.Sprintf("%d-%d", w, i)
				if err := box.keep(&waiting{CommandID: id, Line: "line " + id}); err != nil {
					t.Error(err)
				}
				if i%2 == 1 {
					if err := box.drop(id); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	all.Wait()
	left, err := box.list()
	if err != nil || len(left) != writers*each/2 {
		t.Errorf("%d are left (%v), want %d", len(left), err, writers*each/2)
	}
}

func TestWhatWaitsIsReplacedAndNotDoubled(t *testing.T) {
	t.Parallel()
	box := outbox{filepath.Join(t.TempDir(), "dontblink", "outbox.jsonl")}
	for _, line := range []string{"as typed", "as settled"} {
		if err := box.keep(&waiting{CommandID: "one", Line: line}); err != nil {
			t.Fatal(err)
		}
	}
	left, err := box.list()
	if err != nil || len(left) != 1 || left[0].Line != "as settled" {
		t.Errorf("the outbox holds %+v (%v)", left, err)
	}
}

func TestHalfALineIsKeptThroughEveryChange(t *testing.T) {
	t.Parallel()
	box := outbox{filepath.Join(t.TempDir(), "outbox.jsonl")}
	half := `{"command_id":"two","line":"and so`
	if err := os.WriteFile(box.path, []byte(`{"command_id":"one","line":"whole"}`+"\n"+half), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := box.keep(&waiting{CommandID: "three", Line: "later"}); err != nil {
		t.Fatal(err)
	}
	if err := box.drop("one"); err != nil {
		t.Fatal(err)
	}
	left, err := box.list()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, w := range left {
		got = append(got, w.Line+w.raw)
	}
	if want := []string{half, "later"}; !slices.Equal(got, want) {
		t.Errorf("the outbox holds %q, want %q", got, want)
	}
}

func TestALineIsTypedAgainAsItWasMeant(t *testing.T) {
	t.Parallel()
	w := &waiting{Line: "it's #copyright"}
	w.Given.When, w.Given.Announcement, w.Given.Kinds = "2–4 May", true, []string{"panel", "talk"}
	want := `dontblink log 'it'\''s #copyright' --when '2–4 May' --kind 'panel,talk' --announcement`
	if got := typedAgain(w); got != want {
		t.Errorf("to be typed again is %s, want %s", got, want)
	}
	w = &waiting{Line: "panel with @ada_lovelace and @@EEAS !chatam https://example.org/x"}
	w.Given.Marks, w.Given.Labels = map[string]string{"!chatam": "chatham-house"}, map[string]string{"https://example.org/x": "our brief"}
	w.Given.People = map[string]capture.Known{"ada lovelace": {Name: "Ada King", Role: "Countess"}, "EEAS": {Name: "EEAS Watch", Organisation: true}}
	want = `dontblink log 'panel with @"Ada King" and @@"EEAS Watch" !chatham-house [our brief](https://example.org/x)'`
	if got := typedAgain(w); got != want {
		t.Errorf("what was answered is typed again as %s, want %s", got, want)
	}
}
