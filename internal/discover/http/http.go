// Package http is discovery from a URL that answers with a list of targets, in the format of Prometheus' HTTP service
// discovery. It is for inventories that people have written for Prometheus already.
package http

import (
	"errors"
	"fmt"
	"net/url"
	"time"

	httpconfig "github.com/prometheus/common/config"
	promhttp "github.com/prometheus/prometheus/discovery/http"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// Config is an `http` entry.
type Config struct {
	discover.Convention `yaml:",inline" help:"What every kind takes: see [discovery](../discovery.md#what-every-kind-takes)."`

	URL    string                      `yaml:"url" help:"Where the list of targets is." example:"https://inventory.example.org/targets"`
	Client httpconfig.HTTPClientConfig `yaml:",inline" help:"How to ask there, as in Prometheus. It does not hold for the targets."`
}

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Config{Convention: discover.DefaultConvention(), Client: httpconfig.DefaultHTTPClientConfig}
	type plain Config
	return unmarshal((*plain)(c))
}

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	if c.URL == "" {
		return errors.New("url is missing: say where the list of targets is")
	}
	if u, err := url.Parse(c.URL); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("url: not a complete URL: write one such as https://inventory.example.org/targets")
	}
	if err := c.Client.Validate(); err != nil {
		return fmt.Errorf("check how to ask: %w", err)
	}
	return c.Convention.Validate()
}

// SetDirectory is where relative names of files start.
func (c *Config) SetDirectory(dir string) { c.Client.SetDirectory(dir) }

// Mechanism asks the URL.
func (c *Config) Mechanism(tools discover.Tools) (discover.Mechanism, error) {
	config := &promhttp.SDConfig{URL: c.URL, HTTPClientConfig: c.Client, RefreshInterval: c.RefreshInterval}
	return discover.Stream(config, time.Duration(c.RefreshInterval), tools, discover.Listed)
}
