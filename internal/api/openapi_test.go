package api_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/lookout-monitor/lookout/internal/api"
)

// TestTheDescriptionNamesEveryRoute compares both ways: a route that is not
// described fails as well as a description of nothing.
func TestTheDescriptionNamesEveryRoute(t *testing.T) {
	content, err := os.ReadFile("openapi.yaml")
	require.NoError(t, err)
	var document struct {
		Servers []struct{ URL string }
		Paths   map[string]map[string]struct {
			Summary   string
			Scope     string `yaml:"x-scope"`
			Responses map[string]any
		}
	}
	require.NoError(t, yaml.Unmarshal(content, &document))
	require.Len(t, document.Servers, 1)
	base, mounted := strings.CutPrefix(document.Servers[0].URL, "/lookout")
	require.True(t, mounted, "the routes are mounted under /lookout")

	var described, declared []string
	for path, operations := range document.Paths {
		for method, operation := range operations {
			described = append(described, fmt.Sprintf("%s %s%s %s: %s", strings.ToUpper(method), base, path, operation.Scope, operation.Summary))
			require.Contains(t, operation.Responses, "200", path)
		}
	}
	for _, route := range slices.Concat(api.Lookout{}.Routes(), api.Pushed{}.Routes(), api.Dashboards{}.Routes()) {
		declared = append(declared, fmt.Sprintf("%s %s %s: %s", route.Method, route.Path, route.Scope, route.Summary))
	}
	slices.Sort(described)
	slices.Sort(declared)
	require.Equal(t, declared, described)
}
