package model

// renewPiechart turns the plugin grafana-piechart-panel into the panel that took its place.
func renewPiechart(p object) {
	p["type"] = "piechart"
	setField(p, "unit", unit(str(p, "format")))
	if d := number(p["decimals"]); d != nil {
		setField(p, "decimals", d)
	}
	setField(p, "color", object{"mode": "palette-classic"})
	graphColours(p)
	kind := "pie"
	if str(p, "pieType") == "donut" {
		kind = "donut"
	}
	options := object{
		"pieType": kind, "displayLabels": []any{}, "legend": pieLegend(p),
		"reduceOptions": object{"calcs": []any{reducer(firstOf(str(p, "valueName"), "current"))}, "fields": "", "values": false},
		"tooltip":       object{"mode": "single", "sort": "none"},
	}
	if str(p, "legendType") == "On graph" {
		options["displayLabels"] = []any{"name"}
	}
	p["options"] = options
	drop(p, "format", "pieType", "breakPoint", "combine", "fontSize", "strokeWidth", "legendType", "valueName", "cacheTimeout")
	dropGraph(p)
}

func pieLegend(p object) object {
	old := obj(p, "legend")
	legend := object{"showLegend": old["show"] != false && str(p, "legendType") != "On graph", "displayMode": "list", "placement": "bottom"}
	if str(p, "legendType") == "Right side" {
		legend["placement"] = "right"
	}
	values := []any{}
	if truth(old, "values") {
		values = append(values, "value")
	}
	if truth(old, "percentage") {
		values = append(values, "percent")
	}
	legend["values"] = values
	if len(values) > 0 {
		legend["displayMode"] = "table"
	}
	return legend
}

// renewDiscrete turns the plugin natel-discrete-panel into state-timeline.
func renewDiscrete(p object) {
	p["type"] = "state-timeline"
	setField(p, "unit", unit(str(p, "units")))
	setField(p, "color", object{"mode": "palette-classic"})
	setField(p, "custom", object{"fillOpacity": 100, "lineWidth": 0})
	setField(p, "mappings", colouredMappings(oldMappings(p), objects(p, "colorMaps")))
	p["options"] = object{"mergeValues": true, "showValue": "auto", "alignValue": "left", "rowHeight": 0.9,
		"legend": object{"showLegend": truth(p, "showLegend"), "displayMode": "list", "placement": "bottom"}, "tooltip": object{"mode": "single", "sort": "none"}}
	drop(p, "units", "colorMaps", "valueMaps", "rangeMaps", "mappingType", "mappingTypes", "rowHeight", "showLegend", "display", "textSize",
		"backgroundColor", "lineColor", "metricNameColor", "timeTextColor", "valueTextColor", "crosshairColor", "expandFromQueryS")
}

// colouredMappings gives the states their colours, which the plugin knew by the text that is shown.
func colouredMappings(mapped []any, colours []object) []any {
	for _, c := range colours {
		shown, found := str(c, "text"), false
		for _, m := range mapped {
			if result := resultOf(m.(object)); str(result, "text") == shown {
				result["color"], found = str(c, "color"), true
			}
		}
		if !found {
			mapped = append(mapped, valueMapping(shown, object{"color": str(c, "color"), "index": len(mapped)}))
		}
	}
	return mapped
}

// resultOf is what a mapping of one value, a range or null shows.
func resultOf(mapping object) object {
	options := obj(mapping, "options")
	if result := obj(options, "result"); result != nil {
		return result
	}
	for _, v := range options {
		result, _ := v.(object)
		return result
	}
	return nil
}

// renewText: content and mode stood on the panel until Grafana 7, and mode text was plain text.
func renewText(p object) {
	options := child(p, "options")
	move(p, "content", options, "content")
	move(p, "mode", options, "mode")
	options["content"] = str(options, "content")
	switch mode := str(options, "mode"); mode {
	case "markdown", "html", "code":
	case "text":
		options["mode"], options["code"] = "code", object{"language": "plaintext", "showLineNumbers": false, "showMiniMap": false}
	default:
		options["mode"] = "markdown"
	}
}

// renewDashlist: its settings stood on the panel until Grafana 7.
func renewDashlist(p object) {
	options := child(p, "options")
	for was, is := range map[string]string{"starred": "showStarred", "recent": "showRecentlyViewed", "search": "showSearch", "headings": "showHeadings",
		"limit": "maxItems", "query": "query", "folderId": "folderId", "tags": "tags"} {
		move(p, was, options, is)
	}
	if mode := str(p, "mode"); mode != "" { // before Grafana 2.1 it was one list
		fill(options, "showStarred", mode == "starred")
		fill(options, "showSearch", mode == "search")
	}
	delete(p, "mode")
	options["tags"] = anyStrings(strs(options["tags"]))
	options["query"] = str(options, "query")
	options["maxItems"] = whole(options["maxItems"], 1, 1000, 10)
}

// renewAlertlist: its settings stood on the panel until Grafana 7, with the states of the alerts of then.
func renewAlertlist(p object) {
	options := child(p, "options")
	for was, is := range map[string]string{"limit": "maxItems", "sortOrder": "sortOrder", "onlyAlertsOnDashboard": "dashboardAlerts",
		"nameFilter": "alertName", "folderId": "folderId"} {
		move(p, was, options, is)
	}
	if old := list(p, "stateFilter"); old != nil {
		fill(options, "stateFilter", alertStates(strs(old)))
	}
	if old, ok := options["stateFilter"].([]any); ok {
		options["stateFilter"] = alertStates(strs(old))
	}
	options["maxItems"] = whole(options["maxItems"], 1, 1000, 20)
	drop(p, "show", "stateFilter", "dashboardFilter", "dashboardTags")
}

func alertStates(old []string) object {
	states := object{"firing": len(old) == 0, "pending": len(old) == 0, "noData": false, "normal": false, "error": len(old) == 0}
	for _, s := range old {
		if now, known := map[string]string{"alerting": "firing", "pending": "pending", "no_data": "noData", "ok": "normal",
			"execution_error": "error"}[s]; known {
			states[now] = true
		}
	}
	return states
}
