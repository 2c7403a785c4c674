package picture

import (
	"image/color"
	"math"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
)

// A gauge's arc leaves a third of the circle open, at the bottom.
const (
	arcFrom  = -1.0 / 3
	arcSweep = 2.0 / 3
)

// drawGauge draws values as arcs between a least and a greatest one.
func drawGauge(c *canvas, b box, v *view) {
	all := singlesOf(v)
	if len(all) == 0 {
		message(c, b, "No data", "", c.theme.faint)
		return
	}
	places := cells(len(all), b.inset(4, 4, 4, 4), v.options.TextOr("orientation", "auto"), 1.2)
	for i, s := range all {
		scaled(s.field, 0, 100)
		drawArc(c, places[i], s, v.options.TruthOr("showThresholdMarkers", true), len(all) > 1)
	}
}

// scaled gives a field that has no limits of its own those that people expect.
func scaled(f *frame.Field, low, high float64) {
	f.Config.Low, f.Config.High = or(f.Config.Min, low), or(f.Config.Max, high)
	if f.Config.High <= f.Config.Low {
		f.Config.High = f.Config.Low + 1
	}
}

func drawArc(c *canvas, b box, s single, marked, named bool) {
	under := 0.0
	if named {
		under = 20
	}
	radius := max(12, min(b.w/2-6, (b.h-under)/1.55-4))
	thick, rim := radius*0.2, 0.0
	if marked {
		rim = max(3, radius*0.06)
	}
	inner := radius - rim - 2 - thick/2
	at := point{b.x + b.w/2, b.y + max(radius+2, (b.h-under-radius*1.5)/2+radius)}
	share := s.field.Share(s.Number)
	c.arc(at, inner, arcFrom, arcFrom+arcSweep, stroke{width: thick, colour: c.theme.track})
	c.arc(at, inner, arcFrom, arcFrom+share*arcSweep, stroke{width: thick, colour: s.Colour})
	if marked {
		for _, z := range zonesOf(s.field) {
			c.arc(at, radius-rim/2, arcFrom+z.from*arcSweep, arcFrom+z.to*arcSweep, stroke{width: rim, colour: z.colour})
		}
	}
	text := s.String()
	size := c.largest(text, medium, inner*1.45, radius*0.55, 9, 60)
	c.text(text, at.x, at.y, style{medium, size}, s.Colour, centre)
	if named {
		c.text(c.fitted(s.name, small, b.w-8), b.x+b.w/2, b.bottom()-10, small, c.theme.text, centre)
	}
}

// drawBarGauge draws values as bars, one below the other or beside.
func drawBarGauge(c *canvas, b box, v *view) {
	all := singlesOf(v)
	if len(all) == 0 {
		message(c, b, "No data", "", c.theme.faint)
		return
	}
	for _, s := range all {
		low, high := s.field.Config.Low, s.field.Config.High
		scaled(s.field, min(low, 0), high)
	}
	if v.options.TextOr("orientation", "auto") == "vertical" {
		drawColumns(c, b.inset(8, 4, 8, 6), all, v.options)
	} else {
		drawRows(c, b.inset(10, 4, 10, 6), all, v.options)
	}
}

func drawRows(c *canvas, b box, all []single, options frame.Object) {
	height := clamp((b.h-2)/float64(len(all))-5, 14, 48)
	text := style{regular, clamp(height*0.6, 11, 15)}
	nameWidth, valueWidth := 0.0, 0.0
	for _, s := range all {
		nameWidth, valueWidth = max(nameWidth, c.width(s.name, text)+10), max(valueWidth, c.width(s.String(), text)+10)
	}
	nameWidth = min(nameWidth, 0.4*b.w)
	if options.Text("namePlacement") == "hidden" || nameWidth <= 10 {
		nameWidth = 0
	}
	if options.Text("valueMode") == "hidden" {
		valueWidth = 0
	}
	for i, s := range all {
		y := b.y + float64(i)*(height+5)
		if y+height > b.bottom()+1 {
			break
		}
		if nameWidth > 0 {
			c.text(c.fitted(s.name, text, nameWidth-8), b.x, y+height/2, text, c.theme.text, left)
		}
		track := box{b.x + nameWidth, y, b.w - nameWidth - valueWidth, height}
		drawFilled(c, track, s, options, true)
		if valueWidth > 0 {
			c.text(s.String(), b.right(), y+height/2, text, valueInk(c, s, options), right)
		}
	}
}

