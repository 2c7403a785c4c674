package model

import "strings"

// renewHeatmap turns the heatmap of Grafana 8 and before, which is known by fields outside of options,
// into today's.
func renewHeatmap(p object) {
	options := obj(p, "options")
	if old := has(p, "dataFormat") || has(p, "yAxis") || has(p, "cards"); old && !has(options, "calculate") && !has(options, "yAxis") {
		p["options"] = heatmapOptions(p)
	}
	drop(p, "dataFormat", "yAxis", "xAxis", "cards", "color", "heatmap", "hideZeroBuckets", "highlightCards", "legend", "tooltip",
		"reverseYBuckets", "xBucketNumber", "xBucketSize", "yBucketNumber", "yBucketSize", "yBucketBound")
}

func heatmapOptions(p object) object {
	calculate := str(p, "dataFormat") != "tsbuckets"
	options := object{
		"calculate": calculate,
		"color":     heatmapColour(obj(p, "color")),
		"yAxis":     heatmapYAxis(p),
		"cellGap":   number0(obj(p, "cards")["cardPadding"], 1), "cellRadius": number0(obj(p, "cards")["cardRound"], 0),
		"legend": object{"show": truth(obj(p, "legend"), "show")}, "showValue": "never",
		"tooltip":   object{"mode": "single", "showColorScale": false, "yHistogram": truth(obj(p, "tooltip"), "showHistogram")},
		"rowsFrame": object{"layout": rowsLayout(str(p, "yBucketBound"))},
	}
	if obj(p, "tooltip")["show"] == false {
		obj(options, "tooltip")["mode"] = "none"
	}
	if truth(p, "hideZeroBuckets") {
		options["filterValues"] = object{"le": 1e-9}
	}
	if calculate {
		options["calculation"] = heatmapBuckets(p)
	}
	return options
}

// heatmapBuckets: buckets by size or by number, on a scale that the axis said.
func heatmapBuckets(p object) object {
	y := bucket(p["yBucketSize"], p["yBucketNumber"])
	if base := number0(obj(p, "yAxis")["logBase"], 1); base > 1 {
		y["scale"] = object{"type": "log", "log": base}
		if split := number(obj(p, "yAxis")["splitFactor"]); split != nil {
			y["mode"], y["value"] = "count", text(split)
		}
	}
	return object{"xBuckets": bucket(p["xBucketSize"], p["xBucketNumber"]), "yBuckets": y}
}

func bucket(size, count any) object {
	if s := text(size); s != "" {
		return object{"mode": "size", "value": s}
	}
	if n := text(count); n != "" {
		return object{"mode": "count", "value": n}
	}
	return object{}
}

func heatmapColour(old object) object {
	colour := object{"mode": "scheme", "steps": 64, "reverse": false, "exponent": number0(old["exponent"], 0.5),
		"scheme": firstOf(strings.TrimPrefix(str(old, "colorScheme"), "interpolate"), "Oranges"),
		"fill":   firstOf(str(old, "cardColor"), "dark-orange"), "scale": "exponential"}
	if str(old, "mode") == "opacity" {
		colour["mode"] = "opacity"
		if str(old, "colorScale") == "linear" {
			colour["scale"] = "linear"
		}
	}
	for _, key := range []string{"min", "max"} {
		if n := number(old[key]); n != nil {
			colour[key] = n
		}
	}
	return colour
}

func heatmapYAxis(p object) object {
	old := obj(p, "yAxis")
	axis := object{"axisPlacement": "left", "reverse": truth(p, "reverseYBuckets")}
	if old["show"] == false {
		axis["axisPlacement"] = "hidden"
	}
	if u := unit(str(old, "format")); u != nil {
		axis["unit"] = u
	}
	for _, key := range []string{"decimals", "min", "max"} {
		if n := number(old[key]); n != nil {
			axis[key] = n
		}
	}
	return axis
}

// rowsLayout: whether a bucket's name is its upper or its lower end.
func rowsLayout(bound string) string {
	switch bound {
	case "upper":
		return "le"
	case "lower":
		return "ge"
	case "middle":
		return "unknown"
	}
	return "auto"
}
