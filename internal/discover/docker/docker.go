// Package docker is discovery of the containers of a Docker engine. Containers with the label prometheus.io/scrape are
// kept, at their address in the first of their networks; prometheus.io/port, path and scheme say where they differ
// from the convention.
package docker

import (
	"errors"
	"strings"
	"time"

	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/prometheus/discovery/moby"

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

// Mechanism asks the engine.
func (c *Config) Mechanism(tools discover.Tools) (discover.Mechanism, error) {
	config := moby.DefaultDockerSDConfig
	config.Host, config.HostNetworkingHost, config.Port = c.Host, c.HostNetworkingHost, c.Port
	config.HTTPClientConfig, config.RefreshInterval = c.Client, c.RefreshInterval
	return discover.Stream(&config, time.Duration(c.RefreshInterval), tools, judge)
}

const meta = "__meta_docker_container_"

func judge(found map[string]string) discover.Candidate {
	tags := discover.WithPrefix(found, meta+"label_")
	name := strings.TrimPrefix(found[meta+"name"], "/")
	address := found["__meta_docker_network_ip"]
	if address == "" {
		address = found["__address__"] // of a container in the host's network
	}
	candidate := discover.Annotated(name, address, tags)
	if candidate.Labels["service"] == "" {
		candidate.Labels["service"] = name
	}
	return candidate
}
