package config

// Every discovery mechanism that Prometheus ships registers itself on import; this is the one place where that
// happens, so that any prometheus.yml loads.
import _ "github.com/prometheus/prometheus/plugins"
