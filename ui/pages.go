package ui

import (
	"slices"
	"strings"
)

// pages are the paths that the application draws something for. Each owns everything below it.
var pages = []string{"explore", "dashboards", "d", "targets", "probes", "pushed", "alerts", "silences", "heartbeats", "status"}

// moved are the paths of Prometheus' and Alertmanager's own pages that people and notifications
// still link to; the application finds its page for each.
var moved = []string{
	"graph", "query", "rules", "config", "flags", "tsdb-status", "service-discovery", "prometheus", "alertmanager",
}

// isPage reports whether the application has a page of this name, which has no leading slash.
func isPage(name string) bool {
	if name == "" {
		return true
	}
	name = strings.TrimPrefix(name, "prometheus/")
	first, _, _ := strings.Cut(name, "/")
	return slices.Contains(pages, first) || slices.Contains(moved, name)
}
