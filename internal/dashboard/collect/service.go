package collect

import (
	"slices"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard"
)

// service is what is known of one service. Its fetched files belong to the
// round under way, the rest to the collector's lock.
type service struct {
	name   string
	urls   []string // of its instances
	missed int      // rounds in a row in which it was not found

	answered string               // the instance that answered last
	list     cached[[]listed]     // as it answered last
	files    map[string]validator // by name; of what the store has
	fetched  map[string]validator // the same, of the round under way
	standing map[string]dashboard.Refusal

	asked, succeeded time.Time
	release          string
	err              error
	dashboards       int
	refused          []dashboard.Refusal
}

// validator is what makes a request conditional.
type validator struct{ etag string }

// cached is an answer with what makes the next request for it conditional.
type cached[T any] struct {
	validator
	value T
}

// Account is how a service's dashboards fare.
type Account struct {
	Service     string              `json:"service"`
	URLs        []string            `json:"urls"`
	LastAsked   time.Time           `json:"lastAsked"`
	LastSuccess *time.Time          `json:"lastSuccess"` // null: never since the start
	Release     string              `json:"release,omitempty"`
	Dashboards  int                 `json:"dashboards"`
	Error       string              `json:"error,omitempty"`
	Refused     []dashboard.Refusal `json:"refused"`
}

// Accounts lists all services by name.
func (c *Collector) Accounts() []Account {
	c.mu.Lock()
	defer c.mu.Unlock()
	accounts := []Account{}
	for _, s := range c.services {
		if !s.asked.IsZero() {
			accounts = append(accounts, s.account())
		}
	}
	slices.SortFunc(accounts, func(a, b Account) int { return strings.Compare(a.Service, b.Service) })
	return accounts
}

func (s *service) account() Account {
	a := Account{
		Service: s.name, URLs: s.urls, LastAsked: s.asked, Release: s.release, Dashboards: s.dashboards,
		Refused: append([]dashboard.Refusal{}, s.refused...),
	}
	if succeeded := s.succeeded; !succeeded.IsZero() {
		a.LastSuccess = &succeeded // a copy: the account is read without the lock
	}
	if s.err != nil {
		a.Error = s.err.Error()
	}
	return a
}

// failed notes that no instance of a service answered. Its dashboards stand.
func (c *Collector) failed(s *service, err error) {
	c.mu.Lock()
	changed := s.err == nil || s.err.Error() != err.Error()
	s.asked, s.err = c.options.Now(), err
	c.mu.Unlock()
	if changed {
		c.options.Logger.Warn("service does not hand out its dashboards, those of before stand", "service", s.name, "err", err)
	}
}

func (c *Collector) succeeded(s *service, d dashboard.Delivery, refused []dashboard.Refusal) {
	c.mu.Lock()
	before := s.refused
	now := c.options.Now()
	s.asked, s.succeeded, s.err = now, now, nil
	s.release, s.dashboards, s.refused = d.Release, len(d.Offers)-len(refused), refused
	c.mu.Unlock()
	for _, r := range refused {
		if !slices.ContainsFunc(before, func(b dashboard.Refusal) bool { return b.Origin == r.Origin && b.Reason() == r.Reason() }) {
			c.options.Logger.Warn("dashboard of a service refused; its version of before stands where there is one", "service", s.name, "file", r.Origin, "err", r.Err)
		}
	}
}
