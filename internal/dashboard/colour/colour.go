// Package colour knows the colours that dashboards name: Grafana's shades, its palettes and scales, hex
// and rgb(). A name and a scheme, dark or light, flow in; a colour flows out. It refuses to know what is
// painted with it.
package colour

import (
	"image/color"
	"math"
	"strconv"
	"strings"
)

// Scheme is dark or light: shades of one name are deeper on light ground.
type Scheme int

// The schemes there are.
const (
	Dark Scheme = iota
	Light
)

// shades of each hue, from the palest to the deepest; a scheme has five of the six.
var shades = map[string][6]uint32{
	"red":    {0xFFA6B0, 0xFF7383, 0xF2495C, 0xE02F44, 0xC4162A, 0xAD0317},
	"orange": {0xFFCB7D, 0xFFB357, 0xFF9830, 0xFF780A, 0xFA6400, 0xE55400},
	"yellow": {0xFFF899, 0xFFEE52, 0xFADE2A, 0xF2CC0C, 0xE0B400, 0xCC9D00},
	"green":  {0xC8F2C2, 0x96D98D, 0x73BF69, 0x56A64B, 0x37872D, 0x19730E},
	"blue":   {0xC0D8FF, 0x8AB8FF, 0x5794F2, 0x3274D9, 0x1F60C4, 0x1250B0},
	"purple": {0xDEB6F2, 0xCA95E5, 0xB877D9, 0xA352CC, 0x8F3BB8, 0x7C2EA3},
}

var depths = []string{"super-light-", "light-", "", "semi-dark-", "dark-"}

// others are CSS names that dashboards use.
var others = map[string]uint32{
	"white": 0xFFFFFF, "black": 0x000000, "gray": 0x808080, "grey": 0x808080, "silver": 0xC0C0C0, "brown": 0xA52A2A,
	"cyan": 0x00FFFF, "aqua": 0x00FFFF, "magenta": 0xFF00FF, "pink": 0xFFC0CB, "lime": 0x00FF00, "navy": 0x000080, "teal": 0x008080,
}

// classic is the palette that series take their colours from, one after the other.
var classic = strings.Fields(`green semi-dark-yellow blue orange red purple dark-green dark-yellow dark-blue dark-orange dark-red dark-purple
	super-light-green super-light-yellow super-light-blue super-light-orange super-light-red super-light-purple
	#447EBC #C15C17 #890F02 #0A437C #6D1F62 #584477 #B7DBAB #F4D598 #70DBED #F9BA8F #F29191 #82B5D8
	#E5A8E2 #AEA2E0 #629E51 #E5AC0E #64B0C8 #E0752D #BF1B00 #0A50A1 #962D82 #614D93 #9AC48A #F2C96D
	#65C5DB #F9934E #EA6460 #5195CE #D683CE #806EB7 #3F6833 #967302 #2F575E #99440A #58140C #052B51
	#511749 #3F2B5B #E0F9D7 #FCEACA #CFFAFF #F9E2D2 #FCE2DE #BADFF4 #F9D9F9 #DEDAF7`)

// scales run through colours with the value.
var scales = map[string][]string{
	"continuous-GrYlRd":  {"green", "yellow", "red"},
	"continuous-RdYlGr":  {"red", "yellow", "green"},
	"continuous-BlYlRd":  {"dark-blue", "super-light-yellow", "dark-red"},
	"continuous-YlRd":    {"super-light-yellow", "dark-red"},
	"continuous-BlPu":    {"blue", "purple"},
	"continuous-YlBl":    {"super-light-yellow", "dark-blue"},
	"continuous-blues":   {"ground", "dark-blue"},
	"continuous-reds":    {"ground", "dark-red"},
	"continuous-greens":  {"ground", "dark-green"},
	"continuous-purples": {"ground", "dark-purple"},
	"continuous-viridis": strings.Fields("#440154 #472d7b #3b528b #2c728e #21918c #28ae80 #5ec962 #addc30 #fde725"),
	"continuous-magma":   strings.Fields("#000004 #1d1147 #51127c #832681 #b73779 #e75263 #fc8961 #fec488 #fcfdbf"),
	"continuous-plasma":  strings.Fields("#0d0887 #4c02a1 #7e03a8 #aa2395 #cc4778 #e66c5c #f89540 #fdc527 #f0f921"),
	"continuous-inferno": strings.Fields("#000004 #210c4a #57106e #8a226a #bc3754 #e45a31 #f98e09 #f9cb35 #fcffa4"),
	"continuous-cividis": strings.Fields("#002051 #11366c #3c4d6e #62646f #7f7c75 #9a9478 #bbaf71 #e2cb5c #fdea45"),
}

