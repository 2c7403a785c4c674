package picture

import (
	"image/color"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
)

// cell is a part of time and height, and how much fell into it.
type cell struct{ at, low, high, count float64 }

// heat is a heatmap, whatever form its data had: buckets as rows, native histograms, or series to be counted.
type heat struct {
	cells []cell
	step  float64
	rows  []string // where bounds are not numbers, what each row is called
	field *frame.Field
}

func drawHeatmap(c *canvas, b box, v *view) {
	h := heatOf(v.frames, v.options.Truth("calculate"))
	if len(h.cells) == 0 {
		message(c, b, "No data", "", c.theme.faint)
		return
	}
	b = b.inset(6, 8, 10, 2)
	s := h.scale()
	paint := h.colours(v.options, c.theme.scheme)
	if v.options.Object("legend").TruthOr("show", true) && b.h > 120 {
		b.h -= 24
		h.drawLegend(c, box{b.x, b.bottom() + 2, b.w, 20}, paint)
	}
	ticks, texts := h.ticks(s, b.h-timeAxisHeight)
	inner := b.inset(max(30, widest(c, texts)+10), 0, 0, timeAxisHeight)
	plot{from: v.at.from, to: v.at.to}.timeAxis(c, inner)
	for i, at := range ticks {
		c.text(texts[i], inner.x-8, inner.bottom()-s.share(at)*inner.h, small, c.theme.muted, right)
	}
	p := plot{box: inner, from: v.at.from, to: v.at.to}
	between := v.options.NumberOr("cellGap", 1)
	c.within(inner, func(c *canvas) {
		for _, one := range h.cells {
			if one.count <= 1e-9 { // what holds nothing shows the ground
				continue
			}
			x, top, bottom := p.atTime(one.at), p.atValue(s, one.high), p.atValue(s, one.low)
			width := p.atTime(one.at+h.step) - x
			c.rect(box{x, top, max(1, apartBy(width, between)), max(1, apartBy(bottom-top, between))}, paint(one.count))
		}
	})
}

// apartBy leaves a gap between cells, where they are not so small that it would hide them.
func apartBy(size, between float64) float64 {
	if size < 6*between {
		return size
	}
	return size - between
}

func heatOf(frames []*frame.Frame, calculate bool) heat {
	for _, f := range frames {
		if f.Form == frame.Cells {
			return nativeHeat(f)
		}
	}
	for _, f := range frames {
		if (f.Form == frame.Buckets || len(frames) == 1 && len(f.Fields) > 2) && !calculate {
			return rowHeat(f)
		}
	}
	if !calculate && len(frames) > 1 {
		joined := &frame.Frame{Fields: []*frame.Field{frames[0].First(frame.Time)}}
		for _, f := range frames {
			joined.Fields = append(joined.Fields, f.Numbers()...)
		}
		return rowHeat(joined)
	}
	return countedHeat(frames)
}

func nativeHeat(f *frame.Frame) heat {
	h := heat{step: stepOf(f.Fields[0]), field: f.Fields[1]}
	for row := range f.Len() {
		h.cells = append(h.cells, cell{f.Fields[0].Numbers[row], f.Fields[1].Numbers[row], f.Fields[2].Numbers[row], f.Fields[3].Numbers[row]})
	}
	return h
}

// rowHeat takes buckets named by their upper bounds for numbers on an axis; others are rows one above the
// other.
func rowHeat(f *frame.Frame) heat {
	times, buckets := f.Fields[0], f.Numbers()
	if times == nil || times.Kind != frame.Time || len(buckets) == 0 {
		return heat{}
	}
	h := heat{step: stepOf(times), field: buckets[0]}
	bounds := make([]float64, len(buckets))
	numeric := true
	for i, field := range buckets {
		if bounds[i] = parseBound(field.Name); math.IsNaN(bounds[i]) {
			bounds[i] = parseBound(field.Title())
		}
		numeric = numeric && !math.IsNaN(bounds[i])
	}
	for row, field := range buckets {
		low, high := float64(row), float64(row+1)
		if numeric {
			low, high = edges(bounds, row)
		} else {
			h.rows = append(h.rows, field.Title())
		}
		for i, count := range field.Numbers {
			if i < times.Len() && finite(count) {
				h.cells = append(h.cells, cell{times.Numbers[i], low, high, count})
			}
		}
	}
	return h
}

// edges of a bucket reach from the bound below it to its own; the endless one gets the height of its
// neighbour.
func edges(bounds []float64, i int) (low, high float64) {
	switch {
	case i > 0:
		low = bounds[i-1]
	case bounds[0] > 0 && len(bounds) > 1:
		low = max(0, bounds[0]-(bounds[1]-bounds[0]))
	default:
		low = min(0, bounds[0])
	}
	if finite(bounds[i]) {
		return low, bounds[i]
	}
	before := 0.0
	if i > 1 {
		before = bounds[i-2]
	}
	return low, low + max(low-before, 1e-9)
}

const (
	heatColumns = 60
	heatRows    = 24
)

// countedHeat counts how many values of plain series fall into each part of time and height.
func countedHeat(frames []*frame.Frame) heat {
	var xs, ys []float64
	var h heat
	for _, f := range frames {
		times := f.First(frame.Time)
		if times == nil {
			continue
		}
		for _, field := range f.Numbers() {
			h.field = field
			for i, v := range field.Numbers {
				if finite(v) {
					xs, ys = append(xs, times.Numbers[i]), append(ys, v)
				}
			}
		}
	}
	if len(xs) == 0 {
		return heat{}
	}
	fromX, fromY := slices.Min(xs), slices.Min(ys)
	height := (slices.Max(ys) - fromY) / heatRows
	if height == 0 {
		height = 1.0 / heatRows
	}
	h.step = max(1, (slices.Max(xs)-fromX)/heatColumns)
	counts := map[[2]int]float64{}
	for i := range xs {
		counts[[2]int{int((xs[i] - fromX) / h.step), min(heatRows-1, int((ys[i]-fromY)/height))}]++
	}
	for key, count := range counts {
		h.cells = append(h.cells, cell{fromX + float64(key[0])*h.step, fromY + float64(key[1])*height, fromY + float64(key[1]+1)*height, count})
	}
	return h
}

