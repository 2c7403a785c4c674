package picture

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
)

// scale says where on an axis a value stands.
type scale struct {
	low, high float64
	kind      string  // linear, log or symlog
	base      float64 // of log
	linear    float64 // of symlog
}

// share is the place of a value, from 0 to 1 and beyond.
func (s scale) share(v float64) float64 {
	low, high := s.bend(s.low), s.bend(s.high)
	return (s.bend(v) - low) / (high - low)
}

func (s scale) bend(v float64) float64 {
	switch s.kind {
	case "log":
		return math.Log(max(v, 1e-300))
	case "symlog":
		return math.Asinh(v / s.linear)
	}
	return v
}

// valueScale finds the limits of a scale: what is configured, else what the data needs, with room above.
func valueScale(lines []*line) scale {
	first := lines[0]
	s := scale{kind: first.look.scale, base: 10, linear: max(first.look.linear, 1e-12)}
	if first.look.logBase == 2 {
		s.base = 2
	}
	low, high := math.Inf(1), math.Inf(-1)
	zero := false
	for _, l := range lines {
		for _, v := range l.drawn {
			if !math.IsNaN(v) && !math.IsInf(v, 0) && (s.kind != "log" || v > 0) {
				low, high = min(low, v), max(high, v)
			}
		}
		zero = zero || l.look.style == "bars" || l.look.fill > 0 || l.look.stack != "none"
	}
	config := first.field.Config
	switch {
	case first.look.stack == "percent":
		return shareScale(low, high)
	case s.kind == "log":
		s.low, s.high = logEnds(or(config.Min, low), or(config.Max, high), s.base)
	case low > high:
		s.low, s.high = or(config.Min, 0), or(config.Max, 1)
	default:
		low, high = min(low, or(first.look.softMin, low)), max(high, or(first.look.softMax, high))
		if zero {
			low, high = min(low, 0), max(high, 0)
		}
		if s.low, s.high = padded(or(config.Min, low), or(config.Max, high), either(config.Min, first.look.softMin)); first.look.centred {
			reach := max(math.Abs(low), math.Abs(high))
			s.low, s.high = -1.05*reach, 1.05*reach
		}
		s.low, s.high = or(config.Min, s.low), or(config.Max, s.high)
	}
	if !(s.low < s.high) {
		s.high = s.low + 1
	}
	return s
}

// shareScale is that of shares: the whole, below zero or above it or both.
func shareScale(low, high float64) scale {
	s := scale{kind: "linear", high: 1}
	if low < 0 {
		s.low = -1
		if high <= 0 {
			s.high = 0
		}
	}
	return s
}

func or(set *float64, assumed float64) float64 {
	if set != nil {
		return *set
	}
	return assumed
}

func either(a, b *float64) *float64 {
	if a != nil {
		return a
	}
	return b
}

// padded gives a tenth of room above and below; zero and a limit that was set stay where they are, and a
// flat line gets a scale around it. Lines that differ by the last digits of a sum alone are flat.
func padded(low, high float64, floor *float64) (float64, float64) {
	if math.Abs(high-low) <= 1e-9*math.Abs(high) {
		switch {
		case low == 0:
			return 0, 1
		case low > 0:
			return 0, 2 * low
		}
		return 2 * low, 0
	}
	room := 0.1 * (high - low)
	bottom, top := low-room, high+room
	switch {
	case low == 0 || floor != nil && low == *floor:
		bottom = low
	case low > 0 && bottom < 0:
		bottom = 0
	}
	if high == 0 {
		top = 0
	}
	return bottom, top
}

// logEnds reach to whole powers.
func logEnds(low, high, base float64) (float64, float64) {
	if !(low > 0) || math.IsInf(low, 0) {
		low = 1
	}
	if !(high > low) || math.IsInf(high, 0) {
		high = low * 100
	}
	power := func(v float64) float64 { return math.Log(v) / math.Log(base) }
	return math.Pow(base, math.Floor(power(low)+1e-9)), math.Pow(base, math.Ceil(power(high)-1e-9))
}

const mostTicks = 100

// ticks are values that read well, at least so many pixels apart.
func (s scale) ticks(pixels, apart float64, unit string) []float64 {
	most := max(1, pixels/apart)
	if s.kind == "log" {
		return s.logTicks(most)
	}
	step := niceStep((s.high-s.low)/most, unit)
	var out []float64
	for i := math.Ceil(s.low/step - 1e-9); i*step <= s.high+1e-9*step && len(out) < mostTicks; i++ {
		out = append(out, trimmed(i*step, step))
	}
	return out
}

// trimmed takes away what adding up left behind the last digit that matters.
func trimmed(v, step float64) float64 {
	if digits := 2 - int(math.Floor(math.Log10(step))); digits > 0 && digits < 15 {
		power := math.Pow(10, float64(digits))
		return math.Round(v*power) / power
	}
	return v
}

