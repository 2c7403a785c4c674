package discover

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
)

// Convention is what every entry of the discover: block may say about the
// targets it finds, and what holds for them otherwise.
type Convention struct {
	Name            string            `yaml:"name" help:"Names the scrape job, which is \"discover/\" and this. Needed where a kind stands in the list twice." default:"the kind" example:"shop"`
	Port            int               `yaml:"port" help:"Port of targets that come without one." default:"19100" example:"9100"`
	MetricsPath     string            `yaml:"metrics_path" help:"Path of targets that name none." default:"/metrics" example:"/prometheus"`
	Scheme          string            `yaml:"scheme" help:"http or https, for targets that name none." default:"http" example:"https"`
	SampleLimit     uint              `yaml:"sample_limit" help:"The budget of samples of each target, where the block budgets sets none. 0 sets no limit." default:"5000" example:"20000"`
	ScrapeInterval  model.Duration    `yaml:"scrape_interval" help:"How often targets are scraped." default:"that of global" example:"30s"`
	Dashboards      bool              `yaml:"dashboards" help:"Ask each target for its dashboards too, at port 19101 under /grafana. Single ones are marked by the tag or label Grafana: 1." default:"false" example:"true"`
	RefreshInterval model.Duration    `yaml:"refresh_interval" help:"How often the mechanism is asked. Those that are told of changes ask in between only to notice failures." default:"1m" example:"5m"`
	Labels          map[string]string `yaml:"labels" help:"Labels of all targets of this entry; what the mechanism knows about one wins." example:"{team: shop}"`
}

// DefaultConvention is what holds where an entry says nothing.
func DefaultConvention() Convention {
	return Convention{
		Port: 19100, MetricsPath: "/metrics", Scheme: "http", SampleLimit: 5000, RefreshInterval: model.Duration(time.Minute),
	}
}

// Common gives access to the convention of any kind that embeds it.
func (v *Convention) Common() *Convention { return v }

var jobName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

// Validate finds what cannot be meant. Kinds call it from their own.
func (v *Convention) Validate() error {
	switch {
	case v.Name != "" && !jobName.MatchString(v.Name):
		return fmt.Errorf("name: %q is no name: use letters, digits, dots, - and _", v.Name)
	case v.Port < 1 || v.Port > 65535:
		return fmt.Errorf("port: %d is no port: write one from 1 to 65535", v.Port)
	case !strings.HasPrefix(v.MetricsPath, "/"):
		return fmt.Errorf("metrics_path: %q does not begin with a slash", v.MetricsPath)
	case v.Scheme != "http" && v.Scheme != "https":
		return fmt.Errorf("scheme: %q is neither http nor https", v.Scheme)
	case time.Duration(v.RefreshInterval) < time.Second:
		return fmt.Errorf("refresh_interval: write 1s or more")
	}
	for name := range v.Labels {
		if !model.LegacyValidation.IsValidLabelName(name) || strings.HasPrefix(name, model.ReservedLabelPrefix) {
			return fmt.Errorf("labels: %q is no name of a label", name)
		}
	}
	return nil
}

// scrapeJob is the job that scrapes by the convention.
func (v *Convention) scrapeJob(name string, global promconfig.GlobalConfig) (*promconfig.ScrapeConfig, error) {
	job := promconfig.DefaultScrapeConfig
	job.JobName = name
	job.Scheme = v.Scheme
	job.MetricsPath = v.MetricsPath
	job.ScrapeInterval = v.ScrapeInterval
	if err := job.Validate(global); err != nil {
		return nil, fmt.Errorf("make scrape job %s: %w", name, err)
	}
	return &job, nil
}
