package picture

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
)

// fill paints what outlines enclose, all together: where two of them overlap nothing is painted twice. All
// must turn the same way.
func (c *canvas) fill(outlines [][]point, with func(image.Rectangle) image.Image) {
	r := c.reach(outlines)
	if r.Empty() {
		return
	}
	raster := vector.NewRasterizer(r.Dx(), r.Dy())
	raster.DrawOp = draw.Over
	place := func(p point) (float32, float32) {
		return float32(near(p.x*c.scale) - float64(r.Min.X)), float32(near(p.y*c.scale) - float64(r.Min.Y))
	}
	for _, outline := range outlines {
		for i, p := range outline {
			if x, y := place(p); i == 0 {
				raster.MoveTo(x, y)
			} else {
				raster.LineTo(x, y)
			}
		}
		raster.ClosePath()
	}
	raster.Draw(c.image, r, with(r), r.Min)
}

// reach is the part of the canvas that outlines touch: nothing else is gone through.
func (c *canvas) reach(outlines [][]point) image.Rectangle {
	low, high := point{math.Inf(1), math.Inf(1)}, point{math.Inf(-1), math.Inf(-1)}
	for _, outline := range outlines {
		for _, p := range outline {
			low, high = point{min(low.x, p.x), min(low.y, p.y)}, point{max(high.x, p.x), max(high.y, p.y)}
		}
	}
	if !(low.x <= high.x && low.y <= high.y) {
		return image.Rectangle{}
	}
	r := image.Rect(int(near(low.x*c.scale))-1, int(near(low.y*c.scale))-1, int(near(high.x*c.scale))+2, int(near(high.y*c.scale))+2)
	return r.Intersect(c.image.Bounds())
}

// near keeps what is far outside of the picture inside of the rasteriser's numbers.
func near(v float64) float64 { return min(max(v, -20_000), 20_000) }

// shaded runs from one colour at the top of a canvas to another at its bottom.
type shaded struct {
	top, bottom color.NRGBA
	height      int
	bounds      image.Rectangle
}

func (s shaded) ColorModel() color.Model { return color.NRGBAModel }
func (s shaded) Bounds() image.Rectangle { return s.bounds }
func (s shaded) At(_, y int) color.Color {
	return colour.Mix(s.top, s.bottom, (float64(y)+0.5)/float64(s.height))
}

// widened makes of a line the outlines of its pieces and of the wedges between them.
func widened(points []point, half float64) [][]point {
	var out [][]point
	var previous point // across the piece before
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		if length < 1e-9 || math.IsNaN(length) {
			continue
		}
		n := point{-(b.y - a.y) / length * half, (b.x - a.x) / length * half}
		out = append(out, turned([]point{{a.x + n.x, a.y + n.y}, {b.x + n.x, b.y + n.y}, {b.x - n.x, b.y - n.y}, {a.x - n.x, a.y - n.y}}))
		if len(out) > 1 {
			out = append(out,
				turned([]point{a, {a.x + previous.x, a.y + previous.y}, {a.x + n.x, a.y + n.y}}),
				turned([]point{a, {a.x - previous.x, a.y - previous.y}, {a.x - n.x, a.y - n.y}}))
		}
		previous = n
	}
	return out
}

// turned makes an outline turn the way that all others do.
func turned(outline []point) []point {
	area := 0.0
	for i, p := range outline {
		q := outline[(i+1)%len(outline)]
		area += p.x*q.y - q.x*p.y
	}
	if area < 0 {
		for i, j := 0, len(outline)-1; i < j; i, j = i+1, j-1 {
			outline[i], outline[j] = outline[j], outline[i]
		}
	}
	return outline
}

// mostDashes bounds into how many pieces a line is cut.
const mostDashes = 20_000

// dashed cuts a line into pieces as long as a pattern says.
func dashed(points []point, pattern []float64) [][]point {
	if len(pattern) == 0 {
		return [][]point{points}
	}
	var out [][]point
	piece, left, drawing := []point{points[0]}, pattern[0], true
	step := 0
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		for done := 0.0; length-done > 1e-9 && len(out) < mostDashes; {
			walk := min(left, length-done)
			done, left = done+walk, left-walk
			at := point{a.x + (b.x-a.x)*done/length, a.y + (b.y-a.y)*done/length}
			piece = append(piece, at)
			if left > 1e-9 {
				continue
			}
			if drawing {
				out = append(out, piece)
			}
			step++
			piece, left, drawing = []point{at}, max(pattern[step%len(pattern)], 0.5), !drawing
		}
	}
	if drawing && len(piece) > 1 {
		out = append(out, piece)
	}
	return out
}
