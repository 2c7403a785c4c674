package consul

import (
	"context"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	httpconfig "github.com/prometheus/common/config"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// instance is one of a service, as the catalogue describes it.
type instance struct {
	Node    struct{ Address, Datacenter string }
	Service struct {
		ID, Service, Address string
		Port                 int
		Tags                 []string
		Meta                 map[string]string
	}
}

// address is where the instance has registered itself, else its node.
func (i *instance) address() string {
	host := i.Service.Address
	if host == "" {
		host = i.Node.Address
	}
	return net.JoinHostPort(host, strconv.Itoa(i.Service.Port))
}

// catalogue is where to ask.
type catalogue struct {
	*Config
	base   string
	client *http.Client
}

func (c *Config) open() (*catalogue, error) {
	scheme, host, err := c.server()
	if err != nil {
		return nil, err
	}
	settings := httpconfig.DefaultHTTPClientConfig
	settings.TLSConfig = c.TLS
	client, err := httpconfig.NewClientFromConfig(settings, "consul", httpconfig.WithUserAgent("Lookout"))
	if err != nil {
		return nil, fmt.Errorf("prepare HTTP client: %w", err)
	}
	return &catalogue{c, scheme + "://" + host, client}, nil
}

// find asks for the services, and then for the instances of those that carry the tag.
func (c *catalogue) find(ctx context.Context) ([]discover.Candidate, error) {
	defer c.client.CloseIdleConnections()
	var services map[string][]string
	if err := c.get(ctx, "/v1/catalog/services", &services); err != nil {
		return nil, fmt.Errorf("list services: %w", err)
	}
	var found []discover.Candidate
	for _, name := range slices.Sorted(maps.Keys(services)) {
		if !slices.Contains(services[name], c.Tag) {
			found = append(found, discover.Candidate{Name: name, Dropped: c.untagged()})
			continue
		}
		var instances []instance
		if err := c.get(ctx, "/v1/health/service/"+url.PathEscape(name), &instances); err != nil {
			return nil, fmt.Errorf("list instances of %s: %w", name, err)
		}
		for i := range instances {
			found = append(found, c.judge(&instances[i]))
		}
		if err := discover.TooMany(len(found)); err != nil {
			return nil, err
		}
	}
	return found, nil
}

func (c *catalogue) get(ctx context.Context, path string, into any) error {
	query := url.Values{"stale": {""}} // any server may answer, not only the leader
	if c.Datacenter != "" {
		query.Set("dc", c.Datacenter)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path+"?"+query.Encode(), http.NoBody)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	if c.Token != "" {
		request.Header.Set("X-Consul-Token", string(c.Token))
	}
	return discover.AskJSON(c.client, request, into)
}
