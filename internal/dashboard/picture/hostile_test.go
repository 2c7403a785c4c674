package picture

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
)

// TestCrashHarmsOnePanel breaks down while a panel's data is asked for, and while another one is drawn: the
// log and a counter tell, and the other panels are drawn.
func TestCrashHarmsOnePanel(t *testing.T) {
	var log bytes.Buffer
	d, err := New(Options{Asker: fake{"breaks": func(time.Time, time.Time, time.Duration) []Series { panic("odd data") }}, Now: func() time.Time { return now },
		Logger: slog.New(slog.NewTextHandler(&log, nil)), Registerer: prometheus.NewRegistry()})
	require.NoError(t, err)
	content, err := d.Draw(t.Context(), Request{Dashboard: parse(t, onePanel("timeseries", "breaks", `{}`, `{}`, ""))})
	require.NoError(t, err)
	require.NotEmpty(t, content)
	require.Equal(t, 1.0, testutil.ToFloat64(d.metrics.crashes))
	require.Contains(t, log.String(), "odd data")
	require.Contains(t, log.String(), "stack=")

	j := &job{Drawer: d}
	v := &view{panel: parse(t, onePanel("timeseries", "", `{}`, `{}`, "")).Panels[0], crashed: func(problem any) string { return j.crashed(1, problem) }}
	v.frames = heatmapFrames([]Series{{Points: []Point{{1, 1}}}}, question{})
	v.frames[0].Fields[0] = nil // what no code makes
	v.draw(newCanvas(200, 100, 1, &faces{from: d.types, sizes: map[style]font.Face{}}, themeOf(colour.Dark)), box{0, 0, 200, 100})
	require.Equal(t, 2.0, testutil.ToFloat64(d.metrics.crashes))
}

// TestHostileDashboards draws what nobody writes who means well: each within bounds of time and memory.
func TestHostileDashboards(t *testing.T) {
	list := make([]string, 200)
	for i := range list {
		list[i] = fmt.Sprint("v", i)
	}
	one := `{"name": "%s", "type": "custom", "multi": true, "includeAll": true, "query": "` + strings.Join(list, ",") + `", "current": {"value": ["$__all"]}}`
	all := `{"list": [` + fmt.Sprintf(one, "v") + ", " + fmt.Sprintf(one, "w") + `]}`
	var repeated strings.Builder
	for i := range 500 {
		fmt.Fprintf(&repeated, `, {"id": %d, "type": "text", "repeat": "w", "gridPos": {"x": 0, "y": %d, "w": 24, "h": 2}}`, i+2, 2*i+1)
	}
	for name, dashboard := range map[string]string{
		"step of nothing":   onePanel("timeseries", "wave", `{}`, `{}`, `"timeFrom": "0s", "interval": "0.0001ms"`),
		"steps without end": strings.Replace(onePanel("timeseries", "wave", `{}`, `{}`, `"timeFrom": "0s"`), `"refId"`, `"intervalFactor": 1e-12, "refId"`, 1),
		"high":              `{"title": "T", "schemaVersion": 42, "panels": [{"id": 1, "type": "text", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1000}}]}`,
		"copies of copies":  `{"title": "T", "schemaVersion": 42, "templating": ` + all + `, "panels": [{"id": 1, "type": "row", "repeat": "v", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1}}` + repeated.String() + `]}`,
		"values in values": `{"title": "T", "schemaVersion": 42, "templating": {"list": [{"name": "v", "type": "custom", "includeAll": true, "query": "a,b", "allValue": "` + strings.Repeat("$v", 500) + `", "current": {"value": ["$__all"]}}]},
			"panels": [{"id": 1, "type": "text", "title": "$v", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 4}}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			d := newDrawer(t)
			content, err := d.Draw(t.Context(), Request{Dashboard: parse(t, dashboard), Width: 1000, Scale: 2})
			require.NoError(t, err)
			require.Less(t, time.Since(began), time.Minute) // some 2 s; without bounds, for ever
			require.Zero(t, testutil.ToFloat64(d.metrics.crashes))
			size, err := png.DecodeConfig(bytes.NewReader(content))
			require.NoError(t, err)
			require.LessOrEqual(t, size.Height, MaxHeight)
		})
	}
}

func TestRepeatsAreBounded(t *testing.T) {
	values := make([]string, 300)
	for i := range values {
		values[i] = fmt.Sprint(i)
	}
	many := variable.Bound{Text: values, Value: values, Multi: true}
	scope := variable.Scope{"v": many, "w": many}
	d := parse(t, `{"title": "T", "schemaVersion": 42, "panels": [{"type": "row", "repeat": "v", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1}}, {"type": "text", "repeat": "w", "gridPos": {"x": 0, "y": 1, "w": 24, "h": 1}}]}`)
	panels := 0
	for _, s := range sectionsOf(d.Panels, scope) {
		panels += len(s.panels)
	}
	require.Equal(t, mostPlaced, panels)
}

func TestAnswersAreBounded(t *testing.T) {
	long := make([]Point, mostValues/2)
	asker := fake{"long": func(time.Time, time.Time, time.Duration) []Series {
		return []Series{{Points: long}, {Points: long}, {Points: long}}
	}}
	q := question{expr: "long", step: time.Minute}
	at := place{from: now.Add(-time.Hour), to: now}
	got := ask(t.Context(), asker, []question{q, q}, at)
	require.NoError(t, got.err)
	require.Len(t, got.frames, 2)
	require.Equal(t, []string{"The first 2 of 3 series are shown: together they have too many values.", "The first 0 of 3 series are shown: together they have too many values."}, got.notices)

	at.from = now.AddDate(-1000, 0, 0)
	require.ErrorContains(t, ask(t.Context(), asker, []question{q}, at).err, "the range is too long for its steps")
}

// stuck never answers by itself.
type stuck struct{ fake }

func (stuck) Range(ctx context.Context, _ string, _, _ time.Time, _ time.Duration) ([]Series, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// TestWhoeverLeavesFreesTheTurn goes away from a picture that is being drawn: the next one is not kept waiting.
func TestWhoeverLeavesFreesTheTurn(t *testing.T) {
	d := newDrawer(t)
	d.options.Asker = stuck{}
	ctx, leave := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer leave()
	_, err := d.Draw(ctx, Request{Dashboard: parse(t, pictures[0].dashboard)})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Empty(t, d.turns)
	require.Empty(t, d.queue)
	require.Equal(t, 1.0, testutil.ToFloat64(d.metrics.pictures.WithLabelValues("failed")))
}
