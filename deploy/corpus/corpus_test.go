package main

import (
	"crypto/sha256"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"dontblink.dev/pkg/calendar"
	eventv1 "dontblink.dev/proto/gen/advocacy/event/v1"
)

var january2022 = calendar.Month{Year: 2022, Month: 1}

// corpus returns the one that most tests look at.
func corpus() *Corpus { return New(1, 10_000, january2022, 36) }

func TestTheSameSeedWritesTheSameBytes(t *testing.T) {
	t.Parallel()
	one, same, other := written(t, 1), written(t, 1), written(t, 2)
	if one != same {
		t.Error("the same seed wrote other bytes")
	}
	if one == other {
		t.Error("another seed wrote the same bytes")
	}
}

// written returns the hash of every file of a small corpus.
func written(t *testing.T, seed uint64) (sum [sha256.Size]byte) {
	t.Helper()
	dir := t.TempDir()
	files, err := New(seed, 400, january2022, 36).Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	h := sha256.New()
	for _, f := range files {
		text, err := os.ReadFile(filepath.Join(dir, filepath.Base(f.Path)))
		if err != nil {
			t.Fatal(err)
		}
		if int64(len(text)) != f.Bytes {
			t.Errorf("%s has %d bytes, and was said to have %d", f.Path, len(text), f.Bytes)
		}
		h.Write(text)
	}
	return [sha256.Size]byte(h.Sum(nil))
}

func TestAnActivityDependsOnItsNumberAlone(t *testing.T) {
	t.Parallel()
	c := corpus()
	_, again := corpus().Activity(7000)
	for i := range 100 {
		c.Activity(i)
	}
	if _, after := c.Activity(7000); after.String() != again.String() {
		t.Errorf("activity 7000 is another one when others were made before it:\n%v\n%v", after, again)
	}
}

// The shares are what the corpus is for: what reads it must meet each of these, and not as an exception.
func TestEveryTraitOfRealLogsIsThere(t *testing.T) {
	t.Parallel()
	c := corpus()
	seen := map[string]int{}
	for i := range c.size {
		_, a := c.Activity(i)
		for trait, has := range traits(a) {
			if has {
				seen[trait]++
			}
		}
		if _, ok := c.Amended(i, a); ok {
			seen["amended"]++
		}
		if _, ok := c.Withdrawn(i); ok {
			seen["withdrawn"]++
		}
	}
	for trait, bounds := range shares {
		if share := seen[trait] * 1000 / c.size; share < bounds[0] || share > bounds[1] {
			t.Errorf("%s: %d of a thousand, want %d to %d", trait, share, bounds[0], bounds[1])
		}
	}
}

// shares bounds how many of a thousand activities have a trait.
var shares = map[string][2]int{
	"announcement": {60, 100}, "month": {15, 100}, "year": {1, 20}, "range": {60, 250}, "over months": {10, 100}, "over years": {1, 15},
	"moment": {250, 600}, "other day in UTC": {20, 200}, "other month in UTC": {5, 60}, "weekend": {10, 150}, "several priorities": {300, 550},
	"overridden": {10, 50}, "rule": {10, 80}, "segments": {60, 200}, "embargo": {10, 60}, "no links": {200, 450}, "people": {400, 900},
	"follow-ups": {80, 200}, "relations": {80, 200}, "series": {5, 30}, "told elsewhere": {15, 80}, "planned": {15, 50}, "cancelled": {3, 25},
	"several kinds": {20, 120}, "amended": {80, 200}, "withdrawn": {10, 30},
}

