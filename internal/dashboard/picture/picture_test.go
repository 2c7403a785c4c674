package picture

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
)

var update = flag.Bool("update", false, "write the golden pictures anew")

var now = time.Date(2026, 3, 14, 15, 0, 0, 0, time.UTC)

// answers of a fake Lookout, by the expression.
type fake map[string]func(from, to time.Time, step time.Duration) []Series

func (f fake) Range(_ context.Context, expr string, from, to time.Time, step time.Duration) ([]Series, error) {
	answer, known := f[expr]
	if !known {
		return nil, fmt.Errorf("no such query: %s", expr)
	}
	return answer(from, to, step), nil
}

func (f fake) Instant(ctx context.Context, expr string, at time.Time) ([]Series, error) {
	series, err := f.Range(ctx, expr, at, at, time.Second)
	for i := range series {
		if n := len(series[i].Points); n > 1 {
			series[i].Points = series[i].Points[n-1:]
		}
	}
	return series, err
}

func (f fake) Entries(_ context.Context, q variable.Question, _, _ time.Time) ([]string, error) {
	if q.Kind == "label_values" && q.Label == "zone" {
		return []string{"north", "south"}, nil
	}
	return nil, errors.New("nothing is known of this")
}

// over makes points from a function of the share of the range, from 0 to 1; NaN leaves a gap.
func over(from, to time.Time, step time.Duration, f func(x float64) float64) []Point {
	var out []Point
	for at := from; !at.After(to); at = at.Add(step) {
		x := float64(at.Sub(from)) / max(1, float64(to.Sub(from)))
		if v := f(x); !math.IsNaN(v) {
			out = append(out, Point{at.UnixMilli(), v})
		}
	}
	return out
}

func waves(count int, size float64) func(from, to time.Time, step time.Duration) []Series {
	return func(from, to time.Time, step time.Duration) []Series {
		var out []Series
		for n := range count {
			out = append(out, Series{
				Labels: map[string]string{"instance": fmt.Sprintf("host-%d:9100", n+1), "job": "node", "zone": []string{"north", "south"}[n%2]},
				Points: over(from, to, step, func(x float64) float64 {
					return size * (1.2 + float64(n)/2 + math.Sin(7*x+float64(n)) + 0.15*math.Sin(61*x*float64(n+1)))
				}),
			})
		}
		return out
	}
}

func constant(values map[string]float64) func(from, to time.Time, step time.Duration) []Series {
	return func(from, to time.Time, step time.Duration) []Series {
		var out []Series
		for _, name := range sortedKeysOf(values) {
			out = append(out, Series{Labels: map[string]string{"disk": name}, Points: over(from, to, step, func(float64) float64 { return values[name] })})
		}
		return out
	}
}

func sortedKeysOf(m map[string]float64) []string {
	set := map[string]bool{}
	for name := range m {
		set[name] = true
	}
	return sortedKeys(set)
}

func states(from, to time.Time, step time.Duration) []Series {
	var out []Series
	for n, name := range []string{"cart", "catalogue", "payment"} {
		out = append(out, Series{Labels: map[string]string{"service": name}, Points: over(from, to, step, func(x float64) float64 {
			return math.Floor(math.Mod(x*float64(3+n*2)+float64(n)*0.4, 3))
		})})
	}
	return out
}

func buckets(from, to time.Time, step time.Duration) []Series {
	var out []Series
	for i, le := range []string{"0.01", "0.05", "0.1", "0.5", "1", "+Inf"} {
		out = append(out, Series{Labels: map[string]string{"le": le}, Points: over(from, to, step, func(x float64) float64 {
			return 100 / (1 + math.Exp(-(float64(i)-2-1.5*math.Sin(6*x))*1.6))
		})})
	}
	return out
}

func natives(from, to time.Time, step time.Duration) []Series {
	var points []Histogram
	for at := from; !at.After(to); at = at.Add(step) {
		h := Histogram{At: at.UnixMilli(), Count: 10}
		for i := range 12 {
			low := math.Pow(2, float64(i)/2-4)
			h.Buckets = append(h.Buckets, Bucket{low, low * math.Sqrt2, 20 * math.Exp(-math.Pow(float64(i)-6-3*math.Sin(float64(at.Unix())/900), 2)/4)})
		}
		points = append(points, h)
	}
	return []Series{{Labels: map[string]string{}, Histograms: points}}
}

