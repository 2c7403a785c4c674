package model

import (
	"slices"
	"strings"
)

// renewTable turns the table of Grafana 6 and before, which is known by its styles, into today's.
func renewTable(p object) {
	old := p["type"] == "table-old" || (has(p, "styles") && !configured(p) && len(obj(p, "options")) == 0)
	p["type"] = "table"
	if !old {
		drop(p, "styles", "columns", "transform", "table")
		return
	}
	tableTransform(p)
	tableStyles(p)
	options := child(p, "options")
	fill(options, "showHeader", p["showHeader"] != false)
	drop(p, "styles", "columns", "transform", "sort", "fontSize", "pageSize", "scroll", "showHeader", "filterNull")
	dropGraph(p)
}

// configured tells whether the panel says anything in the way of today's panels.
func configured(p object) bool {
	config := obj(p, "fieldConfig")
	for key, v := range obj(config, "defaults") {
		if inner, ok := v.(object); key != "custom" || !ok || len(inner) > 0 {
			return true
		}
	}
	return len(objects(config, "overrides")) > 0
}

// tableTransform: what made a table of series was one word.
func tableTransform(p object) {
	add := func(id string, options object) {
		p["transformations"] = append(list(p, "transformations"), object{"id": id, "options": options})
	}
	how := firstOf(str(p, "transform"), "timeseries_to_columns")
	for _, t := range objects(p, "targets") { // what is a table already was left one, whatever was chosen
		if str(t, "format") == "table" && strings.HasPrefix(how, "timeseries") {
			how = "table"
		}
	}
	switch how {
	case "timeseries_to_rows":
		add("seriesToRows", object{})
	case "timeseries_to_columns":
		add("joinByField", object{"byField": "Time", "mode": "outer"})
	case "timeseries_aggregations":
		var reducers []any
		for _, c := range objects(p, "columns") {
			reducers = append(reducers, reducer(str(c, "value")))
		}
		if len(reducers) == 0 {
			reducers = []any{"mean"}
		}
		add("reduce", object{"mode": "seriesToRows", "reducers": reducers, "includeTimeField": false})
	case "table":
		add("merge", object{})
	}
}

// tableStyles: the first style that matches a column held for it; among overrides the last wins.
// The style of all columns becomes the defaults.
func tableStyles(p object) {
	styles := objects(p, "styles")
	slices.Reverse(styles)
	for _, s := range styles {
		if pattern := str(s, "pattern"); pattern != "" && pattern != "/.*/" {
			addOverride(p, matcher(pattern), styleProperties(s))
			continue
		}
		for _, v := range styleProperties(s) {
			styleDefault(p, v.(object))
		}
	}
}

func styleDefault(p, property object) {
	const custom = len("custom.")
	id, value := str(property, "id"), property["value"]
	if len(id) > custom && id[:custom] == "custom." {
		child(child(child(p, "fieldConfig"), "defaults"), "custom")[id[custom:]] = value
		return
	}
	setField(p, id, value)
}

func styleProperties(s object) properties {
	var props properties
	if alias := str(s, "alias"); alias != "" {
		props.set("displayName", alias)
	}
	switch str(s, "type") {
	case "hidden":
		props.set("custom.hidden", true)
		return props
	case "date":
		props.set("unit", "time:"+firstOf(str(s, "dateFormat"), "YYYY-MM-DD HH:mm:ss"))
	case "number":
		props.numeric(s)
	case "string":
		if maps := oldMappings(s); len(maps) > 0 {
			props.set("mappings", maps)
		}
	}
	if align := str(s, "align"); align != "" {
		props.set("custom.align", align)
	}
	props.colour(s)
	props.link(s)
	return props
}

func (p *properties) numeric(s object) {
	if u := unit(str(s, "unit")); u != nil {
		p.set("unit", u)
	}
	if d := number(s["decimals"]); d != nil {
		p.set("decimals", d)
	}
}

// colour: a style coloured the value, the cell or the whole row by its thresholds.
func (p *properties) colour(s object) {
	cell := object{}
	switch str(s, "colorMode") {
	case "cell":
		cell["type"], cell["mode"] = "color-background", "basic"
	case "row":
		cell["type"], cell["mode"], cell["applyToRow"] = "color-background", "basic", true
	case "value":
		cell["type"] = "color-text"
	default:
		return
	}
	p.set("custom.cellOptions", cell)
	p.set("color", object{"mode": "thresholds"})
	p.set("thresholds", colourSteps(thresholdBounds(s["thresholds"]), strs(s["colors"])))
}

// link: the address used ${__cell} for the value and ${__cell_2} for that of another column.
func (p *properties) link(s object) {
	url := str(s, "linkUrl")
	if !truth(s, "link") || url == "" {
		return
	}
	rename := func(text string) string {
		return cellVariable.ReplaceAllStringFunc(text, func(found string) string {
			if column := cellVariable.FindStringSubmatch(found)[1]; column != "" {
				return "${__data.fields[" + column + "]}"
			}
			return "${__value.raw}"
		})
	}
	p.set("links", []any{object{"title": rename(str(s, "linkTooltip")), "url": rename(url), "targetBlank": truth(s, "linkTargetBlank")}})
}
