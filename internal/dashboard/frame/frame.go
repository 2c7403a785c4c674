// Package frame holds tables of results as dashboards think of them: columns with a name, labels and a
// configuration. Answers of queries flow in; out flow the same tables after transformations and field
// configuration, ready to be drawn: every value has a text and a colour. It does on the server what
// @grafana/data does in the browser, and refuses to know who asked and how a table is drawn.
package frame

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Kind is what a field holds.
type Kind int

// The kinds there are. Times are Unix milliseconds.
const (
	Number Kind = iota
	Time
	Text
)

// Form says what the fields of a frame mean beyond their names.
type Form int

// The forms there are.
const (
	Plain   Form = iota
	Series       // one line: a time and a value
	Buckets      // a time, and a field for each bucket of a histogram
	Cells        // xMax, yMin, yMax, count: native histograms
)

// Frame is a table.
type Frame struct {
	Name, RefID string
	Form        Form
	Fields      []*Field
}

// Field is a column. Its values stand in Numbers, or in Texts if its kind is Text.
type Field struct {
	Name    string
	Kind    Kind
	Numbers []float64 // NaN where there is none
	Texts   []string
	Labels  map[string]string
	Given   string  // the name that the query's legend gave it
	Step    float64 // of times: milliseconds between them, 0 if unknown
	Config  Config
	Order   int // among all fields that are not times; its colour of a palette
	shown   string
}

// Len is the number of rows.
func (f *Frame) Len() int {
	if len(f.Fields) == 0 {
		return 0
	}
	return f.Fields[0].Len()
}

// Len is the number of values.
func (f *Field) Len() int {
	if f.Kind == Text {
		return len(f.Texts)
	}
	return len(f.Numbers)
}

// First returns the first field of a kind, or nil.
func (f *Frame) First(kind Kind) *Field {
	for _, field := range f.Fields {
		if field.Kind == kind {
			return field
		}
	}
	return nil
}

// Numbers returns the fields that hold numbers.
func (f *Frame) Numbers() []*Field {
	var out []*Field
	for _, field := range f.Fields {
		if field.Kind == Number {
			out = append(out, field)
		}
	}
	return out
}

// raw is a value as text without any configuration.
func (f *Field) raw(row int) string {
	if f.Kind == Text {
		return f.Texts[row]
	}
	if math.IsNaN(f.Numbers[row]) {
		return ""
	}
	return strconv.FormatFloat(f.Numbers[row], 'f', -1, 64)
}

// take returns a field with some rows of another, in that order; -1 is a row without value.
func (f *Field) take(rows []int) *Field {
	out := *f
	out.Numbers, out.Texts = nil, nil
	for _, row := range rows {
		switch {
		case f.Kind == Text && row < 0:
			out.Texts = append(out.Texts, "")
		case f.Kind == Text:
			out.Texts = append(out.Texts, f.Texts[row])
		case row < 0:
			out.Numbers = append(out.Numbers, math.NaN())
		default:
			out.Numbers = append(out.Numbers, f.Numbers[row])
		}
	}
	return &out
}

func (f *Frame) take(rows []int) *Frame {
	out := *f
	out.Fields = make([]*Field, len(f.Fields))
	for i, field := range f.Fields {
		out.Fields[i] = field.take(rows)
	}
	return &out
}

// DisplayName is what people read as a field's name. The frame and all frames beside it decide how much
// of it must be said.
func DisplayName(field *Field, in *Frame, all []*Frame) string {
	switch {
	case field.Config.DisplayName != "":
		return field.Config.DisplayName
	case field.Given != "":
		return field.Given
	case field.Kind == Time && len(field.Labels) == 0:
		return field.Name
	}
	var parts []string
	named := false
	if in.Name != "" && namesDiffer(all) {
		parts, named = append(parts, in.Name), true
	}
	if field.Name != "" && field.Name != "Value" {
		parts = append(parts, field.Name)
	}
	if labels := labelsShown(field, all); labels != "" {
		parts, named = append(parts, labels), true
	}
	if !named && field.Name == "Value" && in.Name != "" {
		parts = append(parts, in.Name)
	}
	if len(parts) == 0 || (len(parts) == 1 && parts[0] == field.Name) {
		return unique(field, in)
	}
	return strings.Join(parts, " ")
}

func namesDiffer(all []*Frame) bool {
	return slices.ContainsFunc(all, func(f *Frame) bool { return f.Name != all[0].Name })
}

// labelsShown is the value of the only label there is, or all of them.
func labelsShown(field *Field, all []*Frame) string {
	if len(field.Labels) == 0 {
		return ""
	}
	if only, ok := onlyLabel(all); ok {
		return field.Labels[only]
	}
	return LabelText(field.Labels)
}

func onlyLabel(all []*Frame) (string, bool) {
	found := ""
	for _, f := range all {
		for _, field := range f.Fields {
			for name := range field.Labels {
				if found != "" && name != found {
					return "", false
				}
				found = name
			}
		}
	}
	return found, found != ""
}

// unique adds a number to a name that several fields of a frame have.
func unique(field *Field, in *Frame) string {
	same, place := 0, 0
	for _, other := range in.Fields {
		if other.Name == field.Name {
			same++
		}
		if other == field {
			place = same
		}
	}
	if same > 1 && place > 0 {
		return fmt.Sprintf("%s %d", field.Name, place)
	}
	if field.Name == "" {
		return "Value"
	}
	return field.Name
}

// LabelText writes labels as PromQL does, the metric's name before the braces.
func LabelText(labels map[string]string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		if name != "__name__" {
			pairs = append(pairs, name+"="+strconv.Quote(labels[name]))
		}
	}
	if len(pairs) == 0 {
		return labels["__name__"]
	}
	return labels["__name__"] + "{" + strings.Join(pairs, ", ") + "}"
}

// Compare orders two rows: numbers by size, all else as text; what is missing comes last.
func (f *Field) Compare(a, b int) int {
	if f.Kind == Text {
		return strings.Compare(f.Texts[a], f.Texts[b])
	}
	x, y := f.Numbers[a], f.Numbers[b]
	switch {
	case math.IsNaN(x) && math.IsNaN(y):
		return 0
	case math.IsNaN(x):
		return 1
	case math.IsNaN(y):
		return -1
	}
	return cmp.Compare(x, y)
}
