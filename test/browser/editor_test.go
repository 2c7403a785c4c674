package browser_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// arranged has two panels above each other and one beside them, written in a way that no program
// would: whatever an editor does not mean to change must still be written so afterwards.
const arranged = `{"uid": "arranged",  "title": "Arranged", "schemaVersion": 42, "x-team": 1e3, "time": {"from":"now-1h","to":"now"},
	"panels": [
		{"id": 1, "type": "text", "title": "Upper", "odd": 1.0, "gridPos": {"x":0, "y":0, "w":12, "h":8}},
		{"id": 2, "type": "text", "title": "Lower", "odd": 2.0, "gridPos": {"x":0, "y":8, "w":12, "h":8}},
		{"id": 3, "type": "text", "title": "Beside", "odd": 3.0, "gridPos": {"x":12, "y":0, "w":12, "h":16}}
	]
}
`

// edited is a tab in which a dashboard is open to be changed.
type edited struct {
	*tab
	s   *testkit.Server
	uid string
}

// edit keeps a document and opens it to be changed.
func edit(t *testing.T, document string) edited {
	t.Helper()
	s := testkit.Start(t, testkit.Setup{})
	uid := keep(t, s, document)
	tb := openTab(t, s.URL)
	tb.look("light", 1600, 1200)
	e := edited{tb, s, uid}
	e.agree()
	tb.open("/d/"+uid+"?edit=1", "Dashboards")
	tb.says("Add panel")
	return e
}

// keep makes a dashboard of exactly these bytes and returns its uid.
func keep(t *testing.T, s *testkit.Server, document string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"dashboard": document})
	require.NoError(t, err)
	code, text := s.Post("/lookout/api/v1/dashboards", "application/json", string(body))
	require.Equal(t, http.StatusOK, code, text)
	var made struct{ UID string }
	require.NoError(t, json.Unmarshal([]byte(text), &made))
	return made.UID
}

// agree says yes to whatever the page asks.
func (tb *tab) agree() { tb.answer(func() bool { return true }) }

// answer says what it is told to whatever the page asks.
func (tb *tab) answer(yes func() bool) {
	chromedp.ListenTarget(tb.ctx, func(event any) {
		if _, asks := event.(*page.EventJavascriptDialogOpening); asks {
			go func() { _ = chromedp.Run(tb.ctx, page.HandleJavaScriptDialog(yes())) }()
		}
	})
}

// save keeps what was changed and returns the document as it is stored then.
func (e edited) save() string {
	e.t.Helper()
	e.pressSave()
	e.says("History")
	return e.stored()
}

// pressSave waits until the button can be reached: a drawer that closes slides away over it.
func (e edited) pressSave() {
	e.t.Helper()
	e.waitFor(`(() => {
		const save = [...document.querySelectorAll('[role="toolbar"] button')].find((b) => b.textContent === "Save");
		if (!save || save.disabled) return false;
		const b = save.getBoundingClientRect();
		const reached = save.contains(document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2));
		if (!reached || window.saveWas?.x !== b.x) window.saveWas = {x: b.x, since: performance.now()};
		return reached && performance.now() - window.saveWas.since > 200;
	})()`)
	e.click("Save")
}

func (e edited) stored() string {
	e.t.Helper()
	code, text := e.s.Get("/lookout/api/v1/dashboards/" + e.uid + "/json")
	require.Equal(e.t, http.StatusOK, code, text)
	return text
}

// point is a place of the page.
type point struct{ X, Y float64 }

// middle is that of the element that an expression finds.
func (tb *tab) middle(find string) (p point) {
	tb.t.Helper()
	tb.waitFor(`!!(` + find + `)`)
	tb.run(chromedp.Evaluate(`(() => { const b = (`+find+`).getBoundingClientRect(); return {X: b.x + b.width / 2, Y: b.y + b.height / 2}; })()`, &p))
	return p
}

// drag takes what is in the middle of an element somewhere else.
func (tb *tab) drag(find string, x, y float64) {
	tb.t.Helper()
	from := tb.middle(find)
	mouse := func(what input.MouseType, p point) chromedp.Action {
		return input.DispatchMouseEvent(what, p.X, p.Y).WithButton(input.Left).WithButtons(1).WithClickCount(1)
	}
	tb.run(
		mouse(input.MousePressed, from),
		mouse(input.MouseMoved, point{from.X + x/2, from.Y + y/2}),
		mouse(input.MouseMoved, point{from.X + x, from.Y + y}),
		mouse(input.MouseReleased, point{from.X + x, from.Y + y}),
	)
}

