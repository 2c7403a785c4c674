package picture

import (
	"image/color"
	"math"
	"slices"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
)

// plot is the part of a panel in which lines are drawn, with its axes.
type plot struct {
	box
	from, to time.Time
	scales   map[string]scale
}

func (p plot) atTime(millis float64) float64 {
	from, to := float64(p.from.UnixMilli()), float64(p.to.UnixMilli())
	return (millis - from) / (to - from) * p.w
}

func (p plot) atValue(s scale, v float64) float64 { return p.h - s.share(v)*p.h }

const timeAxisHeight = 26.0

func drawTimeseries(c *canvas, b box, v *view) {
	times, lines := linesOf(v.frames)
	if len(lines) == 0 {
		message(c, b, "No data", "", c.theme.faint)
		return
	}
	var entries []entry
	for _, l := range lines {
		if !l.look.hiddenFromLegend {
			entries = append(entries, entry{name: l.name, colour: l.colour, field: l.field})
		}
	}
	b = legendOf(v.options, entries).split(c, b).inset(6, 8, 10, 2)
	arrange(lines)
	p := plot{box: b, from: v.at.from, to: v.at.to, scales: map[string]scale{}}
	p.box = p.axes(c, lines)
	if p.w < 10 || p.h < 10 {
		return
	}
	c.within(p.box, func(c *canvas) {
		drawThresholds(c, p, lines)
		for i := len(lines) - 1; i >= 0; i-- {
			p.fill(c, times, lines, i)
		}
		for _, l := range lines {
			p.draw(c, times, l, lines)
		}
	})
}

// axes draws scales and grid and returns what is left for the lines. The first axis stands left, further
// ones right, unless the configuration says where.
func (p plot) axes(c *canvas, lines []*line) box {
	inner := p.inset(0, 0, 0, timeAxisHeight)
	type axis struct {
		ticks []float64
		texts []string
		line  *line
		right bool
		width float64
	}
	var axes []axis
	for _, l := range lines {
		if _, known := p.scales[l.scale]; known {
			continue
		}
		s := valueScale(sameScale(lines, l.scale))
		p.scales[l.scale] = s
		if l.look.axis == "hidden" {
			continue
		}
		a := axis{line: l, right: l.look.axis == "right" || l.look.axis == "auto" && len(axes) > 0}
		field := l.axisField()
		a.ticks = s.ticks(inner.h, 32, field.Config.Unit)
		a.texts = tickTexts(field, a.ticks)
		for _, text := range a.texts {
			a.width = max(a.width, c.width(text, small)+12)
		}
		a.width = clamp(max(a.width, 30, l.field.Config.Custom.NumberOr("axisWidth", 0)), 0, p.w/3)
		if l.look.axisLabel != "" {
			a.width += 16
		}
		axes = append(axes, a)
	}
	for _, a := range axes {
		if a.right {
			inner.w -= a.width
		} else {
			inner.x, inner.w = inner.x+a.width, inner.w-a.width
		}
	}
	leftEdge, rightEdge := inner.x, inner.right()
	for i, a := range axes {
		s := p.scales[a.line.scale]
		x, side := leftEdge-8, right
		if a.right {
			x, side = rightEdge+8, left
		}
		for n, v := range a.ticks {
			y := inner.y + inner.h - s.share(v)*inner.h
			if i == 0 && a.line.look.grid {
				c.rect(box{inner.x, y, inner.w, 1}, c.theme.grid)
			}
			c.text(a.texts[n], x, y, small, c.theme.muted, side)
		}
		if a.right {
			upright(c, a.line.look.axisLabel, rightEdge+a.width-8, inner)
			rightEdge += a.width
		} else {
			upright(c, a.line.look.axisLabel, leftEdge-a.width+8, inner)
			leftEdge -= a.width
		}
	}
	p.timeAxis(c, inner)
	return inner
}

func sameScale(lines []*line, key string) []*line {
	return slices.DeleteFunc(slices.Clone(lines), func(l *line) bool { return l.scale != key })
}

func (p plot) timeAxis(c *canvas, inner box) {
	ticks, step := timeTicks(p.from, p.to, inner.w, 80)
	p.box = inner
	var previous time.Time
	for _, at := range ticks {
		x := inner.x + p.atTime(float64(at.UnixMilli()))
		c.rect(box{x, inner.y, 1, inner.h}, c.theme.grid)
		text := timeText(at, previous, step)
		half := c.width(text, small) / 2
		if x-half >= inner.x-40 && x+half <= inner.right()+12 {
			c.text(text, x, inner.bottom()+14, small, c.theme.muted, centre)
		}
		previous = at
	}
}