// Named reads a colour. What is none is gray, so that a mistake in a dashboard is seen and harms nothing.
func (s Scheme) Named(name string) color.NRGBA {
	name = strings.TrimSpace(name)
	if c, ok := s.shade(name); ok {
		return c
	}
	if rgb, ok := others[name]; ok {
		return fromRGB(rgb)
	}
	switch {
	case name == "transparent":
		return color.NRGBA{}
	case name == "text" || name == "":
		return s.pick(0xD5D9E0, 0x1B2029)
	case name == "ground":
		return s.pick(0x181B1F, 0xFFFFFF)
	case strings.HasPrefix(name, "#"):
		return hex(name[1:])
	case strings.HasPrefix(name, "rgb"):
		return channels(name)
	}
	return fromRGB(0x808080)
}

func (s Scheme) pick(dark, light uint32) color.NRGBA {
	if s == Dark {
		return fromRGB(dark)
	}
	return fromRGB(light)
}

func (s Scheme) shade(name string) (color.NRGBA, bool) {
	for i, depth := range depths {
		hue, ok := strings.CutPrefix(name, depth)
		if six, known := shades[hue]; ok && known {
			return fromRGB(six[i+int(s)]), true
		}
	}
	return color.NRGBA{}, false
}

// Series is the colour of the n-th series, from 0 on.
func (s Scheme) Series(n int) color.NRGBA { return s.Named(classic[max(0, n)%len(classic)]) }

// Scale tells whether a mode runs through colours with the value.
func Scale(mode string) bool { return scales[mode] != nil }

// Along is the colour of a scale at a share from 0 to 1.
func (s Scheme) Along(mode string, share float64) color.NRGBA {
	names := scales[mode]
	stops := make([]color.NRGBA, len(names))
	for i, name := range names {
		stops[i] = s.Named(name)
	}
	return Between(stops, share)
}

// Between mixes the two stops around a share from 0 to 1.
func Between(stops []color.NRGBA, share float64) color.NRGBA {
	if len(stops) == 0 {
		return color.NRGBA{}
	}
	if !(share > 0) {
		return stops[0]
	}
	at := min(share, 1) * float64(len(stops)-1)
	from := int(at)
	if from >= len(stops)-1 {
		return stops[len(stops)-1]
	}
	return Mix(stops[from], stops[from+1], at-float64(from))
}

// Mix is a for share 0 and b for 1.
func Mix(a, b color.NRGBA, share float64) color.NRGBA {
	mix := func(x, y uint8) uint8 { return uint8(math.Round(float64(x) + (float64(y)-float64(x))*share)) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), mix(a.A, b.A)}
}

// Fade leaves so much of a colour's opacity.
func Fade(c color.NRGBA, share float64) color.NRGBA {
	c.A = uint8(math.Round(float64(c.A) * min(max(share, 0), 1)))
	return c
}

// Ink is black or white, whichever is easier to read on a ground.
func Ink(ground color.NRGBA) color.NRGBA {
	if 0.299*float64(ground.R)+0.587*float64(ground.G)+0.114*float64(ground.B) > 150 {
		return fromRGB(0x14171C)
	}
	return fromRGB(0xFFFFFF)
}

func fromRGB(rgb uint32) color.NRGBA {
	return color.NRGBA{uint8(rgb >> 16), uint8(rgb >> 8), uint8(rgb), 255}
}

// hex reads rgb, rgba, rrggbb and rrggbbaa.
func hex(digits string) color.NRGBA {
	if len(digits) == 3 || len(digits) == 4 {
		var long strings.Builder
		for _, d := range digits {
			long.WriteString(string(d) + string(d))
		}
		digits = long.String()
	}
	if len(digits) == 6 {
		digits += "ff"
	}
	n, err := strconv.ParseUint(digits, 16, 32)
	if err != nil || len(digits) != 8 {
		return fromRGB(0x808080)
	}
	return color.NRGBA{uint8(n >> 24), uint8(n >> 16), uint8(n >> 8), uint8(n)}
}

// channels reads rgb(1, 2, 3) and rgba(1, 2, 3, 0.5).
func channels(text string) color.NRGBA {
	parts := strings.FieldsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789.%", r) })
	out := [4]float64{0, 0, 0, 1}
	if len(parts) < 3 {
		return fromRGB(0x808080)
	}
	for i, part := range parts[:min(4, len(parts))] {
		number, percent := strings.CutSuffix(part, "%")
		n, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return fromRGB(0x808080)
		}
		if percent && i == 3 {
			n /= 100
		} else if percent {
			n *= 2.55
		}
		out[i] = n
	}
	byteOf := func(f float64) uint8 { return uint8(math.Round(min(max(f, 0), 255))) }
	return color.NRGBA{byteOf(out[0]), byteOf(out[1]), byteOf(out[2]), byteOf(255 * out[3])}
}
