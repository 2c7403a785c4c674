package config_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/lookout-monitor/lookout/internal/config"
)

// TestLocateInLargeFile breaks one of 5,000 jobs in ways that the library reports without a position.
func TestLocateInLargeFile(t *testing.T) {
	tests := map[string]struct {
		broken string // replaces scrape_timeout in job 4321
		key    string // the line that is to be found
	}{
		"timeout":   {"scrape_timeout: 20s", "scrape_timeout: 20s"},
		"duplicate": {"job_name: job-17", "job_name: job-17"},
		"regexp":    {"relabel_configs: [{regex: '(('}]", "relabel_configs: [{regex: '(('}]"},
		"empty job": {"job_name: ''", "job_name: ''"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			text, line := manyJobs(5000, 4321, test.broken)
			path := filepath.Join(t.TempDir(), "prometheus.yml")
			write(t, path, text)
			began := time.Now()
			_, err := config.Load(config.Source{PrometheusFile: path}, env)
			t.Logf("%v after %v", err, time.Since(began))
			var located *config.Error
			if !errors.As(err, &located) || located.Line < line-1 || located.Line > line {
				t.Errorf("want line %d, got %v", line, err)
			}
			if taken := time.Since(began); taken > time.Minute {
				t.Errorf("took %v", taken)
			}
		})
	}
}

// manyJobs is a configuration with one broken job, and the line in which it is broken.
func manyJobs(count, broken int, how string) (text string, line int) {
	var b strings.Builder
	b.WriteString("global:\n  scrape_interval: 15s\nscrape_configs:\n")
	for i := range count {
		name, body := fmt.Sprintf("job_name: job-%d", i), "scrape_timeout: 10s"
		if i == broken {
			if strings.HasPrefix(how, "job_name") {
				name = how
			} else {
				body = how
			}
			line = strings.Count(b.String(), "\n") + 2
		}
		fmt.Fprintf(&b, "- %s\n  %s\n  static_configs:\n  - targets: ['host-%d:9100']\n    labels: {team: a, zone: b}\n", name, body, i)
	}
	return b.String(), line
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