// upright writes an axis' label from the bottom to the top.
func upright(c *canvas, text string, x float64, beside box) {
	if text == "" {
		return
	}
	text = c.fitted(text, small, beside.h)
	w, h := c.width(text, small), small.size*1.4
	part := newCanvas(w, h, c.scale, c.fonts, c.theme)
	part.text(text, 0, h/2, small, c.theme.muted, left)
	turned := newCanvas(h, w, c.scale, c.fonts, c.theme)
	size := part.image.Bounds()
	for y := range size.Dy() {
		for px := range size.Dx() {
			turned.image.SetRGBA(y, size.Dx()-1-px, part.image.RGBAAt(px, y))
		}
	}
	c.paste(turned, x-h/2, beside.y+(beside.h-w)/2)
}

// drawThresholds draws those of each scale once, behind the lines: as lines, as areas, or both.
func drawThresholds(c *canvas, p plot, lines []*line) {
	done := map[string]bool{}
	for _, l := range lines {
		if mode := l.look.thresholds; mode != "off" && !done[l.scale] {
			done[l.scale] = true
			drawSteps(c, p, l, mode)
		}
	}
}

func drawSteps(c *canvas, p plot, l *line, mode string) {
	s, steps := p.scales[l.scale], l.field.Steps()
	area := mode == "area" || mode == "line+area" || mode == "dashed+area"
	for i, step := range steps {
		low, high := p.h, 0.0
		if !math.IsInf(step.From, 0) {
			low = clamp(p.atValue(s, step.From), 0, p.h)
		}
		if i+1 < len(steps) {
			high = clamp(p.atValue(s, steps[i+1].From), 0, p.h)
		}
		if area {
			c.rect(box{0, high, p.w, low - high}, colour.Fade(step.Colour, 0.15))
		}
	}
	for _, step := range steps {
		if mode == "area" || math.IsInf(step.From, 0) || step.From < s.low || step.From > s.high {
			continue
		}
		y := p.atValue(s, step.From)
		look := stroke{width: 2, colour: step.Colour}
		if mode == "dashed" || mode == "dashed+area" {
			look.dash = []float64{10, 10}
		}
		c.line([]point{{0, y}, {p.w, y}}, look)
	}
}

// run is a part of a line without a gap: rows of the grid.
type run []int

// runs divides a line at its gaps, joining those that it may cross.
func runs(times []float64, l *line) []run {
	var out []run
	last := -1
	for row, v := range l.drawn {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		joined := last >= 0 && (last == row-1 || times[row]-times[last] <= l.look.span)
		if !joined {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], row)
		last = row
	}
	return out
}

// path is a run as points, as its interpolation says.
func (p plot) path(times []float64, r run, l *line, values []float64) []point {
	s := p.scales[l.scale]
	points := make([]point, 0, len(r))
	for _, row := range r {
		v := values[row]
		if math.IsNaN(v) {
			v = 0
		}
		points = append(points, point{p.atTime(times[row]), p.atValue(s, v)})
	}
	switch l.look.interpolation {
	case "stepBefore", "stepAfter":
		return stepped(points, l.look.interpolation == "stepBefore")
	case "smooth":
		return smooth(points)
	}
	return points
}

func stepped(points []point, before bool) []point {
	out := make([]point, 0, 2*len(points))
	for i, p := range points {
		if i > 0 && before {
			out = append(out, point{points[i-1].x, p.y})
		} else if i > 0 {
			out = append(out, point{p.x, points[i-1].y})
		}
		out = append(out, p)
	}
	return out
}

// smooth draws a curve through points that never leaves the room between two of them.
func smooth(points []point) []point {
	n := len(points)
	if n < 3 {
		return points
	}
	slopes := make([]float64, n-1)
	for i := range slopes {
		slopes[i] = (points[i+1].y - points[i].y) / max(points[i+1].x-points[i].x, 1e-9)
	}
	tangents := make([]float64, n)
	tangents[0], tangents[n-1] = slopes[0], slopes[n-2]
	for i := 1; i < n-1; i++ {
		if slopes[i-1]*slopes[i] > 0 {
			tangents[i] = 2 / (1/slopes[i-1] + 1/slopes[i])
		}
	}
	const parts = 6
	out := []point{points[0]}
	for i := range slopes {
		a, b := points[i], points[i+1]
		h := b.x - a.x
		for k := 1; k <= parts; k++ {
			t := float64(k) / parts
			t2, t3 := t*t, t*t*t
			y := (2*t3-3*t2+1)*a.y + (t3-2*t2+t)*h*tangents[i] + (3*t2-2*t3)*b.y + (t3-t2)*h*tangents[i+1]
			out = append(out, point{a.x + t*h, y})
		}
	}
	return out
}