func gaps(from, to time.Time, step time.Duration) []Series {
	return []Series{{Labels: map[string]string{"job": "broken"}, Points: over(from, to, step, func(x float64) float64 {
		switch {
		case x > 0.3 && x < 0.45, x > 0.7 && x < 0.72:
			return math.NaN()
		case x > 0.5 && x < 0.52:
			return math.Inf(1)
		}
		return 5 + 3*math.Sin(9*x)
	})}}
}

var lookout = fake{
	"wave":    waves(3, 1),
	"bytes":   waves(4, 3e9),
	"rate":    waves(2, 0.3),
	"many":    waves(10_000, 1),
	"disk":    constant(map[string]float64{"/": 0.42, "/home": 0.71, "/var/lib/lookout": 0.93}),
	"state":   states,
	"buckets": buckets,
	"native":  natives,
	"gaps":    gaps,
	"log": func(from, to time.Time, step time.Duration) []Series {
		return []Series{{Labels: map[string]string{"job": "a"}, Points: over(from, to, step, func(x float64) float64 { return math.Pow(10, 1+5*x) })}}
	},
	"empty": func(time.Time, time.Time, time.Duration) []Series { return nil },
	"nan": func(from, to time.Time, step time.Duration) []Series {
		return []Series{
			{Labels: map[string]string{"x": "nan"}, Points: []Point{{from.UnixMilli(), math.NaN()}, {to.UnixMilli(), math.NaN()}}},
			{Labels: map[string]string{"x": "inf"}, Points: []Point{{from.UnixMilli(), math.Inf(1)}, {to.UnixMilli(), math.Inf(-1)}}},
			{Labels: map[string]string{"x": "huge"}, Points: []Point{{from.UnixMilli(), math.MaxFloat64}, {to.UnixMilli(), -math.MaxFloat64}}},
			{Labels: map[string]string{"x": "tiny"}, Points: []Point{{from.UnixMilli(), math.SmallestNonzeroFloat64}}},
			{Labels: nil},
		}
	},
}

func parse(t testing.TB, text string) model.Dashboard {
	t.Helper()
	document, err := model.Parse([]byte(text), model.DefaultLimits())
	require.NoError(t, err)
	return document.Normal
}

func newDrawer(t testing.TB) *Drawer {
	t.Helper()
	d, err := New(Options{Asker: lookout, Now: func() time.Time { return now }, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry()})
	require.NoError(t, err)
	return d
}

// onePanel is a dashboard with one panel of a type.
func onePanel(kind, queries, config, options, rest string) string {
	var targets []string
	for i, q := range strings.Split(queries, ",") {
		expr, format, _ := strings.Cut(q, ":")
		instant := format == "table"
		targets = append(targets, fmt.Sprintf(`{"refId": "%c", "expr": %q, "format": %q, "instant": %t, "legendFormat": %q}`, 'A'+i, expr, format, instant, legends[expr]))
	}
	if rest != "" {
		rest = ", " + rest
	}
	return fmt.Sprintf(`{"uid": "x", "title": "X", "schemaVersion": 42, "timezone": "utc", "time": {"from": "now-1h", "to": "now"},
		"templating": {"list": [{"type": "query", "name": "zone", "query": "label_values(up, zone)", "refresh": 1, "multi": true, "includeAll": true, "current": {"text": "All", "value": "$__all"}}]},
		"panels": [{"id": 1, "type": %q, "title": "A %s panel in $zone", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 8}, "targets": [%s],
		"fieldConfig": {"defaults": %s, "overrides": []}, "options": %s%s}]}`, kind, kind, strings.Join(targets, ","), config, options, rest)
}

var legends = map[string]string{"wave": "{{instance}}", "bytes": "{{instance}}", "rate": "{{zone}}", "disk": "{{disk}}", "state": "{{service}}", "buckets": "{{le}}", "many": "{{instance}}"}

const (
	percentSteps = `"unit": "percentunit", "min": 0, "max": 1, "thresholds": {"mode": "absolute", "steps": [{"value": null, "color": "green"}, {"value": 0.7, "color": "orange"}, {"value": 0.9, "color": "red"}]}`
	stateMapping = `"mappings": [{"type": "value", "options": {"0": {"text": "down", "color": "red"}, "1": {"text": "slow", "color": "orange"}, "2": {"text": "up", "color": "green"}}}]`
	legendTable  = `"legend": {"displayMode": "table", "placement": "bottom", "showLegend": true, "calcs": ["mean", "max", "lastNotNull"]}`
)

