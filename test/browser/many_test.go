package browser_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestManyPanelsAreAnsweredAtOnce has a hundred panels in sight, half of them without data and half
// with a query that is refused: each says so, and the browser complains of the refusals alone.
func TestManyPanelsAreAnsweredAtOnce(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{})
	var panels []map[string]any
	for i := range 100 {
		expr := []string{`nothing_of_the_kind`, `label_replace(vector(1), "a", "b", "c", "(")`}[i%2]
		panels = append(panels, map[string]any{
			"id": i + 1, "type": "timeseries", "title": fmt.Sprint("Panel ", i+1), "gridPos": map[string]int{"x": i % 10 * 2, "y": i / 10 * 4, "w": 2, "h": 4},
			"targets": []map[string]any{{"refId": "A", "expr": expr}},
		})
	}
	body, err := json.Marshal(map[string]any{"dashboard": map[string]any{"uid": "many", "title": "Many", "panels": panels, "schemaVersion": 42}})
	require.NoError(t, err)
	code, text := s.Post("/lookout/api/v1/dashboards", "application/json", string(body))
	require.Equal(t, http.StatusOK, code, text)
	tb := openTab(t, s.URL)
	tb.expect("422")
	tb.look("light", 1600, 3000)
	tb.openDashboard("many")
	found := tb.panels()
	require.Len(t, found, 100)
	for _, p := range found {
		require.Contains(t, []string{"done", "error"}, p.State, p.Title)
	}
	require.Len(t, titles(found, panel.empty), 50)
}
