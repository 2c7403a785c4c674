package check

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"strings"
)

// Metrics is what is known of the metrics there are.
type Metrics struct {
	names map[string]bool
	types map[string]string // by name or family
}

// NewMetrics knows names, and the types of some.
func NewMetrics(names []string, types map[string]string) *Metrics {
	m := &Metrics{names: map[string]bool{}, types: types}
	for _, name := range made {
		m.names[name] = true
	}
	for _, name := range names {
		m.names[name] = true
	}
	return m
}

// made is what scraping and alert rules write themselves. No target exposes it,
// and of alerts there is nothing as long as all is well.
var made = []string{
	"up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added",
	"ALERTS", "ALERTS_FOR_STATE",
}

// Same tells whether the same is known of the same metrics.
func (m *Metrics) Same(other *Metrics) bool {
	if m == nil || other == nil {
		return m == other
	}
	return maps.Equal(m.names, other.names) && maps.Equal(m.types, other.types)
}

// ReadMetrics reads exposition format, or one name a line.
func ReadMetrics(from io.Reader) (*Metrics, error) {
	m := NewMetrics(nil, map[string]string{})
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := strings.TrimSpace(lines.Text())
		if fields := strings.Fields(line); len(fields) == 4 && fields[0] == "#" && fields[1] == "TYPE" {
			m.types[fields[2]] = fields[3]
		}
		if line != "" && line[0] != '#' {
			m.names[line[:len(line)-len(strings.TrimLeft(line, nameCharacters))]] = true
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read metrics: %w", err)
	}
	return m, nil
}

const nameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_:"

// kind is the type of a metric; empty where nobody told it.
func (m *Metrics) kind(name string) string {
	if m == nil {
		return ""
	}
	return m.types[name]
}
