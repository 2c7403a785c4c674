package config

import (
	"log/slog"
	"path/filepath"
	"strings"

	"github.com/alecthomas/units"
	promconfig "github.com/prometheus/prometheus/config"
)

// DefaultBodySizeLimit is the most a target may answer, uncompressed, where nobody set a body_size_limit. It is ten
// times what the largest exporters send; Prometheus has none, so that a single endless body takes all memory.
const DefaultBodySizeLimit = 100 * units.MiB

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
	limitBodies(cfg)
	cfg.SetDirectory(dir)
	if _, err := cfg.GetScrapeConfigs(); err != nil {
		return nil, &includeError{main: cfg, err: err}
	}
	return cfg, nil
}

// limitBodies is the one default in which Lookout differs from Prometheus. Jobs of files that scrape_config_files
// includes take the global limit when they are read.
func limitBodies(cfg *promconfig.Config) {
	if cfg.GlobalConfig.BodySizeLimit == 0 {
		cfg.GlobalConfig.BodySizeLimit = DefaultBodySizeLimit
	}
	for _, job := range cfg.ScrapeConfigs {
		if job.BodySizeLimit == 0 {
			job.BodySizeLimit = cfg.GlobalConfig.BodySizeLimit
		}
	}
}