// still waits until the drawer has slid in: what is clicked on its way is missed.
func (tb *tab) still() {
	tb.t.Helper()
	tb.waitFor(`(() => {
		const at = document.querySelector('[role="dialog"]')?.getBoundingClientRect().left;
		if (at === undefined || window.lookoutStill?.at !== at) window.lookoutStill = {at, since: performance.now()};
		return at !== undefined && performance.now() - window.lookoutStill.since > 300;
	})()`)
}

// write puts a text in the place of what a field holds.
func (tb *tab) write(find, text string) {
	tb.t.Helper()
	tb.waitFor(`!!(` + find + `)`)
	tb.run(chromedp.Evaluate(`(`+find+`).focus(), (`+find+`).select()`, nil), input.InsertText(text))
}

const (
	gridRow    = 38              // a row of the grid with its gap, in pixels
	gridColumn = (1600 - 0) / 24 // only about: drags are rounded
)

func grip(title string) string {
	return fmt.Sprintf(`document.querySelector('[aria-label^="Move %s:"]')`, title)
}

// above waits until one panel stands above another.
func (tb *tab) above(upper, lower string) {
	tb.t.Helper()
	top := func(title string) string { return grip(title) + `.getBoundingClientRect().top` }
	tb.waitFor(top(upper) + " < " + top(lower))
}

func TestPanelsAreArrangedByDragging(t *testing.T) {
	e := edit(t, arranged)
	e.drag(grip("Lower"), 0, -8*gridRow) // on the very place of the upper one
	e.above("Lower", "Upper")
	e.drag(grip("Lower"), 0, 8*gridRow) // and back down
	e.above("Upper", "Lower")
	e.drag(grip("Lower"), 0, -8*gridRow)
	e.above("Lower", "Upper")
	corner := `document.querySelector('[aria-label^="Move Beside:"]').parentElement.parentElement.lastElementChild`
	e.drag(corner, -gridColumn, -2*gridRow)
	e.waitFor(grip("Beside") + `.parentElement.parentElement.offsetHeight < ` + fmt.Sprint(14*gridRow))
	e.screenshot("arranged")
	require.Equal(t, strings.NewReplacer(
		`1.0, "gridPos": {"x":0, "y":0`, `1.0, "gridPos": {"x":0, "y":8`,
		`2.0, "gridPos": {"x":0, "y":8`, `2.0, "gridPos": {"x":0, "y":0`,
		`"w":12, "h":16`, `"w":11, "h":14`,
	).Replace(arranged), e.save(), "places change and nothing else")
}

func TestPanelsAreArrangedByKeys(t *testing.T) {
	e := edit(t, arranged)
	press := func(title string, keys ...string) {
		e.run(chromedp.Evaluate(grip(title)+`.focus()`, nil))
		for _, key := range keys { // as fast as they come
			e.run(chromedp.KeyEvent(key))
		}
	}
	press("Lower", kb.ArrowUp)
	e.above("Lower", "Upper")
	press("Lower", kb.ArrowDown)
	e.above("Upper", "Lower")
	press("Lower", kb.ArrowUp)
	e.above("Lower", "Upper")
	e.run(chromedp.Evaluate(grip("Beside")+`.focus()`, nil))
	for range 3 {
		e.run(chromedp.KeyEvent(kb.ArrowLeft, chromedp.KeyModifiers(input.ModifierShift)))
	}
	e.run(chromedp.KeyEvent(kb.ArrowRight), chromedp.KeyEvent(kb.ArrowRight))
	e.settle()
	require.Equal(t, strings.NewReplacer(
		`1.0, "gridPos": {"x":0, "y":0`, `1.0, "gridPos": {"x":0, "y":8`,
		`2.0, "gridPos": {"x":0, "y":8`, `2.0, "gridPos": {"x":0, "y":0`,
		`{"x":12, "y":0, "w":12, "h":16}`, `{"x":14, "y":0, "w":9, "h":16}`,
	).Replace(arranged), e.save(), "no key is lost, and nothing but places changes")
}

