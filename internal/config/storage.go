package config

import (
	"time"

	promconfig "github.com/prometheus/prometheus/config"

	"github.com/prometheus/common/model"
	"go.yaml.in/yaml/v4"
)

// windowKey is Prometheus' word, below storage.tsdb, for how late a sample may be.
const windowKey = "out_of_order_time_window"

// adoptStorage brings what is said about retention and out-of-order samples together: in Prometheus' words under
// storage.tsdb, in Lookout's under facilities.metrics, or not at all, where Lookout's defaults hold. Both places then
// say the same, because the TSDB reads Prometheus' own when a configuration is applied.
func (c *Config) adoptStorage(windowSet bool) {
	tsdb := c.Prometheus.StorageConfig.TSDBConfig
	if kept := tsdb.Retention; *kept != (promconfig.TSDBRetentionConfig{}) {
		c.Metrics.Retention = time.Duration(kept.Time)
		c.Metrics.RetentionSize = kept.Size
		c.Metrics.RetentionPercentage = kept.Percentage
	}
	if windowSet {
		c.Metrics.OutOfOrderWindow = time.Duration(tsdb.OutOfOrderTimeWindowFlag)
	}
	tsdb.Retention = &promconfig.TSDBRetentionConfig{
		Time:       model.Duration(c.Metrics.Retention),
		Size:       c.Metrics.RetentionSize,
		Percentage: c.Metrics.RetentionPercentage,
	}
	tsdb.OutOfOrderTimeWindowFlag = model.Duration(c.Metrics.OutOfOrderWindow)
	tsdb.OutOfOrderTimeWindow = c.Metrics.OutOfOrderWindow.Milliseconds()
}

// refuseTwoRetentions refuses a limit that is set in both places.
func (f *lookoutFile) refuseTwoRetentions() {
	for theirs, ours := range map[string][]string{
		"retention": {"retention", "retention_size"},
		windowKey:   {"out_of_order_window"},
	} {
		other, _ := valueAt(f.root, "storage", "tsdb", theirs)
		for _, name := range ours {
			if at, _ := valueAt(f.root, "facilities", "metrics", name); at != nil && other != nil {
				f.fail(at, "storage.tsdb."+theirs+" sets this as well", "keep one of them")
			}
		}
	}
}

// valueAt follows a path of keys; nil when one of them is missing.
func valueAt(root *yaml.Node, path ...string) (name, value *yaml.Node) {
	value = root
	for _, step := range path {
		if name, value = valueOf(value, step); name == nil {
			return nil, nil
		}
	}
	return name, value
}
