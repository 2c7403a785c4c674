// Package pushgateway keeps what batch jobs push, for a scrape to read: a cron
// job or a backup ends before anybody could ask it. Requests of Pushgateway's
// API flow in and change groups of metrics; every change is on disk before it
// is answered. One exposition of all groups flows out, as Pushgateway would
// write it, so that whatever scrapes, stores and judges it needs to know
// nothing of pushing. The package does not know who scrapes it, nor what the
// metrics mean.
package pushgateway

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
)

// Options are what a store of pushed groups needs from its surroundings.
type Options struct {
	Dir        string // of the groups; nothing else is in it
	Logger     *slog.Logger
	Registerer prometheus.Registerer
	Now        func() time.Time
}

// Store holds the pushed groups. It is safe for concurrent use.
type Store struct {
	Options
	config  atomic.Pointer[Config]
	metrics *metrics

	changing sync.Mutex // one change at a time; guards index, total, bytes and the files
	index    *index
	total    int // samples in all groups
	bytes    int // of all groups

	reading sync.RWMutex // guards groups, which only who holds changing writes
	groups  map[string]*Group
}

// Push is what one request wants of a group.
type Push struct {
	Labels   map[string]string
	Families map[string]*dto.MetricFamily
	Replace  bool           // of the whole group, not only of metrics of the same names
	TTL      *time.Duration // nil leaves it to the configuration; 0 is forever
}

// New returns a store that is empty until Open.
func New(o Options) *Store {
	s := &Store{Options: o, metrics: newMetrics(o.Registerer), index: newIndex(ownFamilies()...), groups: map[string]*Group{}}
	s.Apply(DefaultConfig())
	s.metrics.watch(o.Registerer, s.size)
	return s
}

// Apply puts bounds and the default time to live into effect. Groups that are
// there already stay, also where they are more than the new bounds allow.
func (s *Store) Apply(c Config) { s.config.Store(&c) }

// Config is what is in effect.
func (s *Store) Config() *Config { return s.config.Load() }

