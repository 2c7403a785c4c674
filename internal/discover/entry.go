package discover

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"
)

// Entry is one item of the discover: block.
type Entry struct {
	Kind     string // the word in the block, such as ec2
	Settings Kind
}

// JobPrefix begins the names of the scrape jobs of all entries.
const JobPrefix = "discover/"

// Job is the name of the entry's scrape job.
func (e Entry) Job() string {
	if name := e.Settings.Common().Name; name != "" {
		return JobPrefix + name
	}
	return JobPrefix + e.Kind
}

// ScrapeJob is the job that scrapes what the entry finds. How its targets are found does not stand in it: that is
// Sources', because Prometheus writes out the discovery settings of a job and knows only kinds that register
// themselves for the whole process.
func (e Entry) ScrapeJob(global promconfig.GlobalConfig) (*promconfig.ScrapeConfig, error) {
	return e.Settings.Common().scrapeJob(e.Job(), global)
}

// Check builds every mechanism and throws it away, to report what can only be found that way: a key file that cannot
// be read, a certificate that is none.
func Check(entries []Entry) error {
	var problems []error
	for _, e := range entries {
		if _, err := e.Settings.Mechanism(Tools{Logger: slog.New(slog.DiscardHandler)}); err != nil {
			problems = append(problems, fmt.Errorf("discover %s: %w", e.Kind, err))
		}
	}
	return errors.Join(problems...)
}

// Sources are the entries as the discovery manager runs them, by job. Their outcomes are written into the journal;
// targets whose mechanism knows no env get the one given.
func Sources(entries []Entry, env string, journal *Journal) map[string]discovery.Configs {
	sources := make(map[string]discovery.Configs, len(entries))
	for _, e := range entries {
		sources[e.Job()] = discovery.Configs{&source{Entry: e, env: env, journal: journal}}
	}
	return sources
}

// source is an entry in the manager's terms. The manager compares sources to see what a reload has changed, so it holds
// data alone.
type source struct {
	Entry
	env     string
	journal *Journal
}

func (s *source) Name() string { return s.Kind }

func (s *source) NewDiscoverer(o discovery.DiscovererOptions) (discovery.Discoverer, error) {
	mechanism, err := s.Settings.Mechanism(Tools{Logger: o.Logger})
	if err != nil {
		return nil, err
	}
	return &runner{
		source: s, mechanism: mechanism, logger: o.Logger,
		accesses: map[string][]string{}, answers: newAnswers(mechanism),
	}, nil
}

// NewDiscovererMetrics is for kinds that register themselves; the metrics of these are the journal's.
func (*source) NewDiscovererMetrics(prometheus.Registerer, discovery.RefreshMetricsInstantiator) discovery.DiscovererMetrics {
	return &discovery.NoopDiscovererMetrics{}
}

// runner hands what a mechanism reports to the manager and the journal.
type runner struct {
	*source
	mechanism Mechanism
	logger    *slog.Logger
	answers   *answers

	mu       sync.Mutex
	accesses map[string][]string // place → the accesses it needs at present
}

func (r *runner) Run(ctx context.Context, up chan<- []*targetgroup.Group) {
	job := r.Job()
	r.journal.begin(job, r.Kind)
	r.mechanism.Run(ctx, func(place string, found []Candidate, err error) {
		if ctx.Err() != nil {
			return
		}
		if err == nil {
			err = TooMany(len(found))
		}
		found = r.Settings.Common().verdicts(found[:min(len(found), MostFound)])
		r.journal.note(job, place, found, err)
		r.answers.note(place, err)
		if err != nil {
			r.logger.Warn("targets not refreshed, those known stay", "place", place, "err", err)
			return
		}
		select {
		case up <- r.groups(place, found):
		case <-ctx.Done():
		}
	})
}

// complete tells whether every place has answered.
func (r *runner) complete() bool { return r.answers.complete() }

// groups are what is kept of a place: one group, and one for each access. Groups that the place had before and has no
// longer are empty, which ends them.
func (r *runner) groups(place string, found []Candidate) []*targetgroup.Group {
	groups := map[string]*targetgroup.Group{"": r.group(place, "")}
	for _, access := range r.before(place) {
		groups[access] = r.group(place, access)
	}
	for _, c := range found {
		if c.Dropped != "" || !c.metricsRole() {
			continue
		}
		access := ""
		if c.Access != nil {
			access = c.Access.Name
		}
		if groups[access] == nil {
			groups[access] = r.group(place, access)
		}
		target := c.labelSet(r.Settings.Common())
		if target["env"] == "" && r.env != "" {
			target["env"] = model.LabelValue(r.env)
		}
		groups[access].Targets = append(groups[access].Targets, target)
	}
	r.remember(place, groups)
	return slices.Collect(maps.Values(groups))
}

// group is an empty one. The job's name is a label of its own, so that it is the same for all jobs that an entry needs.
func (r *runner) group(place, access string) *targetgroup.Group {
	group := &targetgroup.Group{
		Source: place,
		Labels: model.LabelSet{model.JobLabel: model.LabelValue(r.Job()), foundByLabel: model.LabelValue(r.Kind)},
	}
	if access != "" {
		group.Source += " as " + access
		group.Labels[accessLabel] = model.LabelValue(access)
	}
	return group
}

func (r *runner) before(place string) []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.accesses[place]
}

func (r *runner) remember(place string, groups map[string]*targetgroup.Group) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.accesses, place)
	for access, group := range groups {
		if access != "" && len(group.Targets) > 0 {
			r.accesses[place] = append(r.accesses[place], access)
		}
	}
}

// foundByLabel tells the Targets page which kind found a target; scraping drops it.
const foundByLabel = model.MetaLabelPrefix + "lookout_found_by"

// verdicts drops what cannot be scraped, whatever its mechanism thinks of it. What a mechanism lists again under the same
// name, such as a container for each of its ports, is one candidate.
func (v *Convention) verdicts(found []Candidate) []Candidate {
	seen := map[string]string{}
	var judged []Candidate
	for _, c := range v.withDashboards(found) {
		if c.Dropped == "" {
			c.Dropped = unusable(c.Address)
		}
		key := fmt.Sprint(c.Role, c.Scheme, c.Address, c.Path, c.Labels, c.Dropped)
		first, again := seen[key]
		switch {
		case again && first == c.Name:
			continue
		case again && c.Dropped == "":
			c.Dropped = "same target as " + first
		default:
			seen[key] = c.Name
		}
		judged = append(judged, c)
	}
	return judged
}

// unusable says why an address cannot be one; empty if it can.
func unusable(address string) string {
	host, port, err := net.SplitHostPort(withPort(address, 1))
	number, notNumber := strconv.Atoi(port)
	switch {
	case address == "":
		return "it has no address"
	case err != nil || host == "" || strings.ContainsAny(address, " \t\n/?#@"):
		return fmt.Sprintf("%q is no address", address)
	case notNumber != nil || number < 1 || number > 65535:
		return fmt.Sprintf("%q has no port that could be one", address)
	}
	return ""
}
