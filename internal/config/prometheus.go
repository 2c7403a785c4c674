package config

import (
	"log/slog"
	"path/filepath"
	"strings"

	promconfig "github.com/prometheus/prometheus/config"
)

func (c *Config) loadPrometheusFile(path string) error {
	text, err := loadFile(path, prometheusSchema(), func(text string) (err error) {
		c.Prometheus, err = parsePrometheus(text, filepath.Dir(path))
		return err
	})
	if err != nil {
		return err
	}
	c.adoptStorage(setsWindow(path, text))
	return nil
}

// setsWindow tells a window that is set to nothing from one that is not set. The library's own struct does not.
func setsWindow(path, text string) bool {
	if !strings.Contains(text, windowKey) {
		return false
	}
	root, err := readTree(path, text)
	if err != nil {
		return false
	}
	name, _ := valueAt(root, "storage", "tsdb", windowKey)
	return name != nil
}

// parsePrometheus does what Prometheus itself does with its file before it starts, apart from reading rule files.
func parsePrometheus(text, dir string) (cfg *promconfig.Config, err error) {
	defer recoverParser(&err)
	cfg, err = promconfig.Load(text, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	cfg.SetDirectory(dir)
	if _, err := cfg.GetScrapeConfigs(); err != nil {
		return nil, &includeError{main: cfg, err: err}
	}
	return cfg, nil
}
