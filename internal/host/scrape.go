package host

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// source is one collector: it sends what it finds to ch and returns when it is done.
type source interface {
	Update(ch chan<- prometheus.Metric) error
}

// probe is a named source together with how many earlier scrapes it still hangs in.
type probe struct {
	name   string
	source source
	hangs  atomic.Int32
}

var (
	durationDesc = prometheus.NewDesc("node_scrape_collector_duration_seconds",
		"node_exporter: Duration of a collector scrape.", []string{"collector"}, nil)
	successDesc = prometheus.NewDesc("node_scrape_collector_success",
		"node_exporter: Whether a collector succeeded.", []string{"collector"}, nil)

	errStuck   = errors.New("collector still hangs in an earlier scrape")
	errTooSlow = errors.New("collector did not finish within the scrape timeout")
)

// scrape collects all probes at once, for one reader. Probes read files that the
// kernel may never answer (a dead NFS server, a failing disk), so each has until the
// context ends; one that hangs costs its own metrics and one goroutine, never more.
type scrape struct {
	ctx    context.Context
	probes []*probe
	logger *slog.Logger
}

// Describe sends nothing: what a host has to tell is known only after asking.
func (s *scrape) Describe(chan<- *prometheus.Desc) {}

// Collect implements prometheus.Collector.
func (s *scrape) Collect(ch chan<- prometheus.Metric) {
	var wg sync.WaitGroup
	for _, p := range s.probes {
		wg.Go(func() { s.collect(p, ch) })
	}
	wg.Wait()
}

func (s *scrape) collect(p *probe, ch chan<- prometheus.Metric) {
	start := time.Now()
	metrics, err := p.read(s.ctx)
	took := time.Since(start).Seconds()
	success := 1.0
	if err != nil {
		s.logger.Debug("collect host metrics", "collector", p.name, "took", took, "err", err)
		success = 0
	}
	for _, m := range metrics {
		ch <- m
	}
	ch <- prometheus.MustNewConstMetric(durationDesc, prometheus.GaugeValue, took, p.name)
	ch <- prometheus.MustNewConstMetric(successDesc, prometheus.GaugeValue, success, p.name)
}

// outcome is what one Update sent, and how it ended.
type outcome struct {
	metrics []prometheus.Metric
	err     error
}

// read runs the source in a goroutine of its own, because a file read cannot be
// cancelled. Handing over and giving up exclude each other: either both sides meet
// on done, or both see the end of ctx and keep count of the hanging source.
func (p *probe) read(ctx context.Context) ([]prometheus.Metric, error) {
	if p.hangs.Load() > 0 {
		return nil, errStuck
	}
	done := make(chan outcome)
	go func() {
		o := p.update()
		select {
		case done <- o:
		case <-ctx.Done():
			p.hangs.Add(-1)
		}
	}()
	select {
	case o := <-done:
		return o.metrics, o.err
	case <-ctx.Done():
		p.hangs.Add(1)
		return nil, errTooSlow
	}
}

// update gathers what the source sends. The source never gets the reader's own
// channel: a late one would send into a scrape that has long been answered.
func (p *probe) update() outcome {
	ch := make(chan prometheus.Metric)
	failed := make(chan error, 1)
	go func() {
		defer close(ch)
		failed <- p.guard(ch)
	}()
	var metrics []prometheus.Metric
	for m := range ch {
		metrics = append(metrics, m)
	}
	return outcome{metrics: metrics, err: <-failed}
}

// guard turns a panic into an error: a collector that meets a kernel it does not
// understand must not take the whole of Lookout down with it.
func (p *probe) guard(ch chan<- prometheus.Metric) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("collector panicked: %v", r)
		}
	}()
	return p.source.Update(ch)
}
