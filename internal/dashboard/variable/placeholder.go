package variable

import (
	"regexp"
	"slices"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Some is what stands for a value that only a data source could tell.
const Some = "someValue"

// The built-in durations have an odd length each, which nobody types: whoever reads the parsed query
// tells by it which of them stood there. oddMillis marks those of a dashboard's own variables.
const (
	RateInterval = "5m1ms"
	Interval     = "1m2ms"
	Range        = "6h3ms"
	oddMillis    = "4ms"
)

// Placeholders returns scopes for reading the queries of a dashboard that nobody has opened, the most
// likely first: a value that a data source would tell may be a name, a number or a duration.
func Placeholders(variables []model.Variable) []Scope {
	scopes := []Scope{}
	for _, guess := range []string{Some, "", "1", "5m" + oddMillis} {
		scopes = append(scopes, placeholders(variables, guess))
	}
	return scopes
}

// placeholders takes guess for what a data source would tell, or without one what was selected when
// the dashboard was saved.
func placeholders(variables []model.Variable, guess string) Scope {
	scope := Scope{
		"__interval": One(Interval), "__interval_ms": One("60002"), "interval_ms": One("60002"),
		"__rate_interval": One(RateInterval), "__rate_interval_ms": One("300001"),
		"__range": One(Range), "__range_s": One("21600"), "__range_ms": One("21600003"),
		"__from": One("1600000000000"), "__to": One("1600021600000"), "__auto_interval": One(Interval),
		"__auto": One(Interval), "__dashboard": One(Some), "__name": One(Some),
		"__org":  {Value: []string{"1"}, Fields: map[string]string{"id": "1", "name": Some}},
		"__user": {Value: []string{"1"}, Fields: map[string]string{"id": "1", "login": Some, "email": Some}},
	}
	for _, v := range variables {
		value := saved(v)
		if value == "" || guess != "" && asked(v) {
			value = guess
		}
		if value == "" {
			value = Some
		}
		bound := One(odd(v, value))
		bound.Multi = v.Multi || v.IncludeAll
		scope[v.Name] = bound
		scope["__auto_interval_"+v.Name] = One(Interval)
	}
	return scope
}

// asked tells variables whose values a data source knows.
func asked(v model.Variable) bool {
	return v.Type == "query" || v.Type == "adhoc" || v.Type == "groupby"
}

// saved is a value that the document names: the selected one, or else the first that is offered.
func saved(v model.Variable) string {
	if v.Type == "constant" && v.Query != "" {
		return v.Query
	}
	candidates := append([]string{v.Current.Value}, v.Current.Values...)
	for _, o := range v.Options {
		candidates = append(candidates, o.Value)
	}
	if v.Type == "custom" || v.Type == "interval" || v.Type == "textbox" {
		candidates = append(candidates, firstOffered.FindString(v.Query))
	}
	i := slices.IndexFunc(candidates, func(c string) bool { return c != "" && c != allToken && !automatic.MatchString(c) })
	if i < 0 {
		return ""
	}
	return candidates[i]
}

var (
	firstOffered = regexp.MustCompile(`[^,\s:]+`)
	automatic    = regexp.MustCompile(`^(auto$|\$__auto)`)
	duration     = regexp.MustCompile(`^\d+[smhdwy]$`)
)

// odd gives a duration that a person chooses its mark.
func odd(v model.Variable, value string) string {
	if duration.MatchString(value) && v.Type != "constant" {
		return value + oddMillis
	}
	return value
}
