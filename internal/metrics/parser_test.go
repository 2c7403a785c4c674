package metrics

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestExpressionsAreBounded parses what would take minutes, or the process along.
func TestExpressionsAreBounded(t *testing.T) {
	for name, expr := range map[string]string{
		"brackets": strings.Repeat("(", 5_000_000) + "x" + strings.Repeat(")", 5_000_000),
		"terms":    strings.Repeat("a+", 500_000) + "x",
		"signs":    strings.Repeat("-", 9_000_000) + "x",
		"quoted":   strings.Repeat(`a{b="\""}+`, 10_000) + "x",
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewParser().ParseExpr(expr)
			require.ErrorContains(t, err, "make recording rules of its parts")
		})
	}
	_, err := NewParser().ParseExpr(`up{a=~"` + strings.Repeat(`x|`, 100_000) + `\"", b='` + strings.Repeat("'\\'"[1:], 100_000) + `'} + ` + strings.Repeat("a+", 100) + "1")
	require.NoError(t, err, "what is selected may be long")
}
