package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
)

//go:embed static
var staticFiles embed.FS

// style is one stylesheet of a page, in the order in which they must come.
type style struct{ File, Media string }

// Codex is Wikimedia's design system, kept as it was published. Its theme comes first, ours last: the later rule wins.
var styles = []style{
	{File: "codex/theme-wikimedia-ui.css"},
	{File: "codex/theme-wikimedia-ui-mode-dark.css", Media: "screen and (prefers-color-scheme: dark)"}, //nolint:misspell // CSS spells it so.
	{File: "codex/CdxButton.css"},
	{File: "codex/CdxTextInput.css"},
	{File: "codex/CdxTextArea.css"},
	{File: "codex/CdxSelect.css"},
	{File: "codex/CdxMessage.css"},
	{File: "ground.css"},
	{File: "style.css"},
	{File: "print.css"},
}

// fingerprints holds a part of the hash of each file that may be asked for.
var fingerprints = readFingerprints()

// Only what a page may ask for is in it: anything else below static is not served.
func readFingerprints() map[string]string {
	prints := map[string]string{}
	err := fs.WalkDir(staticFiles, "static", func(name string, entry fs.DirEntry, err error) error {
		if ext := path.Ext(name); err != nil || entry.IsDir() || ext != ".css" && ext != ".svg" {
			return err
		}
		content, err := staticFiles.ReadFile(name)
		sum := sha256.Sum256(content)
		// Forty-eight bits tell apart all versions of a file that there will ever be.
		prints[name[len("static/"):]] = hex.EncodeToString(sum[:6])
		return err
	})
	if err != nil {
		panic(err) // The files are part of the binary.
	}
	return prints
}

// asset returns the address of a static file. It changes with the content, so that a browser may keep it for ever.
func asset(file string) string { return "/static/" + file + "?v=" + fingerprints[file] }

// An address without the fingerprint, or with an old one, is served too, but is not to be kept.
func static(w http.ResponseWriter, r *http.Request) {
	file := r.PathValue("file")
	fingerprint, known := fingerprints[file]
	if !known {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("ETag", `"`+fingerprint+`"`)
	w.Header().Set("Cache-Control", "no-cache")
	if r.URL.Query().Get("v") == fingerprint {
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	http.ServeFileFS(w, r, staticFiles, "static/"+file)
}
