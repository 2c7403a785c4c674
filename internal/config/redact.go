package config

import "path/filepath"

// Part is one file's worth of the running configuration.
type Part struct {
	Name string
	YAML string
}

// Redacted is the running configuration as both projects print theirs, with defaults filled in and secrets hidden.
// What lookout.yml says in Lookout's own words is a part of its own.
func (c *Config) Redacted() []Part {
	var parts []Part
	add := func(file, fallback, text string) {
		name := fallback
		if file != "" {
			name = filepath.Base(file)
		}
		parts = append(parts, Part{Name: name, YAML: c.Mask(text)})
	}
	if c.sources.LookoutFile != "" {
		add(c.sources.LookoutFile, "", c.own)
	}
	add(c.sources.PrometheusFile, "prometheus.yml", c.Prometheus.String())
	add(c.sources.AlertmanagerFile, "alertmanager.yml", c.Alertmanager.String())
	return parts
}
