package unit

import (
	"math"
	"strconv"
	"strings"
)

// digits writes a number with so many decimals, or with as many as show three digits that matter.
func digits(value float64, decimals *int) string {
	switch {
	case math.IsNaN(value):
		return "NaN"
	case math.IsInf(value, 1):
		return "∞"
	case math.IsInf(value, -1):
		return "-∞"
	}
	places := usefulDecimals(value)
	if decimals != nil {
		places = min(max(0, *decimals), 100)
	}
	if value == 0 {
		return strconv.FormatFloat(0, 'f', places, 64)
	}
	factor := math.Pow(10, float64(places))
	text := number(math.Floor(value*factor+0.5) / factor)
	if strings.ContainsAny(text, "eN∞") {
		return text
	}
	_, fraction, _ := strings.Cut(text, ".")
	if missing := places - len(fraction); missing > 0 {
		if fraction == "" {
			text += "."
		}
		text += strings.Repeat("0", missing)
	}
	return text
}

// usefulDecimals is none for whole numbers, else enough for three digits that matter.
func usefulDecimals(value float64) int {
	if math.Mod(value, 1) == 0 {
		return 0
	}
	return max(0, 2-int(math.Floor(math.Log(math.Abs(value))/math.Ln10)))
}

// tieUp moves a number that lies in the middle between two roundings to the outer one, as browsers do;
// Go would take the even one.
func tieUp(value float64, places int) float64 {
	if shifted := value * math.Pow(10, float64(places)); math.Abs(shifted-math.Trunc(shifted)) == 0.5 {
		return math.Nextafter(value, math.Copysign(math.Inf(1), value))
	}
	return value
}

// number writes a number in full, as the browser does: in powers of ten only where it is huge or tiny.
func number(value float64) string {
	if value == 0 {
		return "0"
	}
	size := math.Abs(value)
	if size >= 1e21 || size < 1e-6 {
		return scientific(value, nil).Digits
	}
	return strconv.FormatFloat(value, 'f', -1, 64)
}

func number0(text string) float64 {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0
	}
	return value
}

var (
	shortNames = []string{"", " K", " Mil", " Bil", " Tri", " Quadr", " Quint", " Sext", " Sept"}
	countNames = []string{"", "K", "M", "B", "T"}
	siPrefixes = []string{"f", "p", "n", "µ", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"}
	binaryOnes = []string{"", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "Zi", "Yi"}
)

const siBase = 5 // the place of no prefix among siPrefixes

// scale divides by the factor until the number is small, and names how often. Offset is the place among
// the names where the number stands undivided.
func scale(value float64, decimals *int, factor float64, names []string, offset int) Text {
	power := 0
	if value != 0 {
		power = int(math.Floor(math.Log10(math.Abs(value)) / math.Log10(factor)))
	}
	place := min(max(offset+power, 0), len(names)-1)
	return Text{Digits: digits(value/math.Pow(factor, float64(place-offset)), decimals), Suffix: names[place]}
}

func withPrefix(value float64, decimals *int, u scaled) Text {
	t := scale(value, decimals, 1000, siPrefixes, siBase+u.offset)
	t.Suffix = " " + t.Suffix + u.name
	return t
}

func withBinaryPrefix(value float64, decimals *int, u scaled) Text {
	t := scale(value, decimals, 1024, binaryOnes, u.offset)
	t.Suffix = " " + t.Suffix + u.name
	return t
}

func siUnit(text string) scaled {
	for i, prefix := range siPrefixes {
		if name, ok := strings.CutPrefix(text, prefix); ok && prefix != "" && name != "" {
			return scaled{name, i - siBase}
		}
	}
	return scaled{text, 0}
}

func count(value float64, decimals *int, name string) Text {
	t := scale(value, decimals, 1000, countNames, 0)
	t.Suffix += " " + name
	return t
}

func amount(value float64, decimals *int, c money) Text {
	t := scale(math.Abs(value), decimals, 1000, countNames, 0)
	if c.behind {
		t.Suffix += c.symbol
	} else {
		t.Prefix = c.symbol
	}
	if value < 0 {
		t.Prefix = "-" + t.Prefix
	}
	return t
}

// grouped writes thousands apart, with three decimals at most.
func grouped(value float64, decimals *int) Text {
	places := 3
	if decimals != nil {
		places = min(max(0, *decimals), 20)
	}
	text := strconv.FormatFloat(tieUp(math.Abs(value), places), 'f', places, 64)
	whole, fraction, _ := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction = strings.TrimRight(fraction, "0"); fraction != "" {
		whole += "." + fraction
	}
	if value < 0 {
		whole = "-" + whole
	}
	return Text{Digits: whole}
}
