package browser_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// ran is what hostile dashboards try to set in the page.
const ran = `window.hostile !== undefined`

// attacks are ways to have a browser run a script, each with another number to tell who succeeded.
var attacks = []string{
	`<script>window.hostile = 1</script>`,
	`<img src="x" onerror="window.hostile = 2">`,
	`<svg onload="window.hostile = 3"><animate onbegin="window.hostile = 4" attributeName="x" dur="1s"/></svg>`,
	`<iframe srcdoc="<script>parent.hostile = 5</script>"></iframe>`,
	`<a href="javascript:window.hostile = 6">here</a>`,
	`<a href="&#106;avascript:window.hostile = 7">here</a>`,
	`<form action="javascript:window.hostile = 8"><button>here</button></form>`,
	`<object data="javascript:window.hostile = 9"></object>`,
	`<math><mtext></mtext><mglyph><style></math><img src=x onerror="window.hostile = 10">`,
	`[here](javascript:window.hostile=11)`,
	`![x](x" onerror="window.hostile=12)`,
	`<details open ontoggle="window.hostile = 13"><summary>here</summary></details>`,
}

// TestHostileDashboardsRunNothing opens a dashboard that says all of that wherever a dashboard can
// say anything, and clicks on every link that is left.
func TestHostileDashboardsRunNothing(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Lookout: "global: {scrape_interval: 1s}\n"})
	tb := openTab(t, s.URL)
	tb.expect("Failed to load resource") // pictures that are not there
	tb.expect("404")
	tb.expect("Content Security Policy")
	for _, mode := range []string{"html", "markdown"} {
		t.Run(mode, func(t *testing.T) {
			uid := tb.postDashboard(s, hostile(mode))
			tb.look("dark", 1600, 3000)
			tb.open("/d/"+uid, "Dashboards")
			tb.waitFor(settledInSight)
			time.Sleep(time.Second)
			tb.mustBeUnharmed()
			var links int
			tb.run(chromedp.Evaluate(`(() => {
				const links = [...document.querySelectorAll('section[data-state] a, section[data-state] button[type="submit"]')];
				links.forEach((link) => { link.target = '_self'; if (!/^https?:/.test(link.href)) link.click(); });
				return links.length;
			})()`, &links))
			require.Positive(t, links, "links stay links, but lead nowhere")
			time.Sleep(300 * time.Millisecond)
			tb.mustBeUnharmed()
		})
	}
}

func (tb *tab) mustBeUnharmed() {
	tb.t.Helper()
	var harmed bool
	var who any
	tb.run(chromedp.Evaluate(ran, &harmed), chromedp.Evaluate(`window.hostile ?? 0`, &who))
	require.False(tb.t, harmed, "attack %v ran", who)
	var left []string
	tb.run(chromedp.Evaluate(`[...document.querySelectorAll('section[data-state] :is(script, iframe, object, embed, form), [href^="javascript" i]')].map((e) => e.outerHTML)`, &left))
	require.Empty(tb.t, left)
}

// hostile is a dashboard that attacks from its texts, titles, links, values of variables and labels.
func hostile(mode string) map[string]any {
	all := strings.Join(attacks, "\n\n")
	link := []any{map[string]any{"title": attacks[1], "url": "javascript:window.hostile = 20", "targetBlank": false}}
	panel := func(id int, kind string, more map[string]any) map[string]any {
		p := map[string]any{"id": id, "type": kind, "title": attacks[0] + " $evil", "description": all, "links": link,
			"gridPos": map[string]int{"x": 0, "y": id * 8, "w": 24, "h": 8}}
		for name, value := range more {
			p[name] = value
		}
		return p
	}
	query := []any{map[string]any{"refId": "A", "instant": true, "format": "table", "expr": `label_replace(vector(1), "l", ` + fmt.Sprintf("%q", attacks[1]) + `, "", "")`, "legendFormat": attacks[1]}}
	field := map[string]any{"defaults": map[string]any{"unit": attacks[1], "displayName": attacks[1], "links": link,
		"mappings": []any{map[string]any{"type": "value", "options": map[string]any{"1": map[string]any{"text": attacks[1], "color": attacks[1]}}}}}, "overrides": []any{}}
	return map[string]any{
		"title": attacks[1], "description": all, "tags": []string{attacks[1]}, "links": link,
		"templating": map[string]any{"list": []any{
			map[string]any{"name": "evil", "type": "custom", "label": attacks[1], "query": "a," + strings.ReplaceAll(attacks[1], ",", ""), "current": map[string]any{"text": attacks[1], "value": attacks[1]}},
		}},
		"panels": []any{
			panel(1, "text", map[string]any{"options": map[string]any{"mode": mode, "content": all + "\n\n$evil"}}),
			panel(2, "text", map[string]any{"options": map[string]any{"mode": mode, "content": `<a href="${evil:raw}">here</a> [here](${evil:raw}) <a href="https://example.org">there</a>`}}),
			panel(3, "table", map[string]any{"targets": query, "fieldConfig": field}),
			panel(4, "stat", map[string]any{"targets": query, "fieldConfig": field}),
			panel(5, "bargauge", map[string]any{"targets": query, "fieldConfig": field}),
			panel(6, attacks[1], map[string]any{"targets": query}),
		},
	}
}

