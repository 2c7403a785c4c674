package picture

import (
	"image/color"
	"math"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
)

// drawStat writes numbers as large as there is room, with the way they went behind them.
func drawStat(c *canvas, b box, v *view) {
	all := singlesOf(v)
	if len(all) == 0 {
		message(c, b, "No data", "", c.theme.faint)
		return
	}
	places := cells(len(all), b.inset(4, 4, 4, 4), v.options.TextOr("orientation", "auto"), 2.2)
	for i, s := range all {
		drawStatCell(c, places[i], s, v, len(all) == 1)
	}
}

func drawStatCell(c *canvas, b box, s single, v *view, alone bool) {
	mode := v.options.TextOr("colorMode", "value")
	filled := strings.HasPrefix(mode, "background")
	ink, soft := s.Colour, s.Colour
	switch {
	case filled:
		ink, soft = colour.Ink(s.Colour), colour.Fade(colour.Ink(s.Colour), 0.5)
		c.rounded(b, 4, s.Colour)
	case mode == "none":
		ink = c.theme.text
	}
	name, value := statParts(v.options.TextOr("textMode", "auto"), alone)
	spark := v.options.TextOr("graphMode", "area") != "none" && len(s.spark) > 1 && b.h > 50
	if spark {
		c.within(b, func(c *canvas) { drawSpark(c, s.spark, soft) })
	}
	middle := v.options.Text("justifyMode") == "center" || alone
	sizes := v.options.Object("text")
	valueText := s.String()
	room := b.h * 0.9
	if spark {
		room = b.h * 0.55
	}
	if name && value {
		room *= 0.7
	}
	valueSize := clamp(sizes.NumberOr("valueSize", c.largest(valueText, medium, b.w-16, room, 9, 90)), 5, 300)
	nameSize := clamp(sizes.NumberOr("titleSize", c.largest(s.name, regular, b.w-16, b.h*0.6, 9, nameBound(value, valueSize))), 5, 300)
	height := 0.0
	if name {
		height += nameSize * 1.2
	}
	if value {
		height += valueSize * 1.15
	}
	y := b.y + (b.h-height)/2
	if spark { // above the way it went, as far as there is room
		y = b.y + max(4, (b.h*0.62-height)/2)
	}
	if name {
		nameInk := c.theme.text
		if filled {
			nameInk = ink
		}
		write(c, b, c.fitted(s.name, style{regular, nameSize}, b.w-12), y+nameSize*0.6, style{regular, nameSize}, nameInk, middle)
		y += nameSize * 1.2
	}
	if value {
		write(c, b, valueText, y+valueSize*0.575, style{medium, valueSize}, ink, middle)
	}
}

func nameBound(withValue bool, valueSize float64) float64 {
	if withValue {
		return max(12, valueSize*0.45)
	}
	return 60
}

func write(c *canvas, b box, text string, y float64, s style, ink color.NRGBA, middle bool) {
	if middle {
		c.text(text, b.x+b.w/2, y, s, ink, centre)
	} else {
		c.text(text, b.x+8, y, s, ink, left)
	}
}

// statParts tells what of name and value is written. One value alone needs no name: the title says it.
func statParts(mode string, alone bool) (name, value bool) {
	switch mode {
	case "value":
		return false, true
	case "name":
		return true, false
	case "value_and_name":
		return true, true
	case "none":
		return false, false
	}
	return !alone, true
}

// drawSpark draws the way a value went as an area in the lower part of the canvas.
func drawSpark(c *canvas, values []float64, ink color.NRGBA) {
	w, h := float64(c.image.Bounds().Dx())/c.scale, float64(c.image.Bounds().Dy())/c.scale
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			low, high = min(low, v), max(high, v)
		}
	}
	span := high - low
	if !(span > 0) {
		span = 1
	}
	var points []point
	for i, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			points = append(points, point{float64(i) / float64(len(values)-1) * w, h - 2 - (v-low)/span*(0.45*h-4)})
		}
	}
	if len(points) < 2 {
		return
	}
	area := append([]point{{points[0].x, h}}, points...)
	c.area(append(area, point{points[len(points)-1].x, h}), colour.Fade(ink, 0.45), colour.Fade(ink, 0.04))
	c.line(points, stroke{width: 1.25, colour: ink})
}
