package frame

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// reduce sums series up: a row for each, or each field to one value.
func reduce(frames []*Frame, o Object, _ func(string) string) []*Frame {
	calcs := o.Texts("reducers")
	if len(calcs) == 0 {
		return frames
	}
	selected := func(f *Field, _ *Frame) bool { return f.Kind != Time }
	if fields := o.Object("fields"); fields != nil {
		selected = matcher(fields.Text("id"), fields["options"], frames)
	}
	if o.Text("mode") == "reduceFields" {
		return reduceFields(frames, calcs, selected)
	}
	withLabels := o.Truth("labelsToFields")
	names := &Field{Name: "Field", Kind: Text}
	labels := map[string]*Field{}
	if withLabels {
		labels = labelColumns(frames)
	}
	columns := make([]*Field, len(calcs))
	for i, calc := range calcs {
		columns[i] = &Field{Name: CalcName(calc)}
	}
	for _, f := range frames {
		for _, field := range f.Fields {
			if !selected(field, f) {
				continue
			}
			name := DisplayName(field, f, frames)
			if withLabels {
				name = field.Name
			}
			names.Texts = append(names.Texts, name)
			for label, column := range labels {
				column.Texts = append(column.Texts, field.Labels[label])
			}
			for i, calc := range calcs {
				columns[i].Numbers = append(columns[i].Numbers, Reduce(field, calc))
			}
		}
	}
	out := &Frame{Fields: []*Field{names}}
	for _, label := range slices.Sorted(maps.Keys(labels)) {
		out.Fields = append(out.Fields, labels[label])
	}
	return []*Frame{out.with(append(out.Fields, columns...))}
}

func labelColumns(frames []*Frame) map[string]*Field {
	out := map[string]*Field{}
	for _, f := range frames {
		for _, field := range f.Fields {
			for label := range field.Labels {
				out[label] = &Field{Name: label, Kind: Text}
			}
		}
	}
	return out
}

func reduceFields(frames []*Frame, calcs []string, selected func(*Field, *Frame) bool) []*Frame {
	return eachFrame(frames, func(f *Frame) *Frame {
		var fields []*Field
		for _, field := range f.Fields {
			if !selected(field, f) {
				continue
			}
			for _, calc := range calcs {
				fields = append(fields, reducedField(field, calc, len(calcs) > 1))
			}
		}
		if len(fields) == 0 {
			return nil
		}
		return f.with(fields)
	})
}

func reducedField(field *Field, calc string, several bool) *Field {
	out := *field
	if field.Kind == Text && strings.Contains("first last firstNotNull lastNotNull", calc) && len(field.Texts) > 0 {
		row := len(field.Texts) - 1
		if strings.HasPrefix(calc, "first") {
			row = 0
		}
		out.Texts = []string{field.Texts[row]}
		return &out
	}
	out.Kind, out.Texts, out.Numbers = Number, nil, []float64{Reduce(field, calc)}
	if several {
		out.Labels = maps.Clone(field.Labels)
		if out.Labels == nil {
			out.Labels = map[string]string{}
		}
		out.Labels["reducer"] = CalcName(calc)
	}
	return &out
}

// timeSeriesTable has a row for each series: its labels, and the one number that sums it up.
func timeSeriesTable(frames []*Frame, o Object, _ func(string) string) []*Frame {
	var order []string
	byQuery := map[string][]*Frame{}
	for _, f := range frames {
		if byQuery[f.RefID] == nil {
			order = append(order, f.RefID)
		}
		byQuery[f.RefID] = append(byQuery[f.RefID], f)
	}
	var out []*Frame
	for _, ref := range order {
		own := byQuery[ref]
		calc := o.Object(ref).TextOr("stat", "lastNotNull")
		reduced := reduce(own, Object{"reducers": []any{calc}, "labelsToFields": true}, nil)[0]
		fields := slices.DeleteFunc(slices.Clone(reduced.Fields[1:]), func(f *Field) bool { return f.Name == "__name__" })
		fields[len(fields)-1].Name = "Trend #" + ref
		out = append(out, &Frame{RefID: ref, Fields: fields})
	}
	return out
}

// groupBy makes one row of all that have the same values in some fields.
func groupBy(frames []*Frame, o Object, _ func(string) string) []*Frame {
	rules := o.Object("fields")
	rule := func(field *Field, f *Frame) Object {
		if own := rules.Object(DisplayName(field, f, []*Frame{f})); own != nil {
			return own
		}
		return rules.Object(field.Name)
	}
	return eachFrame(frames, func(f *Frame) *Frame {
		var by []*Field
		for _, field := range f.Fields {
			if rule(field, f).Text("operation") == "groupby" {
				by = append(by, field)
			}
		}
		if len(by) == 0 {
			return nil
		}
		groups := groupsOf(f, by)
		var fields []*Field
		for _, field := range by {
			firsts := make([]int, len(groups))
			for i, rows := range groups {
				firsts[i] = rows[0]
			}
			fields = append(fields, field.take(firsts))
		}
		for _, field := range f.Fields {
			if rule(field, f).Text("operation") != "aggregate" {
				continue
			}
			for _, calc := range rule(field, f).Texts("aggregations") {
				fields = append(fields, aggregated(field, groups, DisplayName(field, f, []*Frame{f}), calc))
			}
		}
		return f.with(fields)
	})
}

