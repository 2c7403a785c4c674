package app

import (
	"context"
	"fmt"
	"math"
	"strings"

	prommodel "github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/dashboard/check"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/metrics"
)

func checkDashboard(document model.Document, known *check.Metrics) []check.Finding {
	return check.Check(document, check.Options{Parser: metrics.NewParser(), Metrics: known})
}

// knownMetrics are the names of everything that is kept, of whatever age, and
// the types that targets tell. A Lookout that has nothing yet knows nothing.
func (a *App) knownMetrics(ctx context.Context) (*check.Metrics, error) {
	querier, err := a.room.Read(metrics.Everything()).Querier(math.MinInt64, math.MaxInt64)
	if err != nil {
		return nil, fmt.Errorf("open metrics: %w", err)
	}
	defer func() { _ = querier.Close() }()
	names, _, err := querier.LabelValues(ctx, prommodel.MetricNameLabel, nil)
	if err != nil || len(names) == 0 {
		return nil, err
	}
	own := make([]string, len(names)) // what the querier gives lives as long as it
	for i, name := range names {
		own[i] = strings.Clone(name)
	}
	return check.NewMetrics(own, a.knownTypes()), nil
}

// knownTypes are the types on which all targets agree.
func (a *App) knownTypes() map[string]string {
	types := map[string]string{}
	manager, err := a.scraper.Get()
	if err != nil {
		return types // nothing has been scraped yet
	}
	for _, targets := range manager.TargetsActive() {
		for _, target := range targets {
			for _, m := range target.ListMetadata() {
				if before, told := types[m.MetricFamily]; told && before != string(m.Type) {
					types[m.MetricFamily] = ""
					continue
				}
				types[m.MetricFamily] = string(m.Type)
			}
		}
	}
	return types
}
