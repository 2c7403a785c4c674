package picture

import (
	"image/color"
	"math"
	"slices"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
)

// bars are groups of values: one group for each row, one bar in it for each number.
type bars struct {
	fields []*frame.Field // for colours, names and units
	labels []string
	values [][]float64  // by group, then by field
	axis   *frame.Field // what the axis of values says
}

const mostGroups = 500

func drawBarchart(c *canvas, b box, v *view) {
	all := barsOf(v.frames, v.options.Text("xField"))
	if len(all.fields) == 0 || len(all.values) == 0 {
		message(c, b, "No data", "", c.theme.faint)
		return
	}
	across := v.options.Text("orientation") == "horizontal"
	all.draw(c, b, v, v.options.TextOr("stacking", "none"), across)
}

// barsOf takes the first text, or else the first time, for what a group is called.
func barsOf(frames []*frame.Frame, named string) bars {
	var out bars
	f := frames[0]
	if len(frames) > 1 {
		return besideEachOther(frames)
	}
	label := f.First(frame.Text)
	if label == nil {
		label = f.First(frame.Time)
	}
	for _, field := range f.Fields {
		if named != "" && (field.Name == named || field.Title() == named) {
			label = field
		}
	}
	for _, field := range f.Numbers() {
		if field != label && !field.Config.Custom.Object("hideFrom").Truth("viz") {
			out.fields = append(out.fields, field)
		}
	}
	for row := range min(f.Len(), mostGroups) {
		text := ""
		if label != nil {
			text = label.Show(row).String()
		}
		var values []float64
		for _, field := range out.fields {
			values = append(values, field.Numbers[row])
		}
		out.labels, out.values = append(out.labels, text), append(out.values, values)
	}
	return out
}

// besideEachOther makes a group of each series: its last value is its bar.
func besideEachOther(frames []*frame.Frame) bars {
	var out bars
	for _, f := range frames {
		for _, field := range f.Numbers() {
			if len(out.fields) == 0 {
				out.fields = []*frame.Field{field}
			}
			if len(out.labels) < mostGroups {
				out.labels, out.values = append(out.labels, field.Title()), append(out.values, []float64{frame.Reduce(field, "lastNotNull")})
			}
		}
	}
	return out
}

// block is one bar: between two values it stands.
type block struct {
	group, field int
	from, to     float64
}

