package frame

import (
	"image/color"
	"math"
	"strconv"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/colour"
	"github.com/lookout-monitor/lookout/internal/dashboard/unit"
)

// Shown is a value as people see it.
type Shown struct {
	unit.Text
	Number float64
	Colour color.NRGBA
}

// Show is the value in a row.
func (f *Field) Show(row int) Shown {
	if f.Kind == Text {
		return f.showText(f.Texts[row])
	}
	return f.ShowNumber(f.Numbers[row])
}

// ShowNumber writes a number as the field writes its own.
func (f *Field) ShowNumber(value float64) Shown { return f.show(value, f.Config.Decimals) }

// ShowRounded is ShowNumber with so many decimals, whatever the field says.
func (f *Field) ShowRounded(value float64, decimals int) Shown { return f.show(value, &decimals) }

func (f *Field) show(value float64, decimals *int) Shown {
	mapped := f.mapped(strconv.FormatFloat(value, 'f', -1, 64), value)
	out := Shown{Number: value}
	switch {
	case mapped.Text("text") != "":
		out.Digits = mapped.Text("text")
	case math.IsNaN(value):
		out.Digits = f.Config.NoValue
	default:
		out.Text = unit.Format(f.unit(), value, unit.Style{Decimals: decimals, Zone: f.Config.look.Zone, Now: f.Config.look.Now})
	}
	out.Colour = f.colourOf(mapped, value)
	return out
}

func (f *Field) unit() string {
	if f.Kind == Time && !strings.HasPrefix(f.Config.Unit, "dateTime") && !strings.HasPrefix(f.Config.Unit, "time:") {
		return "dateTimeAsSystem"
	}
	if f.Config.Unit == "none" {
		return ""
	}
	return f.Config.Unit
}

func (f *Field) showText(text string) Shown {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		number = math.NaN()
	}
	mapped := f.mapped(text, number)
	out := Shown{Number: number, Text: unit.Text{Digits: mapped.TextOr("text", text)}}
	if u := f.Config.Unit; mapped.Text("text") == "" && err == nil && u != "" && u != "string" {
		out.Text = unit.Format(f.unit(), number, unit.Style{Decimals: f.Config.Decimals, Zone: f.Config.look.Zone, Now: f.Config.look.Now})
	}
	if out.Digits == "" {
		out.Digits = f.Config.NoValue
	}
	out.Colour = f.colourOf(mapped, number)
	return out
}

func (f *Field) colourOf(mapped Object, value float64) color.NRGBA {
	if name := mapped.Text("color"); name != "" {
		return f.Config.look.Scheme.Named(name)
	}
	return f.Colour(value)
}

// ByValue tells whether a field's colour follows its values.
func (f *Field) ByValue() bool {
	mode := f.Config.Colour.Text("mode")
	return mode == "thresholds" || colour.Scale(mode)
}

// Colour is the colour of a value; in most modes, of any value of the field.
func (f *Field) Colour(value float64) color.NRGBA {
	scheme, mode := f.Config.look.Scheme, f.Config.Colour.Text("mode")
	switch {
	case mode == "fixed" || mode == "gradient":
		return scheme.Named(f.Config.Colour.TextOr("fixedColor", "#808080"))
	case mode == "shades":
		return shade(scheme.Named(f.Config.Colour.TextOr("fixedColor", "#808080")), f.Order)
	case strings.HasPrefix(mode, "palette"):
		return scheme.Series(f.Order)
	case colour.Scale(mode):
		return scheme.Along(mode, f.Share(value))
	}
	return scheme.Named(f.threshold(value))
}

// shade makes fields of one colour differ: lighter and darker in turn.
func shade(base color.NRGBA, order int) color.NRGBA {
	step := float64((order%11+1)/2) / 6 * 0.35
	towards := color.NRGBA{255, 255, 255, 255}
	if order%2 == 0 {
		towards = color.NRGBA{0, 0, 0, 255}
	}
	return colour.Mix(base, towards, step)
}

