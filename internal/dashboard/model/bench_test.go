package model

import (
	"strings"
	"testing"
)

// BenchmarkParseLargest reads about the largest dashboard that the limits let through.
func BenchmarkParseLargest(b *testing.B) {
	panel := `{"type": "graph", "title": "p", "description": "` + strings.Repeat("x", 2000) + `", "yaxes": [{"format": "s"}, {"format": "bytes"}],
		"seriesOverrides": [{"alias": "/x/", "yaxis": 2}], "targets": [` + strings.TrimSuffix(strings.Repeat(`{"expr": "rate(x_total{job=\"$job\"}[5m])"},`, 20), ",") + `]}`
	stored := []byte(`{"panels": [` + strings.TrimSuffix(strings.Repeat(panel+",", 2000), ",") + `]}`)
	b.ReportMetric(float64(len(stored))/1e6, "MB")
	for b.Loop() {
		if _, err := Parse(stored, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}
