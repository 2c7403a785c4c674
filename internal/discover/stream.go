package discover

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"
)

// Judge turns what one of Prometheus' mechanisms found into a candidate. It is given the labels of the target and its
// group together.
type Judge func(found map[string]string) Candidate

// Stream runs one of Prometheus' own mechanisms and judges what it finds. Those tell of failures nowhere but in their
// log, so that is where they are read from.
func Stream(config discovery.Config, every time.Duration, tools Tools, judge Judge) (Mechanism, error) {
	s := &stream{every: every, judge: judge, failures: make(chan failure)}
	registry := prometheus.NewRegistry() // of its own: the metrics of these kinds are the journal's
	refresh := discovery.NewRefreshMetrics(registry)
	if err := refresh.Register(); err != nil {
		return nil, fmt.Errorf("prepare %s discovery: %w", config.Name(), err)
	}
	inner, err := config.NewDiscoverer(discovery.DiscovererOptions{
		Logger:  slog.New(&failureReader{to: s, next: tools.Logger.Handler()}),
		Metrics: config.NewDiscovererMetrics(registry, refresh),
		SetName: config.Name(), HTTPClientOptions: boundedConnections(),
	})
	if err != nil {
		return nil, fmt.Errorf("prepare %s discovery: %w", config.Name(), err)
	}
	s.inner = inner
	return s, nil
}

type stream struct {
	inner discovery.Discoverer
	every time.Duration
	judge Judge

	failures chan failure
	running  context.Context // set by Run; what is logged outside of it is no failure
	mu       sync.Mutex
}

// failure is one that the mechanism has logged; place is empty unless it said whose.
type failure struct {
	place string
	err   error
}

func (s *stream) Run(ctx context.Context, report Report) {
	s.mu.Lock()
	s.running = ctx
	s.mu.Unlock()
	updates := make(chan []*targetgroup.Group)
	var inner sync.WaitGroup
	inner.Go(func() {
		survive(ctx, s.every, func() { s.inner.Run(ctx, updates) }, func(err error) { s.failed(failure{err: err}) })
	})
	defer inner.Wait()
	s.follow(ctx, updates, report)
}

// follow passes on what comes until ctx ends. A mechanism that still fails says so again at each refresh, so a failure
// that is not repeated for two of them is over.
func (s *stream) follow(ctx context.Context, updates <-chan []*targetgroup.Group, report Report) {
	ticker := time.NewTicker(s.every)
	defer ticker.Stop()
	since := map[string]time.Time{}
	for {
		select {
		case <-ctx.Done():
			return
		case groups, open := <-updates:
			if !open {
				updates = nil // some close it when they have nothing more to say
				continue
			}
			s.update(groups, since, report)
		case f := <-s.failures:
			since[f.place] = time.Now()
			report(f.place, nil, f.err)
		case now := <-ticker.C:
			maps.DeleteFunc(since, func(place string, at time.Time) bool {
				over := now.Sub(at) > 2*s.every
				if over && place == "" {
					report("", nil, nil)
				}
				return over
			})
		}
	}
}

// update passes on groups. Whatever comes ends the failures that name no place.
func (s *stream) update(groups []*targetgroup.Group, since map[string]time.Time, report Report) {
	if _, failing := since[""]; failing {
		delete(since, "")
		report("", nil, nil)
	}
	if len(groups) == 0 {
		report("", nil, nil)
	}
	for _, group := range groups {
		if group == nil {
			continue
		}
		place := group.Source
		if path, _, found := strings.Cut(place, ":"); found {
			if _, failing := since[path]; failing {
				delete(since, path)
				report(path, nil, nil)
			}
		}
		found := make([]Candidate, 0, len(group.Targets))
		for _, target := range group.Targets {
			found = append(found, s.judgeOne(target, group.Labels))
		}
		report(place, found, nil)
	}
}

func (s *stream) judgeOne(target, group model.LabelSet) Candidate {
	labels := make(map[string]string, len(target)+len(group))
	for _, set := range []model.LabelSet{group, target} {
		for name, value := range set {
			labels[string(name)] = string(value)
		}
	}
	return s.judge(labels)
}

// failed is told of what the mechanism logs.
func (s *stream) failed(f failure) {
	s.mu.Lock()
	ctx := s.running
	s.mu.Unlock()
	if ctx == nil {
		return
	}
	select {
	case s.failures <- f:
	case <-ctx.Done():
	}
}

// failureReader is a log handler that takes errors out of a log and passes on the rest.
type failureReader struct {
	to   *stream
	next slog.Handler
}

func (h *failureReader) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelError || h.next.Enabled(ctx, level)
}

func (h *failureReader) Handle(ctx context.Context, record slog.Record) error {
	if record.Level < slog.LevelError {
		return h.next.Handle(ctx, record)
	}
	f := failure{err: errors.New(strings.ToLower(record.Message))}
	record.Attrs(func(a slog.Attr) bool {
		switch a.Key {
		case "err":
			f.err = fmt.Errorf("%w: %s", f.err, queries.ReplaceAllString(a.Value.String(), "$1?…"))
		case "path", "service":
			f.place = a.Value.String()
		}
		return true
	})
	h.to.failed(f)
	return nil
}

// queries of URLs may hold a token, and what fails is logged and shown.
var queries = regexp.MustCompile(`(https?://[^\s"?]*)\?[^\s"]*`)

func (h *failureReader) WithAttrs(attrs []slog.Attr) slog.Handler {
	return &failureReader{h.to, h.next.WithAttrs(attrs)}
}

func (h *failureReader) WithGroup(name string) slog.Handler {
	return &failureReader{h.to, h.next.WithGroup(name)}
}
