package model

import (
	"cmp"
	"slices"
)

// graphThresholds: each said on which side of a value it begins. Today each step holds from its value up.
func graphThresholds(p, custom object) {
	old := objects(p, "thresholds")
	if len(old) == 0 {
		old = gridThresholds(obj(p, "grid"))
	}
	slices.SortStableFunc(old, func(a, b object) int {
		return cmp.Compare(number0(a["value"], 0), number0(b["value"], 0))
	})
	steps := []any{object{"color": "transparent", "value": nil}}
	area, line := false, false
	for _, t := range old {
		value, ok := num(t["value"])
		if !ok {
			continue
		}
		area, line = area || t["fill"] != false, line || t["line"] == true
		if str(t, "op") == "lt" {
			steps[len(steps)-1].(object)["color"] = thresholdColour(t)
			steps = append(steps, object{"color": "transparent", "value": value})
			continue
		}
		steps = append(steps, object{"color": thresholdColour(t), "value": value})
	}
	if len(steps) == 1 {
		return
	}
	setField(p, "thresholds", object{"mode": "absolute", "steps": steps})
	custom["thresholdsStyle"] = object{"mode": thresholdMode(area, line)}
}

func thresholdMode(area, line bool) string {
	switch {
	case area && line:
		return "line+area"
	case line:
		return "line"
	}
	return "area"
}

func thresholdColour(t object) string {
	switch str(t, "colorMode") {
	case "warning":
		return "orange"
	case "ok":
		return "green"
	case "custom":
		return firstOf(str(t, "fillColor"), str(t, "lineColor"), "red")
	}
	return "red"
}

// gridThresholds: before schema version 13 there were two, in the grid.
func gridThresholds(grid object) []object {
	var out []object
	for i, key := range []string{"threshold1", "threshold2"} {
		if value, ok := num(grid[key]); ok {
			out = append(out, object{"value": value, "op": "gt", "fill": true, "line": truth(grid, "thresholdLine"), "colorMode": "custom",
				"fillColor": firstOf(str(grid, key+"Color"), []string{"orange", "red"}[i])})
		}
	}
	return out
}

func graphLegend(v any) object {
	old, _ := v.(object)
	if on, ok := v.(bool); ok { // before schema version 3
		old = object{"show": on}
	}
	legend := object{"showLegend": old["show"] != false, "displayMode": "list", "placement": "bottom", "calcs": []any{}}
	if truth(old, "alignAsTable") {
		legend["displayMode"] = "table"
	}
	if truth(old, "rightSide") {
		legend["placement"] = "right"
		if w := number(old["sideWidth"]); w != nil {
			legend["width"] = w
		}
	}
	if old["values"] == true {
		legend["calcs"] = legendCalcs(old)
	}
	if by := str(old, "sort"); by != "" {
		legend["sortBy"], legend["sortDesc"] = legendColumn(by), truth(old, "sortDesc")
	}
	return legend
}

func legendCalcs(old object) []any {
	calcs := []any{}
	for _, key := range []string{"min", "max", "avg", "current", "total"} {
		if truth(old, key) {
			calcs = append(calcs, reducer(key))
		}
	}
	return calcs
}

// legendColumn is the heading of the column that a table legend is sorted by.
func legendColumn(calc string) string {
	return map[string]string{"avg": "Mean", "current": "Last *", "total": "Total", "min": "Min", "max": "Max"}[calc]
}

func graphTooltip(old object) object {
	tip := object{"mode": "single", "sort": "none"}
	if old["shared"] != false {
		tip["mode"] = "multi"
	}
	switch whole(old["sort"], 0, 2, 0) {
	case 1:
		tip["sort"] = "asc"
	case 2:
		tip["sort"] = "desc"
	}
	return tip
}
