package model

// renewOptions brings panels that are still drawn today from the options of their first releases to
// those of now.
func renewOptions(m *migration) {
	m.everyPanel(func(p object) {
		options := obj(p, "options")
		move(options, "tooltipOptions", options, "tooltip")
		renewLegend(obj(options, "legend"))
		defaults := obj(obj(p, "fieldConfig"), "defaults")
		renewCustom(obj(defaults, "custom"))
		for _, o := range objects(obj(p, "fieldConfig"), "overrides") {
			for _, property := range objects(o, "properties") {
				renewProperty(property)
			}
		}
	})
}

// renewLegend: hidden was a way to display until Grafana 9.
func renewLegend(legend object) {
	if !has(legend, "displayMode") {
		return
	}
	if str(legend, "displayMode") == "hidden" {
		legend["displayMode"], legend["showLegend"] = "list", false
	}
	fill(legend, "showLegend", true)
}

func renewCustom(custom object) {
	if style, old := map[string]string{"lines": "line", "bar": "bars", "point": "points"}[str(custom, "drawStyle")]; old {
		custom["drawStyle"] = style // names of the first previews of timeseries
	}
	renewHideFrom(obj(custom, "hideFrom"))
	if mode, ok := custom["displayMode"].(string); ok {
		fill(custom, "cellOptions", cellOptions(mode))
		delete(custom, "displayMode")
	}
}

func renewProperty(property object) {
	switch property["id"] {
	case "custom.displayMode":
		if mode, ok := property["value"].(string); ok {
			property["id"], property["value"] = "custom.cellOptions", cellOptions(mode)
		}
	case "custom.hideFrom":
		renewHideFrom(obj(property, "value"))
	}
}

// renewHideFrom: viz was called graph in Grafana 7.
func renewHideFrom(hide object) { move(hide, "graph", hide, "viz") }

// cellOptions: until Grafana 9.3 one word said what a cell of a table shows.
func cellOptions(mode string) object {
	switch mode {
	case "color-background":
		return object{"type": "color-background", "mode": "gradient"}
	case "color-background-solid":
		return object{"type": "color-background", "mode": "basic"}
	case "gradient-gauge":
		return object{"type": "gauge", "mode": "gradient"}
	case "lcd-gauge":
		return object{"type": "gauge", "mode": "lcd"}
	case "basic", "basic-gauge":
		return object{"type": "gauge", "mode": "basic"}
	}
	return object{"type": mode}
}
