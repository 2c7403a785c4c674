package model

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestParseRefuses(t *testing.T) {
	many := func(n int, one string) string { return strings.TrimSuffix(strings.Repeat(one+",", n), ",") }
	for name, c := range map[string]struct{ stored, want string }{
		"an empty file":           {" \n", "the file is empty"},
		"half a file":             {`{"panels": [`, "the JSON ends in the middle"},
		"a slip":                  {"{\n\"panels\": [],\n}", "line 3: invalid character"},
		"a list":                  {`[{"panels": []}]`, "not a JSON object"},
		"two dashboards":          {"{\"panels\": []}\n{\"panels\": []}", "there is more after the dashboard's last brace"},
		"something else":          {`{"name": "lookout-ui", "version": "1"}`, "this JSON is no dashboard"},
		"another resource":        {`{"apiVersion": "dashboard.grafana.app/v1", "kind": "LibraryPanel", "spec": {}}`, "only resources of the kind Dashboard"},
		"a resource without spec": {`{"apiVersion": "dashboard.grafana.app/v1", "kind": "Dashboard"}`, "has no spec"},
		"too many panels":         {`{"panels": [` + many(10_000, `{"type":"text"}`) + `]}`, "dashboard has 10,000 panels; the most is 2,000: split it"},
		"too many in rows":        {`{"rows": [` + many(50, `{"panels":[`+many(50, `{}`)+`]}`) + `]}`, "dashboard has 2,500 panels"},
		"rows without end":        {strings.Repeat(`{"type":"row","panels":[`, 10) + strings.Repeat(`]}`, 10), "rows within rows, 10 deep"},
		"brackets without end":    {`{"panels": ` + strings.Repeat("[", 100_000), "nested more than 100 deep"},
		"too many variables":      {`{"templating": {"list": [` + many(201, `{}`) + `]}}`, "dashboard has 201 variables"},
		"too many values":         {`{"panels": [], "x": [` + many(300_001, "0") + `]}`, "more than 300,000 values"},
		"panels as text":          {`{"title": "P", "panels": "oops"}`, "$.panels is a text: write a list of objects"},
		"panels by name":          {`{"dashboard": {"panels": {"a": {}}}}`, "$.dashboard.panels is an object: write a list of objects"},
		"a panel as text":         {`{"panels": [{}, "oops"]}`, "$.panels[1] is a text: write an object"},
		"panels of a row as text": {`{"panels": [{"type": "row", "panels": "oops"}]}`, "$.panels[0].panels is a text"},
		"rows as a number":        {`{"rows": 3}`, "$.rows is a number"},
		"panels of an old row":    {`{"rows": [{"panels": "oops"}]}`, "$.rows[0].panels is a text"},
		"variables as text":       {`{"panels": [], "templating": "oops"}`, "$.templating is a text"},
		"variables as an object":  {`{"panels": [], "templating": {"list": {"a": 1}}}`, "$.templating.list is an object"},
		"a variable as text":      {`{"panels": [], "templating": {"list": ["a"]}}`, "$.templating.list[0] is a text"},
		"a spec of text":          {`{"apiVersion": "dashboard.grafana.app/v1", "kind": "Dashboard", "spec": {"panels": "oops"}}`, "$.spec.panels is a text"},
		"too many bytes":          {`{"panels": [], "x": "` + strings.Repeat("x", 10<<20) + `"}`, "the most is 10,485,760"},
	} {
		t.Run(name, func(t *testing.T) {
			stored := c.stored
			if strings.HasPrefix(stored, `{"type":"row"`) {
				stored = `{"panels": [` + stored + `]}`
			}
			_, err := Parse([]byte(stored), Limits{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("the error is %v; it should say %q", err, c.want)
			}
		})
	}
}

func TestLimitsCanBeRaised(t *testing.T) {
	stored := []byte(`{"panels": [{"type": "text"}, {"type": "text"}]}`)
	if _, err := Parse(stored, Limits{Panels: 1}); err == nil {
		t.Error("two panels passed a limit of one")
	}
	if _, err := Parse(stored, Limits{Panels: 2}); err != nil {
		t.Errorf("two panels did not pass a limit of two: %v", err)
	}
}

func TestStoredDocumentIsNotTouched(t *testing.T) {
	stored := []byte("\ufeff{\"panels\":   [ {\"type\": \"graph\", \"id\": 1.50} ], \"rows\": []}\n")
	before := bytes.Clone(stored)
	doc, err := Parse(stored, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(doc.Stored, before) || !bytes.Equal(stored, before) {
		t.Errorf("the stored document is now %q", doc.Stored)
	}
}

func TestParseIsTheSameEachTime(t *testing.T) {
	stored := []byte(`{"panels": [{"type": "graph", "aliasColors": {"a": "1", "b": "2", "c": "3"}, "seriesOverrides": [{"alias": "x", "yaxis": 2, "zindex": 3}]},
		{"type": "dashlist", "tags": ["x"], "limit": 3}, {}], "templating": {"list": [{"name": "a"}, {"name": "b"}]}}`)
	var first string
	for range 20 {
		doc := mustParse(t, string(stored))
		data, err := doc.Normal.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(string(data), doc.Warnings); first == "" {
			first = got
		} else if got != first {
			t.Fatalf("once it was\n%s\nand then\n%s", first, got)
		}
	}
}

func TestCirclesOfVariables(t *testing.T) {
	variables := func(queries ...string) string {
		var list []string
		for i, q := range queries {
			list = append(list, fmt.Sprintf(`{"name": "%c", "type": "query", "query": %q}`, 'a'+i, q))
		}
		return `{"panels": [], "templating": {"list": [` + strings.Join(list, ",") + `]}}`
	}
	for name, c := range map[string]struct {
		stored string
		circle []string
	}{
		"a chain":             {variables("up", "label_values(up{x=\"$a\"}, y)", "label_values(up{x=\"${b:regex}\"}, z)"), nil},
		"two":                 {variables("label_values(up{x=\"$b\"}, y)", "label_values(up{x=\"[[a]]\"}, y)"), []string{"a", "b", "a"}},
		"three behind a way":  {variables("$b", "$c", "${d}", "$b"), []string{"b", "c", "d", "b"}},
		"itself is no circle": {variables("label_values(up{x=\"$a\"}, x)"), nil},
		"two ways to one":     {variables("$b $c", "$d", "$d", "up"), nil},
		"through an object": {`{"panels": [], "templating": {"list": [{"name": "a", "type": "query", "query": {"qryType": 1, "query": "q", "stream": "$b"}},
			{"name": "b", "type": "query", "query": "$a"}]}}`, []string{"a", "b", "a"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.stored), Limits{})
			var circle *CircleError
			if got := errors.As(err, &circle); got != (c.circle != nil) {
				t.Fatalf("the error is %v", err)
			}
			if circle != nil && !slices.Equal(circle.Names, c.circle) {
				t.Errorf("the circle is %v, not %v", circle.Names, c.circle)
			}
			if circle != nil && !strings.Contains(err.Error(), strings.Join(c.circle, " → ")) {
				t.Errorf("the error %q does not name the circle", err)
			}
		})
	}
}

