package picture

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/dashboard/frame"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

func TestNeighboursAtAnAxisReadDifferently(t *testing.T) {
	field := &frame.Field{Name: "Value", Kind: frame.Number, Numbers: []float64{0}}
	look := frame.Look{Config: model.FieldConfig{Defaults: map[string]any{"decimals": 2.0}}, Fill: func(text string) string { return text }}
	frame.Apply([]*frame.Frame{{Fields: []*frame.Field{field}}}, look)
	require.Equal(t, []string{"0.00", "0.01", "0.02"}, tickTexts(field, []float64{0, 0.01, 0.02}), "as many as the panel says")
	require.Equal(t, []string{"0.000", "0.005", "0.010"}, tickTexts(field, []float64{0, 0.005, 0.01}), "and more where it takes more")
}
