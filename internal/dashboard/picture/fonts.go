package picture

import (
	"fmt"
	"image"
	"image/color"
	"strings"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomedium"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

type weight int

const (
	regular weight = iota
	medium
	bold
)

// typefaces are read once; they may be used by many at a time.
type typefaces [3]*opentype.Font

func readTypefaces() (typefaces, error) {
	var out typefaces
	for i, content := range [][]byte{goregular.TTF, gomedium.TTF, gobold.TTF} {
		face, err := opentype.Parse(content)
		if err != nil {
			return out, fmt.Errorf("read font: %w", err)
		}
		out[i] = face
	}
	return out, nil
}

// faces are typefaces at sizes. They serve one picture at a time.
type faces struct {
	from  typefaces
	sizes map[style]font.Face
}

// style is the weight and the size of a text, in pixels of a page.
type style struct {
	weight weight
	size   float64
}

func (f *faces) face(s style, scale float64) font.Face {
	s.size *= scale
	if face := f.sizes[s]; face != nil {
		return face
	}
	face, err := opentype.NewFace(f.from[s.weight], &opentype.FaceOptions{Size: s.size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		face = emptyFace{}
	}
	f.sizes[s] = face
	return face
}

// emptyFace draws nothing, where a size is none.
type emptyFace struct{ font.Face }

func (emptyFace) Glyph(fixed.Point26_6, rune) (image.Rectangle, image.Image, image.Point, fixed.Int26_6, bool) {
	return image.Rectangle{}, nil, image.Point{}, 0, false
}
func (emptyFace) GlyphAdvance(rune) (fixed.Int26_6, bool) { return 0, false }
func (emptyFace) Kern(_, _ rune) fixed.Int26_6            { return 0 }

// longestText bounds what is drawn in one line: no picture is wider.
const longestText = 2000

func (c *canvas) width(text string, s style) float64 {
	if len(text) > longestText {
		text = text[:longestText]
	}
	return float64(font.MeasureString(c.fonts.face(s, c.scale), text)) / 64 / c.scale
}

// align is where a text stands beside its point.
type align float64

const (
	left   align = 0
	centre align = 0.5
	right  align = 1
)

// text writes a line whose small letters are centred at y.
func (c *canvas) text(text string, x, y float64, s style, ink color.NRGBA, a align) {
	if text == "" {
		return
	}
	if len(text) > longestText {
		text = text[:longestText]
	}
	face := c.fonts.face(s, c.scale)
	if a != left {
		x -= c.width(text, s) * float64(a)
	}
	baseline := y + s.size*0.36
	d := font.Drawer{Dst: c.image, Src: image.NewUniform(ink), Face: face,
		Dot: fixed.Point26_6{X: fixed.Int26_6(x * c.scale * 64), Y: fixed.I(c.pixel(baseline))}}
	d.DrawString(text)
}

// fitted cuts a text that is too long and says so by an ellipsis.
func (c *canvas) fitted(text string, s style, width float64) string {
	text = strings.Join(strings.Fields(text), " ")
	if c.width(text, s) <= width {
		return text
	}
	runes := []rune(text)
	low, high := 0, min(len(runes), longestText)
	for low < high {
		middle := (low + high + 1) / 2
		if c.width(string(runes[:middle])+"…", s) <= width {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return strings.TrimSpace(string(runes[:low])) + "…"
}

// wrapped breaks a text into lines, at most so many.
func (c *canvas) wrapped(text string, s style, width float64, most int) []string {
	var lines []string
	for paragraph := range strings.Lines(text) {
		line := ""
		for _, word := range strings.Fields(paragraph) {
			if line != "" && c.width(line+" "+word, s) > width {
				lines = append(lines, line)
				line = ""
			}
			line = strings.TrimSpace(line + " " + word)
			if len(lines) >= most {
				return lines[:most]
			}
		}
		lines = append(lines, line)
		if len(lines) >= most {
			return lines[:most]
		}
	}
	return lines
}

// largest is the largest size at which a text fits a box, between two bounds.
func (c *canvas) largest(text string, w weight, width, height, least, most float64) float64 {
	perPixel := c.width(text, style{w, 100}) / 100
	return min(max(min(width/max(perPixel, 0.01), height/1.15), least), most)
}