func (s scale) logTicks(most float64) []float64 {
	powers := math.Log(s.high/s.low) / math.Log(s.base)
	skip := math.Pow(s.base, max(1, math.Ceil(powers/most)))
	var out []float64
	for v := s.low; v <= s.high*(1+1e-9) && len(out) < mostTicks; v *= skip {
		out = append(out, v)
	}
	return out
}

const binaryUnits = " bytes bits kbytes mbytes gbytes tbytes pbytes binBps binbps KiBs MiBs GiBs Kibits Mibits Gibits "

// niceStep is 1, 2, 2.5 or 5 times a power of ten, or in binary units a power of two.
func niceStep(least float64, unit string) float64 {
	if !(least > 0) || math.IsInf(least, 0) {
		return 1
	}
	if unit != "" && strings.Contains(binaryUnits, " "+unit+" ") && least >= 0.5 {
		return math.Pow(2, math.Ceil(math.Log2(least)-1e-9))
	}
	power := math.Pow(10, math.Floor(math.Log10(least)))
	for _, digit := range []float64{1, 2, 2.5, 5} {
		if digit*power >= least*(1-1e-9) {
			return digit * power
		}
	}
	return 10 * power
}

// mostDecimals is where a number at an axis becomes noise.
const mostDecimals = 12

// tickTexts are what the field makes of the ticks. Where neighbours would read the same, because the field has
// fewer decimals than the distance between ticks needs, all of them get as many as it takes.
func tickTexts(f *frame.Field, ticks []float64) []string {
	own := textsOf(ticks, f.ShowNumber)
	if differ(own) {
		return own
	}
	first := 1
	if f.Config.Decimals != nil {
		first += *f.Config.Decimals
	}
	for decimals := first; decimals <= mostDecimals; decimals++ {
		more := textsOf(ticks, func(v float64) frame.Shown { return f.ShowRounded(v, decimals) })
		if differ(more) {
			return more
		}
	}
	return own // value mappings give one word to many values
}

func textsOf(ticks []float64, show func(float64) frame.Shown) []string {
	texts := make([]string, len(ticks))
	for i, v := range ticks {
		texts[i] = show(v).String()
	}
	return texts
}

func differ(texts []string) bool { return len(slices.Compact(slices.Clone(texts))) == len(texts) }

var timeSteps = []time.Duration{
	time.Millisecond, 10 * time.Millisecond, 100 * time.Millisecond, time.Second, 2 * time.Second, 5 * time.Second, 10 * time.Second, 15 * time.Second, 30 * time.Second,
	time.Minute, 2 * time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 20 * time.Minute, 30 * time.Minute, time.Hour, 2 * time.Hour, 3 * time.Hour, 4 * time.Hour, 6 * time.Hour,
	8 * time.Hour, 12 * time.Hour, day, 2 * day, 3 * day, 4 * day, 7 * day, 14 * day, 28 * day, 84 * day, 182 * day, 365 * day, 3650 * day,
}

const day = 24 * time.Hour

// timeTicks are moments that people say, at least so many pixels apart, and how far apart they are.
func timeTicks(from, to time.Time, pixels, apart float64) ([]time.Time, time.Duration) {
	least := time.Duration(float64(to.Sub(from)) * apart / max(pixels, apart))
	i := slices.IndexFunc(timeSteps, func(d time.Duration) bool { return d >= least })
	if i < 0 {
		i = len(timeSteps) - 1
	}
	step := timeSteps[i]
	// Steps count from midnight, in the zone of the picture.
	y, m, d := from.Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, from.Location())
	if step < day {
		at = at.Add(from.Sub(at) / step * step)
	}
	var out []time.Time
	for ; !at.After(to) && len(out) < mostTicks; at = later(at, step) {
		if !at.Before(from) {
			out = append(out, at)
		}
	}
	return out, step
}

// later adds days as the calendar does: some have 23 hours.
func later(at time.Time, step time.Duration) time.Time {
	if step >= day {
		return at.AddDate(0, 0, int(step/day))
	}
	return at.Add(step)
}

// timeText writes a tick: the clock, or the date where a day is less than a step or just began.
func timeText(at, previous time.Time, step time.Duration) string {
	switch {
	case step >= 28*day:
		return at.Format("2006-01")
	case step >= day:
		return at.Format("01-02")
	case !previous.IsZero() && previous.YearDay() != at.YearDay():
		return at.Format("01-02 15:04")
	case step < time.Minute:
		return at.Format("15:04:05")
	}
	return at.Format("15:04")
}

func parseBound(text string) float64 {
	switch text {
	case "+Inf", "Inf":
		return math.Inf(1)
	case "-Inf":
		return math.Inf(-1)
	}
	var v float64
	if _, err := fmt.Sscanf(text, "%g", &v); err != nil {
		return math.NaN()
	}
	return v
}
