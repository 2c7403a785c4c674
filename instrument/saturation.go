package instrument

import (
	"fmt"
	"maps"
	"sync"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"
)

// Reading tells how much of something is taken and how much there is. A limit of 0 means that there is none.
// It is called at every scrape, so it must be quick, and from many goroutines.
type Reading func() (inUse, limit float64)

// mostResources bounds the label resource.
const mostResources = 100

// saturation asks all readings at a scrape.
type saturation struct {
	inUse, limit *prometheus.Desc

	mu       sync.Mutex
	readings map[string]Reading
}

func newSaturation() *saturation {
	return &saturation{
		inUse:    prometheus.NewDesc("saturation_in_use", "How much of a resource is taken: connections of a pool, entries of a queue.", []string{"resource"}, nil),
		limit:    prometheus.NewDesc("saturation_limit", "How much of a resource there is, where it has a limit.", []string{"resource"}, nil),
		readings: map[string]Reading{},
	}
}

// Saturation shows how full a pool or a queue is, as saturation_in_use and saturation_limit with the label resource.
func (s *Service) Saturation(resource string, reading Reading) error {
	s.used.mu.Lock()
	defer s.used.mu.Unlock()
	_, taken := s.used.readings[resource]
	switch {
	case resource == "" || len(resource) > longestText || !utf8.ValidString(resource):
		return fmt.Errorf("show saturation: name the resource in 1 to %d bytes of UTF-8, for example \"database\"", longestText)
	case reading == nil:
		return fmt.Errorf("show saturation of %q: a function that reads it is needed", resource)
	case taken:
		return fmt.Errorf("show saturation of %q: it is shown already, give each resource a name of its own", resource)
	case len(s.used.readings) == mostResources:
		return fmt.Errorf("show saturation of %q: %d resources are shown already, add up those that belong together", resource, mostResources)
	}
	s.used.readings[resource] = reading
	return nil
}

// Describe implements prometheus.Collector.
func (s *saturation) Describe(to chan<- *prometheus.Desc) {
	to <- s.inUse
	to <- s.limit
}

// Collect implements prometheus.Collector.
func (s *saturation) Collect(to chan<- prometheus.Metric) {
	s.mu.Lock()
	readings := maps.Clone(s.readings)
	s.mu.Unlock()
	for resource, reading := range readings {
		inUse, limit := reading()
		to <- prometheus.MustNewConstMetric(s.inUse, prometheus.GaugeValue, inUse, resource)
		if limit > 0 {
			to <- prometheus.MustNewConstMetric(s.limit, prometheus.GaugeValue, limit, resource)
		}
	}
}