// Open reads the groups that were kept.
func (s *Store) Open() error {
	if err := os.MkdirAll(s.Dir, 0o750); err != nil {
		return fmt.Errorf("create folder of pushed groups: %w", err)
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	return s.load()
}

// Groups lists all groups, ordered by their labels.
func (s *Store) Groups() []*Group {
	s.reading.RLock()
	list := make([]*Group, 0, len(s.groups))
	for _, g := range s.groups {
		list = append(list, g)
	}
	s.reading.RUnlock()
	slices.SortFunc(list, func(a, b *Group) int { return strings.Compare(a.key, b.key) })
	return list
}

// Group returns a group, or nil when there is none with this ID.
func (s *Store) Group(id string) *Group {
	s.reading.RLock()
	defer s.reading.RUnlock()
	return s.groups[id]
}

func (s *Store) size() (groups, samples int) {
	s.reading.RLock()
	defer s.reading.RUnlock()
	return len(s.groups), s.total
}

// Push takes a push, which it may modify, or returns why not. Of a refused one
// nothing stays but the time and the reason, kept with the group. A push that
// was taken is on disk.
func (s *Store) Push(p Push) error {
	s.changing.Lock()
	defer s.changing.Unlock()
	before := s.Group(idOf(keyOf(p.Labels)))
	if before == nil {
		before = newGroup(p.Labels)
	}
	err := s.take(before, p)
	if err == nil || errors.Is(err, errDisk) {
		return err
	}
	return errors.Join(err, s.remember(before, err))
}

func (s *Store) take(before *Group, p Push) error {
	for name, f := range p.Families {
		if name == pushTimeName || name == failureTimeName || len(f.Metric) == 0 {
			delete(p.Families, name) // the first two are ours to tell
			continue
		}
		stamp(f, p.Labels)
		if err := verify(f); err != nil {
			return err
		}
	}
	next := before.with(p, s.Now())
	if err := s.room(next); err != nil {
		return err
	}
	if err := s.index.replace(before.Families, next.Families); err != nil {
		return err
	}
	if err := s.save(next); err != nil {
		return errors.Join(err, s.index.replace(next.Families, before.Families))
	}
	s.put(next)
	return nil
}

// remember keeps that and why a push was refused.
func (s *Store) remember(g *Group, reason error) error {
	if err := s.room(g); err != nil && s.Group(g.ID) == nil {
		return nil // no room for the group at all, which the pusher is told
	}
	next := g.failed(reason, s.Now())
	if err := s.save(next); err != nil {
		return err
	}
	s.put(next)
	return nil
}

// ErrFull marks a push for which there is no room.
var ErrFull = errors.New("there is no room for more")

// bytesPerSample is what samples may take on average. Nearly all take much less;
// it bounds labels, help and histograms that are long beyond measure.
const bytesPerSample = 1 << 10

// room refuses what would exceed the bounds.
func (s *Store) room(next *Group) error {
	c, added, bytes := s.Config(), next.Samples, next.size()
	before := s.Group(next.ID)
	if before != nil {
		added -= before.Samples
		bytes -= before.size()
	}
	switch {
	case before == nil && len(s.groups) >= c.MaxGroups:
		return fmt.Errorf("%w: %d groups were pushed, which is pushgateway.max_groups; delete some, push with a time to live (?ttl=24h), or raise the bound", ErrFull, len(s.groups))
	case added > 0 && s.total+added > c.MaxSamples:
		return fmt.Errorf("%w: all groups together would hold %d samples, pushgateway.max_samples is %d; delete some groups or raise the bound", ErrFull, s.total+added, c.MaxSamples)
	case bytes > 0 && s.bytes+bytes > c.MaxSamples*bytesPerSample:
		return fmt.Errorf("%w: all groups together would hold %d bytes, which is more than %d for each of pushgateway.max_samples; push shorter labels, delete some groups or raise the bound", ErrFull, s.bytes+bytes, bytesPerSample)
	}
	return nil
}

func (s *Store) put(g *Group) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if before := s.groups[g.ID]; before != nil {
		s.total -= before.Samples
		s.bytes -= before.size()
	}
	s.total += g.Samples
	s.bytes += g.size()
	s.groups[g.ID] = g
}

// Delete removes a group and tells whether it was there.
func (s *Store) Delete(id string) (bool, error) {
	s.changing.Lock()
	defer s.changing.Unlock()
	g := s.Group(id)
	if g == nil {
		return false, nil
	}
	return true, s.drop(g)
}

// Wipe removes all groups.
func (s *Store) Wipe() error {
	s.changing.Lock()
	defer s.changing.Unlock()
	return s.drop(s.Groups()...)
}

// drop removes groups, from the disk first: one that cannot be removed there
// would come back with the next start.
func (s *Store) drop(groups ...*Group) error {
	for _, g := range groups {
		if err := s.erase(g); err != nil {
			return err
		}
		if err := s.index.replace(g.Families, nil); err != nil {
			return err
		}
		s.reading.Lock()
		delete(s.groups, g.ID)
		s.total -= g.Samples
		s.bytes -= g.size()
		s.reading.Unlock()
	}
	return s.settle()
}

// expiryInterval is how late a group may end.
const expiryInterval = 5 * time.Second

// Run ends groups whose time to live has passed, until ctx ends.
func (s *Store) Run(ctx context.Context) error {
	ticker := time.NewTicker(expiryInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			s.expire()
		}
	}
}

func (s *Store) expire() {
	s.changing.Lock()
	defer s.changing.Unlock()
	c, now := s.Config(), s.Now()
	for _, g := range s.Groups() {
		end := c.Expires(g)
		if end.IsZero() || now.Before(end) {
			continue
		}
		if err := s.drop(g); err != nil {
			s.Logger.Error("expired group not removed, trying again", "err", err)
			return
		}
		s.metrics.expired.Inc()
		s.Logger.Info("pushed group expired", "labels", g.Labels, "pushed", g.Pushed)
	}
}
