package builtindashboards_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	builtindashboards "github.com/lookout-monitor/lookout/dashboards"
	"github.com/lookout-monitor/lookout/internal/dashboard/check"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/metrics"
)

// oneScreen are those that people leave open: they fit a screen without scrolling.
var oneScreen = []string{"overview.json", "services.json"}

func parsed(t *testing.T, file builtindashboards.File) model.Document {
	t.Helper()
	document, err := model.Parse(file.Content, model.DefaultLimits())
	require.NoError(t, err, file.Name)
	return document
}

// TestTheyFollowTheConventions holds them to what everybody's dashboards are held to.
func TestTheyFollowTheConventions(t *testing.T) {
	for _, file := range builtindashboards.Files() {
		t.Run(file.Name, func(t *testing.T) {
			for _, f := range check.Check(parsed(t, file), check.Options{Parser: metrics.NewParser(), Main: slices.Contains(oneScreen, file.Name)}) {
				t.Errorf("%s %s %s: %s", f.Rule, f.Path, f.Title, f.Message)
			}
		})
	}
}

// TestTheyAreFoundAndExplained demands what the conventions leave to taste: names that
// links can rely on, and for each panel a sentence that says what it shows.
func TestTheyAreFoundAndExplained(t *testing.T) {
	for _, file := range builtindashboards.Files() {
		t.Run(file.Name, func(t *testing.T) {
			d := parsed(t, file).Normal
			require.Equal(t, "lookout-"+strings.TrimSuffix(file.Name, ".json"), d.UID)
			require.Contains(t, d.Tags, "lookout", "the list of built-in dashboards at the top goes by this tag")
			require.NotEmpty(t, d.Raw["description"])
			for _, p := range everyPanel(d.Panels) {
				if p.Type != "row" {
					require.NotEmpty(t, p.Raw["description"], p.Title)
				}
			}
		})
	}
}

// TestPanelsDoNotOverlap looks for panels on the same place of the grid, and beyond its edge.
func TestPanelsDoNotOverlap(t *testing.T) {
	for _, file := range builtindashboards.Files() {
		t.Run(file.Name, func(t *testing.T) {
			d := parsed(t, file).Normal
			lists := [][]model.Panel{d.Panels}
			for _, p := range d.Panels {
				lists = append(lists, p.Panels)
			}
			for _, panels := range lists {
				taken := map[[2]int]string{}
				for _, p := range panels {
					require.LessOrEqual(t, p.Grid.X+p.Grid.W, 24, p.Title)
					for x := p.Grid.X; x < p.Grid.X+p.Grid.W; x++ {
						for y := p.Grid.Y; y < p.Grid.Y+p.Grid.H; y++ {
							require.Empty(t, taken[[2]int{x, y}], "under %s", p.Title)
							taken[[2]int{x, y}] = p.Title
						}
					}
				}
			}
		})
	}
}

func everyPanel(panels []model.Panel) []model.Panel {
	var all []model.Panel
	for _, p := range panels {
		all = append(append(all, p), everyPanel(p.Panels)...)
	}
	return all
}
