package picture

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

func TestSharesOfAHundredPercentAreNamedAsSuch(t *testing.T) {
	most := 5e9
	field := &frame.Field{Name: "Value", Kind: frame.Number, Numbers: []float64{0.25, 1}}
	look := frame.Look{Config: model.FieldConfig{Defaults: map[string]any{"unit": "bytes", "max": most}}, Fill: func(text string) string { return text }}
	frame.Apply([]*frame.Frame{{Fields: []*frame.Field{field}}}, look)
	l := &line{field: field, look: lineLook{stack: "percent", scale: "linear"}, drawn: field.Numbers}
	s := valueScale([]*line{l})
	require.Equal(t, []float64{0, 1}, []float64{s.low, s.high})
	require.Equal(t, []string{"0%", "50%", "100%"}, tickTexts(l.axisField(), []float64{0, 0.5, 1}))
	require.NotEqual(t, scaleKey(field, l.look), scaleKey(field, lineLook{scale: "linear"}), "bytes do not stand on an axis of shares")
	below := &line{field: field, look: l.look, drawn: []float64{-0.25, -1}}
	s = valueScale([]*line{below})
	require.Equal(t, []float64{-1, 0}, []float64{s.low, s.high})
}

func TestNeighboursAtAnAxisReadDifferently(t *testing.T) {
	field := &frame.Field{Name: "Value", Kind: frame.Number, Numbers: []float64{0}}
	look := frame.Look{Config: model.FieldConfig{Defaults: map[string]any{"decimals": 2.0}}, Fill: func(text string) string { return text }}
	frame.Apply([]*frame.Frame{{Fields: []*frame.Field{field}}}, look)
	require.Equal(t, []string{"0.00", "0.01", "0.02"}, tickTexts(field, []float64{0, 0.01, 0.02}), "as many as the panel says")
	require.Equal(t, []string{"0.000", "0.005", "0.010"}, tickTexts(field, []float64{0, 0.005, 0.01}), "and more where it takes more")
}
