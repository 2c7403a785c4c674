package budget

import "github.com/prometheus/client_golang/prometheus"

var overDesc = prometheus.NewDesc(
	"lookout_target_over_budget",
	"1 for each bound of its budget that a target exceeds: samples, label_values or new_series.",
	[]string{"target_job", "target_instance", "target_team", "bound", "action"}, nil,
)

// Describe tells the registry which metric there is.
func (b *Budgets) Describe(ch chan<- *prometheus.Desc) { ch <- overDesc }

// Collect writes one series for each bound that is exceeded. Targets that share
// job and instance, and differ in their path, share it.
func (b *Budgets) Collect(ch chan<- prometheus.Metric) {
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
