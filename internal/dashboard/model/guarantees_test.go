package model

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
)

// guarantees returns what a document breaks of what the normal form promises to those who read it.
func guarantees(t *testing.T, doc Document) []string {
	t.Helper()
	g := &guard{ids: map[float64]bool{}}
	d := normal(t, doc)
	for _, key := range []string{"uid", "title", "description", "timezone", "weekStart", "refresh"} {
		g.is(d[key], "string", "$."+key)
	}
	for _, key := range []string{"tags", "links", "panels"} {
		g.is(d[key], "list", "$."+key)
	}
	for _, key := range []string{"time", "timepicker", "annotations", "templating"} {
		g.is(d[key], "object", "$."+key)
	}
	if d["schemaVersion"] != float64(SchemaVersion) {
		g.broken("schemaVersion is %v", d["schemaVersion"])
	}
	g.is(obj(d, "annotations")["list"], "list", "$.annotations.list")
	g.is(obj(d, "templating")["list"], "list", "$.templating.list")
	for i, v := range list(obj(d, "templating"), "list") {
		g.variable(v, fmt.Sprintf("$.templating.list[%d]", i))
	}
	for i, p := range list(d, "panels") {
		g.panel(p, fmt.Sprintf("$.panels[%d]", i), false)
	}
	g.origins(t, doc)
	if data, _ := json.Marshal(doc.Normal); strings.Contains(string(data), `\u0000origin`) {
		g.broken("a mark of origin was left in the normal form")
	}
	return g.problems
}

type guard struct {
	ids      map[float64]bool
	problems []string
}

func (g *guard) broken(format string, args ...any) {
	g.problems = append(g.problems, fmt.Sprintf(format, args...))
}

func (g *guard) is(v any, kind, path string) {
	got := map[bool]string{true: "nothing"}[v == nil]
	switch v.(type) {
	case string:
		got = "string"
	case []any:
		got = "list"
	case map[string]any:
		got = "object"
	case float64:
		got = "number"
	case bool:
		got = "bool"
	}
	if got != kind {
		g.broken("%s is %s, not %s", path, got, kind)
	}
}

var replaced = []string{"graph", "singlestat", "table-old", "grafana-piechart-panel", "natel-discrete-panel", "singlestat2", ""}

func (g *guard) panel(v any, path string, inRow bool) {
	p, _ := v.(map[string]any)
	id, _ := p["id"].(float64)
	if id <= 0 || id != float64(int(id)) || g.ids[id] {
		g.broken("%s.id %v is missing or stands twice", path, p["id"])
	}
	g.ids[id] = true
	for _, old := range replaced {
		if p["type"] == old {
			g.broken("%s.type is %q", path, old)
		}
	}
	g.is(p["title"], "string", path+".title")
	g.grid(obj(p, "gridPos"), path)
	if p["type"] == "row" {
		g.row(p, path, inRow)
		return
	}
	for _, key := range []string{"targets", "transformations", "links"} {
		g.is(p[key], "list", path+"."+key)
	}
	g.is(p["options"], "object", path+".options")
	g.is(obj(p, "fieldConfig")["defaults"], "object", path+".fieldConfig.defaults")
	g.is(obj(p, "fieldConfig")["overrides"], "list", path+".fieldConfig.overrides")
	g.field(obj(obj(p, "fieldConfig"), "defaults"), path+".fieldConfig.defaults")
	g.datasource(p, path)
	g.targets(p, path)
	if has(p, "panels") {
		g.broken("%s holds panels and is no row", path)
	}
}

func (g *guard) row(p map[string]any, path string, inRow bool) {
	g.is(p["collapsed"], "bool", path+".collapsed")
	g.is(p["panels"], "list", path+".panels")
	if p["collapsed"] == false && len(list(p, "panels")) > 0 {
		g.broken("%s is open and holds panels", path)
	}
	for i, inner := range list(p, "panels") {
		g.panel(inner, fmt.Sprintf("%s.panels[%d]", path, i), true)
	}
	if inRow && len(list(p, "panels")) > 0 {
		g.broken("%s is a row within a row", path)
	}
}