var pictures = []struct{ name, dashboard string }{
	{"timeseries", onePanel("timeseries", "wave", `{"unit": "short", "custom": {"fillOpacity": 10}}`, `{`+legendTable+`}`, "")},
	{"timeseries-stacked", onePanel("timeseries", "bytes", `{"unit": "bytes", "custom": {"fillOpacity": 60, "lineWidth": 1, "stacking": {"mode": "normal", "group": "A"}, "gradientMode": "opacity"}}`, `{"legend": {"placement": "right", "showLegend": true, "calcs": ["lastNotNull"]}}`, "")},
	{"timeseries-shares", onePanel("timeseries", "bytes", `{"unit": "bytes", "custom": {"fillOpacity": 60, "lineWidth": 1, "stacking": {"mode": "percent", "group": "A"}}}`, `{}`, "")},
	{"timeseries-bars", onePanel("timeseries", "rate", `{"unit": "reqps", "custom": {"drawStyle": "bars", "fillOpacity": 70, "stacking": {"mode": "normal"}}}`, `{}`, `"interval": "5m"`)},
	{"timeseries-points", onePanel("timeseries", "rate", `{"unit": "s", "custom": {"drawStyle": "points", "pointSize": 6}}`, `{}`, `"interval": "2m"`)},
	{"timeseries-log", onePanel("timeseries", "log", `{"unit": "short", "custom": {"scaleDistribution": {"type": "log", "log": 10}, "axisLabel": "per second", "lineWidth": 2}}`, `{}`, "")},
	{"timeseries-gaps", onePanel("timeseries", "gaps", `{"custom": {"fillOpacity": 20, "thresholdsStyle": {"mode": "dashed+area"}}, "thresholds": {"steps": [{"value": null, "color": "green"}, {"value": 6, "color": "red"}]}}`, `{}`, "")},
	{"timeseries-both", strings.Replace(onePanel("timeseries", "rate,bytes", `{"unit": "Bps"}`, `{`+legendTable+`}`, ""), `"overrides": []`,
		`"overrides": [{"matcher": {"id": "byFrameRefID", "options": "A"}, "properties": [{"id": "custom.transform", "value": "negative-Y"}, {"id": "unit", "value": "Bps"}, {"id": "custom.lineInterpolation", "value": "stepAfter"}]},
		{"matcher": {"id": "byFrameRefID", "options": "B"}, "properties": [{"id": "unit", "value": "bytes"}, {"id": "custom.lineStyle", "value": {"fill": "dash"}}]}]`, 1)},
	{"stat", onePanel("stat", "disk", `{`+percentSteps+`}`, `{"colorMode": "background", "graphMode": "none"}`, "")},
	{"stat-spark", onePanel("stat", "rate", `{"unit": "reqps", "decimals": 2}`, `{"colorMode": "value", "graphMode": "area"}`, "")},
	{"gauge", onePanel("gauge", "disk", `{`+percentSteps+`}`, `{"showThresholdMarkers": true}`, "")},
	{"bargauge", onePanel("bargauge", "disk", `{`+percentSteps+`}`, `{"orientation": "horizontal", "displayMode": "gradient"}`, "")},
	{"bargauge-lcd", onePanel("bargauge", "disk", `{`+percentSteps+`}`, `{"orientation": "vertical", "displayMode": "lcd"}`, "")},
	{"table", strings.Replace(onePanel("table", "disk:table,wave:table", `{"unit": "percentunit", `+percentSteps[len(`"unit": "percentunit", `):]+`}`, `{"sortBy": [{"displayName": "Used", "desc": true}]}`,
		`"transformations": [{"id": "filterByRefId", "options": {"include": "A"}}, {"id": "organize", "options": {"excludeByName": {"Time": true}, "renameByName": {"Value #A": "Used", "disk": "Disk"}}}]`), `"overrides": []`,
		`"overrides": [{"matcher": {"id": "byName", "options": "Used"}, "properties": [{"id": "custom.cellOptions", "value": {"type": "gauge", "mode": "gradient"}}]}]`, 1)},
	{"barchart", onePanel("barchart", "disk:table", `{"unit": "percentunit"}`, `{}`, `"transformations": [{"id": "organize", "options": {"excludeByName": {"Time": true}}}]`)},
	{"barchart-shares", onePanel("barchart", "disk:table", `{"unit": "bytes"}`, `{"stacking": "percent"}`, `"transformations": [{"id": "organize", "options": {"excludeByName": {"Time": true}}}]`)},
	{"histogram", onePanel("histogram", "wave", `{}`, `{"bucketCount": 20}`, "")},
	{"piechart", onePanel("piechart", "disk", `{"unit": "percentunit"}`, `{"pieType": "donut", "displayLabels": ["percent"], "legend": {"placement": "right", "showLegend": true, "values": ["value", "percent"]}}`, "")},
	{"heatmap", onePanel("heatmap", "buckets:heatmap", `{}`, `{}`, "")},
	{"heatmap-native", onePanel("heatmap", "native:heatmap", `{"unit": "s"}`, `{"color": {"scheme": "Turbo"}}`, "")},
	{"state-timeline", onePanel("state-timeline", "state", `{`+stateMapping+`}`, `{}`, "")},
	{"status-history", onePanel("status-history", "state", `{`+stateMapping+`}`, `{}`, `"interval": "5m"`)},
	{"text", onePanel("text", "", `{}`, `{"mode": "markdown", "content": "# Read this\n\nZones: **$zone**. A [link](http://x) and <script>alert(1)</script> a list:\n\n- one\n- two"}`, "")},
	{"unknown", onePanel("nodeGraph", "wave", `{}`, `{}`, "")},
	{"unknown-transformation", onePanel("timeseries", "wave", `{}`, `{}`, `"transformations": [{"id": "heatmapOfDreams", "options": {}}]`)},
	{"no-data", onePanel("timeseries", "empty", `{}`, `{}`, "")},
	{"failed", onePanel("timeseries", "no_such", `{}`, `{}`, "")},
	{"odd", onePanel("timeseries", "nan", `{"unit": "s", "custom": {"fillOpacity": 30, "stacking": {"mode": "normal"}}}`, `{}`, "")},
}

