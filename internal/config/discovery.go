package config

import (
	// Every discovery mechanism that Prometheus ships registers itself on import; this is the one place where that
	// happens, so that any prometheus.yml loads.
	_ "github.com/prometheus/prometheus/plugins"
)