func stepOf(times *frame.Field) float64 {
	if times.Step > 0 {
		return times.Step
	}
	least := math.Inf(1)
	for i := 1; i < len(times.Numbers); i++ {
		if d := times.Numbers[i] - times.Numbers[i-1]; d > 0 {
			least = min(least, d)
		}
	}
	if math.IsInf(least, 0) {
		return float64(time.Minute.Milliseconds())
	}
	return least
}

func (h heat) scale() scale {
	low, high := math.Inf(1), math.Inf(-1)
	least := math.Inf(1)
	for _, one := range h.cells {
		low, high = min(low, one.low), max(high, one.high)
		if one.high > 0 {
			least = min(least, one.high)
		}
	}
	// Bounds that grow by factors are spread by their powers, or all but the last are one line.
	if h.rows == nil && low >= 0 && high/least > 200 {
		return scale{kind: "log", low: max(low, least/2), high: high, base: 10}
	}
	return scale{kind: "linear", low: low, high: max(high, low+1e-9)}
}

func (h heat) ticks(s scale, pixels float64) ([]float64, []string) {
	if h.rows == nil {
		at := s.ticks(pixels, 32, h.field.Config.Unit)
		return at, tickTexts(h.field, at)
	}
	every := max(1, int(math.Ceil(16*float64(len(h.rows))/max(pixels, 1))))
	var at []float64
	var texts []string
	for i := 0; i < len(h.rows); i += every {
		at, texts = append(at, float64(i)+0.5), append(texts, h.rows[i])
	}
	return at, texts
}

var schemes = map[string]string{
	"Oranges": "#fff5eb #fdd0a2 #fd8d3c #d94801 #7f2704", "Reds": "#fff5f0 #fcbba1 #fb6a4a #cb181d #67000d", "Blues": "#f7fbff #c6dbef #6baed6 #2171b5 #08306b",
	"Greens": "#f7fcf5 #c7e9c0 #74c476 #238b45 #00441b", "Greys": "#ffffff #d9d9d9 #969696 #525252 #000000", "Purples": "#fcfbfd #dadaeb #9e9ac8 #6a51a3 #3f007d",
	"Spectral": "#9e0142 #f46d43 #fee08b #ffffbf #e6f598 #66c2a5 #5e4fa2", "RdYlGn": "#a50026 #f46d43 #fee08b #d9ef8b #66bd63 #006837",
	"RdYlBu": "#a50026 #f46d43 #fee090 #e0f3f8 #74add1 #313695", "RdBu": "#67001f #d6604d #fddbc7 #d1e5f0 #4393c3 #053061",
	"Turbo": "#23171b #4860e6 #2aabee #2ee5ae #a4fc3c #fbb938 #ca3e0d #900c00", "Viridis": "#440154 #3b528b #21918c #5ec962 #fde725",
	"Magma": "#000004 #51127c #b73779 #fc8961 #fcfdbf", "Inferno": "#000004 #57106e #bc3754 #f98e09 #fcffa4", "Plasma": "#0d0887 #7e03a8 #cc4778 #f89540 #f0f921",
	"YlOrRd": "#ffffcc #fed976 #fd8d3c #e31a1c #800026",
}

// colours says which colour a count has. On dark ground the pale end of a scheme is the loud one, so that it
// is turned over.
func (h heat) colours(options frame.Object, ground colour.Scheme) func(float64) color.NRGBA {
	o := options.Object("color")
	low, high := 0.0, 0.0
	for _, one := range h.cells {
		low, high = min(low, one.count), max(high, one.count)
	}
	low, high = or(o.Number("min"), low), or(o.Number("max"), high)
	at := func(count float64) float64 {
		if high <= low {
			return 1
		}
		return clamp((count-low)/(high-low), 0, 1)
	}
	if o.Text("mode") == "opacity" {
		fill, exponent := ground.Named(o.TextOr("fill", "dark-orange")), o.NumberOr("exponent", 0.5)
		if o.Text("scale") == "linear" {
			exponent = 1
		}
		return func(count float64) color.NRGBA { return colour.Fade(fill, math.Pow(at(count), exponent)) }
	}
	name := o.TextOr("scheme", "Oranges")
	if schemes[name] == "" {
		name = "Oranges"
	}
	var stops []color.NRGBA
	for hex := range strings.FieldsSeq(schemes[name]) {
		stops = append(stops, ground.Named(hex))
	}
	oneHue := strings.Contains(" Oranges Reds Blues Greens Greys Purples YlOrRd ", " "+name+" ")
	if (ground == colour.Dark && oneHue) != o.Truth("reverse") {
		slices.Reverse(stops)
	}
	return func(count float64) color.NRGBA { return colour.Between(stops, at(count)) }
}

func (h heat) drawLegend(c *canvas, b box, paint func(float64) color.NRGBA) {
	high := 0.0
	for _, one := range h.cells {
		high = max(high, one.count)
	}
	const parts = 24
	c.text("0", b.x+50, b.y+10, small, c.theme.muted, right)
	for i := range parts {
		c.rect(box{b.x + 58 + float64(i)*7, b.y + 6, 7, 8}, paint(high*(float64(i)+0.5)/parts))
	}
	c.text(h.field.Plain(high), b.x+66+parts*7, b.y+10, small, c.theme.muted, left)
}