// TestRowsKeepTheirPanels makes a panel higher that stands above a row: what stands below moves along,
// and no panel comes under another row.
func TestRowsKeepTheirPanels(t *testing.T) {
	e := edit(t, `{"uid": "rows", "title": "Rows", "schemaVersion": 42, "panels": [
		{"id": 1, "type": "text", "title": "First", "gridPos": {"x": 0, "y": 0, "w": 24, "h": 4}},
		{"id": 2, "type": "text", "title": "Second", "gridPos": {"x": 0, "y": 4, "w": 24, "h": 4}},
		{"id": 3, "type": "row", "title": "Below", "collapsed": false, "panels": [], "gridPos": {"x": 0, "y": 8, "w": 24, "h": 1}},
		{"id": 4, "type": "text", "title": "Third", "gridPos": {"x": 0, "y": 9, "w": 24, "h": 4}}]}`)
	e.run(chromedp.Evaluate(grip("First")+`.focus()`, nil))
	for range 6 {
		e.run(chromedp.KeyEvent(kb.ArrowDown, chromedp.KeyModifiers(input.ModifierShift)))
	}
	e.settle()
	var saved struct {
		Panels []struct {
			Title   string
			GridPos struct{ X, Y, W, H int }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(e.save()), &saved))
	var tops []int
	for _, p := range saved.Panels {
		tops = append(tops, p.GridPos.Y)
	}
	require.Equal(t, []int{0, 10, 14, 15}, tops)
}

func TestAFileIsImportedAsItIs(t *testing.T) {
	document := "{\r\n\t\"title\":  \"Imp\\u00f6rted\", \"schemaVersion\": 42,\r\n\t\"x\": [1e3, 1.0, -0, 12345678901234567890],\r\n\t\"panels\": [ ]\r\n}\r\n\r\n"
	file := filepath.Join(t.TempDir(), "shop.json")
	require.NoError(t, os.WriteFile(file, []byte(document), 0o600))
	s := testkit.Start(t, testkit.Setup{})
	tb := openTab(t, s.URL)
	tb.look("dark", 1400, 900)
	tb.open("/dashboards", "Dashboards")
	tb.click("Import")
	tb.says("Choose a file")
	tb.run(chromedp.ActionFunc(func(ctx context.Context) error {
		var nodes []*cdp.Node
		if err := chromedp.Nodes(`input[type="file"]`, &nodes, chromedp.ByQuery).Do(ctx); err != nil {
			return err
		}
		return dom.SetFileInputFiles([]string{file}).WithNodeID(nodes[0].NodeID).Do(ctx)
	}))
	tb.waitFor(`document.querySelector('form textarea').value.includes("schemaVersion")`)
	tb.write(`[...document.querySelectorAll('form input[type="text"], form input:not([type])')].at(-1)`, "Shop")
	tb.screenshot("import")
	tb.run(chromedp.Click(`form button[type="submit"]`, chromedp.ByQuery))
	tb.says("Add panel")
	made := listed(s)["Impörted"]
	require.Equal(t, "Shop", made.Folder)
	_, stored := s.Get("/lookout/api/v1/dashboards/" + made.UID + "/json")
	require.Equal(t, document, stored)
	tb.click("Dashboards")
	tb.says("Impörted")

	tb.click("Import")
	tb.write(`document.querySelector('form textarea')`, `{"title": "Pasted",`)
	tb.says("This is no JSON")
	tb.waitFor(`document.querySelector('form button[type="submit"]').disabled`)
	tb.write(`document.querySelector('form textarea')`, `{"title":  "Pasted", "panels": []}`)
	tb.run(chromedp.Click(`form button[type="submit"]`, chromedp.ByQuery))
	tb.says("Add panel")
	_, stored = s.Get("/lookout/api/v1/dashboards/" + listed(s)["Pasted"].UID + "/json")
	require.Equal(t, `{"title":  "Pasted", "panels": []}`, stored)
}

type listedDashboard struct {
	UID, Title, Folder string
	Version            int
}

// listed are all dashboards by their titles.
func listed(s *testkit.Server) map[string]listedDashboard {
	var list struct{ Dashboards []listedDashboard }
	s.GetJSON("/lookout/api/v1/dashboards", &list)
	found := map[string]listedDashboard{}
	for _, d := range list.Dashboards {
		found[d.Title] = d
	}
	return found
}

