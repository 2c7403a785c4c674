package picture

import (
	"image/color"
	"math"
	"slices"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
)

// line is a field over time, on the grid of moments that all lines of a plot share.
type line struct {
	field  *frame.Field
	name   string
	colour color.NRGBA
	look   lineLook
	values []float64 // as they are
	drawn  []float64 // turned over, piled up
	below  int       // the line that it stands on, or -1
	scale  string    // lines of one unit share a scale
}

// lineLook is what the custom part of a field's configuration says of a line.
type lineLook struct {
	style, interpolation     string
	width, fill, pointSize   float64
	gradient, points, stack  string
	group, transform         string
	span                     float64 // milliseconds across which a gap is joined
	barAlign, barWidth       float64
	axis, axisLabel          string
	softMin, softMax         *float64
	centred, grid            bool
	scale                    string
	logBase, linear          float64
	thresholds, fillBelow    string
	dash                     []float64
	hidden, hiddenFromLegend bool
}

func lookOf(o frame.Object) lineLook {
	stack, distribution, hide := o.Object("stacking"), o.Object("scaleDistribution"), o.Object("hideFrom")
	look := lineLook{
		style: o.TextOr("drawStyle", "line"), interpolation: o.TextOr("lineInterpolation", "linear"),
		width: clamp(o.NumberOr("lineWidth", 1), 0, 20), fill: clamp(o.NumberOr("fillOpacity", 0), 0, 100) / 100, pointSize: clamp(o.NumberOr("pointSize", 5), 1, 60),
		gradient: o.TextOr("gradientMode", "none"), points: o.TextOr("showPoints", "auto"), stack: stack.TextOr("mode", "none"), group: stack.TextOr("group", "A"),
		transform: o.Text("transform"), barAlign: clamp(o.NumberOr("barAlignment", 0), -1, 1), barWidth: clamp(o.NumberOr("barWidthFactor", 0.6), 0.05, 1),
		axis: o.TextOr("axisPlacement", "auto"), axisLabel: o.Text("axisLabel"), softMin: o.Number("axisSoftMin"), softMax: o.Number("axisSoftMax"),
		centred: o.Truth("axisCenteredZero"), grid: o.TruthOr("axisGridShow", true), scale: distribution.TextOr("type", "linear"),
		logBase: distribution.NumberOr("log", 10), linear: distribution.NumberOr("linearThreshold", 1), thresholds: o.Object("thresholdsStyle").TextOr("mode", "off"),
		fillBelow: o.Text("fillBelowTo"), dash: dashOf(o.Object("lineStyle")), hidden: hide.Truth("viz"), hiddenFromLegend: hide.Truth("legend"),
	}
	if o.Truth("spanNulls") {
		look.span = math.Inf(1)
	} else {
		look.span = o.NumberOr("spanNulls", 0)
	}
	return look
}

func clamp(v, low, high float64) float64 { return min(max(v, low), high) }

func dashOf(style frame.Object) []float64 {
	switch style.Text("fill") {
	case "dash", "square":
		if set := style.List("dash"); len(set) == 2 {
			return []float64{clamp(number(set[0]), 1, 100), clamp(number(set[1]), 1, 100)}
		}
		return []float64{10, 10}
	case "dot":
		return []float64{1, 8}
	}
	return nil
}

func number(v any) float64 { return frame.Object{"v": v}.NumberOr("v", 0) }

// linesOf brings all fields over time onto one grid of moments.
func linesOf(frames []*frame.Frame) (times []float64, lines []*line) {
	type column struct {
		times, values *frame.Field
	}
	var columns []column
	for _, f := range frames {
		if t := f.First(frame.Time); t != nil {
			for _, values := range f.Numbers() {
				columns = append(columns, column{t, values})
			}
		}
	}
	if len(columns) == 0 {
		return nil, nil
	}
	all := make([]*frame.Field, len(columns))
	for i, c := range columns {
		all[i] = c.times
	}
	times = gridOf(all)
	for _, c := range columns {
		look := lookOf(c.values.Config.Custom)
		if look.hidden {
			continue
		}
		lines = append(lines, &line{
			field: c.values, name: c.values.Title(), colour: c.values.SeriesColour(), look: look,
			values: onto(times, c.times.Numbers, c.values.Numbers), below: -1, scale: scaleKey(c.values, look),
		})
	}
	return times, lines
}

