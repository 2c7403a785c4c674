package browser_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/dashboard/unit"
	"github.com/lookout-monitor/lookout/internal/testkit"
)

const nodesDashboard = "../../../shared/corpus/mixins/node-exporter/dashboards/nodes.json"

// onHost is what the dashboard's selectors come to on the recorded host.
const onHost = `job="node",instance="host.example:9100"`

// line is what a panel is to show at the end of the recorded time. The expressions are written out
// here, and the values are formatted by Go: nothing of the page's own code says what is right.
type line struct{ name, expr, unit string }

// nodesPanels are the panels over time in the order of the dashboard.
var nodesPanels = []struct {
	title string
	lines []line // each may stand for several, told apart by a label
}{
	{"CPU Usage", []line{{"{{cpu}}", `(1 - sum without (mode) (rate(node_cpu_seconds_total{mode=~"idle|iowait|steal",` + onHost + `}[1m])))
		/ ignoring (cpu) group_left count without (cpu, mode) (node_cpu_seconds_total{mode="idle",` + onHost + `})`, "percentunit"}}},
	{"Load Average", []line{
		{"1m load average", `node_load1{` + onHost + `}`, "short"},
		{"5m load average", `node_load5{` + onHost + `}`, "short"},
		{"15m load average", `node_load15{` + onHost + `}`, "short"},
		{"logical cores", `count(node_cpu_seconds_total{mode="idle",` + onHost + `})`, "short"},
	}},
	{"Memory Usage", []line{
		{"memory used", `node_memory_MemTotal_bytes{` + onHost + `} - node_memory_MemFree_bytes - node_memory_Buffers_bytes - node_memory_Cached_bytes`, "bytes"},
		{"memory buffers", `node_memory_Buffers_bytes{` + onHost + `}`, "bytes"},
		{"memory cached", `node_memory_Cached_bytes{` + onHost + `}`, "bytes"},
		{"memory free", `node_memory_MemFree_bytes{` + onHost + `}`, "bytes"},
	}},
	{"Disk I/O", []line{
		{"{{device}} read", `rate(node_disk_read_bytes_total{` + onHost + `}[1m])`, "Bps"},
		{"{{device}} written", `rate(node_disk_written_bytes_total{` + onHost + `}[1m])`, "Bps"},
		{"{{device}} io time", `rate(node_disk_io_time_seconds_total{` + onHost + `}[1m])`, "percentunit"},
	}},
	{"Network Received", []line{{"{{device}}", `rate(node_network_receive_bytes_total{device!="lo",` + onHost + `}[1m]) * 8`, "bps"}}},
	{"Network Transmitted", []line{{"{{device}}", `rate(node_network_transmit_bytes_total{device!="lo",` + onHost + `}[1m]) * 8`, "bps"}}},
}

// TestNodesDashboardShowsTheValues holds a public dashboard, over what a real node_exporter exposes,
// against values that are computed apart from the page.
func TestNodesDashboardShowsTheValues(t *testing.T) {
	if _, err := os.Stat(nodesDashboard); err != nil {
		t.Skip("no dashboard to try: ../shared/corpus/mixins is missing")
	}
	s := startRecorded(t, exposedByNodeExporter(t))
	tb := openTab(t, s.URL)
	tb.look("dark", 1600, 2000)
	tb.openRecorded(importDashboard(t, s, nodesDashboard))
	tb.screenshot("nodes")

	require.Equal(t, []string{"CPU", "CPU Usage", "Load Average", "Memory", "Memory Usage", "Memory Usage", "Disk", "Disk I/O", "Disk Space Usage",
		"Network", "Network Received", "Network Transmitted"}, tb.headings())
	for _, panel := range nodesPanels {
		t.Run(panel.title, func(t *testing.T) {
			want := map[string]string{}
			for _, l := range panel.lines {
				for name, value := range valuesAtTheEnd(t, s, l) {
					want[name] = unit.Format(l.unit, value, unit.Style{}).String()
				}
			}
			require.NotEmpty(t, want)
			require.Equal(t, want, tb.tooltipAtTheEnd(panel.title))
		})
	}
	t.Run("the gauge", func(t *testing.T) {
		want := valuesAtTheEnd(t, s, line{expr: `100 - avg(node_memory_MemAvailable_bytes{` + onHost + `}) / avg(node_memory_MemTotal_bytes{` + onHost + `}) * 100`})
		var text, color string
		tb.run(chromedp.Evaluate(`document.querySelector('section svg[role="img"] text').textContent`, &text),
			chromedp.Evaluate(`document.querySelector('section svg[role="img"] text').getAttribute('fill')`, &color))
		require.Equal(t, unit.Format("percent", want[""], unit.Style{}).String(), text)
		require.Equal(t, map[bool]string{true: "#32ac2df7", false: "#ed8128e3"}[want[""] < 80], color)
	})
	t.Run("the table", func(t *testing.T) {
		sizes := valuesAtTheEnd(t, s, line{"{{mountpoint}}", `max by (mountpoint) (node_filesystem_size_bytes{fstype!="",mountpoint!="",` + onHost + `})`, ""})
		free := valuesAtTheEnd(t, s, line{"{{mountpoint}}", `max by (mountpoint) (node_filesystem_avail_bytes{fstype!="",mountpoint!="",` + onHost + `})`, ""})
		require.NotEmpty(t, sizes)
		bytes := func(v float64) string { return unit.Format("decbytes", v, unit.Style{}).String() }
		for mount, size := range sizes {
			row := tb.tableRow(mount)
			require.Equal(t, []string{mount, bytes(size), bytes(free[mount]), bytes(size - free[mount]),
				unit.Format("percentunit", (size-free[mount])/size, unit.Style{}).String()}, row)
		}
	})
}

