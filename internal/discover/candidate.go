package discover

import (
	"fmt"
	"net"
	"strconv"
	"strings"

	"github.com/prometheus/common/model"
)

// Role is what a candidate answers with.
type Role string

// The roles that the conventions know. Only those with metrics are scraped.
const (
	Metrics    Role = "metrics"
	Dashboards Role = "dashboards"
)

// Candidate is something that a mechanism came across, with its verdict on it.
type Candidate struct {
	Name    string            // what its mechanism calls it: an instance, a task, a container
	Role    Role              // empty means Metrics
	Address string            // host:port, or a host alone for the port of the convention
	Scheme  string            // empty for the convention's, as is Path
	Path    string            //
	Labels  map[string]string // service, env, region, team and what else is known of it
	Dropped string            // why it is left alone; empty when it is kept
	Access  *Access           // how to be let in, where that differs within an entry
}

// metricsRole tells whether a candidate is one to scrape.
func (c *Candidate) metricsRole() bool { return c.Role == "" || c.Role == Metrics }

// labelSet is a kept candidate as the scraper takes it.
func (c *Candidate) labelSet(v *Convention) model.LabelSet {
	set := model.LabelSet{
		model.AddressLabel: model.LabelValue(withPort(c.Address, v.Port)),
		nameLabel:          model.LabelValue(c.Name),
	}
	for name, value := range v.Labels {
		set[model.LabelName(name)] = model.LabelValue(value)
	}
	for name, value := range c.Labels {
		if value != "" {
			set[labelName(name)] = model.LabelValue(strings.ToValidUTF8(value, "\uFFFD"))
		}
	}
	if c.Scheme != "" {
		set[model.SchemeLabel] = model.LabelValue(c.Scheme)
	}
	if c.Path != "" {
		set[model.MetricsPathLabel] = model.LabelValue(c.Path)
	}
	return set
}

// nameLabel carries a candidate's name to the Targets page; scraping drops it.
const nameLabel = model.MetaLabelPrefix + "lookout_candidate"

// labelName makes a label of a key that others have chosen, as Prometheus does.
func labelName(key string) model.LabelName {
	return model.LabelName(strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '_'
	}, key))
}

func withPort(address string, port int) string {
	if _, _, err := net.SplitHostPort(address); err == nil {
		return address
	}
	return net.JoinHostPort(strings.Trim(address, "[]"), strconv.Itoa(port))
}

// knownAs lists the tags under which people keep what the conventions ask for,
// the best first. Upper and lower case do not matter, and characters that labels cannot have are underscores.
var knownAs = map[string][]string{
	"service": {"service", "app_kubernetes_io_name", "com_docker_compose_service", "app", "name"},
	"env":     {"env", "environment", "stage"},
	"team":    {"team", "owner"},

	"exposure": {"exposure"}, // whom a service is for: built-in alerts go by it
}

// FromTags finds service, env, team and exposure among tags, labels or annotations.
func FromTags(tags map[string]string) map[string]string {
	lower := make(map[string]string, len(tags))
	for name, value := range tags {
		lower[strings.ToLower(string(labelName(name)))] = value
	}
	labels := map[string]string{}
	for label, names := range knownAs {
		for _, name := range names {
			if value := lower[name]; value != "" {
				labels[label] = value
				break
			}
		}
	}
	return labels
}

// On tells whether the value of a tag switches something on.
func On(value string) bool {
	on, err := strconv.ParseBool(strings.ToLower(strings.TrimSpace(value)))
	return on && err == nil
}

// Listed is the verdict on a target that somebody has written down for Prometheus: it is kept as it stands.
func Listed(found map[string]string) Candidate {
	c := Candidate{Name: found[model.AddressLabel], Address: found[model.AddressLabel], Labels: map[string]string{}}
	for name, value := range found {
		if name != model.AddressLabel && !strings.HasPrefix(name, model.MetaLabelPrefix) {
			c.Labels[name] = value
		}
	}
	return c
}

// WithPrefix picks the labels that begin with a prefix and names them by what follows it: how Prometheus' mechanisms
// hand over tags.
func WithPrefix(found map[string]string, prefix string) map[string]string {
	tags := map[string]string{}
	for name, value := range found {
		if key, ok := strings.CutPrefix(name, prefix); ok {
			tags[key] = value
		}
	}
	return tags
}

// AsLabels names tags as they would be named had they come through WithPrefix.
func AsLabels(tags map[string]string) map[string]string {
	named := make(map[string]string, len(tags))
	for name, value := range tags {
		named[string(labelName(name))] = value
	}
	return named
}

// Annotated is the verdict by the annotations prometheus.io/scrape, port, path and scheme, whose names have come
// through WithPrefix. Address is where the candidate is reached: any port it has gives way to that of the annotation.
func Annotated(name, address string, tags map[string]string) Candidate {
	c := Candidate{
		Name: name, Address: address, Labels: FromTags(tags),
		Path: tags["prometheus_io_path"], Scheme: tags["prometheus_io_scheme"],
	}
	switch scrape, ok := tags["prometheus_io_scrape"]; {
	case !ok:
		c.Dropped = "it has no prometheus.io/scrape"
	case !On(scrape):
		c.Dropped = fmt.Sprintf("its prometheus.io/scrape is %q", scrape)
	}
	if host, _, err := net.SplitHostPort(address); err == nil {
		c.Address = host // the convention's port, unless it says another
	}
	if port := tags["prometheus_io_port"]; port != "" && c.Address != "" {
		c.Address = net.JoinHostPort(c.Address, port)
	}
	return c
}

// Tags by which the conventions mark what has something to offer.
const (
	MetricsTag    = "Prometheus"
	DashboardsTag = "Grafana"
)

// Where the conventions put dashboards.
const (
	DashboardsPort = 19101
	DashboardsPath = "/grafana"
)

// Tagged makes a candidate of each role that the tags name. The address is a host; what has none says so through
// dropped. Something without either tag is no candidate.
func Tagged(tags map[string]string, base Candidate) []Candidate {
	var found []Candidate
	for _, role := range []Role{Metrics, Dashboards} {
		name := MetricsTag
		if role == Dashboards {
			name = DashboardsTag
		}
		value, ok := tags[name]
		if !ok {
			continue
		}
		c := base
		if c.Role = role; role == Dashboards {
			c.Path = DashboardsPath
			if c.Address != "" {
				c.Address = withPort(c.Address, DashboardsPort)
			}
		}
		if !On(value) {
			c.Dropped = fmt.Sprintf("its tag %s is %q", name, value)
		}
		found = append(found, c)
	}
	return found
}