// TestVariablesThatGrowWithoutEndFreezeNothing opens a dashboard whose texts would have more characters
// than there is memory. They stay as they are written, and the page goes on.
func TestVariablesThatGrowWithoutEndFreezeNothing(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Lookout: "global: {scrape_interval: 1s}\n"})
	tb := openTab(t, s.URL)
	tb.expect("400 from") // what was a query is none
	tb.expect("Failed to load resource")
	tb.look("light", 1600, 1000)
	uid := tb.postDashboard(s, growing())
	tb.open("/d/"+uid, "Dashboards")
	tb.waitFor(settledInSight)
	tb.says("self ${self:glob} end")
	tb.says("long ${long:glob} end")
	tb.click("Edit") // the tab still listens
	tb.says("Add panel")
}

// growing is a dashboard whose variables name themselves, each other, and long values, thirty times each.
func growing() map[string]any {
	names := func(name string) string { return strings.Repeat("${"+name+":glob}", 30) }
	all := func(name, value string) map[string]any {
		return map[string]any{"name": name, "type": "custom", "query": "a,b", "multi": true, "includeAll": true, "allValue": value,
			"current": map[string]any{"text": "All", "value": "$__all"}}
	}
	var panels []any
	for i, name := range []string{"self", "one", "other", "long", "empty"} {
		panels = append(panels, map[string]any{"id": i + 1, "type": "timeseries", "title": name + " ${" + name + ":glob} end", "description": "${" + name + ":glob}",
			"gridPos": map[string]int{"x": 0, "y": i * 4, "w": 12, "h": 4},
			"targets": []any{map[string]any{"refId": "A", "expr": `up{job=~"$` + name + `"}`, "legendFormat": "$" + name}}},
			map[string]any{"id": i + 11, "type": "text", "title": "", "gridPos": map[string]int{"x": 12, "y": i * 4, "w": 12, "h": 4},
				"options": map[string]any{"mode": "markdown", "content": "${" + name + ":glob}"}})
	}
	return map[string]any{"title": "Growing", "panels": panels, "templating": map[string]any{"list": []any{
		all("self", names("self")), all("one", names("other")), all("other", names("one")), all("long", names("between")), all("between", names("constant")),
		map[string]any{"name": "constant", "type": "constant", "query": strings.Repeat("x", 10_000)},
		all("empty", names("emptier")), all("emptier", names("emptiest")), all("emptiest", names("nothing")),
		map[string]any{"name": "nothing", "type": "textbox", "query": ""},
	}}}
}

// postDashboard makes a dashboard and returns its uid.
func (tb *tab) postDashboard(s *testkit.Server, document map[string]any) string {
	tb.t.Helper()
	body, err := json.Marshal(map[string]any{"dashboard": document})
	require.NoError(tb.t, err)
	code, text := s.Post("/lookout/api/v1/dashboards", "application/json", string(body))
	require.Equal(tb.t, http.StatusOK, code, text)
	var made struct{ UID string }
	require.NoError(tb.t, json.Unmarshal([]byte(text), &made))
	return made.UID
}

// TestTooLargeDashboardsAreRefused posts what no person has drawn. The answer says what is wrong.
func TestTooLargeDashboardsAreRefused(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Lookout: "global: {scrape_interval: 1s}\n"})
	panels := func(n int) string {
		return strings.TrimSuffix(strings.Repeat(`{"type":"stat","title":"x"},`, n), ",")
	}
	nested := func(n int) string { return strings.Repeat(`{"type":"row","panels":[`, n) + strings.Repeat(`]}`, n) }
	for _, tc := range []struct{ name, document, want string }{
		{"50 MB", `{"title":"` + strings.Repeat("x", 50<<20) + `"}`, "longer than the"},
		{"10,000 panels", `{"title":"x","panels":[` + panels(10_000) + `]}`, "panels"},
		{"rows in rows", `{"title":"x","panels":[` + nested(40) + `]}`, "rows within rows"},
		{"rows without end", `{"title":"x","panels":[` + nested(100_000) + `]}`, "depth"},
		{"variables in a circle", `{"title":"x","templating":{"list":[
			{"name":"a","type":"query","query":"label_values(up{x=\"$b\"}, a)"},{"name":"b","type":"query","query":"label_values(up{x=\"$a\"}, b)"}]}}`, "circle"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			began := time.Now()
			code, text := s.Post("/lookout/api/v1/dashboards", "application/json", `{"dashboard":`+tc.document+`}`)
			require.GreaterOrEqual(t, code, 400, text)
			require.Less(t, code, 500, text)
			require.Contains(t, text, tc.want)
			require.Less(t, len(text), 1000, "an error is read by people")
			require.Less(t, time.Since(began), 10*time.Second)
		})
	}
}
