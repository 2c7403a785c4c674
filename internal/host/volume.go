package host

import "github.com/prometheus/client_golang/prometheus"

// Volume tells how much room is left where Lookout keeps its data. It is apart from
// the host's own metrics because it belongs to Lookout: with a configuration that
// watches no hosts, and in a container that sees other file systems than its host,
// Lookout still has to know when its disk will be full.
type Volume struct {
	dir       string
	available *prometheus.Desc
	capacity  *prometheus.Desc
}

// NewVolume returns the collector for the file system that holds dir. While dir
// cannot be asked it has no samples; asking starts with the first scrape.
func NewVolume(dir string) *Volume {
	return &Volume{
		dir: dir,
		available: prometheus.NewDesc("lookout_data_available_bytes",
			"Bytes that can still be written to the file system of the data directory.", nil, nil),
		capacity: prometheus.NewDesc("lookout_data_capacity_bytes",
			"Size of the file system of the data directory.", nil, nil),
	}
}

// Describe implements prometheus.Collector.
func (v *Volume) Describe(ch chan<- *prometheus.Desc) {
	ch <- v.available
	ch <- v.capacity
}

// Collect implements prometheus.Collector.
func (v *Volume) Collect(ch chan<- prometheus.Metric) {
	available, capacity, err := space(v.dir)
	if err != nil {
		return
	}
	ch <- prometheus.MustNewConstMetric(v.available, prometheus.GaugeValue, available)
	ch <- prometheus.MustNewConstMetric(v.capacity, prometheus.GaugeValue, capacity)
}
