package config

import (
	"log/slog"
	"path/filepath"

	promconfig "github.com/prometheus/prometheus/config"
)

func (c *Config) loadPrometheusFile(path string) error {
	root, err := loadFile(path, prometheusSchema(), func(text string) (err error) {
		c.Prometheus, err = parsePrometheus(text, filepath.Dir(path))
		return err
	})
	if err != nil {
		return err
	}
	c.adoptStorage(root)
	return nil
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
