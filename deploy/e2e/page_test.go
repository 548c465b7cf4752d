package e2e

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"dontblink.dev/pkg/localtest"
)

// browser finds a Chromium, or skips; REQUIRE_BROWSER=1 turns the skip into a failure.
func browser(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	const why = "there is no Chromium on this machine: apt-get install chromium"
	if os.Getenv("REQUIRE_BROWSER") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
	return ""
}

// screenshots is a folder to leave pictures of the page in, for people to look at; empty leaves none.
var screenshots = os.Getenv("SCREENSHOTS")

func TestAMemberLogsAnActivityAndTheEditorDraftsTheIssueOnThePage(t *testing.T) {
	chromium := browser(t)
	dir := localtest.Dir(t)
	example := "../../services/dontblink/example/"
	must(t, "import", "--data", dir, example+"edition.yaml", example+"january-2024.yaml")
	s := up(t, dir)
	defer s.stop(t)

	// Whatever the page does not show within this time it will not show at all.
	patience, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	litter := localtest.Dir(t)
	ctx, cancel := chromedp.NewContext(patience, chromedp.WithAllocatorOptions(
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU, chromedp.WindowSize(1280, 1400),
		// Else it leaves its crash reports in the home of whoever runs this. The path is short, as it makes sockets there.
		chromedp.Env("HOME="+litter, "TMPDIR="+litter)))
	defer cancel()
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	text := func() string {
		t.Helper()
		got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.body.innerText`))
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	says := func(want ...string) {
		t.Helper()
		got := text()
		for _, w := range want {
			if !strings.Contains(got, w) {
				t.Errorf("the page does not say %q; it says:\n%s", w, got)
			}
		}
	}
	wait := func(selector string) chromedp.Action[chromedp.Void] {
		return chromedp.WaitVisible(chromedp.CSS(selector))
	}

	do(chromedp.Navigate(s.page+"month/2024-01"), wait("h1"))
	says("January 2024", "4 activities and 1 announcement", "Protecting Wikimedia’s values", "31 Jan")
	picture(ctx, t, "month")

	// Forgotten: the day. What was typed stays, and the field says what it wants.
	do(chromedp.SendKeys(chromedp.CSS(`[name=headline]`), "Answering a regulator about small platforms"),
		chromedp.SendKeys(chromedp.CSS(`[name=kind]`), "submission"),
		chromedp.SetValue(chromedp.CSS(`select[name=priorities]`), "privacy"),
		chromedp.Submit(chromedp.CSS(`[name=headline]`)), wait(`[aria-invalid=true]`))
	typed, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector('[name=headline]').value`))
	if err != nil || typed != "Answering a regulator about small platforms" {
		t.Errorf("after a mistake the headline field holds %q, %v; what was typed is lost", typed, err)
	}
	picture(ctx, t, "mistake")

	do(chromedp.SendKeys(chromedp.CSS(`[name=from]`), "2024-01-17"), chromedp.Submit(chromedp.CSS(`[name=headline]`)), wait(`tr.new`))
	says("5 activities and 1 announcement", "Answering a regulator about small platforms")

	do(chromedp.Submit(chromedp.CSS(`form[action$="/draft"] button`)), wait(`.db-issue`))
	says("Second round of grants for public policy advocacy opens", "Coming up")
	picture(ctx, t, "drafted")
	if out := must(t, "list", "--data", dir, "--month", "2024-01"); !strings.Contains(out, "Answering a regulator") {
		t.Errorf("the command line does not list what the page logged:\n%s", out)
	}
}

// picture leaves a picture of the whole page, when somebody wants to look.
func picture(ctx context.Context, t *testing.T, name string) {
	t.Helper()
	if screenshots == "" {
		return
	}
	image, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(screenshots, name+".png"), image, 0o600); err != nil {
		t.Fatal(err)
	}
}