// fill paints between a line and the one that it stands on, the one that it names, or zero.
func (p plot) fill(c *canvas, times []float64, lines []*line, index int) {
	l := lines[index]
	opacity := l.look.fill
	if opacity <= 0 || l.look.style != "line" {
		return
	}
	s := p.scales[l.scale]
	top, bottom := colour.Fade(l.colour, opacity), colour.Fade(l.colour, opacity)
	if l.look.gradient == "opacity" || l.look.gradient == "hue" {
		bottom = colour.Fade(l.colour, 0)
	}
	base := clamp(p.atValue(s, clamp(0, s.low, s.high)), 0, p.h)
	for _, r := range runs(times, l) {
		if len(r) == 1 {
			continue
		}
		points := p.path(times, r, l, l.drawn)
		if l.below >= 0 && l.below != index {
			under := p.path(times, r, l, lines[l.below].drawn)
			slices.Reverse(under)
			points = append(points, under...)
		} else {
			points = append(points, point{points[len(points)-1].x, base}, point{points[0].x, base})
		}
		c.area(points, top, bottom)
	}
}

func (p plot) draw(c *canvas, times []float64, l *line, lines []*line) {
	switch l.look.style {
	case "bars":
		p.bars(c, times, l, lines)
		return
	case "points":
		p.points(c, times, l, l.look.pointSize)
		return
	}
	for _, r := range runs(times, l) {
		if len(r) == 1 && l.look.points != "always" { // a line between nothing and nothing would be invisible
			c.dot(p.path(times, r, l, l.drawn)[0], 2, l.colour)
			continue
		}
		points := p.path(times, r, l, l.drawn)
		if l.look.gradient == "scheme" && l.field.ByValue() {
			p.byValue(c, points, l)
			continue
		}
		c.line(points, stroke{width: l.look.width, colour: l.colour, dash: l.look.dash})
	}
	if l.look.points == "always" {
		p.points(c, times, l, l.look.pointSize)
	}
}

// byValue paints each piece of a line in the colour of its value.
func (p plot) byValue(c *canvas, points []point, l *line) {
	s := p.scales[l.scale]
	for i := 1; i < len(points); i++ {
		middle := (points[i-1].y + points[i].y) / 2
		value := s.low + (s.high-s.low)*(1-middle/p.h)
		c.line(points[i-1:i+1], stroke{width: l.look.width, colour: l.field.Colour(value)})
	}
}

func (p plot) points(c *canvas, times []float64, l *line, size float64) {
	s := p.scales[l.scale]
	for row, v := range l.drawn {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			c.dot(point{p.atTime(times[row]), p.atValue(s, v)}, size/2, l.colour)
		}
	}
}

func (p plot) bars(c *canvas, times []float64, l *line, lines []*line) {
	s := p.scales[l.scale]
	slot := p.w
	for i := 1; i < len(times); i++ {
		slot = min(slot, p.atTime(times[i])-p.atTime(times[i-1]))
	}
	width := max(1, slot*l.look.barWidth)
	zero := clamp(0, s.low, s.high)
	for row, v := range l.drawn {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			continue
		}
		from := zero
		if l.below >= 0 && !math.IsNaN(lines[l.below].drawn[row]) {
			from = lines[l.below].drawn[row]
		}
		x := p.atTime(times[row]) - width/2 + l.look.barAlign*width/2
		top, bottom := p.atValue(s, v), p.atValue(s, from)
		drawBar(c, box{x, min(top, bottom), width, math.Abs(bottom - top)}, l.colour, l.look.fill)
	}
}

func drawBar(c *canvas, b box, fill color.NRGBA, opacity float64) {
	if b.w < 4 { // too thin for an outline of its own
		opacity = max(opacity, 0.7)
	}
	c.rect(b, colour.Fade(fill, opacity))
	if b.w >= 4 && opacity < 0.9 {
		c.line([]point{{b.x, b.bottom()}, {b.x, b.y}, {b.right(), b.y}, {b.right(), b.bottom()}}, stroke{width: 1, colour: fill})
	}
}
