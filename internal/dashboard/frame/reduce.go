package frame

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Reduce sums a field up in one number, as the ids of Grafana's calculations say; NaN where there is none.
func Reduce(f *Field, id string) float64 {
	if f.Kind == Text {
		return float64(countTexts(f, id))
	}
	all := f.Numbers
	present := make([]float64, 0, len(all))
	for _, v := range all {
		if !math.IsNaN(v) {
			present = append(present, v)
		}
	}
	if id == "countAll" {
		return float64(len(all))
	}
	if len(present) == 0 {
		if id == "count" || id == "sum" && len(all) == 0 {
			return 0
		}
		return math.NaN()
	}
	if percent, ok := strings.CutPrefix(id, "p"); ok {
		if n, err := strconv.Atoi(percent); err == nil {
			return percentile(present, float64(n)/100)
		}
	}
	if reduce := reducers[id]; reduce != nil {
		return reduce(present, all)
	}
	return math.NaN()
}

func countTexts(f *Field, id string) int {
	if id == "distinctCount" {
		return len(slices.Compact(slices.Sorted(slices.Values(f.Texts))))
	}
	return len(f.Texts)
}

// ReduceText is the text of a field's calculation: of texts, the first or last; of numbers, the number as
// it is shown.
func ReduceText(f *Field, id string) Shown {
	if f.Kind != Text || len(f.Texts) == 0 {
		return f.ShowNumber(Reduce(f, id))
	}
	switch id {
	case "first", "firstNotNull":
		return f.Show(0)
	case "count", "countAll", "distinctCount":
		return f.ShowNumber(Reduce(f, id))
	}
	return f.Show(len(f.Texts) - 1)
}

// CalcName is what people call a calculation.
func CalcName(id string) string {
	if name := calcNames[id]; name != "" {
		return name
	}
	if percent, ok := strings.CutPrefix(id, "p"); ok && percent != "" && percent[0] >= '0' && percent[0] <= '9' {
		return percent + "th %"
	}
	return id
}

// CalcText writes a calculation of a field. Counts and shares are no values of the field: its unit says
// nothing of them.
func CalcText(f *Field, id string) string {
	value := Reduce(f, id)
	switch id {
	case "count", "countAll", "changeCount", "distinctCount":
		return strconv.FormatFloat(value, 'f', -1, 64)
	case "diffperc":
		return strconv.FormatFloat(math.Round(value*1000)/10, 'f', -1, 64) + "%"
	}
	return f.ShowNumber(value).String()
}

var calcNames = map[string]string{
	"lastNotNull": "Last *", "last": "Last", "firstNotNull": "First *", "first": "First", "min": "Min", "max": "Max", "mean": "Mean",
	"median": "Median", "variance": "Variance", "stdDev": "StdDev", "sum": "Total", "count": "Count", "countAll": "Count all",
	"range": "Range", "delta": "Delta", "step": "Step", "diff": "Difference", "logmin": "Min (above zero)", "allIsZero": "All Zeros",
	"allIsNull": "All Nulls", "changeCount": "Change Count", "distinctCount": "Distinct Count", "diffperc": "Difference percent",
	"allValues": "All values", "uniqueValues": "All unique values",
}

// reducers get the numbers that are there, at least one, and all with their gaps.
var reducers = map[string]func(present, all []float64) float64{
	"last":          func(_, all []float64) float64 { return all[len(all)-1] },
	"lastNotNull":   func(p, _ []float64) float64 { return p[len(p)-1] },
	"first":         func(_, all []float64) float64 { return all[0] },
	"firstNotNull":  func(p, _ []float64) float64 { return p[0] },
	"min":           func(p, _ []float64) float64 { return slices.Min(p) },
	"max":           func(p, _ []float64) float64 { return slices.Max(p) },
	"sum":           func(p, _ []float64) float64 { return sum(p) },
	"mean":          func(p, _ []float64) float64 { return sum(p) / float64(len(p)) },
	"median":        func(p, _ []float64) float64 { return median(p) },
	"variance":      func(p, _ []float64) float64 { return variance(p) },
	"stdDev":        func(p, _ []float64) float64 { return math.Sqrt(variance(p)) },
	"count":         func(p, _ []float64) float64 { return float64(len(p)) },
	"range":         func(p, _ []float64) float64 { return slices.Max(p) - slices.Min(p) },
	"diff":          func(p, _ []float64) float64 { return p[len(p)-1] - p[0] },
	"diffperc":      func(p, _ []float64) float64 { return (p[len(p)-1] - p[0]) / p[0] },
	"delta":         func(p, _ []float64) float64 { return delta(p) },
	"step":          func(p, _ []float64) float64 { return step(p) },
	"logmin":        func(p, _ []float64) float64 { return leastAboveZero(p) },
	"changeCount":   func(p, _ []float64) float64 { return float64(len(slices.Compact(slices.Clone(p))) - 1) },
	"distinctCount": func(p, _ []float64) float64 { return float64(len(slices.Compact(slices.Sorted(slices.Values(p))))) },
	"allIsZero": func(p, _ []float64) float64 {
		return oneIf(!slices.ContainsFunc(p, func(v float64) bool { return v != 0 }))
	},
	"allIsNull": func(_, _ []float64) float64 { return 0 },
}

func oneIf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func sum(values []float64) (total float64) {
	for _, v := range values {
		total += v
	}
	return total
}

func variance(values []float64) float64 {
	mean, squares := sum(values)/float64(len(values)), 0.0
	for _, v := range values {
		squares += (v - mean) * (v - mean)
	}
	return squares / float64(len(values))
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if middle := len(sorted) / 2; len(sorted)%2 == 0 {
		return (sorted[middle-1] + sorted[middle]) / 2
	}
	return sorted[len(sorted)/2]
}

func percentile(values []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	place := int(math.Round(share * float64(len(sorted)-1)))
	return sorted[min(max(place, 0), len(sorted)-1)]
}

// delta is how much a counter grew; where it fell it began anew.
func delta(values []float64) (grown float64) {
	for i := 1; i < len(values); i++ {
		if values[i] >= values[i-1] {
			grown += values[i] - values[i-1]
		} else {
			grown += values[i]
		}
	}
	return grown
}

func step(values []float64) float64 {
	least := math.Inf(1)
	for i := 1; i < len(values); i++ {
		least = min(least, values[i]-values[i-1])
	}
	return least
}

func leastAboveZero(values []float64) float64 {
	least := math.NaN()
	for _, v := range values {
		if v > 0 && !(v >= least) {
			least = v
		}
	}
	return least
}