func TestQueriesOfExploreBecomeAPanel(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	e := edited{openTab(t, s.URL), s, keep(t, s, arranged)}
	e.look("light", 1600, 1000)
	e.open("/explore?q=vector(41)&q=vector(43)", "Explore")
	e.click("Add to dashboard")
	e.says("A dashboard there is")
	e.settle()
	e.run(chromedp.Click(`input[aria-haspopup="listbox"]`, chromedp.ByQuery))
	e.run(chromedp.Click(`//*[@role="option"][normalize-space()="Arranged"]`, chromedp.BySearch))
	e.says("New panel")
	require.Equal(t, arranged, e.stored(), "nothing is kept before Save")
	stored := e.save()
	head, _, _ := strings.Cut(arranged, "\n\t]")
	require.True(t, strings.HasPrefix(stored, head), stored)
	var saved struct {
		Panels []struct {
			Type    string
			GridPos struct{ X, Y, W, H int }
			Targets []struct{ RefID, Expr string }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(stored), &saved))
	require.Len(t, saved.Panels, 4)
	added := saved.Panels[3]
	require.Equal(t, "timeseries", added.Type)
	require.Equal(t, 16, added.GridPos.Y)
	require.Equal(t, []struct{ RefID, Expr string }{{"A", "vector(41)"}, {"B", "vector(43)"}}, added.Targets)
	e.waitFor(`!location.search.includes("addQuery")`)

	e.open("/explore?q=vector(47)", "Explore")
	e.click("Add to dashboard")
	e.write(`document.querySelector('input[placeholder="Title"]')`, "From Explore")
	e.click("Make it")
	e.says("New panel")
	e.uid = listed(s)["From Explore"].UID
	require.Contains(t, e.save(), "vector(47)")
}

// TestNobodysWorkIsLost saves a dashboard that somebody else has saved in the meantime.
func TestNobodysWorkIsLost(t *testing.T) {
	e := edit(t, arranged)
	e.click("Settings")
	e.says("Refresh")
	e.settle()
	e.write(`[...document.querySelectorAll('label')].find((l) => l.textContent === 'Title').parentElement.querySelector('input')`, "Mine")
	e.run(chromedp.KeyEvent(kb.Escape))
	e.waitFor(`document.querySelector('h2').textContent === "Mine"`)

	theirs := strings.Replace(arranged, "Arranged", "Theirs", 1)
	body, err := json.Marshal(map[string]any{"dashboard": theirs, "baseVersion": 1, "message": "faster"})
	require.NoError(t, err)
	request, err := http.NewRequest(http.MethodPut, e.s.URL+"/lookout/api/v1/dashboards/"+e.uid, strings.NewReader(string(body)))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)

	e.expect("409")
	e.pressSave()
	e.says("Save over the newer version")
	e.screenshot("conflict")
	require.Equal(t, theirs, e.stored(), "theirs stands until somebody decides")
	mine := strings.Replace(arranged, "Arranged", "Mine", 1)

	downloads := t.TempDir()
	e.run(browser.SetDownloadBehavior(browser.SetDownloadBehaviorBehaviorAllow).WithDownloadPath(downloads))
	e.click("Download my document")
	testkit.Eventually(t, patience, func() error {
		content, err := os.ReadFile(filepath.Join(downloads, "arranged.json"))
		if err == nil && string(content) != mine {
			return fmt.Errorf("downloaded: %s", content)
		}
		return err
	})

	e.click("Save over the newer version")
	e.says("History")
	require.Equal(t, mine, e.stored())
	_, second := e.s.Get("/lookout/api/v1/dashboards/" + e.uid + "/json?version=2")
	require.Equal(t, theirs, second, "and theirs stays in the history")
	require.Equal(t, 3, listed(e.s)["Mine"].Version)
}

func TestADashboardIsCopiedAndDeleted(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	uid := keep(t, s, arranged)
	tb := openTab(t, s.URL)
	tb.agree()
	tb.look("light", 1600, 1000)
	tb.open("/d/"+uid, "Dashboards")
	tb.click("Save a copy")
	tb.says("Add panel")
	made := listed(s)["Arranged copy"]
	require.NotEqual(t, uid, made.UID)
	_, stored := s.Get("/lookout/api/v1/dashboards/" + made.UID + "/json")
	require.Equal(t, strings.Replace(strings.Replace(arranged, `"uid": "arranged",  `, "", 1), `"Arranged"`, `"Arranged copy"`, 1), stored)

	tb.click("Cancel")
	tb.says("Delete")
	tb.click("Delete")
	tb.waitFor(`location.pathname === "/dashboards"`)
	tb.says("Arranged")
	tb.waitFor(`!document.body.innerText.includes("Arranged copy")`)
	tb.settle()
	code, _ := s.Get("/lookout/api/v1/dashboards/" + made.UID)
	require.Equal(t, http.StatusNotFound, code)
	_, stored = s.Get("/lookout/api/v1/dashboards/" + uid + "/json")
	require.Equal(t, arranged, stored, "the one that was copied is as it was")
}

