package picture

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
)

// framesOf makes tables of an answer, in the three forms that a query may ask for.
func framesOf(series []Series, q question) []*frame.Frame {
	switch q.target.Format {
	case "heatmap":
		return heatmapFrames(series, q)
	case "table":
		if len(series) == 0 {
			return nil
		}
		return []*frame.Frame{tableFrame(series, q)}
	}
	out := make([]*frame.Frame, len(series))
	for i, s := range series {
		out[i] = seriesFrame(s, q)
	}
	return out
}

func (q question) stepMillis() float64 {
	if q.instant {
		return 0
	}
	return float64(q.step.Milliseconds())
}

func seriesFrame(s Series, q question) *frame.Frame {
	points := s.Points
	if len(points) == 0 { // a native histogram has no single value: where a line is asked for, its count stands in
		for _, h := range s.Histograms {
			points = append(points, Point{h.At, h.Count})
		}
	}
	times := &frame.Field{Name: "Time", Kind: frame.Time, Step: q.stepMillis(), Numbers: make([]float64, len(points))}
	values := &frame.Field{Name: "Value", Kind: frame.Number, Labels: s.Labels, Given: q.name(s.Labels), Numbers: make([]float64, len(points))}
	for i, p := range points {
		times.Numbers[i], values.Numbers[i] = float64(p.At), p.Value
	}
	return &frame.Frame{Name: values.Given, RefID: q.target.RefID, Form: frame.Series, Fields: []*frame.Field{times, values}}
}

// tableFrame has a row for each sample: time, a column for each label, the value.
func tableFrame(series []Series, q question) *frame.Frame {
	names := map[string]bool{}
	for _, s := range series {
		for name := range s.Labels {
			names[name] = true
		}
	}
	times := &frame.Field{Name: "Time", Kind: frame.Time}
	values := &frame.Field{Name: "Value", Kind: frame.Number}
	if q.oneOfMany {
		values.Name = "Value #" + q.target.RefID
	}
	columns := make([]*frame.Field, 0, len(names)+2)
	columns = append(columns, times)
	for _, name := range sortedKeys(names) {
		columns = append(columns, &frame.Field{Name: name, Kind: frame.Text})
	}
	for _, s := range series {
		for _, p := range s.Points {
			if len(times.Numbers) >= mostRows {
				break
			}
			times.Numbers, values.Numbers = append(times.Numbers, float64(p.At)), append(values.Numbers, p.Value)
			for _, c := range columns[1:] {
				c.Texts = append(c.Texts, s.Labels[c.Name])
			}
		}
	}
	return &frame.Frame{RefID: q.target.RefID, Fields: append(columns, values)}
}

func sortedKeys(set map[string]bool) []string {
	var out []string
	for key := range set {
		out = append(out, key)
	}
	slices.Sort(out)
	return out
}

// name is what a series is called: by the query's legend, by its labels, or by the query.
func (q question) name(labels map[string]string) string {
	switch format := q.target.LegendFormat; format {
	case "__auto":
		own := 0
		only := ""
		for name, value := range labels {
			if name != "__name__" {
				own, only = own+1, value
			}
		}
		if own == 1 {
			return only
		}
	case "":
	default:
		return filledIn(q.fill(format), labels)
	}
	if text := frame.LabelText(labels); text != "" {
		return text
	}
	return q.expr
}

var labelHole = regexp.MustCompile(`\{\{\s*(.+?)\s*\}\}`)

// filledIn puts labels in the place of {{label}}.
func filledIn(format string, labels map[string]string) string {
	return labelHole.ReplaceAllStringFunc(format, func(hole string) string {
		return labels[strings.TrimSpace(hole[2:len(hole)-2])]
	})
}

func heatmapFrames(series []Series, q question) []*frame.Frame {
	var native, classic []Series
	for _, s := range series {
		if len(s.Histograms) > 0 {
			native = append(native, s)
		}
		if len(s.Points) > 0 {
			classic = append(classic, s)
		}
	}
	var out []*frame.Frame
	if len(native) > 0 {
		out = append(out, nativeFrame(native, q))
	}
	if len(classic) > 0 {
		out = append(out, bucketFrame(classic, q))
	}
	return out
}

