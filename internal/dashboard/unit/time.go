package unit

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// length is a step of a unit of time: from below on the next one is taken.
type length struct {
	below, divide float64
	name          string
}

// of divides. Below one it multiplies, which does not round twice.
func (l length) of(value float64) float64 {
	if l.divide < 1 {
		return value * math.Round(1/l.divide)
	}
	return value / l.divide
}

// The last step of each reaches for ever.
var (
	nanoseconds = []length{
		{1e3, 1, " ns"}, {1e6, 1e3, " µs"}, {1e9, 1e6, " ms"}, {6e10, 1e9, " s"}, {36e11, 6e10, " min"},
		{864e11, 36e11, " hour"}, {0, 864e11, " day"},
	}
	microseconds = []length{{1e3, 1, " µs"}, {1e6, 1e3, " ms"}, {0, 1e6, " s"}}
	milliseconds = []length{
		{1e3, 1, " ms"}, {6e4, 1e3, " s"}, {36e5, 6e4, " min"}, {864e5, 36e5, " hour"}, {31536e6, 864e5, " day"},
		{0, 31536e6, " year"},
	}
	minutes = []length{
		{60, 1, " min"}, {1440, 60, " hour"}, {10080, 1440, " day"}, {604800, 10080, " week"}, {0, 525948, " year"},
	}
	hours   = []length{{24, 1, " hour"}, {168, 24, " day"}, {8760, 168, " week"}, {0, 8760, " year"}}
	days    = []length{{7, 1, " day"}, {365, 7, " week"}, {0, 365, " year"}}
	instant = []length{
		{1e-6, 1e-9, " ns"}, {1e-3, 1e-6, " µs"}, {1, 1e-3, " ms"}, {60, 1, " s"}, {3600, 60, " min"},
		{86400, 3600, " hour"}, {604800, 86400, " day"}, {31536000, 604800, " week"}, {0, 31556900, " year"},
	}
)

func lengths(steps []length) func(float64, *int) Text {
	return func(value float64, decimals *int) Text {
		for i, step := range steps {
			if math.Abs(value) < step.below || i == len(steps)-1 {
				// Only what was divided becomes a plural: 2 min, but 2 hours.
				plural := i > 0 || steps[0].name == " day"
				return counting(step.of(value), decimals, step.name, plural)
			}
		}
		return Text{}
	}
}

func seconds(value float64, decimals *int) Text {
	if value == 0 {
		return Text{Digits: "0", Suffix: " s"}
	}
	return lengths(instant)(value, decimals)
}

func counting(value float64, decimals *int, name string, plural bool) Text {
	if plural && math.Abs(value) > 1 && !strings.HasSuffix(name, "s") {
		name += "s"
	}
	return Text{Digits: digits(value, decimals), Suffix: name}
}

var spans = []struct {
	length time.Duration
	name   string
}{
	{365 * 24 * time.Hour, "year"}, {30 * 24 * time.Hour, "month"}, {7 * 24 * time.Hour, "week"}, {24 * time.Hour, "day"},
	{time.Hour, "hour"}, {time.Minute, "minute"}, {time.Second, "second"}, {time.Millisecond, "millisecond"},
}

// spelled writes a length in words: 1 hour, 2 minutes. Decimals are how many words follow the first.
func spelled(value float64, decimals *int, of time.Duration) Text {
	if value == 0 {
		name := " seconds"
		if of == time.Millisecond {
			name = " milliseconds"
		}
		return Text{Digits: "0", Suffix: name}
	}
	if value < 0 {
		t := spelled(-value, decimals, of)
		t.Suffix += " ago"
		return t
	}
	left := 1
	if decimals != nil {
		left += *decimals
	}
	millis := value * float64(of.Milliseconds())
	var words []string
	for _, span := range spans {
		size := float64(span.length.Milliseconds())
		n := math.Floor(millis / size)
		if left <= 0 || (n < 1 && len(words) == 0) {
			continue
		}
		millis = math.Mod(millis, size)
		left--
		name := span.name
		if n != 1 {
			name += "s"
		}
		words = append(words, fmt.Sprintf("%.0f %s", n, name))
	}
	return Text{Digits: strings.Join(words, ", ")}
}

func clock(value float64, withDays bool) Text {
	if value < 0 {
		t := clock(-value, withDays)
		t.Suffix += " ago"
		return t
	}
	before := ""
	if withDays {
		if n := math.Floor(value / 86400); n > 0 {
			before = fmt.Sprintf("%.0f d ", n)
			value -= n * 86400
		}
	}
	return Text{Digits: fmt.Sprintf("%s%02.0f:%02.0f:%02.0f", before, math.Floor(value/3600), math.Floor(math.Mod(value, 3600)/60), math.Floor(math.Mod(value, 60)))}
}

// stopwatch writes milliseconds as 01h:02m:03s:004ms; decimals are how many parts follow the first.
func stopwatch(millis float64, decimals *int) Text {
	part := func(of, modulo float64) int { // what is before 1970 counts from the minute before
		n := math.Floor(millis / of)
		return int(n - modulo*math.Floor(n/modulo))
	}
	ms, s, m := fmt.Sprintf("%03dms", part(1, 1000)), fmt.Sprintf("%02ds", part(1000, 60)), fmt.Sprintf("%02dm", part(60_000, 60))
	parts := []string{fmt.Sprintf("%.0fh", math.Floor(millis/3_600_000)), m, s, ms}
	switch {
	case millis < 1000:
		return Text{Digits: ms}
	case millis < 60_000:
		parts = parts[2:]
	case millis < 3_600_000:
		parts = parts[1:]
	}
	if decimals != nil && *decimals >= 0 && *decimals+1 < len(parts) {
		parts = parts[:*decimals+1]
	}
	return Text{Digits: strings.Join(parts, ":")}
}