// gridOf are all moments, and one more after each gap that is longer than the query's step: a line must not
// cross what was not measured.
func gridOf(fields []*frame.Field) []float64 {
	step, same := 0.0, true
	for _, f := range fields {
		step = max(step, f.Step)
		same = same && slices.Equal(f.Numbers, fields[0].Numbers)
	}
	times := fields[0].Numbers
	if !same {
		times = nil
		for _, f := range fields {
			times = append(times, f.Numbers...)
		}
		times = slices.Clone(times)
	}
	if !slices.IsSorted(times) || !same {
		times = slices.Clone(times)
		slices.Sort(times)
		times = slices.Compact(times)
	}
	if step == 0 {
		return times
	}
	out := make([]float64, 0, len(times))
	for i, t := range times {
		if i > 0 && t-times[i-1] > 1.5*step {
			out = append(out, times[i-1]+step)
		}
		out = append(out, t)
	}
	return out
}

// onto puts values at their places on a grid; both are in order of time, or nearly.
func onto(grid, times, values []float64) []float64 {
	out := filled(len(grid))
	row := 0
	for i, t := range times {
		if row >= len(grid) || grid[row] != t {
			row, _ = slices.BinarySearch(grid, t)
		}
		if row < len(grid) && i < len(values) {
			out[row] = values[i]
		}
		row++
	}
	return out
}

// scaleKey is the same for fields that share unit and limits.
func scaleKey(f *frame.Field, look lineLook) string {
	placed := ""
	if look.axis == "right" || look.axis == "hidden" {
		placed = look.axis
	}
	return strings.Join([]string{f.Config.Unit, optional(f.Config.Min), optional(f.Config.Max), placed, look.scale, look.axisLabel, shares(look)}, "|")
}

// shares marks the axis of lines that are piled up to a hundred percent: they have one of their own.
func shares(look lineLook) string {
	if look.stack == "percent" {
		return "%"
	}
	return ""
}

// axisField is what an axis of the line says: shares of a hundred percent are such, whatever their unit.
func (l *line) axisField() *frame.Field {
	if l.look.stack == "percent" {
		return l.field.Sharing()
	}
	return l.field
}

func optional(f *float64) string {
	if f == nil {
		return ""
	}
	return frame.Object{"v": *f}.Text("v")
}

// arrange turns lines over that ask for it and piles up those of one group.
func arrange(lines []*line) {
	piles := map[string][]int{}
	var order []string
	for i, l := range lines {
		l.drawn = l.values
		if l.look.transform == "negative-Y" {
			l.drawn = make([]float64, len(l.values))
			for row, v := range l.values {
				l.drawn[row] = -v
			}
		}
		if l.look.stack == "none" {
			continue
		}
		key := strings.Join([]string{l.look.group, l.scale, l.look.stack, l.look.transform, l.look.style}, "|")
		if piles[key] == nil {
			order = append(order, key)
		}
		piles[key] = append(piles[key], i)
	}
	for _, key := range order {
		pileUp(lines, piles[key])
	}
	for _, l := range lines {
		if l.look.fillBelow != "" {
			l.below = slices.IndexFunc(lines, func(other *line) bool { return other.name == l.look.fillBelow })
		}
	}
}

func pileUp(lines []*line, members []int) {
	rows := len(lines[members[0]].drawn)
	top, totals := make([]float64, rows), make([]float64, rows)
	percent := lines[members[0]].look.stack == "percent"
	for _, m := range members {
		for row, v := range lines[m].drawn {
			if !math.IsNaN(v) {
				totals[row] += math.Abs(v)
			}
		}
	}
	for place, m := range members {
		column := slices.Clone(lines[m].drawn)
		for row, v := range column {
			if math.IsNaN(v) {
				continue
			}
			if percent {
				v = share(v, totals[row])
			}
			top[row] += v
			column[row] = top[row]
		}
		lines[m].drawn = column
		if place > 0 {
			lines[m].below = members[place-1]
		}
	}
}

func share(part, total float64) float64 {
	if total == 0 {
		return 0
	}
	return part / total
}
