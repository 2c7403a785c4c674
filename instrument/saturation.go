package instrument

import (
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"sync"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"
)

// Reading tells how much of something is taken and how much there is. A limit of 0 means that there is none.
// It is called at every scrape, so it must be quick, and from many goroutines. One that panics is left out and counted.
type Reading func() (inUse, limit float64)

// mostResources bounds the label resource.
const mostResources = 100

// saturation asks all readings at a scrape.
type saturation struct {
	inUse, limit, failed *prometheus.Desc
	logger               *slog.Logger

	mu       sync.Mutex
	readings map[string]Reading
	panics   map[string]float64 // of readings, by resource
}

func newSaturation(logger *slog.Logger) *saturation {
	return &saturation{
		inUse:    prometheus.NewDesc("saturation_in_use", "How much of a resource is taken: connections of a pool, entries of a queue.", []string{"resource"}, nil),
		limit:    prometheus.NewDesc("saturation_limit", "How much of a resource there is, where it has a limit.", []string{"resource"}, nil),
		failed:   prometheus.NewDesc("saturation_panics_total", "How often the reading of a resource panicked, so that it was left out. Only for those that did.", []string{"resource"}, nil),
		logger:   logger,
		readings: map[string]Reading{},
		panics:   map[string]float64{},
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
	to <- s.failed
}

// Collect implements prometheus.Collector.
func (s *saturation) Collect(to chan<- prometheus.Metric) {
	s.mu.Lock()
	readings := maps.Clone(s.readings)
	s.mu.Unlock()
	for resource, reading := range readings {
		if inUse, limit, ok := s.read(resource, reading); ok {
			to <- prometheus.MustNewConstMetric(s.inUse, prometheus.GaugeValue, inUse, resource)
			if limit > 0 {
				to <- prometheus.MustNewConstMetric(s.limit, prometheus.GaugeValue, limit, resource)
			}
		}
	}
	s.mu.Lock()
	panics := maps.Clone(s.panics)
	s.mu.Unlock()
	for resource, count := range panics {
		to <- prometheus.MustNewConstMetric(s.failed, prometheus.CounterValue, count, resource)
	}
}

// read survives a reading that panics: the registry calls it on a goroutine of its own, where that would end the service.
func (s *saturation) read(resource string, reading Reading) (inUse, limit float64, ok bool) {
	defer func() {
		if reason := recover(); reason != nil {
			s.panicked(resource, reason)
		}
	}()
	inUse, limit = reading()
	return inUse, limit, true
}

// panicked counts every time and logs the first one.
func (s *saturation) panicked(resource string, reason any) {
	s.mu.Lock()
	s.panics[resource]++
	first := s.panics[resource] == 1
	s.mu.Unlock()
	if first {
		s.logger.Error("reading of saturation panicked, it is left out until it does not: mend the function given to Saturation",
			"resource", resource, "panic", fmt.Sprint(reason), "stack", string(debug.Stack()))
	}
}
