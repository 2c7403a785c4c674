package pushgateway

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/version"
)

// answer writes the envelope of Pushgateway's JSON API.
func answer(w http.ResponseWriter, data any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"status": "success", "data": data}) // a reader that left is not an error of ours
}

func (a *API) status(w http.ResponseWriter, _ *http.Request) {
	c := a.store.Config()
	answer(w, map[string]any{
		"build_information": map[string]string{
			"version": version.Version, "revision": version.GetRevision(), "branch": version.Branch,
			"buildUser": version.BuildUser, "buildDate": version.BuildDate, "goVersion": version.GoVersion,
		},
		"flags": map[string]string{
			"persistence.file":               a.store.Dir,
			"persistence.interval":           "0s", // each push is kept before it is answered
			"push.disable-consistency-check": "false",
			"web.enable-admin-api":           "true",
			"ttl":                            c.TTL.String(),
			"max_groups":                     strconv.Itoa(c.MaxGroups),
			"max_samples":                    strconv.Itoa(c.MaxSamples),
			"max_samples_per_push":           strconv.Itoa(c.MaxSamplesPerPush),
		},
		"start_time": a.started,
	})
}

func (a *API) listMetrics(w http.ResponseWriter, _ *http.Request) {
	list := []map[string]any{}
	for _, g := range a.store.Groups() {
		group := map[string]any{"labels": g.Labels, "last_push_successful": !g.LastPushFailed()}
		for _, f := range append(g.times(), g.Families...) {
			group[f.GetName()] = familyJSON{
				Time: f.Pushed, Type: f.GetType().String(), Help: f.GetHelp(), Metrics: metricsJSON(f.MetricFamily),
			}
		}
		list = append(list, group)
	}
	answer(w, list)
}

// familyJSON is a metric as Pushgateway's API spells it.
type familyJSON struct {
	Time    time.Time        `json:"time_stamp"`
	Type    string           `json:"type"`
	Help    string           `json:"help,omitempty"`
	Metrics []map[string]any `json:"metrics"`
}

func metricsJSON(f *dto.MetricFamily) []map[string]any {
	list := make([]map[string]any, len(f.Metric))
	for i, m := range f.Metric {
		labels := map[string]string{}
		for _, l := range m.Label {
			labels[l.GetName()] = l.GetValue()
		}
		list[i] = map[string]any{"labels": labels}
		for name, value := range valueJSON(m) {
			list[i][name] = value
		}
	}
	return list
}

// valueJSON spells numbers as text, because JSON has neither NaN nor infinity.
func valueJSON(m *dto.Metric) map[string]any {
	switch {
	case m.Summary != nil:
		quantiles := map[string]string{}
		for _, q := range m.Summary.Quantile {
			quantiles[fmt.Sprint(q.GetQuantile())] = fmt.Sprint(q.GetValue())
		}
		return map[string]any{"quantiles": quantiles, "count": fmt.Sprint(m.Summary.GetSampleCount()), "sum": fmt.Sprint(m.Summary.GetSampleSum())}
	case m.Histogram != nil:
		buckets := map[string]string{}
		for _, b := range m.Histogram.Bucket {
			buckets[fmt.Sprint(b.GetUpperBound())] = fmt.Sprint(b.GetCumulativeCount())
		}
		return map[string]any{"buckets": buckets, "count": fmt.Sprint(m.Histogram.GetSampleCount()), "sum": fmt.Sprint(m.Histogram.GetSampleSum())}
	default: // getters of what is not set answer 0
		return map[string]any{"value": fmt.Sprint(m.GetGauge().GetValue() + m.GetCounter().GetValue() + m.GetUntyped().GetValue())}
	}
}
