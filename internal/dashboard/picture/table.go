package picture

import (
	"fmt"
	"image/color"
	"math"
	"slices"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
)

const (
	tableRow     = 30.0
	rowsMeasured = 50
	barWidth     = 100.0 // the least that a cell with a bar needs
)

type column struct {
	field *frame.Field
	kind  string // of the cells
	solid bool
	align align
	width float64
	fixed bool
}

// drawTable draws the first frame, or the one that the options choose, as rows that there is room for.
func drawTable(c *canvas, b box, v *view) {
	index := int(clamp(v.options.NumberOr("frameIndex", 0), 0, float64(len(v.frames)-1)))
	f := v.frames[index]
	columns := columnsOf(c, f)
	if len(columns) == 0 {
		message(c, b, "No data", "", c.theme.faint)
		return
	}
	spread(columns, b.w-12)
	rows := sortedRows(f, v.options)
	y := b.y
	if v.options.TruthOr("showHeader", true) {
		drawTableHead(c, box{b.x + 6, y, b.w - 12, tableRow}, columns)
		y += tableRow
	}
	for i, row := range rows {
		if y+tableRow > b.bottom()+1 {
			text := fmt.Sprintf("+ %d more rows", len(rows)-i)
			at := box{b.right() - c.width(text, small) - 20, b.bottom() - 22, c.width(text, small) + 16, 20}
			c.rounded(at, 4, c.theme.track)
			c.text(text, at.x+at.w/2, at.y+10, small, c.theme.text, centre)
			break
		}
		x := b.x + 6
		for _, col := range columns {
			if x > b.right() {
				break
			}
			drawCell(c, box{x, y, min(col.width, b.right()-x), tableRow}, col, row)
			x += col.width
		}
		y += tableRow
		c.rect(box{b.x + 6, y - 1, b.w - 12, 1}, c.theme.lineSoft)
	}
}

func columnsOf(c *canvas, f *frame.Frame) []column {
	var out []column
	for _, field := range f.Fields {
		custom := field.Config.Custom
		if custom.Truth("hidden") || custom.Object("hideFrom").Truth("viz") {
			continue
		}
		col := column{field: field, align: alignOf(field), width: custom.NumberOr("width", 0)}
		col.kind, col.solid = cellKind(custom)
		if col.fixed = col.width > 0; !col.fixed {
			longest := c.width(field.Title(), style{medium, 13})
			for row := range min(field.Len(), rowsMeasured) {
				longest = max(longest, c.width(field.Show(row).String(), plain))
			}
			if col.kind == "gauge" {
				longest += barWidth
			}
			col.width = clamp(longest+26, max(60, custom.NumberOr("minWidth", 60)), 420)
		}
		out = append(out, col)
	}
	return out
}

func alignOf(f *frame.Field) align {
	switch f.Config.Custom.Text("align") {
	case "left":
		return left
	case "right":
		return right
	case "center":
		return centre
	}
	if f.Kind == frame.Number {
		return right
	}
	return left
}

// cellKind reads how cells look; older dashboards say it in one word.
func cellKind(custom frame.Object) (kind string, solid bool) {
	if o := custom.Object("cellOptions"); o.Text("type") != "" {
		return o.Text("type"), o.Text("mode") != "gradient"
	}
	switch mode := custom.Text("displayMode"); mode {
	case "color-background", "color-background-solid":
		return "color-background", mode == "color-background-solid"
	case "basic", "lcd-gauge", "gradient-gauge":
		return "gauge", mode == "basic"
	default:
		return mode, true
	}
}

// spread divides what is left of the width among columns without a width of their own.
func spread(columns []column, width float64) {
	flexible, total := 0.0, 0.0
	for _, col := range columns {
		total += col.width
		if !col.fixed {
			flexible += col.width
		}
	}
	if flexible == 0 {
		return
	}
	for i := range columns {
		if !columns[i].fixed {
			columns[i].width = max(40, columns[i].width+(width-total)*columns[i].width/flexible)
		}
	}
}

func drawTableHead(c *canvas, b box, columns []column) {
	x := b.x
	for _, col := range columns {
		head := style{medium, 13}
		drawAligned(c, box{x, b.y, col.width, b.h}, c.fitted(col.field.Title(), head, col.width-16), head, c.theme.accent, col.align)
		x += col.width
	}
	c.rect(box{b.x, b.bottom() - 1, b.w, 1}, c.theme.line)
}

func drawAligned(c *canvas, b box, text string, s style, ink color.NRGBA, a align) {
	c.text(text, b.x+8+(b.w-16)*float64(a), b.y+b.h/2, s, ink, a)
}

func drawCell(c *canvas, b box, col column, row int) {
	shown := col.field.Show(row)
	ink := c.theme.text
	switch col.kind {
	case "color-text":
		ink = shown.Colour
	case "color-background":
		if ink = colour.Ink(shown.Colour); col.solid {
			c.rect(b.inset(0, 0, 1, 1), shown.Colour)
		} else {
			c.gradient(b.inset(0, 0, 1, 1), true, colour.Mix(shown.Colour, color.NRGBA{0, 0, 0, 255}, 0.2), shown.Colour)
		}
	case "gauge":
		if col.field.Kind == frame.Number && !math.IsNaN(shown.Number) && b.w >= barWidth {
			drawGaugeCell(c, b, col, shown)
			return
		}
		ink = shown.Colour
	}
	drawAligned(c, b, c.fitted(shown.String(), plain, b.w-12), plain, ink, col.align)
}

func drawGaugeCell(c *canvas, b box, col column, shown frame.Shown) {
	textWidth := min(max(56, c.width(shown.String(), plain)+10), b.w/2)
	track := box{b.x + 6, b.y + 6, b.w - textWidth - 12, b.h - 12}
	c.rounded(track, 2, c.theme.track)
	bar := box{track.x, track.y, track.w * col.field.Share(shown.Number), track.h}
	if col.solid {
		c.rect(bar, shown.Colour)
	} else {
		c.gradient(bar, true, colour.Fade(shown.Colour, 0.45), shown.Colour)
	}
	c.text(c.fitted(shown.String(), plain, textWidth), b.right()-8, b.y+b.h/2, plain, shown.Colour, right)
}

// sortedRows are the rows in the order that the options ask for.
func sortedRows(f *frame.Frame, options frame.Object) []int {
	rows := make([]int, f.Len())
	for i := range rows {
		rows[i] = i
	}
	for _, by := range options.Objects("sortBy") {
		for _, field := range f.Fields {
			if field.Title() == by.Text("displayName") {
				slices.SortStableFunc(rows, func(a, b int) int {
					if by.Truth("desc") {
						return field.Compare(b, a)
					}
					return field.Compare(a, b)
				})
				return rows
			}
		}
	}
	return rows
}
