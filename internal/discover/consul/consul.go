// Package consul is discovery from Consul's catalogue. Instances of services that carry a tag are kept, at the address
// and port they have registered; their service metadata become labels.
package consul

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	httpconfig "github.com/prometheus/common/config"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// Config is a `consul` entry.
type Config struct {
	discover.Convention `yaml:",inline" help:"What every kind takes: see [discovery](../discovery.md#what-every-kind-takes)."`

	Server     string               `yaml:"server" help:"Consul's API, as host:port or as a URL." default:"localhost:8500" example:"https://consul.example.org:8501"`
	Token      httpconfig.Secret    `yaml:"token" help:"ACL token." example:"${CONSUL_TOKEN}"`
	Datacenter string               `yaml:"datacenter" help:"Datacenter to ask for." default:"that of the agent" example:"eu1"`
	Tag        string               `yaml:"tag" help:"Tag of instances to scrape." default:"prometheus" example:"metrics"`
	TLS        httpconfig.TLSConfig `yaml:"tls_config" help:"How to ask an API over TLS, as in Prometheus."`
}

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Config{Convention: discover.DefaultConvention(), Server: "localhost:8500", Tag: "prometheus"}
	type plain Config
	return unmarshal((*plain)(c))
}

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	if _, _, err := c.server(); err != nil {
		return err
	}
	if c.Tag == "" {
		return fmt.Errorf("tag: write the tag of instances to scrape")
	}
	return c.Convention.Validate()
}

// SetDirectory is where relative names of files start.
func (c *Config) SetDirectory(dir string) { c.TLS.SetDirectory(dir) }

func (c *Config) server() (scheme, host string, err error) {
	text := c.Server
	if !strings.Contains(text, "://") {
		text = "http://" + text
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", "", fmt.Errorf("server: %q is neither host:port nor a URL", c.Server)
	}
	return u.Scheme, u.Host, nil
}

// Mechanism asks the catalogue by itself rather than through Prometheus' mechanism, which reads answers of any length and
// holds up a stop by fifteen seconds while the catalogue fails.
func (c *Config) Mechanism(discover.Tools) (discover.Mechanism, error) {
	catalogue, err := c.open()
	if err != nil {
		return nil, err
	}
	return discover.Poll(time.Duration(c.RefreshInterval), discover.Place{Find: catalogue.find}), nil
}

func (c *Config) judge(one *instance) discover.Candidate {
	meta := discover.AsLabels(one.Service.Meta)
	candidate := discover.Candidate{
		Name: one.Service.ID, Address: one.address(),
		Path: meta["metrics_path"], Scheme: meta["scheme"], Labels: discover.FromTags(meta),
	}
	candidate.Labels["service"] = one.Service.Service
	candidate.Labels["region"] = one.Node.Datacenter
	if !slices.Contains(one.Service.Tags, c.Tag) {
		candidate.Dropped = c.untagged()
	}
	return candidate
}

func (c *Config) untagged() string { return fmt.Sprintf("it has no tag %q", c.Tag) }