func groupsOf(f *Frame, by []*Field) [][]int {
	place := map[string]int{}
	var groups [][]int
	for row := range f.Len() {
		key := ""
		for _, field := range by {
			key += field.raw(row) + "\x00"
		}
		i, known := place[key]
		if !known {
			i = len(groups)
			place[key] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], row)
	}
	return groups
}

func aggregated(field *Field, groups [][]int, name, calc string) *Field {
	out := &Field{Name: name + " (" + calc + ")", Config: Config{Unit: field.Config.Unit}}
	if field.Kind == Time {
		out.Kind = Time
	}
	for _, rows := range groups {
		part := field.take(rows)
		if field.Kind == Text && !strings.Contains(strings.ToLower(calc), "count") {
			one := reducedField(part, calc, false)
			if one.Kind == Text {
				out.Kind, out.Texts = Text, append(out.Texts, one.Texts...)
				continue
			}
		}
		out.Numbers = append(out.Numbers, Reduce(part, calc))
	}
	return out
}

// calculateField adds a field that is calculated from others.
func calculateField(frames []*Frame, o Object, fill func(string) string) []*Frame {
	mode := o.TextOr("mode", "reduceRow")
	if o.TruthOr("timeSeries", true) && len(frames) > 1 {
		frames = joinByField(frames, Object{}, fill)
	}
	return eachFrame(frames, func(f *Frame) *Frame {
		values, name := calculations[mode](f, o)
		if values == nil {
			return f
		}
		field := &Field{Name: cmp.Or(o.Text("alias"), name), Numbers: values}
		field.Config.DisplayName = o.Text("alias")
		if !o.Truth("replaceFields") {
			return f.with(append(slices.Clone(f.Fields), field))
		}
		if at := f.First(Time); at != nil {
			return f.with([]*Field{at, field})
		}
		return f.with([]*Field{field})
	})
}

// calculations are the ways to calculate a field that are known here: its values and its name.
var calculations = map[string]func(*Frame, Object) ([]float64, string){
	"": fromRows, "reduceRow": fromRows, "binary": fromTwo, "unary": fromOne, "index": fromPlace,
}

func fromRows(f *Frame, o Object) ([]float64, string) {
	r := o.Object("reduce")
	calc := r.TextOr("reducer", "sum")
	return rowValues(f, r.Texts("include"), calc), CalcName(calc)
}

func fromTwo(f *Frame, o Object) ([]float64, string) {
	b := o.Object("binary")
	left, leftName := operand(f, b["left"])
	right, rightName := operand(f, b["right"])
	operator := b.TextOr("operator", "+")
	return binaryValues(left, right, operator), leftName + " " + operator + " " + rightName
}

func fromOne(f *Frame, o Object) ([]float64, string) {
	u := o.Object("unary")
	operator := u.TextOr("operator", "abs")
	values, name := operand(f, u["fieldName"])
	return unaryValues(values, operator), operator + "(" + name + ")"
}

func fromPlace(f *Frame, _ Object) ([]float64, string) {
	values := make([]float64, f.Len())
	for i := range values {
		values[i] = float64(i)
	}
	return values, "Row"
}

// operand is a field by its name or a fixed number; editors wrote it in three ways.
func operand(f *Frame, v any) ([]float64, string) {
	o := Of(v)
	name := cmp.Or(textOf(v), o.Text("fixed"), o.Object("matcher").Text("options"))
	for _, field := range f.Fields {
		if field.Kind != Text && called(field, f, []*Frame{f}, name) {
			return field.Numbers, name
		}
	}
	if fixed, ok := numberOf(name); ok {
		return slices.Repeat([]float64{fixed}, f.Len()), name
	}
	return nil, name
}

func binaryValues(left, right []float64, operator string) []float64 {
	operate := map[string]func(a, b float64) float64{
		"+": func(a, b float64) float64 { return a + b }, "-": func(a, b float64) float64 { return a - b },
		"*": func(a, b float64) float64 { return a * b }, "/": func(a, b float64) float64 { return a / b },
		"**": math.Pow, "%": math.Mod,
	}[operator]
	if operate == nil || left == nil || len(left) != len(right) {
		return nil
	}
	out := make([]float64, len(left))
	for i := range left {
		out[i] = operate(left[i], right[i])
	}
	return out
}

func unaryValues(values []float64, operator string) []float64 {
	operate := map[string]func(float64) float64{"abs": math.Abs, "exp": math.Exp, "ln": math.Log, "floor": math.Floor, "ceil": math.Ceil, "round": math.Round}[operator]
	if operate == nil || values == nil {
		return nil
	}
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = operate(v)
	}
	return out
}

func rowValues(f *Frame, include []string, calc string) []float64 {
	var columns []*Field
	for _, field := range f.Numbers() {
		if len(include) == 0 || slices.ContainsFunc(include, func(name string) bool { return called(field, f, []*Frame{f}, name) }) {
			columns = append(columns, field)
		}
	}
	if len(columns) == 0 {
		return nil
	}
	out := make([]float64, f.Len())
	for row := range out {
		one := &Field{}
		for _, c := range columns {
			one.Numbers = append(one.Numbers, c.Numbers[row])
		}
		out[row] = Reduce(one, calc)
	}
	return out
}