func TestPictures(t *testing.T) {
	for _, p := range pictures {
		t.Run(p.name, func(t *testing.T) {
			hold(t, p.name, Request{Dashboard: parse(t, p.dashboard), PanelID: 1, Width: 640, Height: 320})
		})
	}
}

func TestLight(t *testing.T) {
	hold(t, "light", Request{Dashboard: parse(t, pictures[0].dashboard), PanelID: 1, Width: 640, Height: 320, Scale: 1.5, Scheme: colour.Light})
}

// TestDashboard draws rows, one of them repeated and one folded, and the head with what is selected.
func TestDashboard(t *testing.T) {
	hold(t, "dashboard", Request{Dashboard: parse(t, whole), Width: 900, Variables: map[string][]string{"zone": {"north", "south"}}})
}

const whole = `{"uid": "w", "title": "Everything at a glance", "schemaVersion": 42, "timezone": "utc", "time": {"from": "now-3h", "to": "now"},
	"templating": {"list": [{"type": "query", "name": "zone", "query": "label_values(up, zone)", "refresh": 1, "multi": true, "includeAll": true, "current": {"text": "All", "value": "$__all"}}]},
	"panels": [
	{"id": 1, "type": "stat", "title": "Copy for $zone", "repeat": "zone", "repeatDirection": "h", "gridPos": {"x": 0, "y": 0, "w": 6, "h": 4}, "targets": [{"refId": "A", "expr": "rate"}], "fieldConfig": {"defaults": {"unit": "reqps"}, "overrides": []}},
	{"id": 2, "type": "row", "title": "Row of $zone", "repeat": "zone", "gridPos": {"x": 0, "y": 4, "w": 24, "h": 1}},
	{"id": 3, "type": "timeseries", "title": "Load, $zone", "gridPos": {"x": 0, "y": 5, "w": 16, "h": 6}, "targets": [{"refId": "A", "expr": "wave", "legendFormat": "{{instance}}"}]},
	{"id": 4, "type": "gauge", "title": "Disks", "gridPos": {"x": 16, "y": 5, "w": 8, "h": 6}, "targets": [{"refId": "A", "expr": "disk", "legendFormat": "{{disk}}"}], "fieldConfig": {"defaults": {"unit": "percentunit", "max": 1}, "overrides": []}},
	{"id": 5, "type": "row", "title": "Folded", "collapsed": true, "gridPos": {"x": 0, "y": 11, "w": 24, "h": 1}, "panels": [{"id": 6, "type": "text", "title": "", "gridPos": {"x": 0, "y": 12, "w": 24, "h": 3}}]}
	]}`

// hold compares a picture with the golden one: a few shades of some pixels may differ between machines.
func hold(t *testing.T, name string, r Request) {
	t.Helper()
	content, err := newDrawer(t).Draw(t.Context(), r)
	require.NoError(t, err)
	path := filepath.Join("testdata", name+".png")
	if *update {
		require.NoError(t, os.WriteFile(path, content, 0o644))
	}
	golden, err := os.ReadFile(path)
	require.NoError(t, err)
	want, err := png.Decode(bytes.NewReader(golden))
	require.NoError(t, err)
	have, err := png.Decode(bytes.NewReader(content))
	require.NoError(t, err)
	require.Equal(t, want.Bounds(), have.Bounds())
	if share := differing(want, have); share > 0.001 {
		failed := filepath.Join(t.TempDir(), "have.png")
		require.NoError(t, os.WriteFile(failed, content, 0o644))
		t.Errorf("%.2f%% of the pixels differ from %s (-update writes it anew)", 100*share, path)
	}
}

