package web

import (
	"io/fs"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"
)

func TestAnAssetIsKeptForEverUnderItsFingerprint(t *testing.T) {
	t.Parallel()
	got := ask(t, http.MethodGet, asset("style.css"), nil)
	if got.Code != http.StatusOK || !strings.HasPrefix(got.Header().Get("Content-Type"), "text/css") {
		t.Errorf("%s is answered with %d as %s", asset("style.css"), got.Code, got.Header().Get("Content-Type"))
	}
	if cache := got.Header().Get("Cache-Control"); !strings.Contains(cache, "immutable") {
		t.Errorf("with its fingerprint it is cached as %q, want for ever", cache)
	}
	if cache := ask(t, http.MethodGet, "/static/style.css?v=old", nil).Header().Get("Cache-Control"); cache != "no-cache" {
		t.Errorf("without its fingerprint it is cached as %q, want to be asked for again", cache)
	}
}

func TestAnUnchangedAssetIsNotSentAgain(t *testing.T) {
	t.Parallel()
	first := ask(t, http.MethodGet, "/static/arrow.svg", nil)
	again := ask(t, http.MethodGet, "/static/arrow.svg", func(r *http.Request) { r.Header.Set("If-None-Match", first.Header().Get("ETag")) })
	if again.Code != http.StatusNotModified {
		t.Errorf("asked again with its ETag it is answered with %d, want %d", again.Code, http.StatusNotModified)
	}
}

func TestOnlyAssetsAreServed(t *testing.T) {
	t.Parallel()
	for _, target := range []string{"/static/", "/static/codex/README.md", "/static/codex/LICENSE", "/static/..%2fweb.go", "/static/codex"} {
		if got := ask(t, http.MethodGet, target, nil); got.Code != http.StatusNotFound {
			t.Errorf("GET %s is answered with %d, want %d", target, got.Code, http.StatusNotFound)
		}
	}
}

func TestEveryStylesheetOfThePagesExists(t *testing.T) {
	t.Parallel()
	for _, s := range styles {
		if fingerprints[s.File] == "" {
			t.Errorf("there is no stylesheet %s", s.File)
		}
	}
}

// Anything of this kind the content policy would refuse, and the page would look broken to whoever does not look at the console.
var refused = regexp.MustCompile(`(?i)<script|<style|\sstyle="|\son[a-z]+="|javascript:|url\(["']?(data|https?):|@import`)

func TestNothingIsWrittenThatTheContentPolicyRefuses(t *testing.T) {
	t.Parallel()
	for _, dir := range []string{"templates", "static"} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(name string, entry fs.DirEntry, err error) error {
			// Codex is as it was released; what it draws from data: addresses the pages draw themselves.
			if err != nil || entry.IsDir() || strings.HasPrefix(name, "codex/") {
				return err
			}
			content, err := os.ReadFile(dir + "/" + name)
			if found := refused.Find(content); found != nil {
				t.Errorf("%s/%s contains %q", dir, name, found)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}
