package picture

import (
	"context"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/variable"
)

// Asker answers queries, within the limits that it has for everybody.
type Asker interface {
	Range(ctx context.Context, expr string, from, to time.Time, step time.Duration) ([]Series, error)
	Instant(ctx context.Context, expr string, at time.Time) ([]Series, error)
	// Entries answers what a query variable asks.
	Entries(ctx context.Context, question variable.Question, from, to time.Time) ([]string, error)
}

// Series is one line of an answer.
type Series struct {
	Labels     map[string]string
	Points     []Point
	Histograms []Histogram
}

// Point is a value at a moment, in Unix milliseconds.
type Point struct {
	At    int64
	Value float64
}

// Histogram is a native histogram at a moment.
type Histogram struct {
	At      int64
	Count   float64
	Buckets []Bucket
}

// Bucket is one bucket of a native histogram.
type Bucket struct{ Low, High, Count float64 }
