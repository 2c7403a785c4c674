package picture

import (
	"fmt"
	"image/color"
	"math"
	"slices"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
)

// entry is a line of a legend.
type entry struct {
	name   string
	colour color.NRGBA
	field  *frame.Field
	extra  []string // texts behind the name, where there are no calculations
}

type legend struct {
	entries []entry
	table   bool
	right   bool
	calcs   []string
	width   float64
}

// shownAtMost bounds what of a legend is drawn: nobody reads hundreds of entries.
const shownAtMost = 100

const (
	legendLine    = 22.0
	legendPadding = 8.0
)

// legendOf reads a panel's options. Old dashboards hide a legend by its displayMode.
func legendOf(options frame.Object, entries []entry) *legend {
	o := options.Object("legend")
	if len(entries) == 0 || !o.TruthOr("showLegend", true) || o.Text("displayMode") == "hidden" {
		return nil
	}
	l := &legend{entries: entries, table: o.Text("displayMode") == "table", right: o.Text("placement") == "right", calcs: o.Texts("calcs"), width: o.NumberOr("width", 0)}
	if len(l.calcs) > 10 {
		l.calcs = l.calcs[:10]
	}
	if by := o.Text("sortBy"); l.table && by != "" {
		l.sort(by, o.Truth("sortDesc"))
	}
	return l
}

func (l *legend) sort(by string, down bool) {
	value := func(entry) float64 { return 0 }
	for _, calc := range l.calcs {
		if by == calc || by == frame.CalcName(calc) {
			value = func(e entry) float64 { return frame.Reduce(e.field, calc) }
		}
	}
	keys := make(map[*frame.Field]float64, len(l.entries))
	for _, e := range l.entries {
		if keys[e.field] = value(e); math.IsNaN(keys[e.field]) {
			keys[e.field] = math.Inf(-1)
		}
	}
	slices.SortStableFunc(l.entries, func(a, b entry) int {
		order := compare(keys[a.field], keys[b.field])
		if by == "Name" {
			order = strings.Compare(a.name, b.name)
		}
		if down {
			return -order
		}
		return order
	})
}

// split divides a box between what is drawn and its legend, which it draws.
func (l *legend) split(c *canvas, b box) box {
	if l == nil || b.h < 60 || b.w < 80 {
		return b
	}
	if l.right && b.w > 320 {
		width := l.width
		if width <= 0 {
			width = 0.35 * b.w
		}
		width = min(width, 0.6*b.w)
		l.draw(c, box{b.x + b.w - width, b.y + 4, width - 8, b.h - 8}, true)
		return box{b.x, b.y, b.w - width, b.h}
	}
	inner := box{b.x + 8, b.y, b.w - 16, b.h}
	height := min(l.room(c, inner.w), 0.35*b.h)
	l.draw(c, box{inner.x, b.bottom() - height, inner.w, height - 4}, false)
	return box{b.x, b.y, b.w, b.h - height}
}

func (l *legend) room(c *canvas, width float64) float64 {
	if l.table {
		return float64(len(l.entries)+1)*legendLine + legendPadding
	}
	return float64(len(l.lines(c, width)))*legendLine + legendPadding
}

// lines divide the entries of a list among lines.
func (l *legend) lines(c *canvas, width float64) [][]entry {
	var out [][]entry
	used := math.Inf(1)
	for _, e := range l.entries[:min(len(l.entries), shownAtMost)] {
		w := l.entryWidth(c, e)
		if used+w > width {
			out, used = append(out, nil), 0
		}
		out[len(out)-1] = append(out[len(out)-1], e)
		used += w
	}
	return out
}

func (l *legend) entryWidth(c *canvas, e entry) float64 {
	return 20 + c.width(e.name+l.calcTexts(e), small) + 18
}

func (l *legend) calcTexts(e entry) string {
	text := ""
	for _, calc := range l.calcs {
		text += fmt.Sprintf("   %s: %s", frame.CalcName(calc), frame.CalcText(e.field, calc))
	}
	for _, x := range e.extra {
		text += "   " + x
	}
	return text
}