func TestWarningsSayWhere(t *testing.T) {
	doc := mustParse(t, `{"dashboard": {"panels": [{"type": "text"}, {"type": "singlestat", "format": "bytes", "postfix": "/s"}]}}`)
	if len(doc.Warnings) != 1 || doc.Warnings[0].Path != "$.dashboard.panels[1]" || !strings.Contains(doc.Warnings[0].Message, `"/s"`) {
		t.Errorf("the warnings are %+v", doc.Warnings)
	}
}

func TestWalkVisitsInTheOrderOfDrawing(t *testing.T) {
	doc := mustParse(t, `{"rows": [{"title": "one", "showTitle": true, "panels": [{"title": "a", "type": "text"}]},
		{"title": "two", "collapse": true, "panels": [{"title": "b", "type": "stat", "targets": [{"expr": "up"}]}]}]}`)
	var visited, targets []string
	doc.Normal.Walk(func(p Panel, path string) {
		visited = append(visited, p.Title+" "+path)
		for _, target := range p.Targets {
			targets = append(targets, target.Path)
		}
	})
	if want := []string{"one $.rows[0]", "a $.rows[0].panels[0]", "two $.rows[1]", "b $.rows[1].panels[0]"}; !slices.Equal(visited, want) {
		t.Errorf("visited %q, not %q", visited, want)
	}
	if want := []string{"$.rows[1].panels[0].targets[0]"}; !slices.Equal(targets, want) {
		t.Errorf("targets stood at %q, not %q", targets, want)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`{"panels": [{"type": "graph", "yaxes": [{}], "seriesOverrides": [{"alias": "/x/", "yaxis": 2}], "thresholds": [{"value": 1}], "legend": true}]}`,
		`{"apiVersion": "dashboard.grafana.app/v2", "spec": {"elements": {"a": {}}, "layout": {"kind": "GridLayout", "spec": {"items": [{"kind": "GridLayoutRow"}, {"spec": {"element": {"name": "a"}}}]}}}}`,
		`{"rows": [{"showTitle": true, "collapse": true, "height": "25px", "panels": [{"type": "singlestat", "span": 3, "valueMaps": [{"value": "null"}], "gauge": {"show": true}}]}]}`,
		`{"panels": [{"type": "table", "styles": [{"pattern": "/.*/", "link": true, "linkUrl": "$__cell_1", "colorMode": "row"}], "columns": [{}], "transform": "timeseries_aggregations"}]}`,
		`{"panels": [{"type": "heatmap", "yAxis": {"logBase": 2}, "cards": {}}, {"type": "natel-discrete-panel", "colorMaps": [{}]}, {"libraryPanel": {"uid": "a"}}], "__elements": [{"uid": "a", "model": {}}]}`,
		`{"apiVersion": "dashboard.grafana.app/v2", "spec": {"elements": {"a": {"kind": "Panel", "spec": {}}}, "layout": {"kind": "TabsLayout", "spec": {"tabs": [{"spec": {"layout": {"kind": "AutoGridLayout", "spec": {"items": [{"spec": {"element": {"name": "a"}}}]}}}}]}}}}`,
		`{"panels": [{"type": "row", "collapsed": true, "panels": [{"type": "row", "panels": [{}]}]}], "templating": {"list": [{"name": "a", "query": {"b": "$b"}}, {"current": {"text": [1], "value": {}}}]}}`,
		`{"__inputs": [{"name": "DS_X", "type": "datasource", "pluginId": "p"}], "panels": [{"type": "bargauge", "options": {"fieldOptions": {"thresholds": [{}]}, "valueOptions": {}}, "datasource": "${DS_X}"}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, stored []byte) {
		doc, err := Parse(stored, Limits{Panels: 50})
		if err != nil {
			return
		}
		for _, broken := range guarantees(t, doc) {
			t.Error(broken)
		}
	})
}

// TestWhatIsEmptyIsNotRefused has the empty values that programs and old Grafanas wrote for nothing.
func TestWhatIsEmptyIsNotRefused(t *testing.T) {
	for _, stored := range []string{
		`{"panels": null, "schemaVersion": 39}`, `{"panels": {}}`, `{"panels": ""}`, `{"panels": [null]}`, `{"rows": null, "panels": []}`, `{"rows": [{}, {"panels": null}]}`,
		`{"panels": [], "templating": []}`, `{"panels": [], "templating": null}`, `{"panels": [], "templating": {"list": null}}`, `{"panels": [], "templating": {"enable": true}}`,
		`{"panels": [{"type": "somebodys-panel", "panels": "its own"}]}`,
	} {
		if _, err := Parse([]byte(stored), Limits{}); err != nil {
			t.Errorf("%s is refused: %v", stored, err)
		}
	}
}
