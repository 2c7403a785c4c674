package picture

import (
	"image/color"
	"math"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
)

// single is one value of a panel: a field reduced to a number, or one row of it.
type single struct {
	frame.Shown
	name  string
	field *frame.Field
	spark []float64
}

// mostSingles is how many values a panel shows where its options set no limit.
const mostSingles = 25

func singlesOf(v *view) []single {
	reduce := v.options.Object("reduceOptions")
	calcs := reduce.Texts("calcs")
	if len(calcs) == 0 {
		calcs = []string{"lastNotNull"}
	}
	most := int(clamp(reduce.NumberOr("limit", mostSingles), 1, 200))
	selected := frame.Selects("numeric", nil, v.frames)
	if expression := reduce.Text("fields"); expression != "" {
		selected = frame.Selects("byRegexp", expression, v.frames)
	}
	var out []single
	for _, f := range v.frames {
		for _, field := range f.Fields {
			if !selected(field, f) {
				continue
			}
			if reduce.Truth("values") {
				out = append(out, rowsOf(f, field, most-len(out))...)
			} else {
				for _, calc := range calcs {
					out = append(out, single{frame.ReduceText(field, calc), field.Title(), field, field.Numbers})
				}
			}
			if len(out) >= most {
				return out[:most]
			}
		}
	}
	return out
}

func rowsOf(f *frame.Frame, field *frame.Field, most int) []single {
	var out []single
	numbers := len(f.Numbers())
	for row := range min(field.Len(), most) {
		var names []string
		for _, other := range f.Fields {
			if other.Kind == frame.Text && other != field && other.Texts[row] != "" {
				names = append(names, other.Show(row).Digits)
			}
		}
		if numbers > 1 || len(names) == 0 {
			names = append(names, field.Title())
		}
		shown := field.Show(row)
		if field.Config.Colour.Text("mode") == "palette-classic" {
			shown.Colour = field.PaletteColour(row)
		}
		out = append(out, single{shown, strings.Join(names, " "), field, nil})
	}
	return out
}

const cellGap = 4.0

// cells divides a box among equal cells: in one line as wide as it says, or so that a text of a shape comes
// out largest.
func cells(count int, b box, orientation string, ratio float64) []box {
	best, bestSize := 1, 0.0
	for columns := 1; columns <= count; columns++ {
		if orientation == "horizontal" && columns > 1 || orientation == "vertical" && columns < count {
			continue
		}
		w, h := cellSize(count, columns, b)
		if size := min(w/ratio, h); size > bestSize {
			best, bestSize = columns, size
		}
	}
	w, h := cellSize(count, best, b)
	out := make([]box, count)
	for i := range out {
		out[i] = box{b.x + float64(i%best)*(w+cellGap), b.y + float64(i/best)*(h+cellGap), w, h}
	}
	return out
}

func cellSize(count, columns int, b box) (w, h float64) {
	rows := (count + columns - 1) / columns
	return (b.w - cellGap*float64(columns-1)) / float64(columns), (b.h - cellGap*float64(rows-1)) / float64(rows)
}

// zone is a part of a field's scale in the colour of its threshold.
type zone struct {
	from, to float64
	colour   color.NRGBA
}

func zonesOf(f *frame.Field) []zone {
	steps := f.Steps()
	var out []zone
	for i, step := range steps {
		z := zone{0, 1, step.Colour}
		if !math.IsInf(step.From, 0) {
			z.from = f.Share(step.From)
		}
		if i+1 < len(steps) {
			z.to = f.Share(steps[i+1].From)
		}
		if z.to > z.from {
			out = append(out, z)
		}
	}
	return out
}
