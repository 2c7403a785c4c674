package app

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"github.com/prometheus/prometheus/discovery"
	promlabels "github.com/prometheus/prometheus/model/labels"
	promscrape "github.com/prometheus/prometheus/scrape"

	"github.com/lookout-monitor/lookout/internal/api"
	"github.com/lookout-monitor/lookout/internal/discover"
)

// Most dropped targets of one job that are listed.
const mostDropped = 1000

// discovery joins what is scraped with who found it. It may quote the configuration, which its route masks.
func (a *App) discovery() api.Discovery {
	manager, err := a.scraper.Get()
	if err != nil {
		return api.Discovery{} // the gateway lets nobody through before there is one
	}
	settings := a.discoverySettings()
	mechanisms := byJob{}
	for _, account := range a.found.Accounts() {
		mechanisms.add(a.convention(account))
	}
	var targets []api.FoundTarget
	builder := promlabels.NewBuilder(promlabels.EmptyLabels())
	for job, active := range manager.TargetsActive() {
		for _, target := range active {
			found := foundTarget(job, target, discover.FoundBy(target.DiscoveredLabels(builder).Map(), settings[job]))
			mechanisms.countKept(found)
			targets = append(targets, found)
		}
	}
	counts := manager.TargetsDroppedCounts()
	for job, dropped := range manager.TargetsDropped() {
		for _, target := range dropped[:min(len(dropped), mostDropped)] {
			labels := target.DiscoveredLabels(builder).Map()
			m := mechanisms.of(job, discover.FoundBy(labels, settings[job]))
			m.Dropped = append(m.Dropped, api.Candidate{
				Name: labels["__address__"], Address: labels["__address__"], Labels: labels, Reason: "relabel_configs of its job dropped it",
			})
			counts[job]--
		}
		for _, m := range mechanisms[job] {
			m.DroppedMore += max(counts[job], 0)
			break
		}
	}
	slices.SortFunc(targets, func(x, y api.FoundTarget) int { return cmp.Or(cmp.Compare(x.Job, y.Job), cmp.Compare(x.URL, y.URL)) })
	return api.Discovery{Mechanisms: mechanisms.list(), Targets: targets}
}

func (a *App) discoverySettings() map[string]discovery.Configs {
	jobs, err := discover.ScrapeJobs(a.config.Load().Prometheus)
	if err != nil {
		a.logger.Warn("scrape configurations not read, who found a target is not known", "err", err)
	}
	return jobs
}

func foundTarget(job string, target *promscrape.Target, by string) api.FoundTarget {
	found := api.FoundTarget{
		Job: job, URL: target.URL().String(), Health: string(target.Health()), FoundBy: by,
		Labels: target.Labels(promlabels.NewBuilder(promlabels.EmptyLabels())).Map(),
	}
	if err := target.LastError(); err != nil {
		found.LastError = err.Error()
	}
	return found
}

// convention tells of an entry of the discover: block.
func (a *App) convention(account discover.Account) api.Mechanism {
	m := api.Mechanism{
		Job: account.Job, Mechanism: account.Kind, Convention: true, LastRefresh: timeOrNull(account.LastRefresh),
		LastSuccess: timeOrNull(account.LastSuccess), Refreshes: account.Refreshes, Failures: account.Failed,
		Kept: account.Kept, DroppedMore: account.Omitted,
		Dashboards: a.candidates(account.Dashboards), Dropped: a.candidates(account.Dropped),
	}
	if account.Err != nil {
		m.Error = account.Err.Error()
	}
	return m
}

// foundDashboards are the services whose dashboards discovery came across.
func (a *App) foundDashboards() []discover.Candidate {
	var found []discover.Candidate
	for _, account := range a.found.Accounts() {
		found = append(found, account.Dashboards...)
	}
	return found
}

func (a *App) candidates(found []discover.Candidate) []api.Candidate {
	var candidates []api.Candidate
	for _, c := range found {
		labels := map[string]string{}
		maps.Copy(labels, c.Labels)
		candidates = append(candidates, api.Candidate{Name: c.Name, Address: c.Address, Labels: labels, Reason: c.Dropped})
	}
	return candidates
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// byJob gathers mechanisms by scrape job and name.
type byJob map[string]map[string]*api.Mechanism

func (b byJob) add(m api.Mechanism) {
	if b[m.Job] == nil {
		b[m.Job] = map[string]*api.Mechanism{}
	}
	b[m.Job][m.Mechanism] = &m
}

func (b byJob) of(job, mechanism string) *api.Mechanism {
	if b[job][mechanism] == nil {
		b.add(api.Mechanism{Job: job, Mechanism: mechanism})
	}
	return b[job][mechanism]
}

// countKept counts targets of jobs in scrape_configs; the journal has counted those of the conventions.
func (b byJob) countKept(found api.FoundTarget) {
	if found.Labels["job"] != found.Job && b[found.Labels["job"]][found.FoundBy] != nil {
		return // in a job that its entry needs beside its own
	}
	if m := b.of(found.Job, found.FoundBy); !m.Convention {
		m.Kept++
	}
}

func (b byJob) list() []api.Mechanism {
	var all []api.Mechanism
	for _, mechanisms := range b {
		for _, m := range mechanisms {
			all = append(all, *m)
		}
	}
	slices.SortFunc(all, func(x, y api.Mechanism) int {
		return cmp.Or(cmp.Compare(x.Job, y.Job), cmp.Compare(x.Mechanism, y.Mechanism))
	})
	return all
}
