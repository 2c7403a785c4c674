package picture

import (
	"image/color"
	"math"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
)

// state is what a row was for a while.
type state struct {
	from, to float64
	text     string
	colour   color.NRGBA
}

type stateRow struct {
	name   string
	field  *frame.Field
	states []state
}

// drawTimeline draws a row of states for each field; in a status history each sample stands for itself.
func drawTimeline(c *canvas, b box, v *view) {
	merge := v.panel.Type == "state-timeline" && v.options.TruthOr("mergeValues", true)
	rows := stateRows(v.frames, merge, float64(v.at.to.UnixMilli()))
	if len(rows) == 0 {
		message(c, b, "No data", "", c.theme.faint)
		return
	}
	b = legendOf(v.options, meanings(rows)).split(c, b).inset(8, 4, 10, 2)
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.name
	}
	nameWidth := min(widest(c, names), b.w*0.35) + 10
	inner := b.inset(nameWidth, 0, 0, timeAxisHeight)
	p := plot{box: inner, from: v.at.from, to: v.at.to}
	p.timeAxis(c, inner)
	slot := inner.h / float64(len(rows))
	height := slot * clamp(v.options.NumberOr("rowHeight", 0.9), 0.1, 1)
	for i, r := range rows {
		y := inner.y + float64(i)*slot
		if slot >= 11 || i%int(math.Ceil(12/max(slot, 0.1))) == 0 {
			c.text(c.fitted(r.name, small, nameWidth-8), inner.x-8, y+slot/2, small, c.theme.text, right)
		}
		c.within(box{inner.x, y + (slot-height)/2, inner.w, height}, func(c *canvas) {
			for _, s := range r.states {
				drawState(c, p, s, height, v)
			}
		})
	}
}

func drawState(c *canvas, p plot, s state, height float64, v *view) {
	x, end := max(0, p.atTime(s.from)), min(p.w, p.atTime(s.to))
	between := 0.0
	if v.panel.Type == "status-history" {
		between = min(2, (end-x)*0.1)
	}
	b := box{x, 0, max(1, end-x-between), height}
	c.rect(b, colour.Fade(s.colour, 0.9))
	if show := v.options.TextOr("showValue", "auto"); show != "never" && height >= 13 && c.width(s.text, small)+8 <= b.w {
		c.text(s.text, b.x+b.w/2, b.y+b.h/2, small, colour.Ink(s.colour), centre)
	}
}

func stateRows(frames []*frame.Frame, merge bool, end float64) []stateRow {
	var out []stateRow
	for _, f := range frames {
		times := f.First(frame.Time)
		if times == nil {
			continue
		}
		for _, field := range f.Fields {
			if field != times && !field.Config.Custom.Object("hideFrom").Truth("viz") && len(out) < mostLines {
				out = append(out, stateRow{field.Title(), field, statesOf(field, times, merge, end)})
			}
		}
	}
	return out
}

// statesOf: a state lasts until the next one; where samples are missing, only as long as a step.
func statesOf(field, times *frame.Field, merge bool, end float64) []state {
	var out []state
	for row, from := range times.Numbers {
		if field.Kind == frame.Number && math.IsNaN(field.Numbers[row]) {
			continue
		}
		to := end
		if row+1 < len(times.Numbers) {
			to = times.Numbers[row+1]
		}
		if times.Step > 0 {
			to = min(to, from+1.5*times.Step)
		}
		shown := field.Show(row)
		s := state{from, max(from, to), shown.String(), shown.Colour}
		if n := len(out); merge && n > 0 && out[n-1].text == s.text && out[n-1].colour == s.colour && out[n-1].to >= from {
			out[n-1].to = s.to
			continue
		}
		out = append(out, s)
	}
	return out
}

// meanings are what each text's colour stands for, once.
func meanings(rows []stateRow) []entry {
	seen := map[string]bool{}
	var out []entry
	for _, r := range rows {
		for _, s := range r.states {
			if !seen[s.text] && len(out) < shownAtMost {
				seen[s.text] = true
				out = append(out, entry{name: s.text, colour: s.colour, field: r.field})
			}
		}
	}
	if len(out) > 20 { // numbers, not states
		return nil
	}
	return out
}
