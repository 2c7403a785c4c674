package config_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	amconfig "github.com/prometheus/alertmanager/config"
	promconfig "github.com/prometheus/prometheus/config"

	"github.com/lookout-monitor/lookout/internal/config"
)

var update = flag.Bool("update", false, "write golden files and the reference documentation")

// TestPrometheusCorpus holds Load against Prometheus' own loader on every file of its testdata: what it takes is
// taken, what it refuses is refused, with a place that the golden file shows for review.
func TestPrometheusCorpus(t *testing.T) {
	corpus(t, "github.com/prometheus/prometheus", "testdata/prometheus.golden", func(path string) error {
		cfg, err := promconfig.LoadFile(path, false, discard)
		if err == nil {
			_, err = cfg.GetScrapeConfigs()
		}
		return err
	}, func(path string) config.Source { return config.Source{PrometheusFile: path} })
}

func TestAlertmanagerCorpus(t *testing.T) {
	corpus(t, "github.com/prometheus/alertmanager", "testdata/alertmanager.golden", func(path string) error {
		_, err := amconfig.LoadFile(path)
		return err
	}, func(path string) config.Source { return config.Source{AlertmanagerFile: path} })
}

func corpus(t *testing.T, module, golden string, theirs func(string) error, source func(string) config.Source) {
	var found strings.Builder
	for _, path := range configFiles(t, module) {
		want := theirs(path)
		_, err := config.Load(source(path), env)
		if (want == nil) != (err == nil) {
			t.Errorf("%s: theirs says %v, ours %v", filepath.Base(path), want, err)
		}
		if err != nil {
			dir := filepath.Dir(path) + string(filepath.Separator)
			fmt.Fprintln(&found, strings.ReplaceAll(err.Error(), dir, ""))
		}
	}
	compare(t, golden, found.String())
}

func configFiles(t *testing.T, module string) []string {
	t.Helper()
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-m", "-f", "{{.Dir}}", module).Output()
	if err != nil {
		t.Fatalf("find the sources of %s: %v", module, err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "config", "testdata", "*.yml"))
	if err != nil || len(files) < 40 {
		t.Fatalf("found only %d files of %s: %v", len(files), module, err)
	}
	return files
}

// compare holds a text against a golden file, or writes it with -update.
func compare(t *testing.T, golden, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("differs from %s; run the test with -update and review the change\ngot:\n%s", golden, got)
	}
}