func traits(a *eventv1.Activity) map[string]bool {
	span := calendar.MustOf(a.GetWhen())
	start := span.Start(nil)
	embargo := a.GetRule().GetKind() == "embargo" || slices.ContainsFunc(a.GetSegments(),
		func(s *eventv1.Segment) bool { return s.GetRule().GetKind() == "embargo" })
	return map[string]bool{
		"announcement":       a.GetAnnouncement(),
		"month":              span.Precision == calendar.ToTheMonth,
		"year":               span.Precision == calendar.ToTheYear,
		"range":              span.Range,
		"over months":        span.Range && span.First() != span.Last(),
		"over years":         span.First().Year != span.Last().Year,
		"moment":             span.Precision == calendar.ToTheMoment,
		"other day in UTC":   span.Clock != "" && start.UTC().Day() != start.Day(),
		"other month in UTC": span.Clock != "" && start.UTC().Month() != start.Month(),
		"weekend":            span.Precision >= calendar.ToTheDay && isWeekend(span.From),
		"several priorities": len(a.GetPriorities()) > 1,
		"overridden":         a.GetPillar() != "" && a.GetPillarReason() != "",
		"rule":               a.GetRule() != nil,
		"segments":           len(a.GetSegments()) > 0,
		"embargo":            embargo,
		"no links":           len(a.GetLinks()) == 0,
		"people":             len(a.GetPeople()) > 0,
		"follow-ups":         len(a.GetFollowUps()) > 0,
		"relations":          len(a.GetRelations()) > 0,
		"series":             a.GetSeries() != nil,
		"told elsewhere":     len(a.GetTellIn()) > 0,
		"planned":            a.GetStatus() == "planned",
		"cancelled":          a.GetStatus() == "cancelled",
		"several kinds":      len(a.GetKinds()) > 1,
	}
}

func TestTextsAreAsLongAsThoseOfTheDigest(t *testing.T) {
	t.Parallel()
	c := corpus()
	for i := range c.size {
		key, a := c.Activity(i)
		if !within(a.GetHeadline(), 9, 19) {
			t.Errorf("%s: a headline of %d words: %s", key, len(strings.Fields(a.GetHeadline())), a.GetHeadline())
		}
		words := 0
		for _, passage := range a.GetBody() {
			words += len(strings.Fields(passage.GetText()))
		}
		if words < 40 || words > 440 {
			t.Errorf("%s: a body of %d words", key, words)
		}
	}
}

func TestZonesAndPrioritiesAreManyAndPrioritiesHoldWhenTheyAreUsed(t *testing.T) {
	t.Parallel()
	c := corpus()
	zones, used := map[string]bool{}, map[string]bool{}
	for i := range c.size {
		key, a := c.Activity(i)
		zones[a.GetWhen().GetZone()] = true
		month := calendar.MustOf(a.GetWhen()).First()
		for _, p := range a.GetPriorities() {
			used[p] = true
			if _, held := c.edition.Priority(p, month); !held {
				t.Errorf("%s: %s does not hold in %s", key, p, month)
			}
		}
		if len(a.GetPriorities()) == 0 != a.GetAnnouncement() {
			t.Errorf("%s: priorities %v, announcement %v", key, a.GetPriorities(), a.GetAnnouncement())
		}
	}
	if len(zones) < 20 || len(used) < 12 {
		t.Errorf("%d zones and %d priorities, want 20 and 12 or more", len(zones), len(used))
	}
}

func TestRelationsLeadToEarlierMonths(t *testing.T) {
	t.Parallel()
	c := New(3, 2000, january2022, 24)
	keys := map[string]bool{}
	for i := range c.size {
		key, a := c.Activity(i)
		for _, r := range a.GetRelations() {
			if !keys[r.GetKey()] || r.GetKey()[:7] >= key[:7] {
				t.Errorf("%s is tied to %s, which is not of an earlier month", key, r.GetKey())
			}
		}
		keys[key] = true
	}
	if len(keys) != c.size {
		t.Errorf("%d keys for %d activities", len(keys), c.size)
	}
}

func TestASmallCorpusAndAShortOneAreWritten(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 7} {
		args := []string{"--out", t.TempDir(), "--activities", strconv.Itoa(size), "--months", "3", "--from", "2024-11"}
		if err := run(args, io.Discard); err != nil {
			t.Errorf("%d activities: %v", size, err)
		}
	}
	if err := run([]string{"--out", t.TempDir(), "--from", "2024-13"}, io.Discard); err == nil {
		t.Error("a month that does not exist was taken")
	}
}

func BenchmarkActivity(b *testing.B) {
	c := corpus()
	for i := 0; b.Loop(); i++ {
		c.Activity(i % c.size)
	}
}