func differing(a, b image.Image) float64 {
	differ := 0
	bounds := a.Bounds()
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			if apart(ar, br)+apart(ag, bg)+apart(ab, bb) > 48<<8 {
				differ++
			}
		}
	}
	return float64(differ) / float64(bounds.Dx()*bounds.Dy())
}

func apart(a, b uint32) uint32 { return max(a, b) - min(a, b) }

// TestOddData draws every kind with data that no plot is made for.
func TestOddData(t *testing.T) {
	for _, kind := range []string{"timeseries", "stat", "gauge", "bargauge", "table", "barchart", "histogram", "piechart", "heatmap", "state-timeline", "status-history"} {
		for _, query := range []string{"nan", "nan:table", "nan:heatmap", "empty", "native", "many"} {
			for _, config := range []string{`{}`, `{"unit": "bytes", "min": 5, "max": 5, "custom": {"stacking": {"mode": "percent"}, "fillOpacity": 50, "scaleDistribution": {"type": "log"}}}`} {
				t.Run(kind+" "+query, func(t *testing.T) {
					r := Request{Dashboard: parse(t, onePanel(kind, query, config, `{}`, `"maxDataPoints": 5`)), PanelID: 1, Width: 60, Height: 40}
					if query == "many" {
						r.Width, r.Height = 400, 200
					}
					content, err := newDrawer(t).Draw(t.Context(), r)
					require.NoError(t, err)
					_, err = png.DecodeConfig(bytes.NewReader(content))
					require.NoError(t, err)
				})
			}
		}
	}
}

func TestRefusals(t *testing.T) {
	dashboard := parse(t, pictures[0].dashboard)
	for name, c := range map[string]struct {
		request Request
		want    string
	}{
		"too wide":      {Request{Width: 5000}, "width times scale must be at most 4096"},
		"too high":      {Request{Height: 5000, Scale: 2}, "height times scale must be at most 8192"},
		"odd scale":     {Request{Scale: math.NaN()}, "scale must be between"},
		"no time":       {Request{From: "yesterday"}, `from: "yesterday" is not a time`},
		"backwards":     {Request{From: "now", To: "now-1h"}, "ends before it begins"},
		"no such panel": {Request{PanelID: 99}, "the dashboard has no such panel: 99"},
	} {
		t.Run(name, func(t *testing.T) {
			c.request.Dashboard = dashboard
			_, err := newDrawer(t).Draw(t.Context(), c.request)
			require.ErrorContains(t, err, c.want)
		})
	}
}

// TestBusy fills all turns and all places to wait.
func TestBusy(t *testing.T) {
	d := newDrawer(t)
	for range cap(d.queue) {
		d.queue <- struct{}{}
	}
	_, err := d.Draw(t.Context(), Request{Dashboard: parse(t, pictures[0].dashboard)})
	require.ErrorIs(t, err, ErrBusy)
}

func TestParseTime(t *testing.T) {
	at := time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)
	for text, want := range map[string]string{
		"now": "2026-03-14T15:09:26Z", "now-6h": "2026-03-14T09:09:26Z", "now-1d/d": "2026-03-13T00:00:00Z", "now/w": "2026-03-09T00:00:00Z", "now/M": "2026-03-01T00:00:00Z",
		"1773500000000": "2026-03-14T14:53:20Z", "1773500000": "2026-03-14T14:53:20Z", "2026-01-31 14:00": "2026-01-31T14:00:00Z", "2026-01-31T14:00:00+02:00": "2026-01-31T12:00:00Z",
	} {
		have, err := parseTime(text, at, time.UTC)
		require.NoError(t, err, text)
		require.Equal(t, want, have.UTC().Format(time.RFC3339), text)
	}
}

func FuzzParseTime(f *testing.F) {
	f.Add("now-999999y/y")
	f.Add("99999999999999")
	f.Fuzz(func(_ *testing.T, text string) { _, _ = parseTime(text, now, time.UTC) })
}

func BenchmarkManySeries(b *testing.B) {
	d := newDrawer(b)
	r := Request{Dashboard: parse(b, onePanel("timeseries", "many", `{}`, `{}`, "")), PanelID: 1}
	for b.Loop() {
		if _, err := d.Draw(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
}
