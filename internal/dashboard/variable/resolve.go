package variable

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Request asks what the variables of a dashboard stand for.
type Request struct {
	Variables []model.Variable
	Wanted    map[string][]string // what a link asks for, by name
	Around    Scope               // built-in names
	Range     time.Duration
	Ask       func(Question) ([]string, error)
}

// Resolve gives each variable its value, those that others need first: what is wanted, else what was
// saved, else what its options begin with. It returns a scope of everything even where a question
// failed; the error says which.
func Resolve(r Request) (Scope, error) {
	scope := Scope{}
	for name, bound := range r.Around {
		scope[name] = bound
	}
	var problems []error
	for _, v := range ordered(r.Variables) {
		bound, err := r.resolve(v, scope)
		if err != nil {
			problems = append(problems, fmt.Errorf("variable %s: %w", v.Name, err))
		}
		scope[v.Name] = bound
	}
	return scope, errors.Join(problems...)
}

// ordered puts those first whose values others need.
func ordered(variables []model.Variable) []model.Variable {
	byName := map[string]model.Variable{}
	for _, v := range variables {
		byName[v.Name] = v
	}
	done := map[string]bool{}
	var out []model.Variable
	var visit func(model.Variable)
	visit = func(v model.Variable) {
		if done[v.Name] {
			return
		}
		done[v.Name] = true // circles were refused when the document was read
		for _, ref := range References(v.Query + " " + v.Regex + " " + sourceUID(v)) {
			if needed, ok := byName[ref.Name]; ok {
				visit(needed)
			}
		}
		out = append(out, v)
	}
	for _, v := range variables {
		visit(v)
	}
	return out
}

func sourceUID(v model.Variable) string {
	if v.Datasource == nil {
		return ""
	}
	return v.Datasource.UID
}

func (r Request) resolve(v model.Variable, scope Scope) (Bound, error) {
	wanted, asked := r.Wanted[v.Name]
	if !asked {
		wanted = savedValues(v)
	}
	switch v.Type {
	case "constant":
		return One(firstOf(append([]string{v.Query}, wanted...))), nil
	case "textbox":
		if asked {
			return One(strings.Join(wanted, "")), nil
		}
		return One(firstOf(append(wanted, v.Query))), nil
	case "datasource":
		return One("lookout"), nil
	case "adhoc", "groupby", "system", "switch":
		return One(strings.Join(wanted, ",")), nil
	case "interval":
		return r.interval(v, wanted), nil
	}
	options, err := r.options(v, scope)
	if err != nil || len(options) == 0 {
		return held(v, wanted), err
	}
	return choose(v, options, wanted), nil
}

