// Package handover hands dashboards on to a Grafana that stays: those that a configuration selects are
// created there, changed when they change here, and, where that is asked for, deleted when they are gone.
// Summaries and documents flow in from the store, requests to Grafana's published HTTP API flow out, and
// an account of how it went. It refuses to touch what it has not made: a dashboard that Grafana has
// without the mark of this Lookout is left alone and told.
package handover

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/dashboard"
)

// Grafana is an entry of the grafana_sync: block.
type Grafana struct {
	Name     string           `yaml:"name" help:"What it is called in the status, in metrics and alerts." default:"the host of its URL" example:"old"`
	URL      string           `yaml:"url" help:"Where the Grafana is." example:"https://grafana.example.org"`
	Sources  []dashboard.Kind `yaml:"sources,flow" help:"From where dashboards are handed on: service, folder, git, grafana, edited, builtin." default:"[service, folder, git]" example:"[service, edited]"`
	Folders  []string         `yaml:"folders,flow" help:"Only dashboards in these folders and in folders below them." default:"all" example:"[Shop]"`
	Tags     []string         `yaml:"tags,flow" help:"Only dashboards with one of these tags." default:"all" example:"[shop]"`
	Tag      string           `yaml:"tag" help:"The tag that handed on dashboards get. Only dashboards with it are ever changed or deleted." default:"lookout" example:"from-lookout"`
	Prune    bool             `yaml:"prune" help:"Whether dashboards that are selected no longer are deleted there." default:"false" example:"true"`
	Interval model.Duration   `yaml:"interval" help:"How often the two are compared." default:"1m" example:"5m"`

	Client httpconfig.HTTPClientConfig `yaml:",inline" help:"How to connect and who to be, as everywhere in Prometheus: a service account's token stands in authorization." example:"{credentials_file: /etc/lookout/grafana-token}"`
}

// UnmarshalYAML fills in the defaults first.
func (g *Grafana) UnmarshalYAML(unmarshal func(any) error) error {
	*g = Grafana{
		Sources: []dashboard.Kind{dashboard.Service, dashboard.Folder, dashboard.Git}, Tag: "lookout",
		Interval: model.Duration(time.Minute), Client: httpconfig.DefaultHTTPClientConfig,
	}
	type plain Grafana
	return unmarshal((*plain)(g))
}

// Validate finds what cannot be meant.
func (g *Grafana) Validate() error {
	u, err := url.Parse(g.URL)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New("url: not a complete URL: write one such as https://grafana.example.org")
	case u.User != nil:
		return errors.New("url: put name and password into basic_auth, where they are hidden")
	case g.Tag == "":
		return errors.New("tag: without one nothing tells which dashboards are Lookout's")
	case time.Duration(g.Interval) < time.Second:
		return errors.New("interval: write 1s or more")
	}
	for _, kind := range g.Sources {
		if !slices.Contains(kinds, kind) {
			return fmt.Errorf("sources: %q is none of %v", kind, kinds)
		}
	}
	return g.Client.Validate()
}

var kinds = []dashboard.Kind{dashboard.Service, dashboard.Folder, dashboard.Git, dashboard.Grafana, dashboard.Edited, dashboard.Builtin}

// Called is the entry's name, or the host of its URL.
func (g *Grafana) Called() string {
	u, err := url.Parse(g.URL)
	if err != nil {
		return g.Name
	}
	return cmp.Or(g.Name, u.Host)
}

// selects says whether a dashboard is handed on.
func (g *Grafana) selects(d dashboard.Summary) bool {
	in := func(folder string) bool { return d.Folder == folder || strings.HasPrefix(d.Folder, folder+"/") }
	tagged := func(tag string) bool { return slices.Contains(d.Tags, tag) }
	return slices.Contains(g.Sources, d.Source.Kind) &&
		(len(g.Folders) == 0 || slices.ContainsFunc(g.Folders, in)) &&
		(len(g.Tags) == 0 || slices.ContainsFunc(g.Tags, tagged))
}