// exposedByNodeExporter is what the real one says of this machine.
func exposedByNodeExporter(t *testing.T) string {
	t.Helper()
	program, err := exec.LookPath("prometheus-node-exporter")
	if err != nil {
		t.Skip("prometheus-node-exporter is missing: apt-get install prometheus-node-exporter")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	exporter := exec.CommandContext(t.Context(), program, "--web.listen-address="+address)
	require.NoError(t, exporter.Start())
	t.Cleanup(func() { _ = exporter.Process.Kill(); _ = exporter.Wait() })
	var exposed string
	testkit.Eventually(t, 20*time.Second, func() error {
		response, err := http.Get("http://" + address + "/metrics")
		if err != nil {
			return err
		}
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		exposed = string(body)
		return err
	})
	return exposed
}

// openRecorded opens a dashboard at the recorded time, by itself, and waits until all of it is drawn.
func (tb *tab) openRecorded(uid string) {
	tb.t.Helper()
	tb.run(emulation.SetTimezoneOverride("UTC"), chromedp.Navigate(fmt.Sprintf("%s/d/%s?from=%d&to=%d&refresh=off&kiosk",
		tb.url, url.PathEscape(uid), recordedUntil.Add(-recordedFor).UnixMilli(), recordedUntil.UnixMilli())))
	tb.waitFor(`document.querySelector('section[data-state]') !== null`)
	tb.waitFor(settledInSight)
}

// headings are the titles of rows and panels, from top left to bottom right.
func (tb *tab) headings() (titles []string) {
	tb.t.Helper()
	tb.run(chromedp.Evaluate(`[...document.querySelectorAll('h2 > button, section[data-state] h3')]
		.map((e) => ({text: e.innerText.split('\n')[0].trim(), box: e.getBoundingClientRect()}))
		.sort((a, b) => Math.round(a.box.top / 20) - Math.round(b.box.top / 20) || a.box.left - b.box.left).map(({text}) => text)`, &titles))
	return titles
}

// tooltipAtTheEnd are the lines of a panel with their values at the last moment, read by keyboard.
func (tb *tab) tooltipAtTheEnd(title string) map[string]string {
	tb.t.Helper()
	chart := fmt.Sprintf(`[aria-roledescription="chart"][aria-label^=%q]`, title+".")
	var rows [][]string
	tb.run(chromedp.Focus(chart, chromedp.ByQuery), chromedp.KeyEvent(kb.End))
	tb.waitFor(`document.querySelector('[role="tooltip"]') !== null`)
	tb.run(chromedp.Evaluate(`[...document.querySelectorAll('[role="tooltip"] > div')].map((row) => [...row.querySelectorAll('span')].slice(-2).map((s) => s.textContent)).filter((row) => row.length === 2)`, &rows),
		chromedp.KeyEvent(kb.Escape))
	shown := map[string]string{}
	for _, row := range rows {
		shown[row[0]] = row[1]
	}
	return shown
}

// tableRow are the cells of the row that begins with a text.
func (tb *tab) tableRow(first string) (cells []string) {
	tb.t.Helper()
	tb.run(chromedp.Evaluate(fmt.Sprintf(`[...document.querySelectorAll('[role="table"] [role="row"]')]
		.map((row) => [...row.querySelectorAll('[role="cell"]')].map((cell) => cell.innerText)).find(([mount]) => mount === %q) ?? []`, first), &cells))
	return cells
}

// valuesAtTheEnd asks for values at the end of the recorded time, under the names of their lines.
func valuesAtTheEnd(t *testing.T, s *testkit.Server, l line) map[string]float64 {
	t.Helper()
	var answer struct {
		Data struct {
			Result []struct {
				Metric map[string]string
				Value  [2]any
			}
		}
	}
	s.GetJSON(fmt.Sprintf("/api/v1/query?query=%s&time=%d", url.QueryEscape(l.expr), recordedUntil.Unix()), &answer)
	values := map[string]float64{}
	for _, found := range answer.Data.Result {
		name := l.name
		for label, text := range found.Metric {
			name = strings.ReplaceAll(name, "{{"+label+"}}", text)
		}
		value, err := strconv.ParseFloat(found.Value[1].(string), 64)
		require.NoError(t, err)
		values[name] = value
	}
	return values
}
