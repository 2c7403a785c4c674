package cli

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"
)

// mostLabelColumns is how many labels get a column of their own before series are written
// in PromQL's notation instead.
const mostLabelColumns = 8

func (r *result) writeTable(w io.Writer) error {
	switch r.kind {
	case "scalar":
		_, err := fmt.Fprintln(w, formatFloat(r.single.value))
		return err
	case "string":
		_, err := fmt.Fprintln(w, r.text)
		return err
	case "vector":
		return r.vectorTable().write(w)
	default:
		return r.matrixTable(w).write(w)
	}
}

func (r *result) vectorTable() *table {
	t := &table{}
	labels := r.labelColumns(t)
	t.header = append(t.header, "value")
	for _, s := range r.series {
		value := number(formatFloat(s.points[0].value))
		if h := s.points[0].histogram; h != nil {
			value = text(h.String())
		}
		t.add(append(labels(s), value)...)
	}
	return t
}

// matrixTable shows each series in one line: its course, and the figures one asks first.
func (r *result) matrixTable(w io.Writer) *table {
	width := min(60, max(20, terminalWidth(w, 120)/3))
	t := &table{}
	labels := r.labelColumns(t)
	t.header = append(t.header, "course", "min", "mean", "max", "last")
	shared := r.axis()
	for _, s := range r.series {
		values := s.values()
		low, high := bounds(values)
		t.add(append(labels(s),
			cell{text: sparkline(s.spread(shared), width), style: green},
			number(formatBound(low)), number(formatFloat(mean(values))), number(formatBound(high)),
			number(formatFloat(values[len(values)-1])))...)
	}
	return t
}

// formatBound shows the bound of nothing as NaN.
func formatBound(v float64) string {
	if math.IsInf(v, 0) {
		v = math.NaN()
	}
	return formatFloat(v)
}

// labelColumns heads t with the labels and returns how a series fills these columns.
func (r *result) labelColumns(t *table) func(series) []cell {
	names := r.labelNames()
	if len(names) == 0 || len(names) > mostLabelColumns {
		t.header = append(t.header, "series")
		return func(s series) []cell { return []cell{text(notation(s.labels))} }
	}
	for _, name := range names {
		if name == "__name__" {
			name = "metric"
		}
		t.header = append(t.header, name)
	}
	return func(s series) []cell {
		cells := make([]cell, len(names))
		for i, name := range names {
			cells[i] = text(s.labels[name])
		}
		return cells
	}
}

// values are a series' numbers; a histogram counts by its mean.
func (s series) values() []float64 {
	values := make([]float64, len(s.points))
	for i, p := range s.points {
		values[i] = p.number()
	}
	return values
}

func (p point) number() float64 {
	if p.histogram != nil {
		return float64(p.histogram.Sum / p.histogram.Count)
	}
	return p.value
}

// axis is the time that all sparklines of a result share.
type axis struct {
	start time.Time
	step  time.Duration
	n     int
}

func (r *result) axis() axis {
	var a axis
	var end time.Time
	for _, s := range r.series {
		for i, p := range s.points {
			if a.start.IsZero() || p.at.Before(a.start) {
				a.start = p.at
			}
			if p.at.After(end) {
				end = p.at
			}
			if i > 0 {
				if gap := p.at.Sub(s.points[i-1].at); a.step == 0 || gap < a.step {
					a.step = gap
				}
			}
		}
	}
	a.step = max(a.step, time.Millisecond)
	// Points of a raw range selector can lie arbitrarily close: no axis is longer than this.
	a.n = int(min(end.Sub(a.start)/a.step, 11_000)) + 1
	a.step = max(a.step, end.Sub(a.start)/time.Duration(a.n))
	return a
}

// spread puts a series' values on the shared axis, with gaps where it has none.
func (s series) spread(a axis) []float64 {
	values := make([]float64, a.n)
	for i := range values {
		values[i] = math.NaN()
	}
	for _, p := range s.points {
		values[min(int(p.at.Sub(a.start)/a.step), a.n-1)] = p.number()
	}
	return values
}

// writeCSV writes a line for each point: the labels, the time, the value.
func (r *result) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	switch r.kind {
	case "scalar":
		r.series = []series{{points: []point{r.single}}}
	case "string":
		_ = out.WriteAll([][]string{{"value"}, {r.text}})
		return out.Error()
	}
	names := r.labelNames()
	_ = out.Write(append(append([]string{}, names...), "timestamp", "value"))
	for _, s := range r.series {
		for _, p := range s.points {
			_ = out.Write(s.csvRow(names, p))
		}
	}
	out.Flush()
	return out.Error()
}

func (s series) csvRow(names []string, p point) []string {
	row := make([]string, 0, len(names)+2)
	for _, name := range names {
		row = append(row, s.labels[name])
	}
	value := strconv.FormatFloat(p.value, 'f', -1, 64)
	if p.histogram != nil {
		value = string(p.histogram.raw)
	}
	return append(row, p.at.Format("2006-01-02T15:04:05.000Z07:00"), value)
}
