package picture

import (
	"fmt"
	"image/color"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
)

// view is a panel with its data, ready to be drawn.
type view struct {
	panel   model.Panel
	options frame.Object
	frames  []*frame.Frame
	at      place
	answer  answers
	unknown []string // transformations that are not known here

	broken  string                   // why it could not be prepared
	crashed func(problem any) string // is told when it breaks down, and says what to write in its place
}

func (v *view) fill(text string) string { return variable.Interpolate(text, v.at.scope, variable.Text) }

// kind is a way to draw a panel.
type kind struct {
	draw    func(*canvas, box, *view)
	byValue bool // colours follow thresholds where the dashboard says nothing
	asks    bool
}

// kindOf returns how a type is drawn; one that is not known becomes a card.
func kindOf(name string) kind {
	switch name {
	case "timeseries":
		return kind{drawTimeseries, false, true}
	case "stat":
		return kind{drawStat, true, true}
	case "gauge":
		return kind{drawGauge, true, true}
	case "bargauge":
		return kind{drawBarGauge, true, true}
	case "table":
		return kind{drawTable, true, true}
	case "barchart":
		return kind{drawBarchart, false, true}
	case "histogram":
		return kind{drawHistogram, false, true}
	case "piechart":
		return kind{drawPie, false, true}
	case "heatmap":
		return kind{drawHeatmap, false, true}
	case "state-timeline", "status-history":
		return kind{drawTimeline, true, true}
	case "text":
		return kind{drawText, true, false}
	case "logs", "alertlist", "dashlist":
		return kind{drawElsewhere, true, false}
	}
	return kind{drawUnknown, true, true}
}

const headHeight = 32.0

// prepare makes of a panel's answers what is drawn.
func (v *view) prepare(got answers, scheme colour.Scheme, now time.Time) {
	v.answer = got
	var steps []model.Transformation
	for _, t := range v.panel.Transformations {
		if !t.Disabled {
			steps = append(steps, t)
		}
	}
	v.frames, v.unknown = frame.Transform(got.frames, steps, v.fill)
	frame.Apply(v.frames, frame.Look{
		Config: v.panel.FieldConfig, ByValue: kindOf(v.panel.Type).byValue, Scheme: scheme, Zone: v.at.to.Location(), Now: now, Fill: v.fill,
	})
}

// drawPanel draws a panel's frame, its title, and what is in it.
func drawPanel(c *canvas, b box, v *view) {
	if !v.panel.Transparent {
		c.rounded(b, 6, c.theme.panel)
		c.border(b, 6, c.theme.line)
	}
	text := v.fill(v.panel.Title)
	body := b.inset(1, 1, 1, 1)
	note := timeNote(v.panel)
	if text != "" || note != "" {
		noteWidth := c.width(note, style{regular, 11})
		c.text(c.fitted(text, title, b.w-24-noteWidth), b.x+10, b.y+headHeight/2, title, c.theme.text, left)
		c.text(note, b.right()-10, b.y+headHeight/2, style{regular, 11}, c.theme.faint, right)
		body = b.inset(1, headHeight, 1, 1)
	}
	v.draw(c, body)
}

func timeNote(p model.Panel) string {
	var notes []string
	if p.TimeFrom != "" {
		notes = append(notes, "last "+strings.TrimPrefix(p.TimeFrom, "now-"))
	}
	if p.TimeShift != "" {
		notes = append(notes, strings.TrimPrefix(p.TimeShift, "now-")+" earlier")
	}
	return strings.Join(notes, ", ")
}

// draw says why there is nothing to be seen, or draws what there is. A kind that fails on odd data harms no
// other panel.
func (v *view) draw(c *canvas, b box) {
	k := kindOf(v.panel.Type)
	c.within(b, func(c *canvas) {
		inner := box{0, 0, b.w, b.h}
		defer func() {
			if problem := recover(); problem != nil {
				message(c, inner, notDrawn, v.crashed(problem), c.theme.bad)
			}
		}()
		switch {
		case v.broken != "":
			message(c, inner, notDrawn, v.broken, c.theme.bad)
		case len(v.unknown) > 0:
			message(c, inner, "Not drawn", "Unknown here: transformation "+strings.Join(v.unknown, ", ")+". Open the dashboard for it.", c.theme.faint)
		case k.asks && v.empty() && v.answer.err != nil:
			message(c, inner, "The query failed", v.answer.err.Error(), c.theme.bad)
		case k.asks && v.empty():
			message(c, inner, "No data", strings.Join(v.answer.notices, " "), c.theme.faint)
		default:
			k.draw(c, inner, v)
			v.warn(c, inner)
		}
	})
}

const notDrawn = "This panel could not be drawn"

func (v *view) empty() bool {
	for _, f := range v.frames {
		if f.Len() > 0 {
			return false
		}
	}
	return true
}

// warn marks a panel of which a part is missing.
func (v *view) warn(c *canvas, b box) {
	text := strings.Join(v.answer.notices, " ")
	if v.answer.err != nil {
		text = strings.TrimSpace("A query failed. " + text)
	}
	if text == "" {
		return
	}
	s := style{regular, 11}
	text = c.fitted(text, s, b.w-24)
	at := box{b.right() - c.width(text, s) - 16, b.y + 2, c.width(text, s) + 12, 18}
	c.rounded(at, 4, colour.Fade(c.theme.track, 0.9))
	c.text(text, at.x+6, at.y+9, s, c.theme.warn, left)
}

// message writes into the middle of a box.
func message(c *canvas, b box, head, detail string, ink color.NRGBA) {
	lines := c.wrapped(detail, small, min(b.w-24, 520), max(0, int((b.h-30)/17)))
	y := b.y + b.h/2 - float64(len(lines))*8.5
	c.text(c.fitted(head, style{medium, 14}, b.w-16), b.x+b.w/2, y, style{medium, 14}, ink, centre)
	for i, line := range lines {
		c.text(line, b.x+b.w/2, y+22+float64(i)*17, small, c.theme.muted, centre)
	}
}

// drawUnknown is an honest card for what is not drawn here.
func drawUnknown(c *canvas, b box, v *view) {
	rows := 0
	for _, f := range v.frames {
		rows += f.Len()
	}
	message(c, b, fmt.Sprintf("Panels of type %s are not drawn in pictures", v.panel.Type), fmt.Sprintf("It holds %d values. Open the dashboard to see them.", rows), c.theme.faint)
}

// drawElsewhere stands for lists that belong to a page.
func drawElsewhere(c *canvas, b box, v *view) {
	what := map[string]string{"logs": "Logs are not set up", "alertlist": "A list of alerts", "dashlist": "A list of dashboards"}[v.panel.Type]
	message(c, b, what, "Open the dashboard to see it.", c.theme.faint)
}
