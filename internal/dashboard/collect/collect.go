// Package collect fetches the dashboards that services ship with their own code.
// Addresses of services flow in, and by the convention each answers GET /grafana
// with a list of files and hands out the files beside it; what they have flows
// into the store. Nothing is fetched twice: every request is conditional, and a
// service that runs in several instances is asked at one of them. The package
// does not know how services are found or what a dashboard means.
package collect

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/lookout-monitor/lookout/internal/dashboard"
)

// Instance is a place where a service hands out its dashboards.
type Instance struct {
	Service string // what the dashboards' source is called
	URL     string // of the list
}

// Keeper takes what services have; it is the store of dashboards.
type Keeper interface {
	Deliver(context.Context, dashboard.Delivery) ([]dashboard.Refusal, error)
	// Sources names the sources of a kind that have dashboards which are not stale.
	Sources(context.Context, dashboard.Kind) ([]string, error)
}

// Options is what a Collector needs.
type Options struct {
	Keeper     Keeper
	Instances  func() []Instance    // those there are at the moment
	Interval   func() time.Duration // between two rounds; read anew each time
	Now        func() time.Time
	Logger     *slog.Logger
	Registerer prometheus.Registerer
}

// Collector asks services for their dashboards, again and again.
type Collector struct {
	options  Options
	client   *http.Client
	metrics  *metrics
	mu       sync.Mutex
	services map[string]*service
	notAsked []string // services beyond the bound
}

const (
	asked        = 8                // services at a time
	patience     = 10 * time.Second // for one request
	graceRounds  = 3                // a service may be missing for so many rounds before its dashboards are stale
	mostServices = 2000             // that are asked
)

// New returns a collector that has asked nobody yet.
func New(o Options) *Collector {
	return &Collector{
		options: o,
		client: &http.Client{
			Timeout: patience,
			// Where a dashboard comes from is configured; an answer does not change it.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		metrics:  newMetrics(o.Registerer),
		services: map[string]*service{},
	}
}

// Fetch asks one place once for all that it has, and remembers nothing of it.
func Fetch(ctx context.Context, from Instance) (dashboard.Delivery, error) {
	c := New(Options{Registerer: prometheus.NewRegistry()})
	defer c.client.CloseIdleConnections()
	return c.fetch(ctx, &service{name: from.Service, urls: []string{from.URL}})
}

// Run asks all services once every interval until ctx ends.
func (c *Collector) Run(ctx context.Context) error {
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-timer.C:
		}
		c.Round(ctx)
		timer.Reset(c.options.Interval())
	}
}

// Round asks every service once and returns when all have answered or failed.
func (c *Collector) Round(ctx context.Context) {
	present := c.present()
	var wg sync.WaitGroup
	slots := make(chan struct{}, asked)
	for _, s := range present {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			c.ask(ctx, s)
		})
	}
	wg.Wait()
	if ctx.Err() == nil {
		c.lose(ctx)
	}
}

// present sorts instances to their services and notes who is missing.
func (c *Collector) present() []*service {
	instances := map[string][]string{}
	for _, i := range c.options.Instances() {
		instances[i.Service] = append(instances[i.Service], i.URL)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.bound(instances)
	var present []*service
	for name, urls := range instances {
		if c.services[name] == nil {
			c.services[name] = &service{name: name}
		}
		s := c.services[name]
		slices.Sort(urls)
		s.urls, s.missed = slices.Compact(urls), 0
		present = append(present, s)
	}
	for name, s := range c.services {
		if instances[name] == nil {
			s.missed++
		}
	}
	slices.SortFunc(present, func(a, b *service) int { return strings.Compare(a.name, b.name) })
	return present
}

// bound leaves out services when there are too many: those that are not known yet, and of them the last by name.
func (c *Collector) bound(instances map[string][]string) {
	var over []string
	if len(instances) > mostServices {
		over = slices.SortedFunc(maps.Keys(instances), func(a, b string) int {
			if known := c.services[a] != nil; known != (c.services[b] != nil) {
				return map[bool]int{true: -1, false: 1}[known]
			}
			return strings.Compare(a, b)
		})[mostServices:]
	}
	for _, name := range over {
		delete(instances, name)
	}
	if len(over) > 0 && !slices.Equal(over, c.notAsked) {
		c.options.Logger.Warn("services are not asked for their dashboards, there are too many: take the tag Grafana from those that ship none",
			"most", mostServices, "not_asked", len(over), "first", over[0])
	}
	c.notAsked = over
}

// NotAsked counts the services that are beyond the bound.
func (c *Collector) NotAsked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.notAsked)
}

// lose marks the dashboards of services as stale that have been missing for some
// rounds. Right after a start nobody has been found yet, so that services of
// earlier days get as many rounds as others to appear.
func (c *Collector) lose(ctx context.Context) {
	known, err := c.options.Keeper.Sources(ctx, dashboard.Service)
	if err != nil {
		c.options.Logger.Error("services with dashboards not listed", "err", err)
		return
	}
	for _, name := range c.lost(known) {
		if _, err := c.options.Keeper.Deliver(ctx, dashboard.Delivery{Kind: dashboard.Service, Name: name}); err != nil {
			c.options.Logger.Error("dashboards of a lost service not marked", "service", name, "err", err)
			continue
		}
		c.options.Logger.Info("service with dashboards is gone, they are kept as stale", "service", name)
	}
}

// lost are the services to give up. What is known of them in memory goes, so
// that they are fetched whole when they come back.
func (c *Collector) lost(known []string) []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, name := range known {
		if c.services[name] == nil {
			c.services[name] = &service{name: name, missed: 1}
		}
	}
	var gone []string
	for name, s := range c.services {
		if s.missed < graceRounds {
			continue
		}
		delete(c.services, name)
		if slices.Contains(known, name) {
			gone = append(gone, name)
		}
	}
	slices.Sort(gone)
	return gone
}

// ask fetches what a service has and hands it on.
func (c *Collector) ask(ctx context.Context, s *service) {
	delivery, err := c.fetch(ctx, s)
	if ctx.Err() != nil {
		return
	}
	if err != nil {
		c.failed(s, err)
		return
	}
	refused, err := c.options.Keeper.Deliver(ctx, delivery)
	if err != nil {
		c.options.Logger.Error("dashboards of a service not kept", "service", s.name, "err", err)
		return
	}
	c.succeeded(s, delivery, s.kept(delivery, refused))
}
