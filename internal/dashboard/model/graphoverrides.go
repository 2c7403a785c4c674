package model

// graphOverrides turns seriesOverrides into overrides; their order stays, the later wins in both.
func graphOverrides(m *migration, p object, yaxes []object) {
	for _, o := range objects(p, "seriesOverrides") {
		alias := str(o, "alias")
		if alias == "" {
			continue
		}
		addOverride(p, matcher(alias), seriesProperties(m, p, o, yaxes))
	}
}

func seriesProperties(m *migration, p, o object, yaxes []object) properties {
	var props properties
	if c := str(o, "color"); c != "" {
		props = append(props, fixedColour(c))
	}
	props.style(o)
	props.stack(o)
	if whole(o["yaxis"], 1, 2, 1) == 2 {
		props.rightAxis(obj(obj(p, "fieldConfig"), "defaults"), yaxes)
	}
	if str(o, "transform") == "negative-Y" {
		props.set("custom.transform", "negative-Y")
	}
	if hide := hideFrom(o); hide != nil {
		props.set("custom.hideFrom", hide)
	}
	if below := str(o, "fillBelowTo"); below != "" {
		props.set("custom.fillBelowTo", below)
	}
	if truth(o, "zindex") {
		m.warn(p, "the series %s was drawn in front of others; they are drawn in the order of the queries", str(o, "alias"))
	}
	return props
}

func (p *properties) style(o object) {
	bars, lines, points := o["bars"], o["lines"], o["points"]
	switch {
	case bars == true, lines == true, points == true && lines == false:
		p.set("custom.drawStyle", drawStyle(bars == true, lines == true, points == true))
	case lines == false:
		p.set("custom.lineWidth", 0)
	}
	if points != nil {
		p.set("custom.showPoints", map[bool]string{true: "always", false: "never"}[points == true])
	}
	if n, ok := num(o["linewidth"]); ok {
		p.set("custom.lineWidth", n)
	}
	if n, ok := num(o["fill"]); ok {
		p.set("custom.fillOpacity", min(n*10, 100))
	}
	if n, ok := num(o["fillGradient"]); ok && n > 0 {
		p.set("custom.gradientMode", "opacity")
		p.set("custom.fillOpacity", min(n*10, 100))
	}
	if n, ok := num(o["pointradius"]); ok {
		p.set("custom.pointSize", max(n*2, 1))
	}
	if stepped, ok := o["steppedLine"].(bool); ok {
		p.set("custom.lineInterpolation", map[bool]string{true: "stepAfter", false: "linear"}[stepped])
	}
	if on, ok := o["dashes"].(bool); ok && on {
		p.set("custom.lineStyle", dashes(o))
	}
	if mode := str(o, "nullPointMode"); mode != "" {
		p.set("custom.spanNulls", mode == "connected")
	}
}

// stack was true, false, or the letter of a group that is stacked apart.
func (p *properties) stack(o object) {
	switch v := o["stack"].(type) {
	case bool:
		p.set("custom.stacking", object{"mode": map[bool]string{true: "normal", false: "none"}[v], "group": "A"})
	case string:
		switch v {
		case "":
		case "true", "false":
			p.stack(object{"stack": v == "true"})
		default:
			p.set("custom.stacking", object{"mode": "normal", "group": v})
		}
	}
}

// rightAxis moves a series to the right with what the right axis said of itself, and without what the
// defaults say of the left.
func (p *properties) rightAxis(left object, yaxes []object) {
	axis := object{}
	if len(yaxes) > 1 {
		axis = yaxes[1]
	}
	if u := unit(str(axis, "format")); u != nil {
		p.set("unit", u)
	}
	for _, key := range []string{"min", "max", "decimals"} {
		if n := number(axis[key]); n != nil || has(left, key) {
			p.set(key, n)
		}
	}
	custom := axisCustom(axis)
	fill(custom, "axisPlacement", "right")
	for key, none := range map[string]any{"axisLabel": "", "scaleDistribution": object{"type": "linear"}} {
		if has(obj(left, "custom"), key) {
			fill(custom, key, none)
		}
	}
	for _, key := range []string{"axisPlacement", "axisLabel", "scaleDistribution"} {
		if custom[key] != nil {
			p.set("custom."+key, custom[key])
		}
	}
}

// hideFrom: a series could be left out of the drawing, the legend or the tooltip.
func hideFrom(o object) object {
	hidden := object{"viz": truth(o, "hiddenSeries"), "legend": o["legend"] == false, "tooltip": truth(o, "hideTooltip")}
	if hidden["viz"] == false && hidden["legend"] == false && hidden["tooltip"] == false {
		return nil
	}
	return hidden
}
