package docker

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	httpconfig "github.com/prometheus/common/config"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// container is one of a Docker engine's list, as far as it matters here.
type container struct {
	ID         string `json:"Id"`
	Names      []string
	Labels     map[string]string
	HostConfig struct{ NetworkMode string }

	NetworkSettings struct {
		Networks map[string]*struct{ IPAddress, GlobalIPv6Address string }
	}
}

// engine is where to ask, and how.
type engine struct {
	base   string
	client *http.Client
}

// open reads the address as Docker's own tools do: unix:// is a socket, tcp:// is HTTP.
func (c *Config) open() (*engine, error) {
	u, err := url.Parse(c.Host)
	if err != nil {
		return nil, errors.New("host: write a URL such as unix:///var/run/docker.sock or tcp://docker-1:2375")
	}
	options := []httpconfig.HTTPClientOption{httpconfig.WithUserAgent("Lookout")}
	base := u.Scheme + "://" + u.Host
	switch u.Scheme {
	case "http", "https":
	case "tcp":
		base = "http://" + u.Host
	case "unix":
		base = "http://docker"
		options = append(options, httpconfig.WithDialContextFunc(func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", u.Path)
		}))
	default:
		return nil, fmt.Errorf("host: %s:// is none of unix://, tcp://, http:// and https://", u.Scheme)
	}
	client, err := httpconfig.NewClientFromConfig(c.Client, "docker", options...)
	if err != nil {
		return nil, fmt.Errorf("prepare HTTP client: %w", err)
	}
	return &engine{base, client}, nil
}

// containers are those that run.
func (e *engine) containers(ctx context.Context) ([]container, error) {
	defer e.client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, e.base+"/containers/json", http.NoBody)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	var all []container
	if err := discover.AskJSON(e.client, request, &all); err != nil {
		return nil, fmt.Errorf("list containers: %w", err)
	}
	return all, nil
}

func (c *container) name() string {
	if len(c.Names) == 0 {
		return c.ID
	}
	return strings.TrimPrefix(c.Names[0], "/")
}

// address is that in the first of the container's networks by name; empty where it has none.
func (c *container) address(all map[string]*container) string {
	c = c.whoseNetwork(all)
	for _, name := range slices.Sorted(maps.Keys(c.NetworkSettings.Networks)) {
		if network := c.NetworkSettings.Networks[name]; network != nil {
			return cmp.Or(network.IPAddress, network.GlobalIPv6Address)
		}
	}
	return ""
}

// mostShares is how often containers may hand on to each other whose network they share. Engines refuse circles; an
// answer may hold one all the same.
const mostShares = 10

// whoseNetwork is the container whose network this one shares.
func (c *container) whoseNetwork(all map[string]*container) *container {
	for range mostShares {
		id, shared := strings.CutPrefix(c.HostConfig.NetworkMode, "container:")
		other := all[id]
		if !shared || other == nil {
			break
		}
		c = other
	}
	return c
}
