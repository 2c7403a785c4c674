package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/prometheus/prometheus/storage"
)

// What a person may expect of dashboards.
const (
	mostMillisecondsToDraw = 1000
	fewestFrames           = 50 // in a second, while scrolling
	mostHeapGrown          = 20 // MB, over refreshes
	refreshes              = 120
	drawnRange             = 30 * time.Minute
)

// benchDraw measures dashboards in a real browser over the series of all simulated targets: the
// time from the click to the last panel, scrolling, and what refreshes leave in the tab's heap.
func benchDraw(ctx context.Context, o options, report *report) error {
	browser, err := exec.LookPath("chromium")
	if err != nil {
		return fmt.Errorf("find a browser: %w (apt-get install chromium)", err)
	}
	dir := filepath.Join(o.scratch, "draw")
	fmt.Printf("appending %s of %d series to draw from\n", drawnRange+5*time.Minute, o.targets*o.series)
	if err := fillRecent(ctx, o, filepath.Join(dir, "metrics")); err != nil {
		return err
	}
	config := filepath.Join(o.scratch, "draw.yml")
	if err := os.WriteFile(config, []byte("global: {scrape_interval: 15s}\n"), 0o644); err != nil {
		return err
	}
	lookout, err := o.lookoutOn("lookout to draw from", config, dir, 0).start(ctx, o.scratch)
	if err != nil {
		return err
	}
	defer lookout.stop()
	for _, panels := range []int{30, 100} {
		if err := postDashboard(lookout.url, panels); err != nil {
			return err
		}
	}
	tab, end := openTab(ctx, browser, lookout.url)
	defer end()
	report.section(fmt.Sprintf("dashboards over %d targets × %d series, drawn in Chromium at 1920×1080", o.targets, o.series))
	return errors.Join(tab.drawing(report), tab.scrolling(report), tab.refreshing(report))
}

// fillRecent appends the last while of all targets to a store that Lookout then opens.
func fillRecent(ctx context.Context, o options, dir string) error {
	s, err := openLookout(dir)
	if err != nil {
		return err
	}
	all, err := seriesOfTargets(o.targets, o.series)
	if err != nil {
		return err
	}
	refs := make([]storage.SeriesRef, len(all))
	now := time.Now().Truncate(scrapeInterval)
	for at := now.Add(-drawnRange - 5*time.Minute); !at.After(now.Add(5 * time.Minute)); at = at.Add(scrapeInterval) {
		if err := appendOnce(ctx, s.appendable, all, refs, at); err != nil {
			return err
		}
	}
	return s.close()
}

// drawnQuery is the query of a panel: it selects one series of every target. Most panels aggregate
// them, as dashboards do; every sixth draws all of them.
func drawnQuery(i int) string {
	route := fmt.Sprintf("/api/v2/%s/{id}/%s", nouns[i%len(nouns)], nouns[(i*5+1)%len(nouns)])
	queue := fmt.Sprintf("%s-%d", nouns[i%6*4%len(nouns)], i%6*4)
	switch i % 6 {
	case 0:
		return fmt.Sprintf(`sum(rate(http_requests_total{route=%q,code="200"}[$__rate_interval]))`, route)
	case 1:
		return fmt.Sprintf(`topk(10, queue_depth{queue=%q})`, queue)
	case 2:
		return fmt.Sprintf(`max by (job) (http_request_duration_seconds_sum{route=%q})`, route)
	case 3:
		return fmt.Sprintf(`quantile(0.9, rate(http_requests_total{route=%q,code="500"}[$__rate_interval]))`, route)
	case 4:
		return fmt.Sprintf(`avg(http_request_duration_seconds_count{route=%q})`, route)
	default:
		return fmt.Sprintf(`queue_depth{queue=%q}`, queue)
	}
}

func postDashboard(url string, panels int) error {
	var list []map[string]any
	for i := range panels {
		list = append(list, map[string]any{
			"id": i + 1, "type": "timeseries", "title": fmt.Sprintf("Panel %d", i+1),
			"gridPos": map[string]int{"x": i % 6 * 4, "y": i / 6 * 6, "w": 4, "h": 6},
			"targets": []map[string]any{{"refId": "A", "expr": drawnQuery(i)}},
		})
	}
	body, err := json.Marshal(map[string]any{"dashboard": map[string]any{
		"uid": fmt.Sprintf("bench-%d", panels), "title": fmt.Sprintf("%d panels", panels), "panels": list, "refresh": "",
		"time": map[string]string{"from": "now-30m", "to": "now"},
	}})
	if err != nil {
		return err
	}
	response, err := http.Post(url+"/lookout/api/v1/dashboards", "application/json", bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("post dashboard: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("post dashboard: %s", response.Status)
	}
	return nil
}

// tab is a browser tab that shows the application.
type tab struct {
	ctx context.Context
	url string
}

func openTab(ctx context.Context, browser, url string) (tab, func()) {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(browser), chromedp.NoSandbox, chromedp.WindowSize(1920, 1080))
	ctx, endBrowser := chromedp.NewExecAllocator(ctx, options...)
	ctx, endTab := chromedp.NewContext(ctx)
	return tab{ctx, url}, func() { endTab(); endBrowser() }
}

