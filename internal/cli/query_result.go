package cli

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// result is an answer to a query, whatever its type.
type result struct {
	kind   string // vector, matrix, scalar or string
	series []series
	single point  // of a scalar
	text   string // of a string
}

// series is one line of a result: an instant has one point, a range many.
type series struct {
	labels map[string]string
	points []point
}

type point struct {
	at        time.Time
	value     float64
	histogram *histogram
}

// histogram is a native histogram as the API shows it.
type histogram struct {
	Count   jsonFloat       `json:"count"`
	Sum     jsonFloat       `json:"sum"`
	Buckets [][4]jsonFloat  `json:"buckets"`
	raw     json.RawMessage // for formats that keep everything
}

// jsonFloat is a number or a number in a string, which is how JSON carries NaN and Inf.
type jsonFloat float64

func (f *jsonFloat) UnmarshalJSON(content []byte) error {
	v, err := strconv.ParseFloat(strings.Trim(string(content), `"`), 64)
	*f = jsonFloat(v)
	return err
}

func decodeResult(data json.RawMessage) (*result, error) {
	var outer struct {
		ResultType string
		Result     json.RawMessage
	}
	if err := json.Unmarshal(data, &outer); err != nil {
		return nil, err
	}
	r := &result{kind: outer.ResultType}
	switch r.kind {
	case "vector", "matrix":
		return r, r.decodeSeries(outer.Result)
	case "scalar":
		return r, decodePair(outer.Result, &r.single.at, (*jsonFloat)(&r.single.value))
	case "string":
		var at time.Time
		return r, decodePair(outer.Result, &at, &r.text)
	default:
		return nil, fmt.Errorf("result type %q is unknown to this version", r.kind)
	}
}

func (r *result) decodeSeries(content json.RawMessage) error {
	var rows []struct {
		Metric     map[string]string
		Value      json.RawMessage
		Values     []json.RawMessage
		Histogram  json.RawMessage
		Histograms []json.RawMessage
	}
	if err := json.Unmarshal(content, &rows); err != nil {
		return err
	}
	for _, row := range rows {
		if row.Value != nil {
			row.Values = append(row.Values, row.Value)
		}
		if row.Histogram != nil {
			row.Histograms = append(row.Histograms, row.Histogram)
		}
		points, err := decodePoints(row.Values, row.Histograms)
		if err != nil {
			return err
		}
		r.series = append(r.series, series{row.Metric, points})
	}
	return nil
}

// decodePoints merges floats and histograms of one series in the order of time.
func decodePoints(values, histograms []json.RawMessage) ([]point, error) {
	points := make([]point, 0, len(values)+len(histograms))
	for _, content := range values {
		var p point
		if err := decodePair(content, &p.at, (*jsonFloat)(&p.value)); err != nil {
			return nil, err
		}
		points = append(points, p)
	}
	for _, content := range histograms {
		p := point{value: math.NaN(), histogram: &histogram{}}
		if err := decodePair(content, &p.at, &p.histogram.raw); err != nil {
			return nil, err
		}
		if err := json.Unmarshal(p.histogram.raw, p.histogram); err != nil {
			return nil, err
		}
		points = append(points, p)
	}
	slices.SortStableFunc(points, func(a, b point) int { return a.at.Compare(b.at) })
	return points, nil
}

// decodePair reads [seconds, value].
func decodePair(content json.RawMessage, at *time.Time, value any) error {
	var seconds float64
	if err := json.Unmarshal(content, &[]any{&seconds, value}); err != nil {
		return err
	}
	*at = time.UnixMilli(int64(math.Round(seconds * 1000))).UTC()
	return nil
}

func (r *result) empty() bool {
	return len(r.series) == 0 && r.kind != "scalar" && r.kind != "string"
}

// labelNames lists every label that occurs, the metric's name first.
func (r *result) labelNames() []string {
	names := map[string]bool{}
	for _, s := range r.series {
		for name := range s.labels {
			names[name] = true
		}
	}
	// __name__ sorts before lower case letters already.
	return slices.Sorted(maps.Keys(names))
}

// notation writes labels as PromQL does: up{job="node"}.
func notation(labels map[string]string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		if name != "__name__" {
			pairs = append(pairs, fmt.Sprintf("%s=%q", name, labels[name]))
		}
	}
	if len(pairs) == 0 && labels["__name__"] != "" {
		return labels["__name__"]
	}
	return labels["__name__"] + "{" + strings.Join(pairs, ", ") + "}"
}

func formatFloat(v float64) string {
	if math.Abs(v) >= 1e15 || (v != 0 && math.Abs(v) < 1e-4) {
		return strconv.FormatFloat(v, 'g', 6, 64)
	}
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', decimals(v), 64), "0"), ".")
}

// decimals keeps about six significant digits of a fraction and all digits of a whole number.
func decimals(v float64) int {
	if v == math.Trunc(v) || math.IsNaN(v) {
		return 1 // trimmed again, so that zeros of the whole part stay
	}
	return max(1, 5-int(math.Floor(math.Log10(math.Abs(v)))))
}

// String shows how much a histogram holds, its mean, and its shape between its outer bounds.
func (h *histogram) String() string {
	if h.Count == 0 {
		return "count 0"
	}
	shape := make([]float64, len(h.Buckets))
	for i, bucket := range h.Buckets {
		shape[i] = float64(bucket[3])
	}
	text := fmt.Sprintf("count %s, mean %s", formatFloat(float64(h.Count)), formatFloat(float64(h.Sum/h.Count)))
	if len(shape) > 0 {
		text += fmt.Sprintf(", %s %s %s",
			formatFloat(float64(h.Buckets[0][1])), sparkline(shape, 30), formatFloat(float64(h.Buckets[len(shape)-1][2])))
	}
	return text
}
