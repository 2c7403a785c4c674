package frame

import (
	"maps"
	"math"
	"slices"
	"strings"
)

// merge puts frames into one: rows whose common fields are equal become one row.
func merge(frames []*Frame, _ Object, _ func(string) string) []*Frame {
	frames = slices.DeleteFunc(slices.Clone(frames), func(f *Frame) bool { return len(f.Fields) == 0 })
	if len(frames) < 2 {
		return frames
	}
	names, common := fieldNames(frames)
	if len(common) == 0 {
		return frames
	}
	table := newTable(frames, names)
	rowsOf := map[string][]int{}
	for _, f := range frames {
		own := byName(f)
		for row := range f.Len() {
			var key strings.Builder
			for _, name := range common {
				key.WriteString(own[name].raw(row) + "\x00")
			}
			table.mergeRow(rowsOf, key.String(), own, row)
		}
	}
	return []*Frame{{Fields: table.fields}}
}

// fieldNames are all names in order, and those that every frame has.
func fieldNames(frames []*Frame) (all, common []string) {
	counts := map[string]int{}
	for _, f := range frames {
		for name := range byName(f) {
			counts[name]++
		}
		for _, field := range f.Fields {
			if !slices.Contains(all, field.Name) {
				all = append(all, field.Name)
			}
		}
	}
	for _, name := range all {
		if counts[name] == len(frames) {
			common = append(common, name)
		}
	}
	return all, common
}

func byName(f *Frame) map[string]*Field {
	out := map[string]*Field{}
	for _, field := range f.Fields {
		if out[field.Name] == nil {
			out[field.Name] = field
		}
	}
	return out
}

// table is a frame that grows by rows, some of whose values may be missing yet.
type table struct {
	fields  []*Field
	present []map[int]bool
	rows    int
}

func newTable(frames []*Frame, names []string) *table {
	t := &table{}
	for _, name := range names {
		for _, f := range frames {
			if field := byName(f)[name]; field != nil {
				t.fields = append(t.fields, &Field{Name: name, Kind: field.Kind, Config: Config{Unit: field.Config.Unit}})
				t.present = append(t.present, map[int]bool{})
				break
			}
		}
	}
	return t
}

func (t *table) mergeRow(rowsOf map[string][]int, key string, own map[string]*Field, row int) {
	for _, at := range rowsOf[key] {
		if t.agrees(at, own, row) {
			t.set(at, own, row)
			return
		}
	}
	for _, field := range t.fields {
		if field.Kind == Text {
			field.Texts = append(field.Texts, "")
		} else {
			field.Numbers = append(field.Numbers, math.NaN())
		}
	}
	rowsOf[key] = append(rowsOf[key], t.rows)
	t.set(t.rows, own, row)
	t.rows++
}

func (t *table) agrees(at int, own map[string]*Field, row int) bool {
	for i, field := range t.fields {
		if from := own[field.Name]; from != nil && t.present[i][at] && field.raw(at) != from.raw(row) {
			return false
		}
	}
	return true
}

func (t *table) set(at int, own map[string]*Field, row int) {
	for i, field := range t.fields {
		from := own[field.Name]
		if from == nil {
			continue
		}
		t.present[i][at] = true
		switch {
		case field.Kind == Text:
			field.Texts[at] = from.raw(row)
		case from.Kind != Text:
			field.Numbers[at] = from.Numbers[row]
		}
	}
}

// joinByField puts frames beside each other where the values of one field are equal.
func joinByField(frames []*Frame, o Object, _ func(string) string) []*Frame {
	inner := o.Text("mode") == "inner"
	by := o.Text("byField")
	var keys []*Field
	var kept []*Frame
	for _, f := range frames {
		i := slices.IndexFunc(f.Fields, func(field *Field) bool {
			return by == "" && field.Kind == Time || by != "" && called(field, f, frames, by)
		})
		if i >= 0 {
			keys, kept = append(keys, f.Fields[i]), append(kept, f)
		}
	}
	if len(kept) == 0 {
		return frames
	}
	values, rows := joinedRows(keys, inner)
	out := &Frame{Fields: []*Field{values}}
	for i, f := range kept {
		for _, field := range f.Fields {
			if field == keys[i] {
				continue
			}
			joined := field.take(rows[i])
			if f.Name != "" && joined.Name == "Value" {
				joined.Name = f.Name
			}
			out.Fields = append(out.Fields, joined)
		}
	}
	return []*Frame{out}
}

