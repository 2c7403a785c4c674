package unit

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"time"
)

// Dates are what units make of Unix milliseconds.
const (
	iso = "YYYY-MM-DD HH:mm:ss"
	us  = "MM/DD/YYYY h:mm:ss a"
)

var dates = map[string]struct{ whole, today string }{
	"dateTimeAsIso":                {iso, ""},
	"dateTimeAsIsoNoDateIfToday":   {iso, "HH:mm:ss"},
	"dateTimeAsUS":                 {us, ""},
	"dateTimeAsUSNoDateIfToday":    {us, "h:mm:ss a"},
	"dateTimeAsLocal":              {iso, ""},
	"dateTimeAsLocalNoDateIfToday": {iso, "HH:mm:ss"},
	"dateTimeAsSystem":             {iso, ""},
}

const fromNow = "dateTimeFromNow"

func isDate(id string) bool {
	_, known := dates[id]
	return known || id == fromNow || strings.HasPrefix(id, "time:")
}

// farthest is the last moment that a browser knows.
const farthest = 8.64e15

func date(id string, millis float64, style Style) Text {
	if !(math.Abs(millis) <= farthest) {
		return Text{Digits: "Invalid date"}
	}
	zone := style.Zone
	if zone == nil {
		zone = time.UTC
	}
	at := time.UnixMilli(int64(millis)).In(zone)
	if id == fromNow {
		return Text{Digits: ago(style.Now.Sub(at))}
	}
	pattern, own := strings.CutPrefix(id, "time:")
	if !own {
		known := dates[id]
		pattern = known.whole
		if now := style.Now.In(zone); known.today != "" && at.YearDay() == now.YearDay() && at.Year() == now.Year() {
			pattern = known.today
		}
	}
	return Text{Digits: inPattern(at, pattern)}
}

var token = regexp.MustCompile(`\[[^\]]*\]|\\.|YYYY|YY|MMMM|MMM|MM|M|DD|Do|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|SSS|A|a|ZZ|Z|LLLL|LLL|LL|LTS|LT|L|X|x`)

// layouts are Go's names of what patterns are made of.
var layouts = map[string]string{
	"YYYY": "2006", "YY": "06", "MMMM": "January", "MMM": "Jan", "MM": "01", "M": "1", "DD": "02", "D": "2",
	"dddd": "Monday", "ddd": "Mon", "HH": "15", "hh": "03", "h": "3", "mm": "04", "m": "4", "ss": "05", "s": "5",
	"A": "PM", "a": "pm", "Z": "-07:00", "ZZ": "-0700", "LT": "3:04 PM", "LTS": "3:04:05 PM", "L": "01/02/2006",
	"LL": "January 2, 2006", "LLL": "January 2, 2006 3:04 PM", "LLLL": "Monday, January 2, 2006 3:04 PM",
}

// inPattern writes a moment as the patterns of the library moment say.
func inPattern(at time.Time, pattern string) string {
	return token.ReplaceAllStringFunc(pattern, func(t string) string {
		switch {
		case t[0] == '[':
			return t[1 : len(t)-1]
		case t[0] == '\\':
			return t[1:]
		case t == "H":
			return fmt.Sprint(at.Hour())
		case t == "SSS":
			return fmt.Sprintf("%03d", at.Nanosecond()/1e6)
		case t == "X":
			return fmt.Sprint(at.Unix())
		case t == "x":
			return fmt.Sprint(at.UnixMilli())
		case t == "Do":
			return ordinal(at.Day())
		}
		return at.Format(layouts[t])
	})
}

func ordinal(n int) string {
	switch {
	case n%10 == 1 && n != 11:
		return fmt.Sprintf("%dst", n)
	case n%10 == 2 && n != 12:
		return fmt.Sprintf("%dnd", n)
	case n%10 == 3 && n != 13:
		return fmt.Sprintf("%drd", n)
	}
	return fmt.Sprintf("%dth", n)
}

// ago says roughly how long ago something was, or in how long it will be.
func ago(since time.Duration) string {
	words := roughly(since.Abs())
	if since < 0 {
		return "in " + words
	}
	return words + " ago"
}

func roughly(d time.Duration) string {
	round := func(unit time.Duration) int { return int(math.Round(float64(d) / float64(unit))) }
	const day = 24 * time.Hour
	steps := []struct {
		unit      time.Duration
		below     int
		one, many string
	}{
		{time.Second, 45, "a few seconds", "a few seconds"}, {time.Minute, 45, "a minute", "%d minutes"},
		{time.Hour, 22, "an hour", "%d hours"}, {day, 26, "a day", "%d days"},
		{30*day + 10*time.Hour + 30*time.Minute, 11, "a month", "%d months"}, {365*day + 6*time.Hour, math.MaxInt, "a year", "%d years"},
	}
	for _, s := range steps {
		if n := round(s.unit); n < s.below {
			if n <= 1 || s.one == s.many {
				return s.one
			}
			return fmt.Sprintf(s.many, n)
		}
	}
	return ""
}
