package model

import "strings"

// settleSettings fills in the top level: everything that the normal form promises stands there.
func settleSettings(m *migration) {
	d := m.dash
	for key, fallback := range map[string]any{"uid": "", "title": "", "description": "", "weekStart": "", "timezone": ""} {
		if _, ok := d[key].(string); !ok {
			d[key] = fallback
		}
	}
	if d["title"] == "" {
		d["title"] = "Untitled"
	}
	d["tags"] = anyStrings(strs(d["tags"]))
	d["refresh"] = refresh(d["refresh"])
	if d["timezone"] == "default" { // the word of schema version 22 for "as the organisation says"
		d["timezone"] = ""
	}
	settleTime(d)
	settleTooltip(d)
	d["links"] = anys(objects(d, "links"))
	for _, l := range objects(d, "links") {
		settleDashboardLink(l)
	}
	drop(d, "hideControls", "sharedCrosshair", "services", "pulldowns", "nav", "style", "__inputs", "__requires", "__elements")
	if v := whole(d["schemaVersion"], 0, 1000, 0); v > SchemaVersion {
		m.warn(d, "the dashboard is of schema version %d; what is newer than %d may be missing", v, SchemaVersion)
	}
	d["schemaVersion"] = SchemaVersion
}

// refresh was false for off before it was the empty string.
func refresh(v any) string {
	s, _ := v.(string)
	if s == "false" || s == "off" {
		return ""
	}
	return s
}

func settleTime(d object) {
	for _, nav := range objects(d, "nav") { // before schema version 4
		for k, v := range nav {
			fill(child(d, "timepicker"), k, v)
		}
	}
	span := child(d, "time")
	for key, fallback := range map[string]string{"from": "now-6h", "to": "now"} {
		if s := str(span, key); s == "" {
			span[key] = fallback
		}
	}
	picker := child(d, "timepicker")
	if truth(d, "hideControls") {
		fill(picker, "hidden", true)
	}
	drop(picker, "time_options", "type", "enable")
}

// settleTooltip: sharedCrosshair true became graphTooltip 1 with schema version 13.
func settleTooltip(d object) {
	fallback := 0
	if truth(d, "sharedCrosshair") {
		fallback = 1
	}
	d["graphTooltip"] = whole(d["graphTooltip"], 0, 2, fallback)
}

// settleDashboardLink: a link to dashboards by tag, or to one address.
func settleDashboardLink(l object) {
	if str(l, "type") == "dashboard" { // schema version 8: a dashboard by its address
		l["type"] = "link"
		fill(l, "url", str(l, "dashUri"))
	}
	fill(l, "type", "link")
	for _, key := range []string{"title", "url", "tooltip", "icon"} {
		l[key] = str(l, key)
	}
	l["tags"] = anyStrings(strs(l["tags"]))
	for _, key := range []string{"asDropdown", "targetBlank", "includeVars", "keepTime"} {
		l[key] = truth(l, key)
	}
}

// settleAnnotations brings both old places of annotations together and switches on what was on.
func settleAnnotations(m *migration) {
	place := child(m.dash, "annotations")
	place["list"] = anys(objects(place, "list"))
	for _, a := range objects(place, "list") {
		if _, ok := a["enable"].(bool); !ok {
			a["enable"] = true
		}
		a["hide"] = truth(a, "hide")
		a["name"] = str(a, "name")
		fill(a, "iconColor", "rgba(0, 211, 255, 1)")
		if built := truth(a, "builtIn") || whole(a["builtIn"], 0, 1, 0) == 1; built {
			a["builtIn"] = 1
		}
		if a["expr"] == nil && obj(a, "target") != nil {
			a["expr"] = str(obj(a, "target"), "expr")
		}
	}
}

// settleLinks: a panel's links were {type, dashboard, url, params, title} before schema version 21.
func settleLinks(m *migration) {
	m.everyPanel(func(p object) {
		p["links"] = anys(objects(p, "links"))
		for _, l := range objects(p, "links") {
			settlePanelLink(l)
		}
	})
}

func settlePanelLink(l object) {
	url := str(l, "url")
	if dashboard := str(l, "dashUri"); url == "" && dashboard != "" {
		url = "/d/" + strings.TrimPrefix(dashboard, "db/")
	}
	l["url"] = withQuery(url, l)
	l["title"] = str(l, "title")
	l["targetBlank"] = truth(l, "targetBlank")
	drop(l, "type", "dashUri", "dashboard", "params", "keepTime", "includeVars")
}

// withQuery adds what a link of old said in fields of their own.
func withQuery(url string, l object) string {
	var query []string
	if params := str(l, "params"); params != "" {
		query = append(query, params)
	}
	if truth(l, "keepTime") {
		query = append(query, "${__url_time_range}")
	}
	if truth(l, "includeVars") {
		query = append(query, "${__all_variables}")
	}
	if len(query) == 0 {
		return url
	}
	glue := "?"
	if strings.Contains(url, "?") {
		glue = "&"
	}
	return url + glue + strings.Join(query, "&")
}

func anyStrings(s []string) []any {
	out := make([]any, len(s))
	for i, v := range s {
		out[i] = v
	}
	return out
}