// joinedRows are the values that occur, in order, and for each field the row that has each of them, or -1.
func joinedRows(keys []*Field, inner bool) (*Field, [][]int) {
	place := map[string]int{}
	counts := []int{}
	merged := *keys[0]
	merged.Numbers, merged.Texts = nil, nil
	for _, key := range keys {
		seen := map[string]bool{}
		for row := range key.Len() {
			text := key.raw(row)
			i, known := place[text]
			if !known {
				i = len(counts)
				place[text] = i
				counts = append(counts, 0)
				if merged.Kind == Text {
					merged.Texts = append(merged.Texts, text)
				} else if key.Kind != Text {
					merged.Numbers = append(merged.Numbers, key.Numbers[row])
				} else {
					merged.Numbers = append(merged.Numbers, math.NaN())
				}
			}
			if !seen[text] {
				seen[text] = true
				counts[i]++
			}
		}
	}
	var order []int
	for i, n := range counts {
		if !inner || n == len(keys) {
			order = append(order, i)
		}
	}
	if merged.Kind != Text {
		slices.SortStableFunc(order, merged.Compare)
	}
	rows := make([][]int, len(keys))
	for k, key := range keys {
		at := map[int]int{}
		for row := range key.Len() {
			if i := place[key.raw(row)]; at[i] == 0 {
				at[i] = row + 1
			}
		}
		for _, i := range order {
			rows[k] = append(rows[k], at[i]-1)
		}
	}
	return merged.take(order), rows
}

// seriesToRows puts all samples of all series into one table, the newest first.
func seriesToRows(frames []*Frame, _ Object, _ func(string) string) []*Frame {
	times, names, values := &Field{Name: "Time", Kind: Time}, &Field{Name: "Metric", Kind: Text}, &Field{Name: "Value"}
	for _, f := range frames {
		at := f.First(Time)
		if at == nil {
			return frames
		}
		for _, field := range f.Numbers() {
			for row, v := range field.Numbers {
				times.Numbers, values.Numbers = append(times.Numbers, at.Numbers[row]), append(values.Numbers, v)
				names.Texts = append(names.Texts, DisplayName(field, f, frames))
			}
		}
	}
	out := &Frame{Fields: []*Field{times, names, values}}
	rows := allRows(out)
	slices.SortStableFunc(rows, func(a, b int) int { return times.Compare(b, a) })
	return []*Frame{out.take(rows)}
}

// labelsToFields makes columns of labels, or of one label's values if it is to name the column.
func labelsToFields(frames []*Frame, o Object, _ func(string) string) []*Frame {
	keep, named := o.Texts("keepLabels"), o.Text("valueLabel")
	kept := func(name string) bool { return len(keep) == 0 || slices.Contains(keep, name) }
	if o.Text("mode") == "rows" {
		return labelRows(frames, kept)
	}
	columns := eachFrame(frames, func(f *Frame) *Frame {
		var fields, labels []*Field
		for _, field := range f.Fields {
			plain := *field
			plain.Labels, plain.Given, plain.Config.DisplayName = nil, "", ""
			if field.Labels == nil {
				plain = *field
			}
			fields = append(fields, &plain)
			for _, name := range slices.Sorted(maps.Keys(field.Labels)) {
				switch {
				case name == named:
					plain.Name = field.Labels[name]
				case kept(name):
					labels = append(labels, &Field{Name: name, Kind: Text, Texts: slices.Repeat([]string{field.Labels[name]}, f.Len())})
				}
			}
		}
		return f.with(append(fields, labels...))
	})
	return merge(columns, nil, nil)
}

func labelRows(frames []*Frame, kept func(string) bool) []*Frame {
	var out []*Frame
	for _, f := range frames {
		for _, field := range f.Numbers() {
			names, values := &Field{Name: "label", Kind: Text}, &Field{Name: "value", Kind: Text}
			for _, name := range slices.Sorted(maps.Keys(field.Labels)) {
				if kept(name) {
					names.Texts, values.Texts = append(names.Texts, name), append(values.Texts, field.Labels[name])
				}
			}
			out = append(out, &Frame{Name: DisplayName(field, f, frames), Fields: []*Field{names, values}})
		}
	}
	return out
}

// prepareTimeSeries brings series into one frame, a frame each, or a row for each sample.
func prepareTimeSeries(frames []*Frame, o Object, fill func(string) string) []*Frame {
	switch o.TextOr("format", "multi") {
	case "wide":
		return joinByField(frames, Object{}, fill)
	case "long":
		return seriesToRows(frames, o, fill)
	}
	var out []*Frame
	for _, f := range frames {
		if at := f.First(Time); at != nil {
			for _, field := range f.Numbers() {
				out = append(out, f.with([]*Field{at, field}))
			}
		}
	}
	return out
}

// joinByLabels has a row for each set of labels, and a column for each value of one label.
func joinByLabels(frames []*Frame, o Object, _ func(string) string) []*Frame {
	column := o.Text("value")
	join := o.Texts("join")
	labels := map[string]bool{}
	for _, f := range frames {
		for _, field := range f.Numbers() {
			for name := range field.Labels {
				labels[name] = true
			}
		}
	}
	if len(join) == 0 {
		join = slices.DeleteFunc(slices.Sorted(maps.Keys(labels)), func(name string) bool { return name == column })
	}
	var rows []*Frame
	for _, f := range frames {
		for _, field := range f.Numbers() {
			one := &Frame{}
			for _, name := range join {
				one.Fields = append(one.Fields, &Field{Name: name, Kind: Text, Texts: slices.Repeat([]string{field.Labels[name]}, field.Len())})
			}
			value := *field
			value.Name, value.Labels, value.Given = field.Labels[column], nil, ""
			rows = append(rows, one.with(append(one.Fields, &value)))
		}
	}
	return merge(rows, nil, nil)
}
