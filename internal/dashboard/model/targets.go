package model

import "strconv"

// settleTargets gives every query a letter, as generators leave it out and transformations refer to it.
func settleTargets(m *migration) {
	m.everyPanel(func(p object) {
		if str(p, "type") == "row" {
			return
		}
		p["targets"] = anys(objects(p, "targets"))
		taken := map[string]bool{}
		for _, t := range objects(p, "targets") {
			settleTarget(t)
			taken[str(t, "refId")] = true
		}
		letters(objects(p, "targets"), taken)
	})
}

func settleTarget(t object) {
	move(t, "refID", t, "refId") // a slip that spread with copied generators
	for _, key := range []string{"refId", "expr", "legendFormat", "interval"} {
		if _, ok := t[key].(string); t[key] != nil && !ok {
			t[key] = str(t, key)
		}
	}
	if hide, ok := t["hide"]; ok && hide != true {
		t["hide"] = false
	}
	if f := str(t, "intervalFactor"); f == "" || f == "0" {
		delete(t, "intervalFactor")
	}
	drop(t, "calculatedInterval", "datasourceErrors", "errors", "dsType")
}

// letters names queries that have no refId, or one that stands before.
func letters(targets []object, taken map[string]bool) {
	seen, next := map[string]bool{}, 0
	for _, t := range targets {
		id := str(t, "refId")
		if id != "" && !seen[id] {
			seen[id] = true
			continue
		}
		for id == "" || taken[id] {
			id, next = letter(next), next+1
		}
		taken[id], seen[id] = true, true
		t["refId"] = id
	}
}

// letter counts A to Z, then A1, B1 and so on.
func letter(n int) string {
	name := string(rune('A' + n%26))
	if n >= 26 {
		name += strconv.Itoa(n / 26)
	}
	return name
}
