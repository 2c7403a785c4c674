// Package browser drives the web application in a real browser against a real
// Lookout: every page in light, dark and narrow, empty and full, and the ways a
// person takes through them. Any console error, exception or failed request
// fails the test that saw it.
package browser_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// chromium finds the browser, or skips the test by name.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("no Chromium here: apt-get install chromium (make setup does it)")
	return ""
}

// patience is how long a page may take to show what is waited for. It is
// generous for two cores under the race detector.
const patience = 60 * time.Second

// tab is one browser tab that remembers everything that went wrong in it.
type tab struct {
	t   *testing.T
	ctx context.Context
	url string

	mu       sync.Mutex
	problems []string
	at       string   // the path that was opened last
	expected []string // parts of problems a test provokes on purpose
}

// profileDir is a folder for one browser. Its helper processes may write there for a moment after
// the browser has ended, which t.TempDir does not forgive.
func profileDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "lookout-browser-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 50 {
			if os.RemoveAll(dir) == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
	})
	return dir
}

func openTab(t *testing.T, url string) *tab {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium(t)), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.UserDataDir(profileDir(t)),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	)
	allocator, cancelAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, cancel := chromedp.NewContext(allocator)
	tb := &tab{t: t, ctx: ctx, url: url}
	t.Cleanup(func() {
		if t.Failed() {
			tb.screenshot("failed")
		}
		_ = chromedp.Run(ctx, browser.Close())
		cancel()
		cancelAllocator()
		require.Empty(t, tb.seen(), "what the browser complained about")
	})
	chromedp.ListenTarget(ctx, tb.listen)
	// The browser lives as long as the context of its first action, so that one
	// must not be of those that run with a deadline.
	require.NoError(t, chromedp.Run(ctx, network.Enable(), log.Enable(), runtime.Enable()))
	return tb
}

func (tb *tab) listen(event any) {
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		tb.complain("exception: %s", e.ExceptionDetails.Error())
	case *runtime.EventConsoleAPICalled:
		if e.Type != runtime.APITypeError && e.Type != runtime.APITypeWarning {
			return
		}
		var said []string
		for _, argument := range e.Args {
			said = append(said, string(argument.Value)+argument.Description)
		}
		tb.complain("console %s: %s", e.Type, strings.Join(said, " "))
	case *log.EventEntryAdded:
		if e.Entry.Level == log.LevelError || e.Entry.Level == log.LevelWarning {
			tb.complain("%s %s: %s", e.Entry.Source, e.Entry.Text, e.Entry.URL)
		}
	case *network.EventResponseReceived:
		if e.Response.Status >= 400 {
			tb.complain("%d from %s", e.Response.Status, e.Response.URL)
		}
	}
}

func (tb *tab) complain(format string, args ...any) {
	problem := fmt.Sprintf(format, args...)
	tb.mu.Lock()
	defer tb.mu.Unlock()
	for _, part := range tb.expected {
		if strings.Contains(problem, part) {
			return
		}
	}
	tb.problems = append(tb.problems, problem)
}

// expect lets a test provoke a problem.
func (tb *tab) expect(part string) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	tb.expected = append(tb.expected, part)
}

func (tb *tab) seen() []string {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	return tb.problems
}

func (tb *tab) run(actions ...chromedp.Action) {
	tb.t.Helper()
	ctx, cancel := context.WithTimeout(tb.ctx, patience)
	defer cancel()
	if err := chromedp.Run(ctx, actions...); err != nil {
		tb.t.Fatalf("drive browser at %s: %v; seen: %v; page says: %.1500s", tb.at, err, tb.seen(), tb.text())
	}
}

// open goes to a path and waits until its title stands in the page's heading.
func (tb *tab) open(path, heading string) {
	tb.t.Helper()
	tb.at = path
	tb.run(chromedp.Navigate(tb.url + path))
	tb.waitFor(fmt.Sprintf(`[...document.querySelectorAll("h1")].some(h => h.textContent.includes(%q))`, heading))
}

// waitFor waits until a JavaScript expression is true.
func (tb *tab) waitFor(expression string) {
	tb.t.Helper()
	tb.run(chromedp.Poll(expression, nil, chromedp.WithPollingInterval(50*time.Millisecond), chromedp.WithPollingTimeout(patience)))
}

// settle waits until a page has shown nothing that says "Loading" for a while.
// One part's answer may bring in the next part, so once is not enough; what
// slides has come to rest by then, too.
func (tb *tab) settle() {
	tb.t.Helper()
	tb.run(chromedp.Evaluate(`delete window.lookoutSettled`, nil))
	tb.waitFor(`(() => {
		const loading = document.querySelector('[aria-label="Loading"]') !== null;
		if (loading || window.lookoutSettled?.at !== location.href) window.lookoutSettled = {at: location.href, since: performance.now()};
		return !loading && performance.now() - window.lookoutSettled.since > 400;
	})()`)
}

// says waits until the page shows a text.
func (tb *tab) says(text string) {
	tb.t.Helper()
	tb.waitFor(fmt.Sprintf(`document.body.innerText.toLowerCase().includes(%q)`, strings.ToLower(text)))
}

func (tb *tab) text() string {
	var text string
	ctx, cancel := context.WithTimeout(tb.ctx, 5*time.Second)
	defer cancel()
	_ = chromedp.Run(ctx, chromedp.Evaluate(`document.body.innerText`, &text))
	return text
}

// click clicks the first button or link that shows or is labelled with a text.
func (tb *tab) click(label string) {
	tb.t.Helper()
	tb.run(chromedp.Click(fmt.Sprintf(
		`//*[self::button or self::a or @role="tab" or @role="menuitem" or @role="radio" or self::label][normalize-space()=%[1]q or @aria-label=%[1]q]`, label),
		chromedp.BySearch))
}

// look sets size and colour scheme.
func (tb *tab) look(scheme string, width, height int64) {
	tb.t.Helper()
	tb.run(chromedp.EmulateViewport(width, height),
		emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}}))
}

// screenshot keeps a picture where LOOKOUT_SCREENSHOTS says, for a person.
func (tb *tab) screenshot(name string) {
	folder := os.Getenv("LOOKOUT_SCREENSHOTS")
	if folder == "" {
		return
	}
	var picture []byte
	ctx, cancel := context.WithTimeout(tb.ctx, 20*time.Second)
	defer cancel()
	if err := chromedp.Run(ctx, chromedp.CaptureScreenshot(&picture)); err != nil {
		tb.t.Logf("no screenshot: %v", err)
		return
	}
	file := strings.NewReplacer("/", "_", " ", "-").Replace(tb.t.Name()+"-"+name) + ".png"
	require.NoError(tb.t, os.MkdirAll(folder, 0o755))
	require.NoError(tb.t, os.WriteFile(filepath.Join(folder, file), picture, 0o644))
}
