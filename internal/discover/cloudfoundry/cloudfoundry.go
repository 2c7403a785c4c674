// Package cloudfoundry is discovery of the service instances of a Cloud Foundry, through the Cloud Controller's v3 API.
// What tenants otherwise write by hand flows out as labels: organisation, space and service instance, by name and guid.
// Where an instance answers is made of these, as its broker does. It also tells other kinds whose an instance is.
package cloudfoundry

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// Config is a `cloudfoundry` entry.
type Config struct {
	discover.Convention `yaml:",inline" help:"What every kind takes: see [discovery](../discovery.md#what-every-kind-takes)."`
	Access              `yaml:",inline"`

	Address string `yaml:"address" help:"Where an instance answers, host or host:port, with the labels in braces." example:"{service_guid}.services.example.org:9273"`
}

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Config{Convention: discover.DefaultConvention()}
	type plain Config
	return unmarshal((*plain)(c))
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	if err := c.Access.Validate(); err != nil {
		return err
	}
	if c.Address == "" {
		return errors.New("address is missing: say where an instance answers, such as {service_guid}.services.example.org")
	}
	known := (&Instance{}).Labels()
	for _, name := range placeholder.FindAllString(c.Address, -1) {
		if _, ok := known[strings.Trim(name, "{}")]; !ok {
			return fmt.Errorf("address: %s is none of the labels of an instance", name)
		}
	}
	return c.Convention.Validate()
}

// Mechanism asks the Cloud Controller.
func (c *Config) Mechanism(discover.Tools) (discover.Mechanism, error) {
	return discover.Poll(time.Duration(c.RefreshInterval), discover.Place{Find: c.find}), nil
}

func (c *Config) find(ctx context.Context) ([]discover.Candidate, error) {
	instances, err := c.Instances(ctx)
	if err != nil {
		return nil, err
	}
	var found []discover.Candidate
	for _, instance := range instances {
		found = append(found, c.judge(instance))
	}
	return found, nil
}

func (c *Config) judge(instance Instance) discover.Candidate {
	labels := instance.Labels()
	address := placeholder.ReplaceAllStringFunc(c.Address, func(name string) string { return labels[strings.Trim(name, "{}")] })
	candidate := discover.Candidate{Name: instance.Name, Address: address, Labels: discover.FromTags(instance.Metadata)}
	for name, value := range labels {
		candidate.Labels[name] = value
	}
	candidate.Labels["service"] = instance.Name
	switch scrape, said := instance.Metadata["prometheus.io/scrape"]; {
	case !said:
		candidate.Dropped = "it has no label or annotation prometheus.io/scrape"
	case !discover.On(scrape):
		candidate.Dropped = fmt.Sprintf("its prometheus.io/scrape is %q", scrape)
	}
	return candidate
}
