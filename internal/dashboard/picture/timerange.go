package picture

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var relative = regexp.MustCompile(`^now(?:\s*([+-])\s*(\d{1,6})\s*([smhdwMy]))?(?:/([mhdwMy]))?$`)

var lengths = map[string]time.Duration{
	"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour, "M": 30 * 24 * time.Hour, "y": 365 * 24 * time.Hour,
}

// parseRange reads both ends of a time range as links write them.
func parseRange(from, to string, now time.Time, zone *time.Location) (start, end time.Time, err error) {
	if start, err = parseTime(from, now, zone); err != nil {
		return start, end, fmt.Errorf("from: %w", err)
	}
	if end, err = parseTime(to, now, zone); err != nil {
		return start, end, fmt.Errorf("to: %w", err)
	}
	if !start.Before(end) {
		return start, end, fmt.Errorf("the range ends before it begins: swap from and to")
	}
	return start, end, nil
}

// parseTime reads now, now-6h, now-1d/d, Unix milliseconds or seconds, and dates.
func parseTime(text string, now time.Time, zone *time.Location) (time.Time, error) {
	text = strings.TrimSpace(text)
	if parts := relative.FindStringSubmatch(text); parts != nil {
		at := now.In(zone)
		if parts[3] != "" {
			n, _ := strconv.Atoi(parts[1] + parts[2]) // the expression lets only digits through
			at = at.Add(time.Duration(n) * lengths[parts[3]])
		}
		return floor(at, parts[4]), nil
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil && len(text) >= 9 && len(text) <= 14 {
		if len(text) <= 10 {
			return time.Unix(n, 0), nil
		}
		return time.UnixMilli(n), nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, text, zone); err == nil {
			return at, nil
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a time: write now-6h, Unix milliseconds or 2026-01-31 14:00", text)
}

// floor is where the minute, hour, day, week (from Monday), month or year of a moment begins.
func floor(at time.Time, unit string) time.Time {
	y, m, d := at.Date()
	midnight := time.Date(y, m, d, 0, 0, 0, 0, at.Location())
	switch unit {
	case "m":
		return at.Truncate(time.Minute)
	case "h":
		return midnight.Add(at.Sub(midnight).Truncate(time.Hour))
	case "d":
		return midnight
	case "w":
		return midnight.AddDate(0, 0, -(int(midnight.Weekday())+6)%7)
	case "M":
		return time.Date(y, m, 1, 0, 0, 0, 0, at.Location())
	case "y":
		return time.Date(y, 1, 1, 0, 0, 0, 0, at.Location())
	}
	return at
}

// panelRange is the range of a panel that has a time of its own: timeFrom is how long, timeShift how much
// earlier.
func panelRange(timeFrom, timeShift string, from, to time.Time) (time.Time, time.Time) {
	if start, err := parseTime("now-"+strings.TrimPrefix(timeFrom, "now-"), to, to.Location()); err == nil && timeFrom != "" {
		from = start
	}
	if shifted, err := parseTime("now-"+strings.TrimPrefix(timeShift, "now-"), to, to.Location()); err == nil && timeShift != "" {
		from, to = from.Add(shifted.Sub(to)), shifted
	}
	return from, to
}
