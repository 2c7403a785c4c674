package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/lookout-monitor/lookout/internal/config"
)

// bomb is a document of a kilobyte that aliases multiply by ten to the ninth.
func bomb() string {
	var b strings.Builder
	b.WriteString("x0: &x0 [a, a, a, a, a, a, a, a, a, a]\n")
	for i := 1; i < 9; i++ {
		fmt.Fprintf(&b, "x%d: &x%d [%s]\n", i, i, strings.Repeat(fmt.Sprintf("*x%d, ", i-1), 10))
	}
	return b.String() + "scrape_configs: *x8\n"
}

func TestAliasBombsAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bomb.yml")
	write(t, path, bomb())
	for name, source := range map[string]config.Source{
		"lookout":      {LookoutFile: path},
		"prometheus":   {PrometheusFile: path},
		"alertmanager": {AlertmanagerFile: path},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			began := time.Now()
			if _, err := config.Load(source, env); err == nil {
				t.Error("it is taken")
			}
			runtime.ReadMemStats(&after)
			if taken := time.Since(began); taken > 20*time.Second {
				t.Errorf("took %v", taken)
			}
			if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 2<<30 {
				t.Errorf("allocated %d MB", allocated>>20)
			}
		})
	}
}

func TestOversizedFilesAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "huge.yml")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(file.Truncate(1<<30), file.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = config.Load(config.Source{PrometheusFile: path}, env)
	if err == nil || !strings.Contains(err.Error(), "larger than 32 MB") {
		t.Errorf("got %v", err)
	}
}

func TestUnreadableFiles(t *testing.T) {
	dir := t.TempDir()
	for path, want := range map[string]string{
		filepath.Join(dir, "missing.yml"): "cannot open the file: no such file or directory (check the path",
		dir:                               "this is a directory (name the file inside it)",
	} {
		for _, source := range []config.Source{{LookoutFile: path}, {PrometheusFile: path}, {AlertmanagerFile: path}} {
			if _, err := config.Load(source, env); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%+v: got %v", source, err)
			}
		}
	}
}

func TestSourcesExcludeEachOther(t *testing.T) {
	_, err := config.Load(config.Source{LookoutFile: "a", PrometheusFile: "b"}, env)
	if err == nil || !strings.Contains(err.Error(), "cannot be combined") {
		t.Errorf("got %v", err)
	}
}

// TestBodiesAreLimited loads jobs from the main file and from an included one, with and without limits of their own.
func TestBodiesAreLimited(t *testing.T) {
	for name, test := range map[string]struct{ global, job, want string }{
		"by default":  {"", "", "100MiB"},
		"globally":    {"body_size_limit: 5MiB", "", "5MiB"},
		"for the job": {"body_size_limit: 5MiB", ", body_size_limit: 7MiB", "7MiB"},
		"job alone":   {"", ", body_size_limit: 7MiB", "7MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir+"/more.yml", "scrape_configs: [{job_name: b"+test.job+"}]\n")
			write(t, dir+"/prometheus.yml", "global: {"+test.global+"}\nscrape_configs: [{job_name: a"+test.job+"}]\nscrape_config_files: [more.yml]\n")
			cfg, err := config.Load(config.Source{PrometheusFile: dir + "/prometheus.yml"}, env)
			if err != nil {
				t.Fatal(err)
			}
			jobs, err := cfg.Prometheus.GetScrapeConfigs()
			if err != nil || len(jobs) != 2 {
				t.Fatalf("%d jobs: %v", len(jobs), err)
			}
			for _, job := range jobs {
				if got := job.BodySizeLimit.String(); got != test.want {
					t.Errorf("job %s is limited to %s, want %s", job.JobName, got, test.want)
				}
			}
		})
	}
}
