package ledger

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"github.com/prometheus/prometheus/model/labels"
	promscrape "github.com/prometheus/prometheus/scrape"
	"go.yaml.in/yaml/v4"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// key tells targets apart. Other labels may change while it is the same target.
type key struct{ job, instance, url string }

// sameName tells whether two targets answer to the same name, as one that was
// moved and its successor do.
func (k key) sameName(other key) bool {
	return k.job == other.job && k.instance == other.instance
}

// entry is what is remembered of a target.
type entry struct {
	key
	address   string // before relabelling
	labels    labels.Labels
	mechanism string
	first     time.Time
	missing   time.Time // since when; zero while it is there
	announced time.Time // when somebody said that it will go; zero when nobody did
	absent    time.Time // since when a state has it no more, while that is in doubt
	seen      bool      // found since the start, or since its job's configuration changed
}

// job is a scrape job with what is known of how it is found.
type job struct {
	name        string
	conf        *promconfig.ScrapeConfig // nil when it is only remembered
	settings    discovery.Configs
	fingerprint string
	gone        bool      // not configured any more
	replaced    bool      // its configuration changed: what is not found any more was announced by that
	complete    time.Time // when all its mechanisms had delivered; zero before
	seen        time.Time // until when its targets were there
	entries     map[key]*entry
	found       *found // in the latest state; nil while that has nothing of the job
}

// takeOver continues a job under another configuration.
func (j *job) takeOver(before *job) {
	j.entries, j.seen, j.replaced, j.complete = before.entries, before.seen, before.replaced, before.complete
	sameMechanisms := before.conf == nil || reflect.DeepEqual(j.settings, before.settings)
	if j.fingerprint == before.fingerprint && sameMechanisms {
		return
	}
	j.replaced, j.complete = true, time.Time{}
	for _, e := range j.entries {
		e.seen = false
	}
}

// fingerprint identifies what decides which targets a job has and what they are
// called, also across a restart.
func fingerprint(conf *promconfig.ScrapeConfig, settings discovery.Configs) (string, error) {
	parts := []any{conf.MetricsPath, conf.Scheme, conf.Params, conf.RelabelConfigs}
	for _, s := range settings {
		parts = append(parts, s.Name())
		if strings.HasPrefix(reflect.TypeOf(s).PkgPath()+reflect.Indirect(reflect.ValueOf(s)).Type().PkgPath(), "github.com/prometheus/prometheus/") {
			parts = append(parts, s) // theirs can be written; others are told apart only by a reload
		}
	}
	text, err := yaml.Marshal(parts)
	if err != nil {
		return "", fmt.Errorf("describe job %q: %w", conf.JobName, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}

// found is what a state says of one job.
type found struct {
	active  map[key]*entry
	dropped map[string]bool // addresses that relabelling drops
}

// read applies a job's relabelling to what was found, as the scraper does.
func (j *job) read(groups []*targetgroup.Group) *found {
	f := &found{active: map[key]*entry{}, dropped: map[string]bool{}}
	builder := labels.NewBuilder(labels.EmptyLabels())
	for _, group := range groups {
		for _, target := range group.Targets {
			address := string(cmp.Or(target[model.AddressLabel], group.Labels[model.AddressLabel]))
			all, err := promscrape.PopulateLabels(builder, j.conf, target, group.Labels)
			if err != nil || all.IsEmpty() {
				f.dropped[address] = true // the scraper says what is wrong with it
				continue
			}
			t := promscrape.NewTarget(all, j.conf, target, group.Labels)
			e := &entry{labels: t.Labels(builder), address: address, mechanism: foundBy(target, group.Labels, j.settings)}
			e.key = key{job: e.labels.Get(model.JobLabel), instance: e.labels.Get(model.InstanceLabel), url: urlOf(t)}
			f.active[e.key] = e
		}
	}
	return f
}

// urlOf is where a target is scraped. Parameters may hold what nobody shall read
// later, and only tell targets apart.
func urlOf(t *promscrape.Target) string {
	u := t.URL()
	if u.RawQuery != "" {
		sum := sha256.Sum256([]byte(u.RawQuery))
		u.Fragment, u.RawQuery = hex.EncodeToString(sum[:4]), ""
	}
	return u.String()
}

// foundBy names the mechanism that found a target.
func foundBy(target, group model.LabelSet, settings discovery.Configs) string {
	discovered := map[string]string{}
	for _, set := range []model.LabelSet{group, target} {
		for name, text := range set {
			discovered[string(name)] = string(text)
		}
	}
	return discover.FoundBy(discovered, settings)
}
