// Package docker is discovery of the containers of a Docker engine. Containers with the label prometheus.io/scrape are
// kept, at their address in the first of their networks; prometheus.io/port, path and scheme say where they differ
// from the convention.
package docker

import (
	"context"
	"errors"
	"strings"
	"time"

	httpconfig "github.com/prometheus/common/config"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// Config is a `docker` entry.
type Config struct {
	discover.Convention `yaml:",inline" help:"What every kind takes: see [discovery](../discovery.md#what-every-kind-takes)."`

	Host               string                      `yaml:"host" help:"The engine's API." default:"unix:///var/run/docker.sock" example:"tcp://docker-1:2375"`
	HostNetworkingHost string                      `yaml:"host_networking_host" help:"Address of containers in the host's own network." default:"localhost" example:"docker-1"`
	Client             httpconfig.HTTPClientConfig `yaml:",inline" help:"How to ask there, as in Prometheus. It does not hold for the targets."`
}

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Config{
		Convention: discover.DefaultConvention(), Host: "unix:///var/run/docker.sock", HostNetworkingHost: "localhost",
		Client: httpconfig.DefaultHTTPClientConfig,
	}
	type plain Config
	return unmarshal((*plain)(c))
}

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	if !strings.Contains(c.Host, "://") {
		return errors.New("host: write a URL such as unix:///var/run/docker.sock or tcp://docker-1:2375")
	}
	if err := c.Client.Validate(); err != nil {
		return err
	}
	return c.Convention.Validate()
}

// SetDirectory is where relative names of files start.
func (c *Config) SetDirectory(dir string) { c.Client.SetDirectory(dir) }

// Mechanism asks the engine by itself rather than through Prometheus' mechanism, which reads an answer of any length and
// does not survive one that lacks what it expects.
func (c *Config) Mechanism(discover.Tools) (discover.Mechanism, error) {
	engine, err := c.open()
	if err != nil {
		return nil, err
	}
	return discover.Poll(time.Duration(c.RefreshInterval), discover.Place{Find: func(ctx context.Context) ([]discover.Candidate, error) {
		containers, err := engine.containers(ctx)
		if err != nil {
			return nil, err
		}
		return c.verdicts(containers), nil
	}}), nil
}

func (c *Config) verdicts(containers []container) []discover.Candidate {
	all := make(map[string]*container, len(containers))
	for i := range containers {
		all[containers[i].ID] = &containers[i]
	}
	found := make([]discover.Candidate, 0, len(containers))
	for i := range containers {
		found = append(found, c.judge(&containers[i], all))
	}
	return found
}

func (c *Config) judge(one *container, all map[string]*container) discover.Candidate {
	address := one.address(all)
	if address == "" && one.HostConfig.NetworkMode == "host" {
		address = c.HostNetworkingHost
	}
	candidate := discover.Annotated(one.name(), address, discover.AsLabels(one.Labels))
	if candidate.Labels["service"] == "" {
		candidate.Labels["service"] = one.name()
	}
	return candidate
}
