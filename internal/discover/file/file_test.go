package file_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/discover/file"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

func TestConformance(t *testing.T) {
	name := filepath.Join(t.TempDir(), "targets.json")
	write := func(text string) {
		if err := os.WriteFile(name+".new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(name+".new", name); err != nil {
			t.Fatal(err)
		}
	}
	const (
		first = `[{"targets": ["10.0.0.1", "10.0.0.2:9100", "http://10.0.0.9/"], "labels": {"service": "shop", "__metrics_path__": "/m"}}]`
		more  = `[{"targets": ["10.0.0.1", "10.0.0.2:9100", "10.0.0.3"], "labels": {"service": "shop", "__metrics_path__": "/m"}}]`
	)
	write(first)
	conformance.Run(t, conformance.World{
		Kind: "file", Settings: &file.Config{},
		Config:  fmt.Sprintf("{files: [%q], refresh_interval: 1s, labels: {team: shop}}", name),
		Targets: []string{"10.0.0.1:19100", "10.0.0.2:9100"},
		Labels:  map[string]string{"service": "shop", "team": "shop", "env": "somewhere", "__metrics_path__": "/m"},
		Dropped: "is no address",
		Add:     func() { write(more) }, Added: "10.0.0.3:19100", Remove: func() { write(first) },
		Break: func() { write(`[{"targets": [`) }, Mend: func() { write(first) },
	})
}
