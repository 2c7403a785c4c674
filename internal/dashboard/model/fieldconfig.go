package model

// settleFieldConfig gives every panel defaults and overrides, thresholds a first step without a value,
// and mappings the shape that they have had since Grafana 8.
func settleFieldConfig(m *migration) {
	m.everyPanel(func(p object) {
		settleRepeat(p)
		if str(p, "type") == "row" {
			return
		}
		config := child(p, "fieldConfig")
		settleField(child(config, "defaults"))
		config["overrides"] = anys(objects(config, "overrides"))
		for _, o := range objects(config, "overrides") {
			settleOverride(o)
		}
		child(p, "options")
		settleTransformations(p)
	})
}

func settleField(field object) {
	child(field, "custom")
	move(field, "title", field, "displayName")
	if has(field, "mappings") {
		field["mappings"] = mappings(objects(field, "mappings"))
	}
	if t := obj(field, "thresholds"); t != nil {
		settleThresholds(t)
	}
}

func settleOverride(o object) {
	child(o, "matcher")
	o["properties"] = anys(objects(o, "properties"))
	for _, p := range objects(o, "properties") {
		propertyID(p)
		switch v := p["value"].(type) {
		case []any:
			if p["id"] == "mappings" {
				p["value"] = mappings(objects(p, "value"))
			}
		case object:
			if p["id"] == "thresholds" {
				settleThresholds(v)
			}
		}
	}
}

// propertyID: a property was known by prop or path, and a custom one by a mark, before Grafana 7.
func propertyID(p object) {
	if has(p, "id") {
		return
	}
	id := firstOf(str(p, "prop"), str(p, "path"))
	if truth(p, "custom") {
		id = "custom." + id
	}
	if id == "title" {
		id = "displayName"
	}
	p["id"] = id
	drop(p, "prop", "path", "custom")
}

// settleThresholds: the first step holds from minus infinity, written as null. Some wrote 0 there, or
// nothing, or a text.
func settleThresholds(t object) {
	fill(t, "mode", "absolute")
	steps := objects(t, "steps")
	for i, s := range steps {
		n, ok := num(s["value"])
		switch {
		case i == 0:
			s["value"] = nil
		case !ok:
			s["value"] = 0
		default:
			if _, spelled := s["value"].(string); spelled {
				s["value"] = n
			}
		}
		fill(s, "color", "green")
	}
	t["steps"] = anys(steps)
}

// mappings turns {type: 1, value, text} and {type: 2, from, to, text} into {type: value|range|special,
// options}. What is of today's shape passes.
func mappings(old []object) []any {
	out := []any{}
	for i, m := range old {
		if _, today := m["options"]; today {
			out = append(out, m)
			continue
		}
		result := object{"text": str(m, "text"), "index": i}
		if c := str(m, "color"); c != "" {
			result["color"] = c
		}
		if whole(m["type"], 0, 2, 1) == 2 || has(m, "from") {
			out = append(out, rangeMapping(m, result))
			continue
		}
		out = append(out, valueMapping(str(m, "value"), result))
	}
	return out
}

func valueMapping(value string, result object) object {
	if value == "null" {
		return object{"type": "special", "options": object{"match": "null", "result": result}}
	}
	return object{"type": "value", "options": object{value: result}}
}

func rangeMapping(m, result object) object {
	if str(m, "from") == "null" && str(m, "to") == "null" {
		return object{"type": "special", "options": object{"match": "null", "result": result}}
	}
	return object{"type": "range", "options": object{"from": number(m["from"]), "to": number(m["to"]), "result": result}}
}

// number is a number, or null for one that is open.
func number(v any) any {
	n, ok := num(v)
	if !ok {
		return nil
	}
	return n
}

func settleTransformations(p object) {
	p["transformations"] = anys(objects(p, "transformations"))
	for _, t := range objects(p, "transformations") {
		child(t, "options")
		if t["id"] == "seriesToColumns" { // its name until Grafana 9.4
			t["id"] = "joinByField"
			fill(obj(t, "options"), "mode", "outer")
		}
	}
}

// settleRepeat: minSpan, a share of twelve columns, came before maxPerRow.
func settleRepeat(p object) {
	if span := whole(p["minSpan"], 0, columns, 0); span > 0 && !has(p, "maxPerRow") {
		p["maxPerRow"] = max(columns/span, 1)
	}
	delete(p, "minSpan")
	if str(p, "repeat") == "" {
		drop(p, "repeat", "repeatDirection", "maxPerRow")
		return
	}
	if str(p, "type") == "row" { // rows are repeated downwards alone
		drop(p, "repeatDirection", "maxPerRow")
		return
	}
	if p["repeatDirection"] != "v" {
		p["repeatDirection"] = "h"
	}
	p["maxPerRow"] = whole(p["maxPerRow"], 1, columns, 4)
}
