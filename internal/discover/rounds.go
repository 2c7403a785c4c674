package discover

import (
	"context"
	"log/slog"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"
)

// rounds knows which mechanisms have delivered since they were started. Until
// the first time a job's state has nothing of them, which looks as if nothing
// were there.
type rounds struct {
	crashes prometheus.Counter

	mu        sync.Mutex
	delivered []*heard
}

// heard is one running mechanism that has delivered. Jobs with equal settings
// share it, as they do in the discovery manager.
type heard struct{ settings discovery.Config }

// watch returns the settings of all jobs, each so that its first delivery is
// noticed.
func (r *rounds) watch(jobs map[string]discovery.Configs) map[string]discovery.Configs {
	watched := make(map[string]discovery.Configs, len(jobs))
	for job, settings := range jobs {
		configs := make(discovery.Configs, len(settings))
		for i, s := range settings {
			configs[i] = watchedConfig{Config: s, rounds: r}
		}
		watched[job] = configs
	}
	return watched
}

// complete tells whether all of these mechanisms have delivered.
func (r *rounds) complete(settings discovery.Configs) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, s := range settings {
		if !slices.ContainsFunc(r.delivered, func(h *heard) bool { return reflect.DeepEqual(h.settings, s) }) {
			return false
		}
	}
	return true
}

func (r *rounds) add(h *heard) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.delivered = append(r.delivered, h)
}

func (r *rounds) remove(h *heard) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.delivered = slices.DeleteFunc(r.delivered, func(other *heard) bool { return other == h })
}

// watchedConfig is a mechanism's settings. Two are equal when the settings are,
// which is how the manager tells what a reload leaves running.
type watchedConfig struct {
	discovery.Config
	rounds *rounds
}

func (c watchedConfig) NewDiscoverer(o discovery.DiscovererOptions) (discovery.Discoverer, error) {
	d, err := c.Config.NewDiscoverer(o)
	if err != nil {
		return nil, err
	}
	return &watchedDiscoverer{Discoverer: d, settings: c.Config, rounds: c.rounds, logger: o.Logger}, nil
}

type watchedDiscoverer struct {
	discovery.Discoverer
	settings discovery.Config
	rounds   *rounds
	logger   *slog.Logger
}

// afterCrash is how long a mechanism rests that panicked.
const afterCrash = 30 * time.Second

// Run passes on what the mechanism finds, and closes up when it does.
func (d *watchedDiscoverer) Run(ctx context.Context, up chan<- []*targetgroup.Group) {
	found := make(chan []*targetgroup.Group)
	go survive(ctx, afterCrash, func() { d.Discoverer.Run(ctx, found) }, func(err error) {
		d.rounds.crashes.Inc()
		d.logger.Error("targets not refreshed, those known stay", "mechanism", d.settings.Name(), "err", err)
	})
	delivered := false
	for {
		select {
		case <-ctx.Done():
			return
		case groups, open := <-found:
			if !open {
				close(up)
				return
			}
			select {
			case up <- groups:
			case <-ctx.Done():
				return
			}
			if !delivered && d.complete() {
				delivered = true
				d.hasDelivered(ctx)
			}
		}
	}
}

// complete tells whether what the mechanism has delivered is all of a first
// round. Those with several places to ask know it; of others it is taken so.
func (d *watchedDiscoverer) complete() bool {
	asker, several := d.Discoverer.(interface{ complete() bool })
	return !several || asker.complete()
}

// hasDelivered holds until the mechanism is stopped, also where its Run ends
// before, as that of static targets does.
func (d *watchedDiscoverer) hasDelivered(ctx context.Context) {
	first := &heard{settings: d.settings}
	d.rounds.add(first)
	context.AfterFunc(ctx, func() { d.rounds.remove(first) })
}
