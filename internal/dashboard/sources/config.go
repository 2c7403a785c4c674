// Package sources runs every place that dashboards come from, as the dashboards:
// block says: what comes with Lookout, folders on disk, repositories, and services that ship their
// own. A configuration flows in, deliveries flow into the store; a place that a new configuration no
// longer names leaves its dashboards behind as stale. How each kind of place is
// read is its own package's business.
package sources

import (
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/dashboard/collect"
	"github.com/lookout-monitor/lookout/internal/dashboard/folder"
	"github.com/lookout-monitor/lookout/internal/dashboard/git"
	"github.com/lookout-monitor/lookout/internal/discover"
)

// Config is the dashboards: block.
type Config struct {
	Folders  []folder.Config `yaml:"folders" help:"Folders on disk with dashboards, as JSON or Jsonnet. A change shows within a few seconds." example:"[{path: dashboards}]"`
	Git      []git.Config    `yaml:"git" help:"Branches of repositories with dashboards, as JSON or Jsonnet. A new commit shows within the interval. Needs the program git." example:"[{url: 'https://git.example.org/shop/dashboards.git', path: boards}]"`
	Services []Service       `yaml:"services" help:"Services to ask for their dashboards, beside those that discovery finds by the tag Grafana: 1." example:"[{name: shop, address: 'shop.internal:19101'}]"`
	Builtin  bool            `yaml:"builtin" help:"Whether the dashboards that come with Lookout are shown. With false they are taken out of the list; copies of them stay." default:"true" example:"false"`
	Interval model.Duration  `yaml:"interval" help:"How often services are asked. What has not changed is not transferred again." default:"1m" example:"5m"`
}

// Service is one that is written down instead of found.
type Service struct {
	Name    string `yaml:"name" help:"What the service is called." example:"shop"`
	Address string `yaml:"address" help:"Where it hands out its dashboards: a host, a host and port, or a URL. What is left out is as the convention has it: http, port 19101, path /grafana." example:"shop.internal"`
}

// Default is the configuration without the block.
func Default() Config { return Config{Builtin: true, Interval: model.Duration(time.Minute)} }

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Default()
	type plain Config
	return unmarshal((*plain)(c))
}

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	if time.Duration(c.Interval) < time.Second {
		return errors.New("interval: write 1s or more")
	}
	named := map[string]bool{}
	for _, f := range c.Folders {
		if named[f.Source()] {
			return fmt.Errorf("folders: two are called %q: give one of them another name", f.Source())
		}
		named[f.Source()] = true
	}
	clear(named)
	for _, g := range c.Git {
		if named[g.Source()] {
			return fmt.Errorf("git: two are called %q: give one of them another name", g.Source())
		}
		named[g.Source()] = true
	}
	return nil
}

// Validate finds what cannot be meant.
func (s *Service) Validate() error {
	switch {
	case s.Name == "":
		return errors.New("name is missing: say what the service is called")
	case s.Address == "":
		return errors.New("address is missing: say where the service hands out its dashboards, such as shop.internal:19101")
	}
	list, err := ListURL(s.Address)
	if err != nil {
		return err
	}
	if u, err := url.Parse(list); err == nil && u.User != nil {
		return errors.New("address: leave name and password out, they would not be hidden; services hand out dashboards by network")
	}
	return nil
}

// SetDirectory is where relative paths start.
func (c *Config) SetDirectory(dir string) {
	for i, f := range c.Folders {
		if f.Path != "" && !filepath.IsAbs(f.Path) {
			c.Folders[i].Path = filepath.Join(dir, f.Path)
		}
	}
	for i := range c.Git {
		c.Git[i].SetDirectory(dir)
	}
}

// Instances are the services that are written down.
func (c *Config) Instances() []collect.Instance {
	var instances []collect.Instance
	for _, s := range c.Services {
		if u, err := ListURL(s.Address); err == nil {
			instances = append(instances, collect.Instance{Service: s.Name, URL: u})
		}
	}
	return instances
}

// ListURL completes the address of a service by the convention.
func ListURL(address string) (string, error) {
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return "", fmt.Errorf("address: %q is neither a host, nor host:port, nor an http URL", address)
	}
	if u.Port() == "" && u.Scheme == "http" {
		u.Host = fmt.Sprintf("%s:%d", u.Host, discover.DashboardsPort)
	}
	if u.Path == "" || u.Path == "/" {
		u.Path = discover.DashboardsPath
	}
	return u.String(), nil
}

// Found are the services that discovery came across.
func Found(candidates []discover.Candidate) []collect.Instance {
	var instances []collect.Instance
	for _, c := range candidates {
		address := c.Address
		if c.Scheme != "" {
			address = c.Scheme + "://" + address
		}
		u, err := ListURL(address + c.Path)
		if err != nil {
			continue // the Targets page shows the address
		}
		name := c.Labels["service"]
		if name == "" {
			name = c.Name
		}
		instances = append(instances, collect.Instance{Service: name, URL: u})
	}
	return instances
}