// nativeFrame has a row for each moment and bucket that holds anything.
func nativeFrame(series []Series, q question) *frame.Frame {
	type key struct {
		at        int64
		low, high float64
	}
	sums := map[key]float64{}
	for _, s := range series {
		for _, h := range s.Histograms {
			for _, b := range h.Buckets {
				sums[key{h.At, b.Low, b.High}] += b.Count
			}
		}
	}
	keys := make([]key, 0, len(sums))
	for k := range sums {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b key) int { return int(min(max(a.at-b.at, -1), 1)) })
	fields := []*frame.Field{
		{Name: "xMax", Kind: frame.Time, Step: q.stepMillis()}, {Name: "yMin", Kind: frame.Number}, {Name: "yMax", Kind: frame.Number}, {Name: "count", Kind: frame.Number},
	}
	for _, k := range keys {
		for i, v := range []float64{float64(k.at), k.low, k.high, sums[k]} {
			fields[i].Numbers = append(fields[i].Numbers, v)
		}
	}
	return &frame.Frame{RefID: q.target.RefID, Form: frame.Cells, Fields: fields}
}

// bucketFrame has a field for each bucket, from low to high, with the counts of that bucket alone: one of a
// classic histogram counts everything below it as well.
func bucketFrame(series []Series, q question) *frame.Frame {
	cumulative := !slices.ContainsFunc(series, func(s Series) bool { _, ok := s.Labels["le"]; return !ok })
	if cumulative {
		series = summedByBound(series)
	}
	slices.SortStableFunc(series, func(a, b Series) int { return compare(boundOf(a), boundOf(b)) })
	times, rowOf := momentsOf(series)
	out := &frame.Frame{RefID: q.target.RefID, Form: frame.Buckets, Fields: []*frame.Field{{Name: "Time", Kind: frame.Time, Numbers: times, Step: q.stepMillis()}}}
	var below []float64
	for _, s := range series {
		column := filled(len(times))
		for _, p := range s.Points {
			column[rowOf[p.At]] = p.Value
		}
		field := &frame.Field{Name: s.Labels["le"], Kind: frame.Number, Labels: s.Labels, Numbers: column}
		if !cumulative {
			field.Name = q.name(s.Labels)
		} else {
			field.Numbers, below = differences(column, below), column
			field.Labels = nil
		}
		out.Fields = append(out.Fields, field)
	}
	return out
}

// differences takes the bucket below away. Scrapes of one histogram are not taken in one instant: a bucket
// may seem to hold less than the one below it.
func differences(upper, lower []float64) []float64 {
	out := slices.Clone(upper)
	for i := range lower {
		if !math.IsNaN(lower[i]) {
			out[i] = max(0, upper[i]-lower[i])
		}
	}
	return out
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func boundOf(s Series) float64 { return parseBound(s.Labels["le"]) }

// summedByBound adds up what several histograms hold below the same bound: in one picture they are one.
func summedByBound(series []Series) []Series {
	sums := map[string]map[int64]float64{}
	var order []string
	for _, s := range series {
		le := s.Labels["le"]
		if sums[le] == nil {
			sums[le] = map[int64]float64{}
			order = append(order, le)
		}
		for _, p := range s.Points {
			sums[le][p.At] += p.Value
		}
	}
	out := make([]Series, len(order))
	for i, le := range order {
		out[i].Labels = map[string]string{"le": le}
		for at, sum := range sums[le] {
			out[i].Points = append(out[i].Points, Point{at, sum})
		}
	}
	return out
}

// momentsOf are all moments of all series, and the row of each.
func momentsOf(series []Series) ([]float64, map[int64]int) {
	rowOf := map[int64]int{}
	var times []int64
	for _, s := range series {
		for _, p := range s.Points {
			if _, known := rowOf[p.At]; !known {
				rowOf[p.At] = 0
				times = append(times, p.At)
			}
		}
	}
	slices.Sort(times)
	out := make([]float64, len(times))
	for i, at := range times {
		rowOf[at], out[i] = i, float64(at)
	}
	return out, rowOf
}

func filled(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.NaN()
	}
	return out
}