// SeriesColour is the colour of a field as a whole; where values decide, its last one does.
func (f *Field) SeriesColour() color.NRGBA {
	if !f.ByValue() {
		return f.Colour(0)
	}
	by := f.Config.Colour.TextOr("seriesBy", "last")
	value := Reduce(f, by)
	if math.IsNaN(value) {
		value = 0
	}
	return f.Colour(value)
}

// Share says where on its scale a value is, from 0 to 1.
func (f *Field) Share(value float64) float64 {
	if math.IsNaN(value) {
		return 0
	}
	return min(max((value-f.Config.Low)/(f.Config.High-f.Config.Low), 0), 1)
}

func (f *Field) threshold(value float64) string {
	t := f.Config.Thresholds
	if len(t.Steps) == 0 {
		return "#808080"
	}
	if t.Percent {
		value = 100 * (value - f.Config.Low) / (f.Config.High - f.Config.Low)
	}
	active := t.Steps[0].Colour
	for _, step := range t.Steps {
		if value >= step.From {
			active = step.Colour
		}
	}
	return active
}

// Steps are the thresholds in the field's own unit, with their colours.
func (f *Field) Steps() []struct {
	From   float64
	Colour color.NRGBA
} {
	out := make([]struct {
		From   float64
		Colour color.NRGBA
	}, len(f.Config.Thresholds.Steps))
	for i, step := range f.Config.Thresholds.Steps {
		out[i].From, out[i].Colour = step.From, f.Config.look.Scheme.Named(step.Colour)
		if f.Config.Thresholds.Percent {
			out[i].From = f.Config.Low + (f.Config.High-f.Config.Low)*step.From/100
		}
	}
	return out
}

// mapped is what the first mapping makes of a value; nil if none is for it.
func (f *Field) mapped(text string, value float64) Object {
	for _, m := range f.Config.Mappings {
		options := m.Object("options")
		switch m.Text("type") {
		case "value":
			if result := options.Object(text); result != nil && !math.IsNaN(value) || result != nil && f.Kind == Text {
				return result
			}
		case "range":
			if !math.IsNaN(value) && value >= options.NumberOr("from", math.Inf(-1)) && value <= options.NumberOr("to", math.Inf(1)) {
				return nonNil(options.Object("result"))
			}
		case "regex":
			if result, ok := f.mappedByRegex(options, text); ok {
				return result
			}
		case "special":
			if special(options.Text("match"), text, value, f.Kind) {
				return nonNil(options.Object("result"))
			}
		}
	}
	return nil
}

func nonNil(o Object) Object {
	if o == nil {
		return Object{}
	}
	return o
}

func (f *Field) mappedByRegex(options Object, text string) (Object, bool) {
	expression := Regexp(options.Text("pattern"))
	if f.Kind != Text || expression == nil || !expression.MatchString(text) {
		return nil, false
	}
	result := options.Object("result")
	return Object{"text": expression.ReplaceAllString(text, dollars(result.Text("text"))), "color": result["color"]}, true
}

func special(match, text string, value float64, kind Kind) bool {
	missing := kind != Text && math.IsNaN(value)
	switch match {
	case "null", "nan", "null+nan":
		return missing
	case "true", "false":
		return text == match
	case "empty":
		return kind == Text && text == ""
	}
	return false
}

// PaletteColour is the n-th colour of the palette after the field's own.
func (f *Field) PaletteColour(n int) color.NRGBA { return f.Config.look.Scheme.Series(f.Order + n) }

// Counting is the field as one that counts something: its unit says nothing of counts.
func (f *Field) Counting() *Field {
	out := *f
	out.Config.Unit, out.Config.Decimals, out.Config.Mappings, out.Config.Min, out.Config.Max = "", nil, nil, nil, nil
	return &out
}

// Sharing is the field as shares of a whole, from 0 to 1: its unit says nothing of those.
func (f *Field) Sharing() *Field {
	out := *f.Counting()
	out.Config.Unit, out.Config.Decimals = "percentunit", f.Config.Decimals
	return &out
}

// Plain writes a number without the field's unit.
func (f *Field) Plain(value float64) string { return f.Counting().ShowNumber(value).String() }

// PercentText writes a share of a whole.
func PercentText(share float64) string {
	none := 0
	return unit.Format("percentunit", share, unit.Style{Decimals: &none}).String()
}
