package frame

import (
	"cmp"
	"math"
	"slices"
)

// organize leaves fields out, orders them and gives them other names.
func organize(frames []*Frame, o Object, _ func(string) string) []*Frame {
	exclude, order, names, include := o.Object("excludeByName"), o.Object("indexByName"), o.Object("renameByName"), o.Object("includeByName")
	return eachFrame(frames, func(f *Frame) *Frame {
		var fields []*Field
		places := map[*Field]float64{}
		for _, field := range f.Fields {
			shown := DisplayName(field, f, frames)
			if exclude.Truth(shown) || exclude.Truth(field.Name) || len(include) > 0 && !include.Truth(shown) && !include.Truth(field.Name) {
				continue
			}
			renamed := *field
			if name := cmp.Or(names.Text(shown), names.Text(field.Name)); name != "" {
				renamed.Config.DisplayName = name
			}
			places[&renamed] = order.NumberOr(shown, order.NumberOr(field.Name, math.Inf(1)))
			fields = append(fields, &renamed)
		}
		slices.SortStableFunc(fields, func(a, b *Field) int { return cmp.Compare(places[a], places[b]) })
		return f.with(fields)
	})
}

func renameByRegex(frames []*Frame, o Object, fill func(string) string) []*Frame {
	expression := Regexp(fill(o.TextOr("regex", "(.*)")))
	if expression == nil {
		return frames
	}
	to := dollars(fill(o.TextOr("renamePattern", "$1")))
	if o["renamePattern"] == "" {
		to = ""
	}
	return eachFrame(frames, func(f *Frame) *Frame {
		fields := slices.Clone(f.Fields)
		for i, field := range fields {
			if name := DisplayName(field, f, []*Frame{f}); expression.MatchString(name) {
				renamed := *field
				renamed.Config.DisplayName = expression.ReplaceAllString(name, to)
				fields[i] = &renamed
			}
		}
		return f.with(fields)
	})
}

func filterFieldsByName(frames []*Frame, o Object, fill func(string) string) []*Frame {
	include, exclude := namesMatcher(o.Object("include"), frames, fill), namesMatcher(o.Object("exclude"), frames, fill)
	return eachFrame(frames, func(f *Frame) *Frame {
		var fields []*Field
		for _, field := range f.Fields {
			if (include == nil || include(field, f)) && (exclude == nil || !exclude(field, f)) {
				fields = append(fields, field)
			}
		}
		if len(fields) == 0 {
			return nil
		}
		return f.with(fields)
	})
}

// namesMatcher selects by a list of names, an expression, or a variable that holds names.
func namesMatcher(o Object, all []*Frame, fill func(string) string) func(*Field, *Frame) bool {
	names := o.Texts("names")
	if variable := o.Text("variable"); variable != "" {
		names = append(names, fill(variable))
	}
	expression := Regexp(fill(o.Text("pattern")))
	if len(names) == 0 && o.Text("pattern") == "" {
		return nil
	}
	return func(field *Field, f *Frame) bool {
		shown := DisplayName(field, f, all)
		return slices.Contains(names, shown) || slices.Contains(names, field.Name) || o.Text("pattern") != "" && expression != nil && expression.MatchString(shown)
	}
}

func filterByRefID(frames []*Frame, o Object, _ func(string) string) []*Frame {
	include, exclude := Regexp(o.Text("include")), Regexp(o.Text("exclude"))
	return eachFrame(frames, func(f *Frame) *Frame {
		if o.Text("include") != "" && (include == nil || !include.MatchString(f.RefID)) || o.Text("exclude") != "" && exclude != nil && exclude.MatchString(f.RefID) {
			return nil
		}
		return f
	})
}

func sortBy(frames []*Frame, o Object, _ func(string) string) []*Frame {
	rules := o.Objects("sort")
	if len(rules) == 0 {
		return frames
	}
	return eachFrame(frames, func(f *Frame) *Frame {
		i := slices.IndexFunc(f.Fields, func(field *Field) bool { return called(field, f, frames, rules[0].Text("field")) })
		if i < 0 {
			return f
		}
		rows := allRows(f)
		slices.SortStableFunc(rows, func(a, b int) int {
			if rules[0].Truth("desc") {
				return f.Fields[i].Compare(b, a)
			}
			return f.Fields[i].Compare(a, b)
		})
		return f.take(rows)
	})
}

func allRows(f *Frame) []int {
	rows := make([]int, f.Len())
	for i := range rows {
		rows[i] = i
	}
	return rows
}

func limit(frames []*Frame, o Object, _ func(string) string) []*Frame {
	most := int(max(-1e6, min(o.NumberOr("limitField", 10), 1e6)))
	return eachFrame(frames, func(f *Frame) *Frame {
		rows := allRows(f)
		if most >= 0 {
			return f.take(rows[:min(most, len(rows))])
		}
		return f.take(rows[max(0, len(rows)+most):])
	})
}

func filterByValue(frames []*Frame, o Object, _ func(string) string) []*Frame {
	all, include := o.Text("match") == "all", o.TextOr("type", "include") == "include"
	filters := o.Objects("filters")
	if len(filters) == 0 {
		return frames
	}
	return eachFrame(frames, func(f *Frame) *Frame {
		var kept []int
		for _, row := range allRows(f) {
			matching := 0
			for _, filter := range filters {
				if holds(f, frames, filter, row) {
					matching++
				}
			}
			if (matching > 0 && (!all || matching == len(filters))) == include {
				kept = append(kept, row)
			}
		}
		return f.take(kept)
	})
}

func holds(f *Frame, all []*Frame, filter Object, row int) bool {
	i := slices.IndexFunc(f.Fields, func(field *Field) bool { return called(field, f, all, filter.Text("fieldName")) })
	if i < 0 {
		return false
	}
	field, config := f.Fields[i], filter.Object("config")
	text, options := field.raw(row), config.Object("options")
	switch id := config.Text("id"); id {
	case "isNull", "isNotNull":
		return (text == "") == (id == "isNull")
	case "equal", "notEqual":
		return (text == options.Text("value")) == (id == "equal")
	case "regex":
		expression := Regexp(options.Text("value"))
		return expression != nil && expression.MatchString(text)
	case "between":
		return field.Kind != Text && field.Numbers[row] >= options.NumberOr("from", math.Inf(-1)) && field.Numbers[row] <= options.NumberOr("to", math.Inf(1))
	case "greater", "greaterOrEqual", "lower", "lowerOrEqual":
		compare := comparisons[map[string]string{"greater": ">", "greaterOrEqual": ">=", "lower": "<", "lowerOrEqual": "<="}[id]]
		return field.Kind != Text && compare(field.Numbers[row], options.NumberOr("value", 0))
	}
	return false
}
