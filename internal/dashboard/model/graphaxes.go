package model

// graphAxis carries the left axis over: unit, limits, label, scale.
func graphAxis(p, custom, axis object) {
	if format := str(axis, "format"); format != "short" || !has(obj(obj(p, "fieldConfig"), "defaults"), "unit") {
		setField(p, "unit", unit(format))
	}
	for _, key := range []string{"min", "max", "decimals"} {
		if n := number(axis[key]); n != nil {
			setField(p, key, n)
		}
	}
	for id, value := range axisCustom(axis) {
		custom[id] = value
	}
}

// oldAxes: before schema version 13 both axes were described in the grid and in lists beside it.
func oldAxes(p object) []object {
	grid, formats := obj(p, "grid"), append(strs(p["y_formats"]), "short", "short")
	axes := make([]object, 2)
	for i, side := range []string{"left", "right"} {
		axes[i] = object{"format": formats[i], "min": grid[side+"Min"], "max": grid[side+"Max"], "logBase": grid[side+"LogBase"],
			"label": p[side+"YAxisLabel"]}
		if p["y-axis"] == false {
			axes[i]["show"] = false
		}
	}
	return axes
}

func axisCustom(axis object) object {
	out := object{}
	if label := short(str(axis, "label")); label != "" {
		out["axisLabel"] = label
	}
	if base := number0(axis["logBase"], 1); base > 1 {
		out["scaleDistribution"] = object{"type": "log", "log": base}
	}
	if axis["show"] == false {
		out["axisPlacement"] = "hidden"
	}
	return out
}
