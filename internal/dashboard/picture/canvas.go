package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
)

// box is a rectangle, in the pixels of a page: the scale of the picture is the canvas' business.
type box struct{ x, y, w, h float64 }

func (b box) inset(left, top, right, bottom float64) box {
	return box{b.x + left, b.y + top, max(0, b.w-left-right), max(0, b.h-top-bottom)}
}

func (b box) right() float64  { return b.x + b.w }
func (b box) bottom() float64 { return b.y + b.h }

type point struct{ x, y float64 }

// canvas is what is painted on. All lengths are in pixels of a page.
type canvas struct {
	image *image.RGBA
	scale float64
	fonts *faces
	theme theme
}

func newCanvas(width, height, scale float64, fonts *faces, t theme) *canvas {
	im := image.NewRGBA(image.Rect(0, 0, max(1, int(math.Ceil(width*scale))), max(1, int(math.Ceil(height*scale)))))
	return &canvas{image: im, scale: scale, fonts: fonts, theme: t}
}

// within paints into a part of the canvas and nowhere else. The part's corner is 0, 0.
func (c *canvas) within(b box, paint func(*canvas)) {
	if b.w < 1 || b.h < 1 {
		return
	}
	part := newCanvas(b.w, b.h, c.scale, c.fonts, c.theme)
	paint(part)
	c.paste(part, b.x, b.y)
}

func (c *canvas) paste(part *canvas, x, y float64) {
	at := image.Pt(c.pixel(x), c.pixel(y))
	draw.Draw(c.image, part.image.Bounds().Add(at), part.image, image.Point{}, draw.Over)
}

func (c *canvas) pixel(v float64) int {
	return int(math.Round(min(max(v*c.scale, -1e6), 1e6)))
}

// rect fills whole pixels, so that edges are sharp.
func (c *canvas) rect(b box, fill color.NRGBA) {
	r := image.Rect(c.pixel(b.x), c.pixel(b.y), c.pixel(b.right()), c.pixel(b.bottom()))
	draw.Draw(c.image, r, image.NewUniform(fill), image.Point{}, draw.Over)
}

// gradient fills a box from one colour at its top or left to another.
func (c *canvas) gradient(b box, across bool, stops ...color.NRGBA) {
	pixels := c.pixel(b.bottom()) - c.pixel(b.y)
	if across {
		pixels = c.pixel(b.right()) - c.pixel(b.x)
	}
	for i := range min(pixels, 1<<14) {
		share := (float64(i) + 0.5) / float64(pixels)
		line := box{b.x, b.y + float64(i)/c.scale, b.w, 1 / c.scale}
		if across {
			line = box{b.x + float64(i)/c.scale, b.y, 1 / c.scale, b.h}
		}
		c.rect(line, colour.Between(stops, share))
	}
}

func (c *canvas) rounded(b box, radius float64, fill color.NRGBA) {
	if b.w <= 0 || b.h <= 0 {
		return
	}
	c.area(corners(b, min(radius, b.w/2, b.h/2)), fill, fill)
}

// border draws a line of one pixel inside of a box.
func (c *canvas) border(b box, radius float64, line color.NRGBA) {
	outline := corners(b.inset(0.5, 0.5, 0.5, 0.5), radius)
	c.line(append(outline, outline[0]), stroke{width: 1, colour: line})
}

// corners is the outline of a box whose corners are round.
func corners(b box, radius float64) []point {
	if radius <= 0 {
		return []point{{b.x, b.y}, {b.right(), b.y}, {b.right(), b.bottom()}, {b.x, b.bottom()}}
	}
	centres := []point{{b.right() - radius, b.y + radius}, {b.right() - radius, b.bottom() - radius}, {b.x + radius, b.bottom() - radius}, {b.x + radius, b.y + radius}}
	const parts = 6
	var out []point
	for quarter, at := range centres {
		for i := range parts + 1 {
			out = append(out, around(at, radius, (float64(quarter)+float64(i)/parts)/4))
		}
	}
	return out
}

// stroke is how a line is drawn.
type stroke struct {
	width  float64
	colour color.NRGBA
	dash   []float64 // lengths of line and gap, in turn
}

// line joins points. Fewer than two make none.
func (c *canvas) line(points []point, s stroke) {
	if len(points) < 2 || s.width <= 0 {
		return
	}
	outlines := [][]point{}
	for _, dash := range dashed(points, s.dash) {
		outlines = append(outlines, widened(dash, s.width/2)...)
	}
	c.fill(outlines, func(r image.Rectangle) image.Image { return image.NewUniform(s.colour) })
}

// area fills what points enclose, from one colour at the top of the canvas to another at its bottom.
func (c *canvas) area(points []point, top, bottom color.NRGBA) {
	if len(points) < 3 {
		return
	}
	c.fill([][]point{points}, func(r image.Rectangle) image.Image {
		if top == bottom {
			return image.NewUniform(top)
		}
		return shaded{top, bottom, c.image.Bounds().Dy(), r}
	})
}

func (c *canvas) dot(p point, radius float64, fill color.NRGBA) {
	const parts = 20
	outline := make([]point, parts)
	for i := range outline {
		outline[i] = around(p, radius, float64(i)/parts)
	}
	c.area(outline, fill, fill)
}

// arc is a part of a ring. Angles are in turns, from the top on, clockwise.
func (c *canvas) arc(centre point, radius, from, to float64, s stroke) {
	if to <= from || s.width <= 0 {
		return
	}
	steps := max(2, int((to-from)*180))
	points := make([]point, steps+1)
	for i := range points {
		points[i] = around(centre, radius, from+(to-from)*float64(i)/float64(steps))
	}
	c.line(points, s)
}

func around(centre point, radius, turns float64) point {
	sin, cos := math.Sincos(2 * math.Pi * turns)
	return point{centre.x + radius*sin, centre.y - radius*cos}
}
