package model

import (
	"maps"
	"slices"
	"strings"
)

// renewGraph turns the graph panel (until Grafana 7) into timeseries, or into what its x axis showed
// instead of time.
func renewGraph(m *migration, p object) {
	custom := child(child(child(p, "fieldConfig"), "defaults"), "custom")
	graphStyle(p, custom)
	graphStacking(p, custom)
	yaxes := objects(p, "yaxes")
	if len(yaxes) == 0 {
		yaxes = oldAxes(p)
	}
	graphAxis(p, custom, yaxes[0])
	if d := p["decimals"]; d != nil {
		setField(p, "decimals", d)
	}
	setField(p, "color", object{"mode": "palette-classic"})
	graphColours(p)
	graphOverrides(m, p, yaxes)
	graphThresholds(p, custom)
	graphLinks(p)
	p["options"] = object{"legend": graphLegend(p["legend"]), "tooltip": graphTooltip(obj(p, "tooltip"))}
	p["type"] = "timeseries"
	graphXAxis(p)
	dropGraph(p)
}

// graphStyle: bars, lines and points could be on together; a series is drawn in one style now, and
// lines may show their points.
func graphStyle(p, custom object) {
	lines := truth(p, "lines") || p["lines"] == nil
	custom["drawStyle"] = drawStyle(truth(p, "bars"), lines, truth(p, "points"))
	custom["lineWidth"] = number0(p["linewidth"], 1)
	custom["fillOpacity"] = min(number0(p["fill"], 1)*10, 100)
	custom["gradientMode"] = "none"
	if g := number0(p["fillGradient"], 0); g > 0 {
		custom["fillOpacity"], custom["gradientMode"] = min(g*10, 100), "opacity"
	}
	if custom["drawStyle"] == "bars" {
		custom["fillOpacity"] = 100
	}
	custom["showPoints"] = "never"
	if truth(p, "points") {
		custom["showPoints"] = "always"
	}
	custom["pointSize"] = max(number0(p["pointradius"], 2)*2, 1)
	custom["lineInterpolation"] = "linear"
	if truth(p, "steppedLine") {
		custom["lineInterpolation"] = "stepAfter"
	}
	if truth(p, "dashes") {
		custom["lineStyle"] = dashes(p)
	}
	graphNulls(p, custom)
}

func drawStyle(bars, lines, points bool) string {
	switch {
	case bars:
		return "bars"
	case points && !lines:
		return "points"
	}
	return "line"
}

func dashes(o object) object {
	return object{"fill": "dash", "dash": []any{number0(o["dashLength"], 10), number0(o["spaceLength"], 10)}}
}

func number0(v any, fallback float64) float64 {
	if n, ok := num(v); ok {
		return n
	}
	return fallback
}

func graphNulls(p, custom object) {
	custom["spanNulls"] = str(p, "nullPointMode") == "connected"
	if str(p, "nullPointMode") == "null as zero" {
		setField(p, "nullValueMode", "null as zero")
	}
}

func graphStacking(p, custom object) {
	mode := "none"
	switch {
	case truth(p, "stack") && truth(p, "percentage"):
		mode = "percent"
	case truth(p, "stack"):
		mode = "normal"
	}
	custom["stacking"] = object{"mode": mode, "group": "A"}
}

var seriesVariable = strings.NewReplacer("${__series_name}", "${__series.name}", "$__series_name", "${__series.name}",
	"${__value_time}", "${__value.time}", "$__value_time", "${__value.time}")

// graphLinks: the links of a series stood in options.dataLinks in Grafana 6.
func graphLinks(p object) {
	links := objects(obj(p, "options"), "dataLinks")
	if len(links) == 0 {
		return
	}
	for _, l := range links {
		l["url"], l["title"] = seriesVariable.Replace(str(l, "url")), seriesVariable.Replace(str(l, "title"))
	}
	setField(p, "links", anys(links))
}

// graphColours: aliasColors gave a series a colour by its exact name.
func graphColours(p object) {
	colours := obj(p, "aliasColors")
	for _, alias := range slices.Sorted(maps.Keys(colours)) {
		if c := str(colours, alias); c != "" {
			addOverride(p, object{"id": "byName", "options": alias}, properties{fixedColour(c)})
		}
	}
}

func fixedColour(c string) object {
	return object{"id": "color", "value": object{"mode": "fixed", "fixedColor": c}}
}

// graphXAxis: the axis could show series or a histogram of values instead of time.
func graphXAxis(p object) {
	axis := obj(p, "xaxis")
	switch str(axis, "mode") {
	case "series":
		calc := "mean"
		if values := strs(axis["values"]); len(values) > 0 {
			calc = reducer(values[0])
		}
		p["type"] = "barchart"
		reduce := object{"id": "reduce", "options": object{"mode": "seriesToRows", "reducers": []any{calc}}}
		p["transformations"] = append(list(p, "transformations"), reduce)
	case "histogram":
		p["type"] = "histogram"
		if n := number(axis["buckets"]); n != nil {
			obj(p, "options")["bucketCount"] = n
		}
	}
	if p["type"] != "timeseries" {
		defaults := obj(obj(p, "fieldConfig"), "defaults")
		old := obj(defaults, "custom")
		defaults["custom"] = object{"fillOpacity": old["fillOpacity"], "lineWidth": old["lineWidth"], "gradientMode": old["gradientMode"]}
	}
}

func dropGraph(p object) {
	drop(p, "aliasColors", "bars", "dashLength", "dashes", "fill", "fillGradient", "grid", "hiddenSeries", "legend", "lines", "linewidth",
		"nullPointMode", "percentage", "pointradius", "points", "seriesOverrides", "spaceLength", "stack", "steppedLine", "thresholds",
		"timeRegions", "tooltip", "xaxis", "yaxes", "yaxis", "decimals", "x-axis", "y-axis", "y_formats", "y_format", "leftYAxisLabel", "rightYAxisLabel")
}