func TestJSONIsWrittenByHand(t *testing.T) {
	e := edit(t, arranged)
	field := `document.querySelector('[role="dialog"] textarea')`
	const applicable = `![...document.querySelectorAll('button')].find((b) => b.textContent === 'Apply').disabled`
	e.click("JSON")
	e.still()
	e.write(field, `{"title": "broken"`)
	e.says("This is no JSON")
	e.waitFor("!(" + applicable + ")")
	written := strings.Replace(arranged, `"x-team": 1e3`, `"x-team": [ 1.50 ]`, 1)
	e.write(field, written)
	e.waitFor(applicable)
	e.click("Apply")
	e.waitFor(`document.querySelector('[role="dialog"]') === null`)

	e.click("Edit Lower")
	e.says("Content")
	e.still()
	e.click("The panel as JSON")
	e.says("The panel as it is stored")
	stored := `[...document.querySelectorAll('[role="dialog"] label')].find((l) => l.textContent === 'The panel as it is stored').parentElement.querySelector('textarea')`
	e.write(stored, `{"id":2,"type":"text","title":"By hand","gridPos":{"x":0,"y":8,"w":12,"h":8}}`)
	e.waitFor(applicable)
	e.click("Apply")
	e.says("By hand")
	saved := e.save()
	_, rest, _ := strings.Cut(written, `{"id": 3`)
	head, _, _ := strings.Cut(written, `{"id": 2`)
	require.True(t, strings.HasPrefix(saved, head) && strings.HasSuffix(saved, rest), "only what was named differs: %s", saved)
	require.Contains(t, saved, `By hand`)
	require.NotContains(t, saved, `"odd": 2.0`)
}

// TestTheFormIsOfThePanelThatWasChosen has the form open while other panels are chosen and deleted.
func TestTheFormIsOfThePanelThatWasChosen(t *testing.T) {
	e := edit(t, strings.ReplaceAll(arranged, `"text"`, `"timeseries"`))
	title := func() string {
		var text string
		e.run(chromedp.Evaluate(`[...document.querySelectorAll('[role="dialog"] label')].find((l) => l.textContent === 'Title').parentElement.querySelector('input').value`, &text))
		return text
	}
	e.click("Edit Upper")
	e.says("Thresholds")
	e.still()
	require.Equal(t, "Upper", title())
	e.click("Edit Lower")
	e.waitFor(`[...document.querySelectorAll('[role="dialog"] h2')].some((h) => h.textContent === "Lower")`)
	require.Equal(t, "Lower", title())
	most := `[...document.querySelectorAll('[role="dialog"] label')].find((l) => l.textContent === 'Most').parentElement.querySelector('input')`
	e.run(chromedp.Evaluate(most+`.focus()`, nil), chromedp.KeyEvent("-0.05"))
	e.waitFor(most + `.value === "-0.05"`)
	e.click("Delete Lower")
	e.waitFor(`document.querySelector('[role="dialog"]') === null`)
	e.waitFor(grip("Lower") + ` === null`)
	e.run(chromedp.KeyEvent(kb.Escape))
	e.click("Edit Beside")
	e.says("Thresholds")
	e.still()
	e.run(chromedp.Evaluate(most+`.focus()`, nil), chromedp.KeyEvent("0.05"))
	e.waitFor(most + `.value === "0.05"`)
	e.run(chromedp.KeyEvent(kb.Enter), chromedp.KeyEvent(kb.Escape))
	e.waitFor(`document.querySelector('[role="dialog"]') === null`)
	e.settle()
	var saved struct {
		Panels []struct {
			Title       string
			FieldConfig struct{ Defaults struct{ Max *float64 } }
		}
	}
	require.NoError(t, json.Unmarshal([]byte(e.save()), &saved))
	require.Len(t, saved.Panels, 2)
	require.Equal(t, "Upper", saved.Panels[0].Title)
	require.Nil(t, saved.Panels[0].FieldConfig.Defaults.Max)
	require.NotNil(t, saved.Panels[1].FieldConfig.Defaults.Max)
	require.Equal(t, 0.05, *saved.Panels[1].FieldConfig.Defaults.Max)
}

