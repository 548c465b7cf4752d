package readmodel

import (
	"slices"
	"testing"
)

// FuzzWords holds that plain text, which goes a shorter way, comes apart as any other does.
func FuzzWords(f *testing.F) {
	for _, text := range []string{
		"", "DSA/DMA", "the café’s “Open Letter” — 2024-01", "ﬁne Łódź, ½ Ærø STRASSE straße", "日本語 and 中国", "≠a-́b", "KELVIN \u212a\u00a0Σς",
		"a_b@c[d`e{f", "\x10\x19\x7f0Az9", "x\xffy z", string(slices.Repeat([]byte("aB3"), 50)) + "é end",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, want := slices.Collect(words(text)), slices.Collect(composedWords(text))
		if !slices.Equal(got, want) {
			t.Errorf("words(%q) = %q, want %q", text, got, want)
		}
	})
}
