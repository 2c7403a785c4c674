package cli

import (
	"math"
	"strings"
)

const sparks = "▁▂▃▄▅▆▇█"

// sparkline draws values in at most width characters, the lowest at the bottom and the
// highest at the top. NaN is a gap. Neighbours that share a character are averaged.
func sparkline(values []float64, width int) string {
	values = squeeze(values, width)
	low, high := bounds(values)
	var b strings.Builder
	for _, v := range values {
		b.WriteRune(spark(v, low, high))
	}
	return b.String()
}

func spark(v, low, high float64) rune {
	levels := []rune(sparks)
	switch {
	case math.IsNaN(v):
		return ' '
	case math.IsInf(v, 1):
		return levels[len(levels)-1]
	case math.IsInf(v, -1), v == 0 && low == high:
		return levels[0]
	case low == high:
		return levels[len(levels)/2]
	}
	// Halved before subtracting, the difference of two huge values stays finite.
	share := (v/2 - low/2) / (high/2 - low/2)
	return levels[int(share*float64(len(levels)-1)+0.5)]
}

// bounds are the lowest and highest finite values.
func bounds(values []float64) (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	return low, high
}

func squeeze(values []float64, width int) []float64 {
	if len(values) <= width {
		return values
	}
	squeezed := make([]float64, width)
	for i := range width {
		squeezed[i] = mean(values[i*len(values)/width : (i+1)*len(values)/width])
	}
	return squeezed
}

// mean leaves gaps out; of nothing but gaps it is a gap.
func mean(values []float64) float64 {
	sum, n := 0.0, 0.0
	for _, v := range values {
		if !math.IsNaN(v) {
			sum, n = sum+v, n+1
		}
	}
	return sum / n
}
