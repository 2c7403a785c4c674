package config

import (
	"log/slog"
	"path/filepath"

	promconfig "github.com/prometheus/prometheus/config"
)

func (c *Config) loadPrometheusFile(path string) error {
	text, err := readFile(path)
	if err != nil {
		return err
	}
	c.Prometheus, err = parsePrometheus(text, filepath.Dir(path))
	if err != nil {
		return &Error{File: path, Line: 1, Column: 1, Problem: err.Error()}
	}
	c.parts = append(c.parts, Part{Name: filepath.Base(path), YAML: c.Prometheus.String()})
	return nil
}

// parsePrometheus does what Prometheus itself does with its file before it starts, apart from reading rule files.
func parsePrometheus(text, dir string) (*promconfig.Config, error) {
	cfg, err := promconfig.Load(text, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, err
	}
	cfg.SetDirectory(dir)
	if _, err := cfg.GetScrapeConfigs(); err != nil {
		return nil, err
	}
	return cfg, nil
}