func (g *guard) grid(grid map[string]any, path string) {
	x, y, w, h := grid["x"], grid["y"], grid["w"], grid["h"]
	for _, v := range []any{x, y, w, h} {
		g.is(v, "number", path+".gridPos")
	}
	if left, width := number0(x, -1), number0(w, -1); left < 0 || width < 1 || left+width > columns || number0(y, -1) < 0 || number0(h, -1) < 1 {
		g.broken("%s.gridPos %v is no place in the grid", path, grid)
	}
}

var oldSpelling = regexp.MustCompile(`^(\$\w+|\[\[\w+\]\]|\$\{\w+:\w+\})$`)

func (g *guard) datasource(o map[string]any, path string) {
	if o["datasource"] == nil {
		return
	}
	ds := obj(o, "datasource")
	g.is(ds["type"], "string", path+".datasource.type")
	g.is(ds["uid"], "string", path+".datasource.uid")
	if uid := str(ds, "uid"); oldSpelling.MatchString(uid) {
		g.broken("%s.datasource.uid %q spells its variable in the old way", path, uid)
	}
}

func (g *guard) targets(p map[string]any, path string) {
	seen := map[any]bool{}
	for i, v := range list(p, "targets") {
		t, _ := v.(map[string]any)
		at := fmt.Sprintf("%s.targets[%d]", path, i)
		g.is(t["refId"], "string", at+".refId")
		if t["refId"] == "" || seen[t["refId"]] {
			g.broken("%s.refId %v is empty or stands twice", at, t["refId"])
		}
		seen[t["refId"]] = true
		g.datasource(t, at)
	}
}

func (g *guard) field(field map[string]any, path string) {
	for i, m := range objects(field, "mappings") {
		g.is(m["options"], "object", fmt.Sprintf("%s.mappings[%d].options", path, i))
		g.is(m["type"], "string", fmt.Sprintf("%s.mappings[%d].type", path, i))
	}
	for i, s := range objects(obj(field, "thresholds"), "steps") {
		if (i == 0) != (s["value"] == nil) {
			g.broken("%s.thresholds.steps[%d].value is %v", path, i, s["value"])
		}
	}
}

func (g *guard) variable(v any, path string) {
	o, _ := v.(map[string]any)
	for _, key := range []string{"type", "name", "label", "description", "query", "regex"} {
		g.is(o[key], "string", path+"."+key)
	}
	for _, key := range []string{"hide", "sort", "refresh"} {
		g.is(o[key], "number", path+"."+key)
	}
	for _, key := range []string{"multi", "includeAll"} {
		g.is(o[key], "bool", path+"."+key)
	}
	g.is(o["current"], "object", path+".current")
	g.is(o["options"], "list", path+".options")
	g.datasource(o, path)
}

// origins holds every path against the stored document: something must stand there.
func (g *guard) origins(t *testing.T, doc Document) {
	t.Helper()
	var stored any
	if err := json.Unmarshal(doc.Stored, &stored); err != nil {
		t.Fatal(err)
	}
	check := func(path string) {
		if _, ok := lookUp(stored, path).(map[string]any); !ok {
			g.broken("the path %q leads nowhere in the stored document", path)
		}
	}
	doc.Normal.Walk(func(p Panel, path string) {
		check(path)
		for _, target := range p.Targets {
			check(target.Path)
		}
	})
	for _, v := range doc.Normal.Variables {
		check(v.Path)
	}
	for _, a := range doc.Normal.Annotations {
		check(a.Path)
	}
}

// lookUp follows a path such as $.panels[3].targets[0] or $.spec.elements['panel-1'].spec.
func lookUp(v any, path string) any {
	path = strings.TrimPrefix(path, "$")
	for path != "" {
		var key string
		switch {
		case strings.HasPrefix(path, "['"):
			key, path, _ = strings.Cut(path[2:], "']")
			v = obj(map[string]any{"": v}, "")[key]
		case path[0] == '[':
			key, path, _ = strings.Cut(path[1:], "]")
			items, _ := v.([]any)
			i, ok := num(key)
			if !ok || int(i) >= len(items) {
				return nil
			}
			v = items[int(i)]
		default:
			end := strings.IndexAny(path[1:], ".[")
			if end < 0 {
				end = len(path) - 1
			}
			key, path = path[1:end+1], path[end+1:]
			v = obj(map[string]any{"": v}, "")[key]
		}
	}
	return v
}
