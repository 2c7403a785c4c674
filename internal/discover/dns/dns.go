// Package dns is discovery by DNS: every A or AAAA record of a name is a target at the port of the convention, every
// SRV record one at its own. It asks by itself rather than through Prometheus' mechanism, which cannot be told a server
// and does not tell of its failures.
package dns

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// Config is a `dns` entry.
type Config struct {
	discover.Convention `yaml:",inline" help:"What every kind takes: see [discovery](../discovery.md#what-every-kind-takes)."`

	Names  []string `yaml:"names" help:"Names to look up." example:"[web.service.internal]"`
	Type   string   `yaml:"type" help:"Type of records: A, AAAA or SRV." default:"A" example:"SRV"`
	Server string   `yaml:"server" help:"DNS server to ask." default:"those of the machine" example:"10.0.0.2"`
}

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Config{Convention: discover.DefaultConvention(), Type: "A"}
	type plain Config
	return unmarshal((*plain)(c))
}

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	if len(c.Names) == 0 {
		return errors.New("names is missing: name at least one to look up")
	}
	switch c.Type {
	case "A", "AAAA", "SRV":
		return c.Convention.Validate()
	}
	return fmt.Errorf("type: %q is none of A, AAAA and SRV", c.Type)
}

// Mechanism looks up each name by itself, so that one that fails leaves the others alone.
func (c *Config) Mechanism(discover.Tools) (discover.Mechanism, error) {
	resolver := discover.NewResolver(c.Server)
	var places []discover.Place
	for _, name := range c.Names {
		places = append(places, discover.Place{Name: name, Find: func(ctx context.Context) ([]discover.Candidate, error) {
			return c.find(ctx, resolver, name)
		}})
	}
	return discover.Poll(time.Duration(c.RefreshInterval), places...), nil
}

func (c *Config) find(ctx context.Context, resolver *discover.Resolver, name string) ([]discover.Candidate, error) {
	addresses, err := c.addresses(ctx, resolver, name)
	if err != nil {
		return nil, err
	}
	var found []discover.Candidate
	for _, address := range addresses {
		found = append(found, discover.Candidate{
			Name: name + " " + address, Address: address, Labels: map[string]string{"service": strings.TrimSuffix(name, ".")},
		})
	}
	return found, nil
}

func (c *Config) addresses(ctx context.Context, resolver *discover.Resolver, name string) ([]string, error) {
	if c.Type == "SRV" {
		return resolver.Services(ctx, name)
	}
	found, err := resolver.Addresses(ctx, c.Type, name)
	var addresses []string
	for _, address := range found {
		addresses = append(addresses, address.String())
	}
	return addresses, err
}
