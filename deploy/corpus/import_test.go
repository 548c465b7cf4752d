package main

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	"dontblink.dev/pkg/edition"
	"dontblink.dev/pkg/exchange"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

// open reads a text as the importer does, and wants nothing refused.
func open(t *testing.T, name string, text []byte) *exchange.File {
	t.Helper()
	f, refusals := exchange.Open(name, bytes.NewReader(text), int64(len(text)))
	if len(refusals) > 0 {
		t.Fatalf("%s is refused: %v", name, refusals)
	}
	return f
}

func TestTheEditionIsReadAsItWasMeant(t *testing.T) {
	t.Parallel()
	c := corpus()
	text, err := c.file.yaml()
	if err != nil {
		t.Fatal(err)
	}
	read := open(t, "edition.yaml", text).Edition()
	if mistakes := edition.Check(read); len(mistakes) > 0 {
		t.Error(mistakes)
	}
	if diff := cmp.Diff(c.edition.Proto().GetPriorities(), read.GetPriorities(), protocmp.Transform()); diff != "" {
		t.Errorf("the priorities differ from those that activities were given (-generated +read):\n%s", diff)
	}
	if diff := cmp.Diff(c.edition.Proto().GetPillars(), read.GetPillars(), protocmp.Transform()); diff != "" {
		t.Errorf("the pillars differ from those that activities were given (-generated +read):\n%s", diff)
	}
}

func TestWhatIsWrittenIsReadBackWhole(t *testing.T) {
	t.Parallel()
	c := New(5, 3000, january2022, 36)
	var text bytes.Buffer
	var want []*eventv1.Activity
	for i := 0; i < c.size; i += 5 {
		key, a := c.Activity(i)
		if later, ok := c.Amended(i, a); ok && i%2 == 0 {
			a = later
		}
		if err := exchange.WriteJSONLine(&text, source, key, a, ""); err != nil {
			t.Fatal(err)
		}
		want = append(want, a)
	}
	var got []*eventv1.Activity
	for item, refusals := range open(t, "activities.jsonl", text.Bytes()).Items() {
		if len(refusals) > 0 {
			t.Fatalf("%s is refused: %v", item.Key, refusals)
		}
		got = append(got, item.Content)
	}
	if len(got) != len(want) {
		t.Fatalf("%d activities were written and %d read", len(want), len(got))
	}
	for i := range want {
		if !proto.Equal(want[i], got[i]) {
			t.Errorf("an activity is not what was written (-written +read):\n%s", cmp.Diff(want[i], got[i], protocmp.Transform()))
		}
	}
}

func TestAWithdrawalIsReadWithItsReason(t *testing.T) {
	t.Parallel()
	var text bytes.Buffer
	if err := exchange.WriteJSONLine(&text, source, "2022-01-000011", nil, withdrawals[0]); err != nil {
		t.Fatal(err)
	}
	for item, refusals := range open(t, "withdrawals.jsonl", text.Bytes()).Items() {
		if len(refusals) > 0 || item.Withdrawn != withdrawals[0] || item.Content != nil {
			t.Errorf("read %+v, refused %v", item, refusals)
		}
	}
}
