package web_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestWhatLooksLoggedAlreadyIsSaidOnceItIsLogged(t *testing.T) {
	t.Parallel()
	b := described(t, everything...)
	first := talk("A learning clinic on copyright reform with librarians", "2024-01-31")
	first.Set("kind", "workshop")
	b.logs("2024-01", first).saysNot("This may be logged already")
	again := talk("Workshop on copyright reform for librarians", "2024-01-31")
	again.Set("kind", "training")
	p := b.logs("2024-01", again)
	p.says("Logged.", "This may be logged already:", "The same day; both headlines say copyright, librarians and reform, and mean the same by clinic and workshop; the same kind.",
		"dontblink merge ", "A learning clinic on copyright reform with librarians (31 January 2024)")
	if !strings.Contains(p.html, `<a href="#a-`) {
		t.Error("nothing leads to the one that stands")
	}
	// Seen from another month it leads to where it stands.
	b.get("/month/2024-01", http.StatusOK).saysNot("This may be logged already")
}
