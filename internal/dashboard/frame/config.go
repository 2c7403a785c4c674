package frame

import (
	"maps"
	"math"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Config says how the values of a field look.
type Config struct {
	DisplayName string
	Unit        string
	NoValue     string
	Decimals    *int
	Min, Max    *float64
	Low, High   float64 // the ends of its scale, from the data where Min and Max say nothing
	Thresholds  Thresholds
	Mappings    []Object
	Colour      Object
	Custom      Object
	look        *Look
}

// Thresholds are steps of colours.
type Thresholds struct {
	Percent bool // of the scale
	Steps   []Step
}

// Step is a colour from a value on. The first step has none: it reaches from below.
type Step struct {
	From   float64
	Colour string
}

// Look is what all fields of a panel have in common.
type Look struct {
	Config  model.FieldConfig
	ByValue bool // whether colours follow thresholds where the dashboard says nothing, else the series
	Scheme  colour.Scheme
	Zone    *time.Location
	Now     time.Time
	Fill    func(string) string // puts values in the place of variables
}

// Apply gives all fields their configuration: the defaults, then each override that selects them.
func Apply(frames []*Frame, look Look) {
	order := 0
	rules := make([]func(*Field, *Frame) bool, len(look.Config.Overrides))
	for i, rule := range look.Config.Overrides {
		rules[i] = matcher(rule.MatcherID, rule.Options, frames)
	}
	for _, f := range frames {
		for _, field := range f.Fields {
			settings := maps.Clone(Object(look.Config.Defaults))
			if settings == nil {
				settings = Object{}
			}
			custom := maps.Clone(settings.Object("custom"))
			if custom == nil {
				custom = Object{}
			}
			for i, rule := range look.Config.Overrides {
				if rules[i](field, f) {
					override(settings, custom, rule.Property)
				}
			}
			field.configure(settings, custom, &look)
			field.Order = order
			if field.Kind != Time {
				order++
			}
		}
	}
	findScales(frames)
	for _, f := range frames {
		for _, field := range f.Fields {
			field.shown = DisplayName(field, f, frames)
		}
	}
}

// Title is the name that a field was given by Apply.
func (f *Field) Title() string { return f.shown }

func override(settings, custom Object, properties []model.Property) {
	for _, p := range properties {
		if name, ok := strings.CutPrefix(p.ID, "custom."); ok {
			custom[name] = p.Value
		} else {
			settings[p.ID] = p.Value
		}
	}
}

func (f *Field) configure(settings, custom Object, look *Look) {
	was := f.Config
	f.Config = Config{
		DisplayName: look.Fill(settings.Text("displayName")), Unit: settings.Text("unit"), NoValue: settings.Text("noValue"),
		Decimals: wholeNumber(settings["decimals"]), Min: settings.Number("min"), Max: settings.Number("max"),
		Thresholds: thresholds(settings.Object("thresholds")), Mappings: settings.Objects("mappings"),
		Colour: settings.Object("color"), Custom: custom, look: look,
	}
	if f.Config.DisplayName == "" {
		f.Config.DisplayName = was.DisplayName
	}
	if f.Config.Unit == "" {
		f.Config.Unit = was.Unit
	}
	if f.Config.Colour.Text("mode") == "" {
		mode := "palette-classic"
		if look.ByValue {
			mode = "thresholds"
		}
		f.Config.Colour = Object{"mode": mode}
	}
}

func wholeNumber(v any) *int {
	f, ok := numberOf(v)
	if !ok {
		return nil
	}
	n := int(min(max(f, 0), 20))
	return &n
}

func thresholds(o Object) Thresholds {
	if o == nil {
		return Thresholds{Steps: []Step{{math.Inf(-1), "green"}, {80, "red"}}}
	}
	t := Thresholds{Percent: o.Text("mode") == "percentage"}
	for i, step := range o.Objects("steps") {
		from := step.NumberOr("value", math.Inf(-1))
		if i == 0 {
			from = math.Inf(-1)
		}
		t.Steps = append(t.Steps, Step{from, step.TextOr("color", "green")})
	}
	return t
}

// findScales takes the least and the greatest of all numbers for the ends that nobody set.
func findScales(frames []*Frame) {
	low, high := math.Inf(1), math.Inf(-1)
	for _, f := range frames {
		for _, field := range f.Numbers() {
			l, h := ends(field.Numbers)
			low, high = min(low, l), max(high, h)
		}
	}
	for _, f := range frames {
		for _, field := range f.Numbers() {
			field.Config.Low, field.Config.High = low, high
			if field.Config.Min != nil {
				field.Config.Low = *field.Config.Min
			}
			if field.Config.Max != nil {
				field.Config.High = *field.Config.Max
			}
			if !(field.Config.High > field.Config.Low) {
				field.Config.High = field.Config.Low + 1
			}
			if math.IsInf(field.Config.Low, 0) || math.IsInf(field.Config.High, 0) {
				field.Config.Low, field.Config.High = 0, 100
			}
		}
	}
}

// ends are the least and the greatest number that is finite.
func ends(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high
}

// matcher says which fields a rule is for. One that is not known selects none.
func matcher(id string, options any, all []*Frame) func(*Field, *Frame) bool {
	text := textOf(options)
	switch id {
	case "byName":
		return func(f *Field, in *Frame) bool { return f.Name == text || DisplayName(f, in, all) == text }
	case "byNames":
		o := Of(options)
		names := map[string]bool{}
		for _, name := range o.Texts("names") {
			names[name] = true
		}
		exclude := o.Text("mode") == "exclude"
		return func(f *Field, in *Frame) bool {
			return (names[f.Name] || names[DisplayName(f, in, all)]) != exclude
		}
	case "byRegexp":
		expression := Regexp(text)
		if expression == nil {
			break
		}
		return func(f *Field, in *Frame) bool { return expression.MatchString(DisplayName(f, in, all)) }
	case "byType":
		return func(f *Field, _ *Frame) bool { return kindNames[f.Kind] == text }
	case "numeric":
		return func(f *Field, _ *Frame) bool { return f.Kind == Number }
	case "byFrameRefID":
		return func(_ *Field, in *Frame) bool { return in.RefID == text }
	case "byValue":
		return byValue(Of(options))
	}
	return func(*Field, *Frame) bool { return false }
}

var kindNames = map[Kind]string{Number: "number", Time: "time", Text: "string"}

func byValue(o Object) func(*Field, *Frame) bool {
	compare := comparisons[o.TextOr("op", ">=")]
	wanted := o.NumberOr("value", 0)
	return func(f *Field, _ *Frame) bool {
		return f.Kind == Number && compare != nil && compare(Reduce(f, o.TextOr("reducer", "lastNotNull")), wanted)
	}
}

var comparisons = map[string]func(a, b float64) bool{
	"eq": func(a, b float64) bool { return a == b }, "neq": func(a, b float64) bool { return a != b },
	"==": func(a, b float64) bool { return a == b }, "!=": func(a, b float64) bool { return a != b },
	"gt": func(a, b float64) bool { return a > b }, "lt": func(a, b float64) bool { return a < b },
	">": func(a, b float64) bool { return a > b }, "<": func(a, b float64) bool { return a < b },
	"gte": func(a, b float64) bool { return a >= b }, "lte": func(a, b float64) bool { return a <= b },
	">=": func(a, b float64) bool { return a >= b }, "<=": func(a, b float64) bool { return a <= b },
}

// Selects says which fields a matcher is for: byName, byRegexp, byType, numeric and the others of overrides.
func Selects(id string, options any, all []*Frame) func(*Field, *Frame) bool {
	return matcher(id, options, all)
}
