package model

import (
	"regexp"
	"strings"
)

// renewPanels turns panels of plugins that were replaced into the ones that replaced them. A type that
// is not known here stays as it is.
func renewPanels(m *migration) {
	m.everyPanel(func(p object) {
		p["type"], p["title"], p["description"] = str(p, "type"), str(p, "title"), str(p, "description")
		if p["type"] == "" {
			m.warn(p, "the panel has no type")
			p["type"] = "unknown"
		}
		renewPanel(m, p)
		drop(p, "editable", "error", "renderer", "span", "height", "style", "isNew")
	})
}

func renewPanel(m *migration, p object) {
	switch str(p, "type") {
	case "graph", "graphite", "flot":
		renewGraph(m, p)
	case "singlestat", "grafana-singlestat-panel", "blackmirror1-singlestat-math-panel":
		renewSinglestat(m, p)
	case "stat", "singlestat2", "gauge", "bargauge":
		renewFieldOptions(p)
	case "table", "table-old", "table2":
		renewTable(p)
	case "heatmap":
		renewHeatmap(p)
	case "grafana-piechart-panel":
		renewPiechart(p)
	case "natel-discrete-panel":
		renewDiscrete(p)
	case "text":
		renewText(p)
	case "dashlist":
		renewDashlist(p)
	case "alertlist":
		renewAlertlist(p)
	case "heatmap-new": // its name while it was tried out beside the old one
		p["type"] = "heatmap"
	}
}

// matcher reads how panels of old named series: exactly, or as /an expression/.
func matcher(alias string) object {
	if expression(alias) {
		return object{"id": "byRegexp", "options": alias}
	}
	return object{"id": "byName", "options": alias}
}

func expression(alias string) bool {
	return len(alias) > 1 && alias[0] == '/' && strings.LastIndexByte(alias, '/') > 0
}

// properties collects what an override changes, in an order that does not depend on the input's.
type properties []any

func (p *properties) set(id string, value any) { *p = append(*p, object{"id": id, "value": value}) }

func addOverride(p, match object, props properties) {
	if len(props) == 0 {
		return
	}
	config := child(p, "fieldConfig")
	config["overrides"] = append(list(config, "overrides"), object{"matcher": match, "properties": []any(props)})
}

// reducers are the names that calculations had before Grafana 6.
func reducer(old string) string {
	switch old {
	case "avg":
		return "mean"
	case "current", "last", "name":
		return "lastNotNull"
	case "first":
		return "firstNotNull"
	case "total":
		return "sum"
	case "last_time":
		return "last"
	case "":
		return "mean"
	}
	return old
}

// unit turns the names that units had once into those of today.
func unit(old string) any {
	switch old {
	case "":
		return nil
	case "farenheit":
		return "fahrenheit"
	}
	return short(old)
}

// colourSteps makes thresholds of the text "80,90" and three colours: below, between, above.
func colourSteps(bounds []string, colours []string) object {
	if len(colours) == 0 {
		colours = []string{"green", "orange", "red"}
	}
	steps := []any{object{"color": short(colours[0]), "value": nil}}
	for i, b := range bounds {
		n, ok := num(b)
		if !ok {
			continue
		}
		steps = append(steps, object{"color": short(colours[min(i+1, len(colours)-1)]), "value": n})
	}
	return object{"mode": "absolute", "steps": steps}
}

// thresholdBounds reads "80,90", [80, 90] or ["80", "90"].
func thresholdBounds(v any) []string {
	if s, ok := v.(string); ok {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	}
	return strs(v)
}

// oldMappings reads valueMaps or rangeMaps, whichever the panel had chosen.
func oldMappings(o object) []any {
	kind := whole(o["mappingType"], 0, 2, 1)
	if kind == 2 {
		return mappings(objects(o, "rangeMaps"))
	}
	values := objects(o, "valueMaps")
	for _, v := range values {
		v["type"] = 1
	}
	return mappings(values)
}

var cellVariable = regexp.MustCompile(`\$\{?__cell(?:_(\d+))?(?::\w+)?\}?`)

// setField sets a default of the field configuration when there is something to set.
func setField(p object, key string, value any) {
	if value != nil {
		child(child(p, "fieldConfig"), "defaults")[key] = value
	}
}
