// Package kubernetes is discovery by the annotations prometheus.io/scrape, port, path and scheme, on pods or on the
// services before them. A cluster's API is watched; pods flow out as candidates, labelled with their namespace, name
// and what their labels tell.
package kubernetes

import (
	"errors"
	"fmt"
	"time"

	httpconfig "github.com/prometheus/common/config"
	promkubernetes "github.com/prometheus/prometheus/discovery/kubernetes"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// Config is a `kubernetes` entry.
type Config struct {
	discover.Convention `yaml:",inline" help:"What every kind takes: see [discovery](../discovery.md#what-every-kind-takes)."`

	Annotated  string                      `yaml:"annotated" help:"What carries the annotations: pods or services." default:"pods" example:"services"`
	Namespaces []string                    `yaml:"namespaces" help:"Namespaces to look in." default:"all" example:"[shop, billing]"`
	Kubeconfig string                      `yaml:"kubeconfig_file" help:"File that says how to reach the cluster." default:"the pod's own service account" example:"/etc/lookout/kubeconfig"`
	APIServer  httpconfig.URL              `yaml:"api_server" help:"The cluster's API, instead of a kubeconfig_file." example:"https://10.0.0.1:6443"`
	Client     httpconfig.HTTPClientConfig `yaml:",inline" help:"How to ask the api_server, as in Prometheus. It does not hold for the targets."`
}

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Config{Convention: discover.DefaultConvention(), Annotated: "pods", Client: httpconfig.DefaultHTTPClientConfig}
	type plain Config
	return unmarshal((*plain)(c))
}

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	switch {
	case c.Annotated != "pods" && c.Annotated != "services":
		return fmt.Errorf("annotated: %q is neither pods nor services", c.Annotated)
	case c.Kubeconfig != "" && c.APIServer.URL != nil:
		return errors.New("kubeconfig_file: set it or api_server, not both")
	}
	if u := c.APIServer.URL; u != nil && (u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		return errors.New("api_server: not a complete URL: write one such as https://10.0.0.1:6443")
	}
	if err := c.Client.Validate(); err != nil {
		return err
	}
	return c.Convention.Validate()
}

// SetDirectory is where relative names of files start.
func (c *Config) SetDirectory(dir string) {
	c.Client.SetDirectory(dir)
	c.Kubeconfig = httpconfig.JoinDir(dir, c.Kubeconfig)
}

// Mechanism watches the cluster. Which one that is may only be known inside it.
func (c *Config) Mechanism(tools discover.Tools) (discover.Mechanism, error) {
	every := time.Duration(c.RefreshInterval)
	return discover.Later(every, func() (discover.Mechanism, error) { return c.open(every, tools) }), nil
}

func (c *Config) open(every time.Duration, tools discover.Tools) (discover.Mechanism, error) {
	config := &promkubernetes.SDConfig{
		Role: promkubernetes.RolePod, KubeConfig: c.Kubeconfig, APIServer: c.APIServer, HTTPClientConfig: c.Client,
		NamespaceDiscovery: promkubernetes.NamespaceDiscovery{Names: c.Namespaces},
	}
	carrier := "pod"
	if c.Annotated == "services" {
		config.Role, carrier = promkubernetes.RoleEndpointSlice, "service"
	}
	probe, err := c.probe()
	if err != nil {
		return nil, err
	}
	watch, err := discover.Stream(config, every, tools, func(found map[string]string) discover.Candidate { return judge(carrier, found) })
	if err != nil {
		return nil, err
	}
	return discover.Join(watch, discover.Poll(every, probe)), nil
}

const meta = "__meta_kubernetes_"

func judge(carrier string, found map[string]string) discover.Candidate {
	namespace, pod := found[meta+"namespace"], found[meta+"pod_name"]
	tags := discover.WithPrefix(found, meta+"pod_label_")
	for name, value := range discover.WithPrefix(found, meta+carrier+"_annotation_") {
		tags[name] = value
	}
	name := pod
	if name == "" {
		name = found["__address__"]
	}
	candidate := discover.Annotated(namespace+"/"+name, found["__address__"], tags)
	candidate.Labels["namespace"], candidate.Labels["pod"] = namespace, pod
	if service := found[meta+"service_name"]; service != "" {
		candidate.Labels["service"] = service
	}
	if phase := found[meta+"pod_phase"]; candidate.Dropped == "" && (phase == "Succeeded" || phase == "Failed") {
		candidate.Dropped = "it has ended: " + phase
	}
	return candidate
}
