package discover

import (
	"cmp"
	"context"
	"log/slog"
	"reflect"
	"slices"

	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/discovery/targetgroup"
)

// Access is how to be let in by some targets of an entry where others need something else.
type Access struct {
	Name       string // such as the service they belong to
	ServerName string // what their certificate is issued to, where addresses are all that is known
	CA         string // PEM of who issued it
	Username   string
	Password   httpconfig.Secret
}

// client is an access in the words of a scrape job.
func (a *Access) client() httpconfig.HTTPClientConfig {
	client := httpconfig.DefaultHTTPClientConfig
	client.BasicAuth = &httpconfig.BasicAuth{Username: a.Username, Password: a.Password}
	client.TLSConfig = httpconfig.TLSConfig{CA: a.CA, ServerName: a.ServerName}
	return client
}

// accessLabel names the access that targets of a group need; scraping drops it.
const accessLabel = model.MetaLabelPrefix + "lookout_access"

// Variant is a scrape job that an entry needs beside its own: like it but for how targets are asked.
type Variant struct {
	Of, Name string // the entry's job, and this one
	Client   httpconfig.HTTPClientConfig
}

// Splitter stands between discovery and scraping. Targets that need an access are moved into a job of their own for
// each, which is made known to the scraper before they arrive. States of targets flow in and out.
type Splitter struct {
	in      <-chan map[string][]*targetgroup.Group
	out     chan map[string][]*targetgroup.Group
	journal *Journal
	vary    func([]Variant) error
	logger  *slog.Logger
	last    []Variant
}

// NewSplitter makes one; vary replaces the variants that the scraper knows.
func NewSplitter(in <-chan map[string][]*targetgroup.Group, journal *Journal, vary func([]Variant) error, logger *slog.Logger) *Splitter {
	return &Splitter{in: in, out: make(chan map[string][]*targetgroup.Group), journal: journal, vary: vary, logger: logger}
}

// Found is the stream of states, split.
func (s *Splitter) Found() <-chan map[string][]*targetgroup.Group { return s.out }

// Run splits until ctx ends or nothing comes any more.
func (s *Splitter) Run(ctx context.Context) error {
	defer close(s.out)
	for {
		select {
		case <-ctx.Done():
			return nil
		case state, open := <-s.in:
			if !open {
				return nil
			}
			select {
			case s.out <- s.split(state):
			case <-ctx.Done():
				return nil
			}
		}
	}
}

func (s *Splitter) split(state map[string][]*targetgroup.Group) map[string][]*targetgroup.Group {
	split := make(map[string][]*targetgroup.Group, len(state))
	var variants []Variant
	for job, groups := range state {
		split[job] = slices.DeleteFunc(slices.Clone(groups), func(g *targetgroup.Group) bool { return g.Labels[accessLabel] != "" })
		for _, group := range groups {
			name := string(group.Labels[accessLabel])
			access := s.journal.access(job, name)
			if name == "" || access == nil {
				continue
			}
			variant := Variant{Of: job, Name: job + "/" + name, Client: access.client()}
			if split[variant.Name] == nil {
				variants = append(variants, variant)
			}
			split[variant.Name] = append(split[variant.Name], group)
		}
	}
	slices.SortFunc(variants, func(a, b Variant) int { return cmp.Compare(a.Name, b.Name) })
	s.announce(variants)
	return split
}

// announce makes changed variants known. One that the scraper refuses, for a certificate that is none, must not end
// the others: it is tried again with the next state.
func (s *Splitter) announce(variants []Variant) {
	if reflect.DeepEqual(variants, s.last) {
		return
	}
	if err := s.vary(variants); err != nil {
		s.logger.Error("scrape jobs of found targets not all changed", "err", err)
		return
	}
	s.last = variants
}