func (l *legend) draw(c *canvas, b box, beside bool) {
	switch {
	case l.table:
		l.drawTable(c, b)
	case beside:
		rows := int(b.h / legendLine)
		for i, e := range l.entries[:min(len(l.entries), rows)] {
			l.drawEntry(c, e, box{b.x, b.y + float64(i)*legendLine, b.w, legendLine})
		}
		l.more(c, b, rows)
	default:
		lines := l.lines(c, b.w)
		shown := 0
		for i, line := range lines[:min(len(lines), int((b.h+6)/legendLine))] {
			x := b.x
			for _, e := range line {
				l.drawEntry(c, e, box{x, b.y + float64(i)*legendLine, min(l.entryWidth(c, e), b.w), legendLine})
				x += l.entryWidth(c, e)
				shown++
			}
		}
		l.more(c, b, shown)
	}
}

// more says how many entries there was no room for.
func (l *legend) more(c *canvas, b box, shown int) {
	if left := len(l.entries) - shown; left > 0 {
		text := fmt.Sprintf("+ %d more", left)
		width := c.width(text, small) + 12
		at := box{b.right() - width, b.bottom() - legendLine + 4, width, legendLine}
		c.rect(at, c.theme.panel)
		c.text(text, at.right(), at.y+at.h/2, small, c.theme.faint, right)
	}
}

func (l *legend) drawEntry(c *canvas, e entry, b box) {
	y := b.y + b.h/2
	swatch(c, b.x, y, e.colour)
	name := c.fitted(e.name, small, b.w-24)
	c.text(name, b.x+20, y, small, c.theme.text, left)
	x := b.x + 20 + c.width(name, small)
	if calcs := l.calcTexts(e); x+c.width(calcs, small) <= b.right()+1 {
		c.text(calcs, x, y, small, c.theme.muted, left)
	}
}

func swatch(c *canvas, x, y float64, fill color.NRGBA) {
	c.rounded(box{x, y - 2, 14, 4}, 2, fill)
}

func (l *legend) drawTable(c *canvas, b box) {
	rows := min(len(l.entries), max(0, int((b.h+4)/legendLine)-1))
	texts := make([][]string, rows+1)
	texts[0] = make([]string, len(l.calcs))
	for i, calc := range l.calcs {
		texts[0][i] = frame.CalcName(calc)
	}
	for row, e := range l.entries[:rows] {
		for _, calc := range l.calcs {
			texts[row+1] = append(texts[row+1], frame.CalcText(e.field, calc))
		}
	}
	widths, total := make([]float64, len(l.calcs)), 0.0
	for _, row := range texts {
		for i, text := range row {
			widths[i] = max(widths[i], c.width(text, small)+18)
		}
	}
	for _, w := range widths {
		total += w
	}
	nameWidth := max(60, b.w-total)
	name := "Name"
	if left := len(l.entries) - rows; left > 0 {
		name = fmt.Sprintf("Name (+ %d more)", left)
	}
	c.text(name, b.x+4, b.y+legendLine/2, style{medium, 12}, c.theme.accent, left)
	for row, line := range texts {
		y := b.y + float64(row)*legendLine
		if row > 0 {
			c.rect(box{b.x, y, b.w, 1}, c.theme.lineSoft)
			swatch(c, b.x+4, y+legendLine/2, l.entries[row-1].colour)
			c.text(c.fitted(l.entries[row-1].name, small, nameWidth-28), b.x+24, y+legendLine/2, small, c.theme.text, left)
		}
		x := b.x + nameWidth
		for i, text := range line {
			x += widths[i]
			ink, s := c.theme.text, small
			if row == 0 {
				ink, s = c.theme.accent, style{medium, 12}
			}
			if x <= b.right()+1 {
				c.text(text, x-6, y+legendLine/2, s, ink, right)
			}
		}
	}
}
