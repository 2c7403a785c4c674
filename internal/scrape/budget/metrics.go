package budget

import "github.com/prometheus/client_golang/prometheus"

var (
	overDesc = prometheus.NewDesc(
		"lookout_target_over_budget",
		"1 for each bound of its budget that a target exceeds: samples, label_values or new_series.",
		[]string{"target_job", "target_instance", "target_team", "bound", "action"}, nil,
	)
	teamSamplesDesc = prometheus.NewDesc(
		"lookout_team_samples",
		"Samples taken of the last scrapes of all targets of a team that has a budget.",
		[]string{"target_team"}, nil,
	)
	teamNewSeriesDesc = prometheus.NewDesc(
		"lookout_team_new_series",
		"Series of a team that has a budget which came within the last hour.",
		[]string{"target_team"}, nil,
	)
	teamOverDesc = prometheus.NewDesc(
		"lookout_team_over_budget",
		"1 for each bound of its budget that the targets of a team exceed together: samples or new_series.",
		[]string{"target_team", "bound"}, nil,
	)
)

// Describe tells the registry which metrics there are.
func (b *Budgets) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{overDesc, teamSamplesDesc, teamNewSeriesDesc, teamOverDesc} {
		ch <- d
	}
}

// Collect writes one series for each bound that is exceeded, and what teams send.
func (b *Budgets) Collect(ch chan<- prometheus.Metric) {
	b.collectTargets(ch)
	for _, s := range b.Teams() {
		ch <- prometheus.MustNewConstMetric(teamSamplesDesc, prometheus.GaugeValue, float64(s.Samples), s.Team)
		ch <- prometheus.MustNewConstMetric(teamNewSeriesDesc, prometheus.GaugeValue, float64(s.NewSeries), s.Team)
		for _, bound := range s.Over {
			ch <- prometheus.MustNewConstMetric(teamOverDesc, prometheus.GaugeValue, 1, s.Team, bound)
		}
	}
}

// collectTargets lets targets that share job and instance, and differ in their
// path, share a series.
func (b *Budgets) collectTargets(ch chan<- prometheus.Metric) {
	written := map[[5]string]bool{}
	for _, s := range b.Targets() {
		for _, bound := range s.Over {
			labels := [5]string{s.Labels["job"], s.Labels["instance"], s.Labels["team"], bound, s.Action}
			if !written[labels] {
				written[labels] = true
				ch <- prometheus.MustNewConstMetric(overDesc, prometheus.GaugeValue, 1, labels[:]...)
			}
		}
	}
}
