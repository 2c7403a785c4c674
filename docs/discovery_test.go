package docs

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/lookout-monitor/lookout/internal/discover"
	"github.com/lookout-monitor/lookout/internal/discover/kinds"
)

// TestDiscoveryPageIsComplete holds the table of common keys and the examples against the code: the reference leaves the
// former to this page.
func TestDiscoveryPageIsComplete(t *testing.T) {
	content, err := os.ReadFile("discovery.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(content)
	for _, what := range []struct {
		of     reflect.Type
		marked func(key string) string
	}{
		{reflect.TypeFor[discover.Convention](), func(key string) string { return "| `" + key + "` |" }},
		{reflect.TypeFor[kinds.Block](), func(key string) string { return "\n  - " + key + ":" }},
	} {
		for i := range what.of.NumField() {
			if key := what.of.Field(i).Tag.Get("yaml"); !strings.Contains(page, what.marked(key)) {
				t.Errorf("%s says nothing of %s", "discovery.md", key)
			}
		}
	}
}
