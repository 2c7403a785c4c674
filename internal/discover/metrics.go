package discover

import "github.com/prometheus/client_golang/prometheus"

// The labels say scrape_job, as Prometheus' own metrics of discovery do: job is the job that scrapes Lookout.
var (
	entryLabels   = []string{"scrape_job", "mechanism"}
	refreshesDesc = prometheus.NewDesc("lookout_discovery_refreshes_total",
		"Answers and failures of the mechanisms in the discover block.", entryLabels, nil)
	failuresDesc = prometheus.NewDesc("lookout_discovery_refresh_failures_total",
		"Failures of the mechanisms in the discover block.", entryLabels, nil)
	failingDesc = prometheus.NewDesc("lookout_discovery_failing",
		"Whether a mechanism in the discover block fails at present, for all or some of what it asks; the targets known before are kept.", entryLabels, nil)
	candidatesDesc = prometheus.NewDesc("lookout_discovery_candidates",
		"What mechanisms in the discover block came across: kept and scraped, kept for their dashboards, or dropped.", append(entryLabels, "verdict"), nil)
	lastSuccessDesc = prometheus.NewDesc("lookout_discovery_last_success_timestamp_seconds",
		"When a mechanism in the discover block last answered.", entryLabels, nil)
)

// Describe implements prometheus.Collector.
func (j *Journal) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{refreshesDesc, failuresDesc, failingDesc, candidatesDesc, lastSuccessDesc} {
		ch <- d
	}
}

// Collect implements prometheus.Collector.
func (j *Journal) Collect(ch chan<- prometheus.Metric) {
	for _, a := range j.Accounts() {
		send := func(d *prometheus.Desc, kind prometheus.ValueType, value float64, more ...string) {
			ch <- prometheus.MustNewConstMetric(d, kind, value, append([]string{a.Job, a.Kind}, more...)...)
		}
		send(refreshesDesc, prometheus.CounterValue, float64(a.Refreshes))
		send(failuresDesc, prometheus.CounterValue, float64(a.Failed))
		failing := 0.0
		if a.Err != nil {
			failing = 1
		}
		send(failingDesc, prometheus.GaugeValue, failing)
		send(candidatesDesc, prometheus.GaugeValue, float64(a.Kept), "kept")
		send(candidatesDesc, prometheus.GaugeValue, float64(len(a.Dashboards)), "dashboards")
		send(candidatesDesc, prometheus.GaugeValue, float64(len(a.Dropped)+a.Omitted), "dropped")
		if !a.LastSuccess.IsZero() {
			send(lastSuccessDesc, prometheus.GaugeValue, float64(a.LastSuccess.UnixMilli())/1000)
		}
	}
}
