package model

import (
	"regexp"
	"strings"
)

// settleDatasources makes {type, uid} of every way a data source was ever named: by a name, by a
// variable in any spelling, by null or "default" for the default one.
func settleDatasources(m *migration) {
	s := sources{types: map[string]string{}}
	for _, v := range objects(obj(m.dash, "templating"), "list") {
		if str(v, "type") == "datasource" {
			s.types[str(v, "name")] = short(str(v, "query"))
		}
	}
	for _, v := range objects(obj(m.dash, "templating"), "list") {
		s.settle(v, "")
	}
	for _, a := range objects(obj(m.dash, "annotations"), "list") {
		s.settle(a, guess(a))
	}
	m.everyPanel(func(p object) {
		if str(p, "type") != "row" {
			s.panel(p)
		}
	})
}

// exportPrefix begins the name that an export for sharing gives to a data source. Files are passed on
// without the list of inputs at times; then any data source of the kind is asked.
const exportPrefix = "DS_"

// sources knows which kind of data source each variable chooses from.
type sources struct{ types map[string]string }

func (s sources) panel(p object) {
	kind := ""
	for _, t := range objects(p, "targets") {
		kind = guess(t)
	}
	s.settle(p, kind)
	own := obj(p, "datasource")
	for _, t := range objects(p, "targets") {
		s.settle(t, guess(t))
		if t["datasource"] == nil && own != nil && own["uid"] != MixedUID {
			t["datasource"] = copied(own)
		}
	}
}

// guess tells from a query whom it asks, where nothing else says so.
func guess(query object) string {
	if str(query, "expr") != "" {
		return "prometheus"
	}
	return ""
}

func (s sources) settle(o object, kind string) {
	switch ds := o["datasource"].(type) {
	case string:
		o["datasource"] = s.named(ds, kind)
	case object:
		o["datasource"] = s.reference(ds, kind)
	default:
		o["datasource"] = nil
	}
}

// named reads the spelling before schema version 33: a name, a variable, or one of the constants.
func (s sources) named(name, kind string) any {
	if name == "" || name == "default" {
		return nil
	}
	return s.reference(object{"uid": name}, kind)
}

func (s sources) reference(ds object, kind string) any {
	uid, given := short(str(ds, "uid")), short(str(ds, "type"))
	switch {
	case uid == "" && given == "", uid == "default":
		return nil
	case uid == MixedUID:
		return object{"type": "datasource", "uid": MixedUID}
	case uid == DashboardUID:
		return object{"type": "datasource", "uid": DashboardUID}
	case uid == GrafanaUID, uid == "grafana" && (given == "" || given == "datasource" || given == "grafana"):
		return object{"type": "grafana", "uid": GrafanaUID}
	}
	if name := variableName(uid); name != "" {
		if _, declared := s.types[name]; !declared && strings.HasPrefix(name, exportPrefix) {
			return object{"type": firstOf(given, typeIn(name), kind), "uid": ""}
		}
		uid = "${" + name + "}"
		return object{"type": firstOf(s.types[name], given, typeIn(name), kind), "uid": uid}
	}
	return object{"type": firstOf(given, typeIn(uid), kind), "uid": uid}
}

// typeIn finds the kind of data source in a name that a person gave it.
func typeIn(name string) string {
	name = strings.ToLower(name)
	for _, kind := range []string{"prometheus", "loki", "elasticsearch", "influxdb", "graphite", "tempo", "jaeger", "cloudwatch"} {
		if strings.Contains(name, kind) {
			return kind
		}
	}
	return ""
}

func firstOf(candidates ...string) string {
	for _, c := range candidates {
		if c != "" {
			return c
		}
	}
	return ""
}

var wholeVariable = regexp.MustCompile(`^(?:\$(\w+)|\$\{(\w+)(?::\w+)?\}|\[\[(\w+)(?::\w+)?\]\])$`)

// variableName returns the name when a text is nothing but one variable: $x, ${x}, ${x:text} or [[x]].
func variableName(s string) string {
	m := wholeVariable.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3]
}
