package app

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/prometheus/model/labels"

	"github.com/lookout-monitor/lookout/internal/metrics"
)

// ask evaluates an expression over what is stored here, and returns the labels
// of each series of the result.
func (a *App) ask(ctx context.Context, expression string, at time.Time) ([]labels.Labels, error) {
	query, err := a.engine.NewInstantQuery(ctx, a.room.ReadLocal(metrics.Everything()), nil, expression, at)
	if err != nil {
		return nil, fmt.Errorf("prepare query: %w", err)
	}
	defer query.Close()
	vector, err := query.Exec(ctx).Vector()
	if err != nil {
		return nil, fmt.Errorf("run query: %w", err)
	}
	sets := make([]labels.Labels, len(vector))
	for i, sample := range vector {
		sets[i] = sample.Metric
	}
	return sets, nil
}
