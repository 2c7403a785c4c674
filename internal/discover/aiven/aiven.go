// Package aiven is discovery of the services of an Aiven project that have a Prometheus endpoint. A project and a token
// flow in; every node of every such service flows out as a candidate of its own, found by the A records of the service,
// with the credentials and the project's CA that its endpoint asks for. Services that have no endpoint, or none that
// can be reached from here, flow out as dropped, with what has to be switched on.
package aiven

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"

	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/discover"
	"github.com/lookout-monitor/lookout/internal/discover/cloudfoundry"
)

// Config is an `aiven` entry.
type Config struct {
	discover.Convention `yaml:",inline" help:"What every kind takes: see [discovery](../discovery.md#what-every-kind-takes)."`

	Project      string               `yaml:"project" help:"Project whose services to scrape." example:"shop-prod"`
	Token        httpconfig.Secret    `yaml:"token" help:"Token of an account that may read the project." example:"${AIVEN_TOKEN}"`
	TokenFile    string               `yaml:"token_file" help:"File with the token, read at each refresh." example:"/etc/lookout/aiven-token"`
	Route        string               `yaml:"route" help:"private, public, or auto for the private route where it answers and else the public one." default:"auto" example:"public"`
	File         string               `yaml:"file" help:"JSON list of {\"aiven_service\": …, \"extra_labels\": {…}}. With it, only the services listed are scraped, with these labels." example:"tenants.json"`
	CloudFoundry *cloudfoundry.Access `yaml:"cloudfoundry" help:"A Cloud Foundry whose service instances stand behind the services. One that has an instance's guid in its name or as its tag service_guid gets the labels org_name, org_guid, space_name, space_guid, service_name and service_guid."`
	API          string               `yaml:"api" help:"URL of Aiven's API." default:"https://api.aiven.io" example:"https://aiven.internal"`
	DNSServer    string               `yaml:"dns_server" help:"DNS server to ask for the nodes of a service." default:"those of the machine" example:"10.0.0.2"`
}

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Config{Convention: discover.DefaultConvention(), Route: "auto", API: "https://api.aiven.io"}
	c.Scheme, c.Port = "https", 9273
	type plain Config
	return unmarshal((*plain)(c))
}

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	switch {
	case c.Project == "":
		return errors.New("project is missing: name the project whose services to scrape")
	case (c.Token == "") == (c.TokenFile == ""):
		return errors.New("token: set either token or token_file")
	case c.Route != "auto" && c.Route != "private" && c.Route != "public":
		return fmt.Errorf("route: %q is none of auto, private and public", c.Route)
	}
	if u, err := url.Parse(c.API); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("api: not a complete URL: write one such as https://api.aiven.io")
	}
	return c.Convention.Validate()
}

// SetDirectory is where relative names of files start.
func (c *Config) SetDirectory(dir string) {
	c.TokenFile = httpconfig.JoinDir(dir, c.TokenFile)
	c.File = httpconfig.JoinDir(dir, c.File)
}

// Mechanism asks the project.
func (c *Config) Mechanism(discover.Tools) (discover.Mechanism, error) {
	f := &finder{Config: c, resolver: discover.NewResolver(c.DNSServer), routes: map[string]string{}}
	return discover.PollPlaces(time.Duration(c.RefreshInterval), f.find), nil
}

func (c *Config) token() (string, error) {
	if c.TokenFile == "" {
		return string(c.Token), nil
	}
	content, err := os.ReadFile(c.TokenFile)
	if err != nil {
		return "", fmt.Errorf("read token_file: %w", err)
	}
	return strings.TrimSpace(string(content)), nil
}

// finder is the mechanism.
type finder struct {
	*Config
	resolver *discover.Resolver

	mu     sync.Mutex
	routes map[string]string // service → host of the route that has answered before
}

func (f *finder) find(ctx context.Context) (map[string]discover.Outcome, error) {
	wanted, err := f.listed()
	if err != nil {
		return nil, err
	}
	token, err := f.token()
	if err != nil {
		return nil, err
	}
	project, err := newAPI(f.API, token, f.Project).load(ctx)
	if err != nil {
		return nil, err
	}
	if err := f.addOwners(ctx, project); err != nil {
		return nil, err
	}
	outcomes := f.services(ctx, project, wanted)
	for name, labels := range wanted {
		if _, exists := outcomes[name]; !exists {
			outcomes[name] = dropped(name, labels, fmt.Sprintf("project %s has no such service", f.Project))
		}
	}
	return outcomes, nil
}

// atATime is how many services are looked up together.
const atATime = 16

func (f *finder) services(ctx context.Context, p *project, wanted map[string]map[string]string) map[string]discover.Outcome {
	var mu sync.Mutex
	var asked sync.WaitGroup
	outcomes, free := map[string]discover.Outcome{}, make(chan struct{}, atATime)
	for _, service := range p.services {
		labels := service.labels(f.Project)
		extra, listed := wanted[service.ServiceName]
		if wanted != nil && !listed {
			continue
		}
		maps.Copy(labels, extra)
		free <- struct{}{}
		asked.Go(func() {
			outcome := f.nodes(ctx, p, service, labels)
			mu.Lock()
			outcomes[service.ServiceName] = outcome
			mu.Unlock()
			<-free
		})
	}
	asked.Wait()
	return outcomes
}

// nodes are the candidates of one service.
func (f *finder) nodes(ctx context.Context, p *project, s serviceOut, labels map[string]string) discover.Outcome {
	access, reason := p.access(s)
	if reason != "" {
		return dropped(s.ServiceName, labels, reason)
	}
	way, addresses, err := f.way(ctx, s)
	if err != nil {
		return discover.Outcome{Err: err}
	}
	if way == nil {
		return dropped(s.ServiceName, labels, "neither its private nor its public route answers here: switch on public_access.prometheus of the service, or connect this network to its VPC")
	}
	access.ServerName = way.Host
	var outcome discover.Outcome
	for _, address := range addresses {
		outcome.Found = append(outcome.Found, discover.Candidate{
			Name: s.ServiceName + " " + address.String(), Address: net.JoinHostPort(address.String(), strconv.Itoa(way.Port)), Labels: labels, Access: access,
		})
	}
	return outcome
}

func dropped(name string, labels map[string]string, reason string) discover.Outcome {
	return discover.Outcome{Found: []discover.Candidate{{Name: name, Labels: labels, Dropped: reason}}}
}

// labels of a service: its tags, what Aiven knows of it and, over both, what the conventions ask for.
func (s serviceOut) labels(project string) map[string]string {
	labels := map[string]string{}
	for name, value := range s.Tags {
		if name = model.EscapeName(name, model.UnderscoreEscaping); !strings.HasPrefix(name, model.ReservedLabelPrefix) {
			labels[name] = value
		}
	}
	for name, value := range discover.FromTags(s.Tags) {
		labels[name] = value
	}
	maps.Copy(labels, s.owner)
	for name, value := range map[string]string{
		"service": s.ServiceName, "service_type": s.ServiceType, "project": project, "region": s.CloudName, "plan": s.Plan,
	} {
		labels[name] = value
	}
	return labels
}
