// Package unit writes numbers as dashboards ask for it, by the ids of Grafana's units: 1536 as bytes is
// "1.50 KiB". An id, a number and a count of decimals flow in; text flows out, as @grafana/data writes it
// in the browser: the tests of both hold the same vectors. It refuses to know where a number came from
// and how it is drawn.
package unit

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Text is a number as people read it. What stands before and behind the digits may be drawn smaller.
type Text struct{ Prefix, Digits, Suffix string }

func (t Text) String() string { return t.Prefix + t.Digits + t.Suffix }

// Style is what beside its unit decides how a number is written.
type Style struct {
	Decimals *int // nil: as many as its size asks for
	Zone     *time.Location
	Now      time.Time // for times that are told from now
}

// Format writes a number. An id that is not known is written behind it.
func Format(id string, value float64, style Style) Text {
	switch {
	case isDate(id):
		return date(id, value, style)
	case math.IsNaN(value):
		return Text{Digits: "NaN"}
	case math.IsInf(value, 0):
		return Text{Digits: digits(value, nil)}
	}
	if write, ok := special[id]; ok {
		return write(value, style.Decimals)
	}
	if name, ok := plain[id]; ok {
		return suffixed(name, value, style.Decimals)
	}
	if u, ok := metric[id]; ok {
		return withPrefix(value, style.Decimals, u)
	}
	if u, ok := binary[id]; ok {
		return withBinaryPrefix(value, style.Decimals, u)
	}
	if name, ok := counted[id]; ok {
		return count(value, style.Decimals, name)
	}
	if c, ok := currencies[id]; ok {
		return amount(value, style.Decimals, c)
	}
	return written(id, value, style.Decimals)
}

var special = map[string]func(float64, *int) Text{
	"":            func(v float64, d *int) Text { return Text{Digits: digits(v, d)} },
	"short":       func(v float64, d *int) Text { return scale(v, d, 1000, shortNames, 0) },
	"pressurepsi": func(v float64, d *int) Text { return scale(v, d, 1000, []string{"psi", "ksi", "Mpsi"}, 0) },
	"percent":     func(v float64, d *int) Text { return Text{Digits: digits(v, d), Suffix: "%"} },
	"percentunit": func(v float64, d *int) Text { return Text{Digits: digits(100*v, d), Suffix: "%"} },
	"string":      func(v float64, _ *int) Text { return Text{Digits: number(v)} },
	"locale":      grouped,
	"sci":         scientific,
	"hex":         func(v float64, d *int) Text { return Text{Digits: hex(v, d)} },
	"hex0x":       hexMarked,
	"bool":        truth("True", "False"),
	"bool_yes_no": truth("Yes", "No"),
	"bool_on_off": truth("On", "Off"),
	"farenheit":   func(v float64, d *int) Text { return suffixed("°F", v, d) },

	"ns":           lengths(nanoseconds),
	"µs":           lengths(microseconds),
	"ms":           lengths(milliseconds),
	"s":            seconds,
	"m":            lengths(minutes),
	"h":            lengths(hours),
	"d":            lengths(days),
	"timeticks":    func(v float64, d *int) Text { return seconds(v/100, d) },
	"dtdurationms": func(v float64, d *int) Text { return spelled(v, d, time.Millisecond) },
	"dtdurations":  func(v float64, d *int) Text { return spelled(v, d, time.Second) },
	"dthms":        func(v float64, _ *int) Text { return clock(v, false) },
	"dtdhms":       func(v float64, _ *int) Text { return clock(v, true) },
	"clockms":      stopwatch,
	"clocks":       func(v float64, d *int) Text { return stopwatch(v*1000, d) },
}

// written reads ids that people write themselves: suffix:things, prefix:~, si:mF, count:things, currency:X.
func written(id string, value float64, decimals *int) Text {
	kind, rest, found := strings.Cut(id, ":")
	if !found || kind == "" {
		return suffixed(id, value, decimals)
	}
	switch kind {
	case "prefix":
		return Text{Prefix: rest, Digits: digits(value, decimals)}
	case "suffix":
		return suffixed(rest, value, decimals)
	case "si":
		return withPrefix(value, decimals, siUnit(rest))
	case "count":
		return count(value, decimals, rest)
	case "currency":
		return amount(value, decimals, money{rest, false})
	case "bool":
		yes, no, both := strings.Cut(rest, "/")
		if !both {
			no = "-"
		}
		return truth(yes, no)(value, decimals)
	}
	return suffixed(id, value, decimals)
}

func suffixed(name string, value float64, decimals *int) Text {
	if name != "" {
		name = " " + name
	}
	return Text{Digits: digits(value, decimals), Suffix: name}
}

func truth(yes, no string) func(float64, *int) Text {
	return func(v float64, _ *int) Text {
		if v != 0 {
			return Text{Digits: yes}
		}
		return Text{Digits: no}
	}
}

func scientific(value float64, decimals *int) Text {
	precision := -1
	if decimals != nil {
		precision = min(max(0, *decimals), 100)
		value = tieUp(value, precision-int(math.Floor(math.Log10(math.Abs(value)))))
	}
	mantissa, exponent, _ := strings.Cut(strconv.FormatFloat(value, 'e', precision, 64), "e")
	power, _ := strconv.Atoi(exponent) // what FormatFloat wrote is a number
	return Text{Digits: fmt.Sprintf("%se%+d", mantissa, power)}
}

func hex(value float64, decimals *int) string {
	whole, fraction := math.Modf(number0(digits(value, decimals)))
	text := strings.ToUpper(strconv.FormatInt(int64(whole), 16))
	if fraction == 0 {
		return text
	}
	var b strings.Builder
	b.WriteString(text + ".")
	for fraction = math.Abs(fraction); fraction > 0; {
		digit, rest := math.Modf(fraction * 16)
		b.WriteString(strings.ToUpper(strconv.FormatInt(int64(digit), 16)))
		fraction = rest
	}
	return b.String()
}

func hexMarked(value float64, decimals *int) Text {
	text := hex(value, decimals)
	if positive, negative := strings.CutPrefix(text, "-"); negative {
		return Text{Digits: "-0x" + positive}
	}
	return Text{Digits: "0x" + text}
}