// inSight are the panels that a person sees without scrolling.
const inSight = `[...document.querySelectorAll('section[data-state]')].filter((p) => p.getBoundingClientRect().top < innerHeight)`

// settled is true once no panel in sight is without data.
const settled = `((panels) => panels.length > 0 && panels.every((p) => p.dataset.state === 'done' && p.querySelector('canvas') !== null))(` + inSight + `)`

// drawing looks at the list for a second, as a person does, and clicks on the dashboard of thirty
// panels, five times, and reports the time until all of them are drawn.
func (t tab) drawing(report *report) error {
	var times latencies
	var drawn int
	for range 6 { // the first opening warms server and browser
		var took float64
		err := t.run(
			chromedp.Navigate(t.url+"/dashboards"), chromedp.WaitVisible(`a[href^="/d/bench-30"]`), chromedp.Sleep(time.Second),
			chromedp.Evaluate(`new Promise((done) => {
  const began = performance.now();
  document.querySelector('a[href^="/d/bench-30"]').click();
  const look = () => (`+settled+` ? requestAnimationFrame(() => done(performance.now() - began)) : requestAnimationFrame(look));
  look();
})`, &took, awaited), chromedp.Evaluate(inSight+`.length`, &drawn))
		if err != nil {
			return fmt.Errorf("draw thirty panels: %w", err)
		}
		times = append(times, took)
	}
	report.fact("panels in sight of the dashboard of 30", "", float64(drawn))
	report.fact("from the click to the last panel, first time", "ms", times[0])
	report.limit("from the click to the last panel, median of five", "ms", times[1:].quantile(0.5), mostMillisecondsToDraw)
	return nil
}

// scrolling moves a dashboard of a hundred panels past the window and counts frames.
func (t tab) scrolling(report *report) error {
	var frames float64
	err := t.run(
		chromedp.Navigate(t.url+"/d/bench-100"), chromedp.Poll(settled, nil, chromedp.WithPollingTimeout(time.Minute)),
		chromedp.Evaluate(`new Promise((done) => {
  const began = performance.now();
  let frames = 0, down = 12;
  const step = () => {
    const end = document.documentElement.scrollHeight - innerHeight;
    if (scrollY >= end - 1) down = -12;
    if (scrollY <= 0) down = 12;
    scrollBy(0, down);
    frames++;
    const took = performance.now() - began;
    if (took < 8000) requestAnimationFrame(step);
    else done((frames * 1000) / took);
  };
  requestAnimationFrame(step);
})`, &frames, awaited))
	if err != nil {
		return fmt.Errorf("scroll a hundred panels: %w", err)
	}
	report.floor("frames in a second while 100 panels scroll", "", frames, fewestFrames)
	return nil
}

// refreshing refreshes thirty panels again and again and reports what that leaves in the heap.
func (t tab) refreshing(report *report) error {
	if err := t.run(chromedp.Navigate(t.url+"/d/bench-30"), chromedp.Poll(settled, nil, chromedp.WithPollingTimeout(time.Minute))); err != nil {
		return fmt.Errorf("open thirty panels: %w", err)
	}
	refresh := func(times int) error {
		for range times {
			err := t.run(
				chromedp.Click(`button[aria-label="Refresh now"]`), chromedp.Sleep(50*time.Millisecond),
				chromedp.Poll(settled, nil, chromedp.WithPollingTimeout(time.Minute), chromedp.WithPollingInterval(20*time.Millisecond)))
			if err != nil {
				return fmt.Errorf("refresh thirty panels: %w", err)
			}
		}
		return nil
	}
	if err := refresh(10); err != nil {
		return err
	}
	before, err := t.heap()
	if err != nil {
		return err
	}
	if err := refresh(refreshes); err != nil {
		return err
	}
	after, err := t.heap()
	if err != nil {
		return err
	}
	report.fact("the tab's heap with 30 panels, after collection", "MB", before/1e6)
	report.limit(fmt.Sprintf("growth of the tab's heap over %d refreshes", refreshes), "MB", (after-before)/1e6, mostHeapGrown)
	return nil
}

// heap is what the tab holds after a collection, once answers that nobody shows are let go.
func (t tab) heap() (float64, error) {
	var used float64
	err := t.run(chromedp.Sleep(3*time.Second), heapprofiler.CollectGarbage(), chromedp.ActionFunc(func(ctx context.Context) error {
		size, _, _, _, err := runtime.GetHeapUsage().Do(ctx)
		used = size
		return err
	}))
	return used, err
}

func (t tab) run(actions ...chromedp.Action) error { return chromedp.Run(t.ctx, actions...) }

func awaited(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }
