package model

// renewSinglestat turns singlestat (until Grafana 7) into stat, or into gauge when it drew one.
func renewSinglestat(m *migration, p object) {
	p["type"] = "stat"
	setField(p, "unit", unit(str(p, "format")))
	if d := number(p["decimals"]); d != nil {
		setField(p, "decimals", d)
	}
	if s := str(p, "nullText"); s != "" {
		setField(p, "noValue", s)
	}
	setField(p, "color", object{"mode": "thresholds"})
	setField(p, "thresholds", colourSteps(thresholdBounds(p["thresholds"]), strs(p["colors"])))
	if maps := oldMappings(p); len(maps) > 0 {
		setField(p, "mappings", maps)
	}
	affixes(m, p)
	options := object{"reduceOptions": singleReduce(p), "orientation": "horizontal", "justifyMode": "auto", "textMode": "value",
		"colorMode": singleColour(p), "graphMode": "none"}
	if truth(obj(p, "sparkline"), "show") {
		options["graphMode"] = "area"
	}
	if str(p, "valueName") == "name" {
		options["textMode"] = "name"
	}
	p["options"] = options
	if gauge := obj(p, "gauge"); truth(gauge, "show") {
		singleGauge(p, gauge)
	}
	drop(p, "format", "decimals", "nullText", "thresholds", "colors", "mappingType", "mappingTypes", "valueMaps", "rangeMaps", "prefix",
		"postfix", "prefixFontSize", "postfixFontSize", "valueFontSize", "valueName", "tableColumn", "sparkline", "gauge", "colorBackground",
		"colorValue", "colorPrefix", "colorPostfix", "nullPointMode")
	dropGraph(p) // generators wrote the fields of a graph here too
}

func singleReduce(p object) object {
	reduce := object{"calcs": []any{reducer(str(p, "valueName"))}, "fields": "", "values": false}
	if column := str(p, "tableColumn"); column != "" {
		reduce["fields"] = "/^" + column + "$/"
	}
	return reduce
}

func singleColour(p object) string {
	switch {
	case truth(p, "colorBackground"):
		return "background"
	case truth(p, "colorValue"):
		return "value"
	}
	return "none"
}

// affixes: a text before or after the value can be said by the unit, where there is no other unit.
func affixes(m *migration, p object) {
	prefix, postfix := str(p, "prefix"), str(p, "postfix")
	if prefix == "" && postfix == "" {
		return
	}
	u := str(p, "format")
	switch plain := u == "" || u == "none" || u == "short"; {
	case plain && prefix == "":
		setField(p, "unit", "suffix:"+postfix)
	case plain && postfix == "":
		setField(p, "unit", "prefix:"+prefix)
	default:
		m.warn(p, "the text %q beside the value is left out: a value has a unit or a text, not both", prefix+postfix)
	}
}

func singleGauge(p, gauge object) {
	p["type"] = "gauge"
	setField(p, "min", number0(gauge["minValue"], 0))
	setField(p, "max", number0(gauge["maxValue"], 100))
	p["options"] = object{"reduceOptions": obj(p, "options")["reduceOptions"], "orientation": "auto",
		"showThresholdMarkers": gauge["thresholdMarkers"] != false, "showThresholdLabels": truth(gauge, "thresholdLabels")}
}

// renewFieldOptions: stat, gauge and bargauge kept the field configuration in options.fieldOptions
// until Grafana 7, and in options.valueOptions before 6.2.
func renewFieldOptions(p object) {
	if p["type"] == "singlestat2" {
		p["type"] = "stat"
	}
	options := child(p, "options")
	if old := obj(options, "fieldOptions"); old != nil {
		fill(options, "reduceOptions", object{"calcs": calcs(old["calcs"]), "fields": "", "values": truth(old, "values")})
		config := child(p, "fieldConfig")
		fields := child(config, "defaults")
		for key, value := range obj(old, "defaults") {
			move(object{key: value}, key, fields, renamedField(key))
		}
		move(old, "overrides", config, "overrides")
		move(old, "mappings", fields, "mappings")
		if steps := objects(old, "thresholds"); len(steps) > 0 {
			fill(fields, "thresholds", object{"mode": "absolute", "steps": oldSteps(steps)})
		}
	}
	if old := obj(options, "valueOptions"); old != nil {
		renewValueOptions(p, options, old)
	}
	drop(options, "fieldOptions", "valueOptions")
	if reduce := obj(options, "reduceOptions"); reduce != nil {
		reduce["calcs"] = calcs(reduce["calcs"])
	}
}

func renamedField(key string) string {
	if key == "title" { // the name of displayName until Grafana 7
		return "displayName"
	}
	return key
}

func renewValueOptions(p, options, old object) {
	setField(p, "unit", unit(str(old, "unit")))
	if d := number(old["decimals"]); d != nil {
		setField(p, "decimals", d)
	}
	fill(options, "reduceOptions", object{"calcs": []any{reducer(str(old, "stat"))}, "fields": "", "values": false})
	for _, key := range []string{"minValue", "maxValue"} {
		if n := number(options[key]); n != nil {
			setField(p, key[:3], n)
		}
	}
	if steps := objects(options, "thresholds"); len(steps) > 0 {
		setField(p, "thresholds", object{"mode": "absolute", "steps": oldSteps(steps)})
	}
	drop(options, "minValue", "maxValue", "thresholds", "baseColor")
}

// oldSteps: thresholds had an index, and the greatest stood first at times.
func oldSteps(steps []object) []any {
	ordered := make([]object, 0, len(steps))
	for _, s := range steps {
		at := len(ordered)
		for at > 0 && number0(ordered[at-1]["value"], -1e300) > number0(s["value"], -1e300) {
			at--
		}
		delete(s, "index")
		ordered = append(ordered[:at], append([]object{s}, ordered[at:]...)...)
	}
	return anys(ordered)
}

func calcs(v any) []any {
	out := []any{}
	for _, c := range strs(v) {
		out = append(out, reducer(c))
	}
	if len(out) == 0 {
		out = append(out, "mean")
	}
	return out
}
