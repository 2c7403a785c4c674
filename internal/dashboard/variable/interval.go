package variable

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Steps asks for the steps of a query, as the page does.
type Steps struct {
	Range    time.Duration
	Points   int    // as many as a panel wants; without a setting of its own, its width in pixels
	Panel    string // the panel's least step, such as >10s
	Query    string // the query's least step; may be $__rate_interval itself
	Factor   float64
	Scraping time.Duration // how often Lookout scrapes; 0 is 15 s
}

// Computed are $__interval, $__rate_interval and the step of the query.
type Computed struct{ Interval, Rate, Step time.Duration }

// mostPoints is what Prometheus answers at once.
const mostPoints = 11_000

const usualScraping = 15 * time.Second

var byRate = regexp.MustCompile(`^\s*\$(__rate_interval|\{__rate_interval\})\s*$`)

// Compute finds the step that fits so many points and is not shorter than what is scraped or set.
func (s Steps) Compute() Computed {
	scraping := s.Scraping
	if scraping <= 0 {
		scraping = usualScraping
	}
	panel, panelSet := ParseInterval(s.Panel)
	query, querySet := ParseInterval(s.Query)
	least := scraping
	switch {
	case querySet:
		least = max(query, panel)
	case panelSet:
		least = panel
	}
	factor := s.Factor
	if !(factor > 0) {
		factor = 1
	}
	length := max(0, s.Range)
	fitting := time.Duration(float64(max(RoundInterval(length/time.Duration(max(1, s.Points))), least)) * factor)
	interval := max(fitting, leastStep(length), time.Millisecond)
	apart := scraping
	if querySet {
		apart = query
	}
	rate := max(interval+apart, 4*apart)
	if byRate.MatchString(s.Query) {
		return Computed{interval, rate, rate}
	}
	return Computed{interval, rate, interval}
}

// leastStep is the step below which a range would have too many points, in whole seconds once it is that long.
func leastStep(length time.Duration) time.Duration {
	step := float64(length.Milliseconds()) / mostPoints
	if step > 1000 {
		return time.Duration(math.Ceil(step/1000)) * time.Second
	}
	return time.Duration(math.Ceil(step)) * time.Millisecond
}

var units = map[string]time.Duration{
	"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour,
	"w": 7 * 24 * time.Hour, "M": 30 * 24 * time.Hour, "y": 365 * 24 * time.Hour,
}

var (
	comparison   = regexp.MustCompile(`^\s*>=?\s*`)
	bareSeconds  = regexp.MustCompile(`^\d+(\.\d+)?$`)
	intervalText = regexp.MustCompile(`^(\d+(\.\d+)?(ms|[smhdwMy]))+$`)
	intervalPart = regexp.MustCompile(`(\d+(?:\.\d+)?)(ms|[smhdwMy])`)
)

// ParseInterval reads 10s, >1m, 1h30m or a bare number of seconds.
func ParseInterval(text string) (time.Duration, bool) {
	text = strings.TrimSpace(comparison.ReplaceAllString(text, ""))
	total := 0.0
	switch {
	case bareSeconds.MatchString(text):
		total = seconds(text) * float64(time.Second)
	case intervalText.MatchString(text):
		for _, part := range intervalPart.FindAllStringSubmatch(text, -1) {
			total += seconds(part[1]) * float64(units[part[2]])
		}
	}
	if !(total > 0) || total > math.MaxInt64/8 {
		return 0, false
	}
	return time.Duration(total), true
}

func seconds(digits string) float64 {
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0
	}
	return f
}

// rounded are steps that people recognise, each with the length from which on the next one is taken.
var rounded = []struct{ below, step int64 }{
	{10, 1}, {15, 10}, {35, 20}, {75, 50}, {150, 100}, {350, 200}, {750, 500}, {1_500, 1_000}, {3_500, 2_000}, {7_500, 5_000},
	{12_500, 10_000}, {17_500, 15_000}, {25_000, 20_000}, {45_000, 30_000}, {90_000, 60_000}, {210_000, 120_000}, {450_000, 300_000},
	{750_000, 600_000}, {1_050_000, 900_000}, {1_500_000, 1_200_000}, {2_700_000, 1_800_000}, {5_400_000, 3_600_000},
	{9_000_000, 7_200_000}, {16_200_000, 10_800_000}, {32_400_000, 21_600_000}, {86_400_000, 43_200_000},
	{604_800_000, 86_400_000}, {1_814_400_000, 604_800_000}, {3_628_800_000, 2_592_000_000},
}

// RoundInterval is the step people recognise that is near to a length.
func RoundInterval(length time.Duration) time.Duration {
	for _, r := range rounded {
		if length < time.Duration(r.below)*time.Millisecond {
			return time.Duration(r.step) * time.Millisecond
		}
	}
	return 365 * 24 * time.Hour
}

// Duration writes a length as PromQL does, the shortest way: 90 minutes are 1h30m.
func Duration(length time.Duration) string {
	var b strings.Builder
	rest := length.Round(time.Millisecond)
	for _, name := range []string{"y", "w", "d", "h", "m", "s", "ms"} {
		if n := rest / units[name]; n > 0 {
			b.WriteString(strconv.FormatInt(int64(n), 10) + name)
			rest -= n * units[name]
		}
	}
	if b.Len() == 0 {
		return "0s"
	}
	return b.String()
}

// Bind puts $__interval and its kin into a scope.
func (c Computed) Bind(into Scope) {
	into["__interval"] = One(Duration(c.Interval))
	into["__interval_ms"] = One(strconv.FormatInt(c.Interval.Milliseconds(), 10))
	into["__rate_interval"] = One(Duration(c.Rate))
	into["__rate_interval_ms"] = One(strconv.FormatInt(c.Rate.Milliseconds(), 10))
}

// BindRange puts what depends on the time range of a dashboard into a scope.
func BindRange(into Scope, from, to time.Time) {
	length := to.Sub(from)
	whole := max(1, int64(math.Round(length.Seconds())))
	into["__from"] = One(strconv.FormatInt(from.UnixMilli(), 10))
	into["__to"] = One(strconv.FormatInt(to.UnixMilli(), 10))
	into["__range"] = One(strconv.FormatInt(whole, 10) + "s")
	into["__range_s"] = One(strconv.FormatInt(whole, 10))
	into["__range_ms"] = One(strconv.FormatInt(length.Milliseconds(), 10))
}