func firstOf(texts []string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func savedValues(v model.Variable) []string {
	if len(v.Current.Values) > 0 {
		return v.Current.Values
	}
	if v.Current.Value != "" {
		return []string{v.Current.Value}
	}
	if v.Current.Text != "" {
		return []string{v.Current.Text}
	}
	return nil
}

// interval is a length that people choose, or one that follows the range.
func (r Request) interval(v model.Variable, wanted []string) Bound {
	options := splitList(v.Query)
	value := firstOf(wanted)
	auto, _ := v.Raw["auto"].(bool)
	if !automatic.MatchString(value) && value != "" {
		return One(value)
	}
	if value == "" && !auto {
		return One(firstOf(options))
	}
	count, least := number(v.Raw["auto_count"], 30), 10*time.Second
	if text, ok := v.Raw["auto_min"].(string); ok {
		if set, ok := ParseInterval(text); ok {
			least = set
		}
	}
	return Bound{Text: []string{"auto"}, Value: []string{Duration(max(RoundInterval(r.Range/time.Duration(count)), least))}}
}

func number(v any, assumed int) int {
	if n, err := strconv.Atoi(fmt.Sprint(v)); err == nil && n > 0 {
		return n
	}
	return assumed
}

type option struct{ text, value string }

func (r Request) options(v model.Variable, scope Scope) ([]option, error) {
	if v.Type == "custom" {
		return customOptions(Interpolate(v.Query, scope, Glob)), nil
	}
	saved := savedOptions(v)
	if v.Type != "query" || v.Refresh == 0 && len(saved) > 0 || !onePromQL(v) || r.Ask == nil {
		return saved, nil
	}
	question, err := ParseQuestion(Interpolate(v.Query, without(v.Name, scope), PromQL))
	if err != nil {
		return saved, err
	}
	entries, err := r.Ask(question)
	if err != nil {
		return saved, err
	}
	return optionsFrom(entries, Interpolate(v.Regex, scope, "regex"), v.Sort)
}

// onePromQL tells whether a variable asks what Lookout can answer.
func onePromQL(v model.Variable) bool {
	return v.Datasource == nil || v.Datasource.Type == "" || v.Datasource.Type == "prometheus" || strings.Contains(v.Datasource.UID, "$")
}

// without lets a name stand for everything in its own query, or a list could never offer more than is selected.
func without(name string, scope Scope) Scope {
	out := Scope{}
	for n, bound := range scope {
		out[n] = bound
	}
	out[name] = Bound{Text: []string{"All"}, Value: []string{".*"}, All: true, AllValue: ".*"}
	return out
}

func savedOptions(v model.Variable) []option {
	var out []option
	for _, o := range v.Options {
		if value := firstOf([]string{o.Value, o.Text}); value != allToken {
			out = append(out, option{firstOf([]string{o.Text, o.Value}), value})
		}
	}
	return out
}

var (
	listPiece   = regexp.MustCompile(`(?:\\,|[^,])+`)
	namedOption = regexp.MustCompile(`(?s)^(.+?)\s:\s(.+)$`)
)

func splitList(text string) []string {
	var out []string
	for _, p := range listPiece.FindAllString(text, -1) {
		out = append(out, strings.TrimSpace(strings.ReplaceAll(p, `\,`, ",")))
	}
	return out
}

func customOptions(query string) []option {
	var out []option
	for _, p := range splitList(query) {
		if named := namedOption.FindStringSubmatch(p); named != nil {
			out = append(out, option{strings.TrimSpace(named[1]), strings.TrimSpace(named[2])})
		} else {
			out = append(out, option{p, p})
		}
	}
	return out
}

// held is a variable whose options are not known: it stands for what was asked for.
func held(v model.Variable, wanted []string) Bound {
	wanted = slices.DeleteFunc(slices.Clone(wanted), func(w string) bool { return w == "" })
	if slices.Contains(wanted, allToken) || v.IncludeAll && len(wanted) == 0 {
		return Bound{Text: []string{"All"}, Value: []string{".*"}, Multi: true, All: true, AllValue: firstOf([]string{v.AllValue, ".*"})}
	}
	return Bound{Text: wanted, Value: wanted, Multi: v.Multi || v.IncludeAll, Listed: v.Multi}
}

// choose selects those that were asked for and still exist; else all, if that is offered, or the first.
func choose(v model.Variable, options []option, wanted []string) Bound {
	several := v.Multi || v.IncludeAll
	var chosen []option
	for _, w := range wanted {
		i := slices.IndexFunc(options, func(o option) bool { return o.value == w })
		if i < 0 {
			i = slices.IndexFunc(options, func(o option) bool { return o.text == w })
		}
		if i >= 0 && !slices.Contains(chosen, options[i]) {
			chosen = append(chosen, options[i])
		}
	}
	all := slices.Contains(wanted, allToken) || len(chosen) == 0
	if v.IncludeAll && all {
		b := bind(options)
		b.Multi, b.Listed, b.All, b.AllValue = true, true, true, v.AllValue
		return b
	}
	if len(chosen) == 0 {
		chosen = options[:1]
	}
	if !v.Multi {
		chosen = chosen[:1]
	}
	b := bind(chosen)
	b.Multi, b.Listed = several, v.Multi
	return b
}

func bind(options []option) Bound {
	var b Bound
	for _, o := range options {
		b.Text, b.Value = append(b.Text, o.text), append(b.Value, o.value)
	}
	return b
}