func TestHistoryTellsWhatChanged(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	uid := keep(t, s, arranged)
	body, err := json.Marshal(map[string]any{"dashboard": strings.Replace(arranged, `"Upper"`, `"Upmost"`, 1), "baseVersion": 1, "message": "a better word"})
	require.NoError(t, err)
	request, err := http.NewRequest(http.MethodPut, s.URL+"/lookout/api/v1/dashboards/"+uid, strings.NewReader(string(body)))
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
	tb := openTab(t, s.URL)
	tb.look("light", 1600, 1000)
	tb.open("/d/"+uid, "Dashboards")
	tb.says("Upmost")
	tb.click("History")
	tb.says("a better word")
	tb.settle()
	tb.click("Changes")
	tb.says("Upmost")
	var lines []string
	tb.waitFor(`document.querySelector('pre [data-sign="+"]') !== null`)
	tb.run(chromedp.Evaluate(`[...document.querySelectorAll('pre [data-sign="+"], pre [data-sign="-"]')].map((l) => l.textContent.trim())`, &lines))
	require.Equal(t, []string{`-       "title": "Upper",`, `+       "title": "Upmost",`}, lines)
	tb.screenshot("history-changes")
	tb.click("Restore")
	tb.waitFor(`document.querySelector('[role="dialog"]') === null`)
	tb.says("Upper")
	_, stored := s.Get("/lookout/api/v1/dashboards/" + uid + "/json")
	require.Equal(t, arranged, stored)
	require.Equal(t, 3, listed(s)["Arranged"].Version)
}

// TestADraftIsNotLeftByAccident tries the ways out of a dashboard that is being changed.
func TestADraftIsNotLeftByAccident(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	uid := keep(t, s, arranged)
	tb := openTab(t, s.URL)
	var leave atomic.Bool
	var asked atomic.Int32
	tb.answer(func() bool { asked.Add(1); return leave.Load() })
	tb.look("light", 1600, 1000)
	tb.open("/d/"+uid, "Dashboards")
	tb.click("Edit")
	tb.says("Add panel")
	tb.click("Add panel")
	tb.waitFor(`document.activeElement?.getAttribute("aria-label") === "Query A"`)
	tb.run(chromedp.KeyEvent(kb.Escape)) // or the letters below would be its query
	tb.waitFor(`document.querySelector('[role="dialog"]') === null`)
	tb.says("New panel")
	stays := func(ways int32) {
		tb.waitFor(`new URLSearchParams(location.search).has("edit")`)
		tb.says("New panel")
		require.Equal(t, ways, asked.Load(), "each way out asks once")
	}
	tb.run(chromedp.KeyEvent("g"), chromedp.KeyEvent("h"))
	stays(1)
	tb.click("Explore")
	stays(2)
	tb.run(chromedp.Evaluate(`history.back()`, nil))
	testkit.Eventually(t, patience, func() error {
		if asked.Load() != 3 {
			return fmt.Errorf("asked %d times", asked.Load())
		}
		return nil
	})
	stays(3)
	leave.Store(true)
	tb.run(chromedp.KeyEvent("g"), chromedp.KeyEvent("h"))
	tb.waitFor(`location.pathname === "/"`)
	_, stored := s.Get("/lookout/api/v1/dashboards/" + uid + "/json")
	require.Equal(t, arranged, stored)
}

func TestEscapeClosesOneThingAtATime(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	uid := keep(t, s, arranged)
	tb := openTab(t, s.URL)
	tb.look("light", 1600, 1000)
	tb.open("/d/"+uid+"?viewPanel=1", "Dashboards")
	tb.click("What can be done with Upper")
	tb.click("Inspect queries and data")
	tb.waitFor(`document.querySelector('[role="dialog"]') !== null`)
	tb.waitFor(`document.querySelector('[role="dialog"]').contains(document.activeElement)`)
	tb.run(chromedp.KeyEvent(kb.Escape))
	tb.waitFor(`document.querySelector('[role="dialog"]') === null`)
	tb.waitFor(`location.search.includes("viewPanel=1")`)
	tb.run(chromedp.KeyEvent(kb.Escape))
	tb.waitFor(`!location.search.includes("viewPanel")`)
	tb.says("Beside")

	tb.expect("404")
	tb.open("/d/gone", "Dashboards")
	tb.says("There is no dashboard gone")
	tb.click("All dashboards")
	tb.says("Arranged")
}
