package demo

import (
	"context"
	"embed"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/lookout-monitor/lookout/instrument"
)

// Options of a shop.
type Options struct {
	Seed   uint64
	Now    func() time.Time
	Logger *slog.Logger
}

// Target is where one service is watched.
type Target struct {
	Service, Metrics, Dashboards string
}

// Shop is the whole of it.
type Shop struct {
	plan   Plan
	now    func() time.Time
	logger *slog.Logger
	client *http.Client
	houses map[string]*house
	order  []*house
}

// step is how often the shop looks at the clock.
const step = 100 * time.Millisecond

// mostAtOnce bounds the visitors that are waiting; more than that turn away.
const mostAtOnce = 64

// New prepares the services; nothing listens yet.
func New(o Options) *Shop {
	s := &Shop{
		plan: Plan{seed: o.Seed}, now: o.Now, logger: o.Logger, houses: map[string]*house{},
		client: &http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 8}},
	}
	for i, service := range catalogue() {
		h := &house{service: service, shop: s, chance: rand.New(rand.NewPCG(o.Seed, uint64(i)))}
		s.houses[service.name] = h
		s.order = append(s.order, h)
	}
	return s
}

// Listen opens every service on free ports of loopback.
func (s *Shop) Listen(ctx context.Context) error {
	for _, h := range s.order {
		if err := h.open(ctx); err != nil {
			s.close()
			return fmt.Errorf("open %s of the demo: %w", h.service.name, err)
		}
	}
	return nil
}

func (s *Shop) close() {
	for _, h := range s.order {
		h.close()
	}
	s.client.CloseIdleConnections()
}

// Targets lists where the services are watched. The addresses stay the same when one has crashed and comes back.
func (s *Shop) Targets() []Target {
	var targets []Target
	for _, h := range s.order {
		targets = append(targets, h.target())
	}
	return targets
}

// Run lets visitors in and things go wrong until ctx ends. [Shop.Listen] goes before it.
func (s *Shop) Run(ctx context.Context) error {
	defer s.close()
	var visitors sync.WaitGroup
	defer visitors.Wait()
	beat := time.NewTicker(step)
	defer beat.Stop()
	chance := rand.New(rand.NewPCG(s.plan.seed, 1<<32))
	door := make(chan struct{}, mostAtOnce)
	due := 0.0
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-beat.C:
		}
		s.crash(ctx)
		for due += s.plan.Visitors(s.now()) * step.Seconds(); due >= 1; due-- {
			wish := wishes()[chance.IntN(len(wishes()))]
			select {
			case door <- struct{}{}:
				visitors.Go(func() {
					s.ask(ctx, wish)
					<-door
				})
			default: // too crowded: this visitor goes home
			}
		}
	}
}

// crash closes the service whose turn it is, and opens those whose time is over.
func (s *Shop) crash(ctx context.Context) {
	for _, h := range s.order {
		down := s.plan.suffers(h.service.name, Crash, s.now())
		switch {
		case down && h.isOpen():
			h.close()
			s.logger.Info("a demo service crashed", "service", h.service.name)
		case !down && !h.isOpen():
			if err := h.open(ctx); err != nil && ctx.Err() == nil {
				s.logger.Warn("a demo service does not come back", "service", h.service.name, "error", err)
			}
		}
	}
}

// ask makes a call, and says whether it was answered well.
func (s *Shop) ask(ctx context.Context, c call) bool {
	r, err := http.NewRequestWithContext(ctx, c.method, "http://"+s.houses[c.service].api()+c.path, nil)
	if err != nil {
		return false
	}
	response, err := s.client.Do(r)
	if err != nil {
		return false
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20)); err != nil {
		return false
	}
	return response.StatusCode < http.StatusInternalServerError
}

// watched makes the part of a service that follows the conventions, on the addresses it had before.
func watched(name string, at Target) (*instrument.Service, error) {
	config := instrument.Config{
		Name: "shop-" + name, Version: "1.0.0", MetricsAddress: at.Metrics, DashboardsAddress: at.Dashboards,
	}
	// What people see is the web service's, so that it brings the picture of all of them.
	if name == "web" {
		own, err := fs.Sub(dashboards, "dashboards")
		if err != nil {
			return nil, err
		}
		config.Dashboards, config.Folder = own, "Shop"
	}
	return instrument.New(config)
}

//go:embed dashboards/*.json
var dashboards embed.FS