// blocks of one group start at zero; stacked ones stand on the one before, or share a hundred percent.
func (a bars) blocks(stacking string) []block {
	var out []block
	for group, values := range a.values {
		total, above, below := 0.0, 0.0, 0.0
		for _, v := range values {
			if finite(v) {
				total += math.Abs(v)
			}
		}
		for field, v := range values {
			if !finite(v) {
				continue
			}
			if stacking != "normal" && stacking != "percent" {
				out = append(out, block{group, field, 0, v})
				continue
			}
			if stacking == "percent" {
				v = share(v, total)
			}
			from := above
			if v < 0 {
				from = below
				below += v
			} else {
				above += v
			}
			out = append(out, block{group, field, from, from + v})
		}
	}
	return out
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func (a bars) draw(c *canvas, b box, v *view, stacking string, across bool) {
	var entries []entry
	for _, f := range a.fields {
		entries = append(entries, entry{name: f.Title(), colour: f.SeriesColour(), field: f})
	}
	b = legendOf(v.options, entries).split(c, b).inset(8, 8, 10, 4)
	blocks := a.blocks(stacking)
	a.axis = a.fields[0]
	s := a.scale(blocks)
	if stacking == "percent" {
		a.axis, s = a.axis.Sharing(), shareScale(s.low, s.high)
	}
	stacked := stacking == "normal" || stacking == "percent"
	if across {
		a.drawAcross(c, b, blocks, s, stacked)
	} else {
		a.drawUp(c, b, blocks, s, stacked)
	}
}

func (a bars) scale(blocks []block) scale {
	low, high := 0.0, 0.0
	for _, bl := range blocks {
		low, high = min(low, bl.from, bl.to), max(high, bl.from, bl.to)
	}
	config := a.fields[0].Config
	s := scale{kind: "linear"}
	s.low, s.high = padded(low, high, config.Min)
	s.low, s.high = or(config.Min, s.low), or(config.Max, s.high)
	if s.high <= s.low {
		s.high = s.low + 1
	}
	return s
}

func (a bars) drawUp(c *canvas, b box, blocks []block, s scale, stacked bool) {
	inner := b.inset(0, 0, 0, 22)
	ticks := s.ticks(inner.h, 32, a.axis.Config.Unit)
	texts := tickTexts(a.axis, ticks)
	inner = inner.inset(widest(c, texts)+10, 0, 0, 0)
	for i, v := range ticks {
		y := inner.bottom() - s.share(v)*inner.h
		c.rect(box{inner.x, y, inner.w, 1}, c.theme.grid)
		c.text(texts[i], inner.x-8, y, small, c.theme.muted, right)
	}
	slot := inner.w / float64(len(a.values))
	labelEvery := int(math.Ceil(widest(c, a.labels) / max(slot, 1)))
	if slot > 60 {
		labelEvery = 1
	}
	for group := range a.values {
		if group%max(1, labelEvery) == 0 {
			text := c.fitted(a.labels[group], small, max(slot*float64(labelEvery)-4, 20))
			c.text(text, inner.x+(float64(group)+0.5)*slot, inner.bottom()+12, small, c.theme.muted, centre)
		}
	}
	c.within(inner, func(c *canvas) {
		for _, bl := range blocks {
			x, w := a.place(bl, slot, stacked)
			top, bottom := inner.h*(1-s.share(bl.to)), inner.h*(1-s.share(bl.from))
			drawBar(c, box{x, min(top, bottom), w, math.Abs(bottom - top)}, a.colour(bl), a.opacity())
		}
	})
}

func (a bars) drawAcross(c *canvas, b box, blocks []block, s scale, stacked bool) {
	inner := b.inset(min(widest(c, a.labels), b.w*0.35)+10, 0, 8, 22)
	ticks := s.ticks(inner.w, 80, a.axis.Config.Unit)
	texts := tickTexts(a.axis, ticks)
	for i, v := range ticks {
		x := inner.x + s.share(v)*inner.w
		c.rect(box{x, inner.y, 1, inner.h}, c.theme.grid)
		c.text(texts[i], x, inner.bottom()+12, small, c.theme.muted, centre)
	}
	slot := inner.h / float64(len(a.values))
	for group := range a.values {
		if slot >= 12 || group%int(math.Ceil(14/slot)) == 0 {
			c.text(c.fitted(a.labels[group], small, inner.x-b.x-8), inner.x-8, inner.y+(float64(group)+0.5)*slot, small, c.theme.muted, right)
		}
	}
	c.within(inner, func(c *canvas) {
		for _, bl := range blocks {
			y, h := a.place(bl, slot, stacked)
			from, to := inner.w*s.share(bl.from), inner.w*s.share(bl.to)
			drawBar(c, box{min(from, to), y, math.Abs(to - from), h}, a.colour(bl), a.opacity())
		}
	})
}

// place is where in its group's slot a bar begins, and how wide it is.
func (a bars) place(bl block, slot float64, stacked bool) (at, width float64) {
	const used = 0.8
	start := float64(bl.group)*slot + slot*(1-used)/2
	if stacked {
		return start, slot * used
	}
	width = slot * used / float64(len(a.fields))
	return start + float64(bl.field)*width, max(1, width-min(1, width*0.1))
}

func (a bars) colour(bl block) color.NRGBA {
	f := a.fields[bl.field]
	if f.ByValue() {
		return f.Colour(bl.to - bl.from)
	}
	return f.SeriesColour()
}

func (a bars) opacity() float64 {
	return clamp(a.fields[0].Config.Custom.NumberOr("fillOpacity", 80), 5, 100) / 100
}

func widest(c *canvas, texts []string) float64 {
	width := 0.0
	for _, t := range texts {
		width = max(width, c.width(t, small))
	}
	return width
}

const (
	usualBuckets = 30
	mostBuckets  = 1000
)

// drawHistogram counts how many values of each field fall into each of equal buckets.
func drawHistogram(c *canvas, b box, v *view) {
	all := countsOf(v.frames, v.options)
	if len(all.fields) == 0 {
		message(c, b, "No data", "", c.theme.faint)
		return
	}
	all.draw(c, b, v, "none", false)
}

func countsOf(frames []*frame.Frame, options frame.Object) bars {
	var fields []*frame.Field
	var everything []float64
	for _, f := range frames {
		for _, field := range f.Numbers() {
			fields = append(fields, field)
			everything = append(everything, slices.DeleteFunc(slices.Clone(field.Numbers), func(v float64) bool { return !finite(v) })...)
		}
	}
	if len(everything) == 0 {
		return bars{}
	}
	low, high := slices.Min(everything), slices.Max(everything)
	size, offset := bucketSize(options, high-low), options.NumberOr("bucketOffset", 0)
	first := math.Floor((low - offset) / size)
	count := int(min(mostBuckets, math.Floor((high-offset)/size)-first+1))
	columns := [][]float64{everything}
	shownFields := fields[:1]
	if !options.Truth("combine") {
		columns, shownFields = nil, fields
		for _, f := range fields {
			columns = append(columns, f.Numbers)
		}
	}
	out := bars{values: make([][]float64, count)}
	for i := range out.values {
		out.values[i] = make([]float64, len(columns))
		out.labels = append(out.labels, fields[0].ShowNumber((first+float64(i))*size+offset).String())
	}
	for n, column := range columns {
		out.fields = append(out.fields, shownFields[n].Counting())
		for _, v := range column {
			if finite(v) {
				out.values[min(count-1, max(0, int(math.Floor((v-offset)/size)-first)))][n]++
			}
		}
	}
	return out
}

func bucketSize(options frame.Object, span float64) float64 {
	if size := options.NumberOr("bucketSize", 0); size > 0 {
		return max(size, span/mostBuckets)
	}
	if span <= 0 {
		return 1
	}
	return niceStep(span/max(1, options.NumberOr("bucketCount", usualBuckets)), "")
}

// drawPie draws parts of a whole.
func drawPie(c *canvas, b box, v *view) {
	var entries []entry
	var parts []single
	total := 0.0
	for _, s := range singlesOf(v) {
		if finite(s.Number) && s.Number > 0 {
			parts, total = append(parts, s), total+s.Number
		}
	}
	if len(parts) == 0 {
		message(c, b, "No data", "", c.theme.faint)
		return
	}
	wanted := v.options.Object("legend").Texts("values")
	for _, s := range parts {
		e := entry{name: s.name, colour: s.Colour, field: s.field}
		for _, what := range wanted {
			switch what {
			case "percent":
				e.extra = append(e.extra, frame.PercentText(s.Number/total))
			case "value":
				e.extra = append(e.extra, s.String())
			}
		}
		entries = append(entries, e)
	}
	if l := legendOf(v.options, entries); l != nil {
		l.table, l.calcs = false, nil
		b = l.split(c, b)
	}
	drawSlices(c, b.inset(8, 4, 8, 8), parts, total, v.options)
}

func drawSlices(c *canvas, b box, parts []single, total float64, options frame.Object) {
	radius := max(4, min(b.w, b.h)/2)
	at := point{b.x + b.w/2, b.y + b.h/2}
	inner := 0.0
	if options.Text("pieType") == "donut" {
		inner = radius * 0.6
	}
	from := 0.0
	labels := options.Texts("displayLabels")
	for _, s := range parts {
		to := from + s.Number/total
		slice(c, at, radius, inner, from, to, s.Colour)
		if text := sliceText(s, total, labels); text != "" && to-from > 0.04 {
			p := around(at, max((radius+inner)/2, radius*0.65), (from+to)/2)
			c.text(text, p.x, p.y, small, colour.Ink(s.Colour), centre)
		}
		from = to
	}
}

func slice(c *canvas, at point, radius, inner, from, to float64, fill color.NRGBA) {
	steps := max(2, int((to-from)*180))
	var outline []point
	for i := range steps + 1 {
		outline = append(outline, around(at, radius, from+(to-from)*float64(i)/float64(steps)))
	}
	if inner > 0 {
		for i := steps; i >= 0; i-- {
			outline = append(outline, around(at, inner, from+(to-from)*float64(i)/float64(steps)))
		}
	} else {
		outline = append(outline, at)
	}
	c.area(outline, fill, fill)
	c.line(append(outline, outline[0]), stroke{width: 1, colour: c.theme.panel})
}

func sliceText(s single, total float64, labels []string) string {
	text := ""
	for _, what := range labels {
		switch what {
		case "name":
			text += " " + s.name
		case "value":
			text += " " + s.String()
		case "percent":
			text += " " + frame.PercentText(s.Number/total)
		}
	}
	return text
}
