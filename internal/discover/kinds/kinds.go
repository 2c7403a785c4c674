// Package kinds is the list of all ways to find what follows the conventions, as they stand in the discover: block.
// A new kind is a folder beside this one and a field here. It knows nothing of what they do.
package kinds

import (
	"fmt"
	"reflect"

	httpconfig "github.com/prometheus/common/config"

	"github.com/lookout-monitor/lookout/internal/discover"
	"github.com/lookout-monitor/lookout/internal/discover/aiven"
	"github.com/lookout-monitor/lookout/internal/discover/cloudfoundry"
	"github.com/lookout-monitor/lookout/internal/discover/consul"
	"github.com/lookout-monitor/lookout/internal/discover/dns"
	"github.com/lookout-monitor/lookout/internal/discover/docker"
	"github.com/lookout-monitor/lookout/internal/discover/ec2"
	"github.com/lookout-monitor/lookout/internal/discover/ecs"
	"github.com/lookout-monitor/lookout/internal/discover/file"
	"github.com/lookout-monitor/lookout/internal/discover/http"
	"github.com/lookout-monitor/lookout/internal/discover/kubernetes"
)

// Block is one item of the list: exactly one of its fields is set.
type Block struct {
	File         *file.Config         `yaml:"file" help:"Lists of targets in files."`
	DNS          *dns.Config          `yaml:"dns" help:"Records of names in DNS."`
	HTTP         *http.Config         `yaml:"http" help:"A URL that answers with a list of targets."`
	Consul       *consul.Config       `yaml:"consul" help:"Services in Consul's catalogue that carry a tag."`
	Docker       *docker.Config       `yaml:"docker" help:"Containers with the label prometheus.io/scrape."`
	EC2          *ec2.Config          `yaml:"ec2" help:"EC2 instances with the tag Prometheus: 1."`
	ECS          *ecs.Config          `yaml:"ecs" help:"ECS services with the tag Prometheus: 1."`
	Aiven        *aiven.Config        `yaml:"aiven" help:"Services of an Aiven project that have a Prometheus endpoint."`
	CloudFoundry *cloudfoundry.Config `yaml:"cloudfoundry" help:"Service instances of a Cloud Foundry with the label prometheus.io/scrape."`
	Kubernetes   *kubernetes.Config   `yaml:"kubernetes" help:"Pods with the annotation prometheus.io/scrape."`
}

// Validate finds items with no kind or several.
func (b Block) Validate() error {
	if n := len(b.entries()); n != 1 {
		return fmt.Errorf("write one kind after each dash, such as \"- dns: {names: [web]}\"; here are %d", n)
	}
	return nil
}

func (b Block) entries() []discover.Entry {
	var entries []discover.Entry
	fields := reflect.ValueOf(b)
	for i := range fields.NumField() {
		if !fields.Field(i).IsNil() {
			kind := fields.Type().Field(i).Tag.Get("yaml")
			entries = append(entries, discover.Entry{Kind: kind, Settings: fields.Field(i).Interface().(discover.Kind)})
		}
	}
	return entries
}

// Blocks is the whole list.
type Blocks []Block

// Validate finds two entries that would share a scrape job.
func (b Blocks) Validate() error {
	seen := map[string]bool{}
	for _, e := range b.Entries() {
		if seen[e.Job()] {
			return fmt.Errorf("two entries make the scrape job %q: give one of them a name", e.Job())
		}
		seen[e.Job()] = true
	}
	return nil
}

// Entries are all items of the list.
func (b Blocks) Entries() []discover.Entry {
	var entries []discover.Entry
	for _, block := range b {
		entries = append(entries, block.entries()...)
	}
	return entries
}

// SetDirectory is where relative names of files in any entry start.
func (b Blocks) SetDirectory(dir string) {
	for _, e := range b.Entries() {
		if s, ok := e.Settings.(httpconfig.DirectorySetter); ok {
			s.SetDirectory(dir)
		}
	}
}