func valueInk(c *canvas, s single, options frame.Object) color.NRGBA {
	if options.TextOr("valueMode", "color") == "color" {
		return s.Colour
	}
	return c.theme.text
}

func drawColumns(c *canvas, b box, all []single, options frame.Object) {
	width := (b.w - 6*float64(len(all)-1)) / float64(len(all))
	for i, s := range all {
		x := b.x + float64(i)*(width+6)
		text := style{medium, c.largest(s.String(), medium, width, 20, 9, 15)}
		c.text(s.String(), x+width/2, b.y+10, text, valueInk(c, s, options), centre)
		drawFilled(c, box{x, b.y + 22, width, b.h - 42}, s, options, false)
		c.text(c.fitted(s.name, small, width), x+width/2, b.bottom()-8, small, c.theme.text, centre)
	}
}

// drawFilled fills as much of a track as the value is of its scale: plain, in the colours of the scale, or
// made of cells.
func drawFilled(c *canvas, track box, s single, options frame.Object, across bool) {
	if track.w < 2 || track.h < 2 {
		return
	}
	if options.TruthOr("showUnfilled", true) {
		c.rounded(track, 3, c.theme.track)
	}
	share := s.field.Share(s.Number)
	bar := box{track.x, track.y, track.w * share, track.h}
	if !across {
		bar = box{track.x, track.bottom() - track.h*share, track.w, track.h * share}
	}
	switch options.TextOr("displayMode", "gradient") {
	case "lcd":
		drawLCD(c, bar, s.Colour, across)
	case "gradient":
		stops := stopsTo(zonesOf(s.field), s.Colour, share)
		if !across {
			for i, j := 0, len(stops)-1; i < j; i, j = i+1, j-1 {
				stops[i], stops[j] = stops[j], stops[i]
			}
		}
		c.gradient(bar, across, stops...)
	default:
		c.rounded(bar, 3, colour.Fade(s.Colour, 0.85))
	}
}

func drawLCD(c *canvas, bar box, ink color.NRGBA, across bool) {
	length := bar.h
	if across {
		length = bar.w
	}
	for at := 0.0; at < length; at += 10 {
		size := min(8, length-at)
		cell := box{bar.x, bar.bottom() - at - size, bar.w, size}
		if across {
			cell = box{bar.x + at, bar.y, size, bar.h}
		}
		c.rect(cell, ink)
	}
}

// stopsTo are the colours of a scale up to a share of it, from its beginning on.
func stopsTo(zones []zone, ink color.NRGBA, share float64) []color.NRGBA {
	if len(zones) < 2 {
		return []color.NRGBA{colour.Fade(ink, 0.45), ink}
	}
	const parts = 24
	out := make([]color.NRGBA, parts)
	for i := range out {
		out[i] = mixedAt(zones, share*float64(i)/(parts-1))
	}
	return out
}

// mixedAt runs from the middle of one zone to the middle of the next.
func mixedAt(zones []zone, at float64) color.NRGBA {
	before := zones[0]
	for _, z := range zones {
		middle := (z.from + z.to) / 2
		if at <= middle {
			start := (before.from + before.to) / 2
			if middle-start < 1e-9 {
				return z.colour
			}
			return colour.Mix(before.colour, z.colour, math.Max(0, (at-start)/(middle-start)))
		}
		before = z
	}
	return before.colour
}
