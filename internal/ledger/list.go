package ledger

import (
	"cmp"
	"iter"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"

	"github.com/lookout-monitor/lookout/internal/gauges"
)

// Missing is a target that is not found any more and was not announced to go.
type Missing struct {
	Job       string            `json:"job"`
	Instance  string            `json:"instance"`
	URL       string            `json:"url"`
	Labels    map[string]string `json:"labels"`
	FoundBy   string            `json:"foundBy"`
	Reason    string            `json:"reason"` // "gone", or "dropped" when it is found and relabelling drops it
	FirstSeen time.Time         `json:"firstSeen"`
	Since     time.Time         `json:"since"`
	RetiresAt *time.Time        `json:"retiresAt"` // null when only a person retires it
}

// List returns what is missing, the latest first.
func (l *Ledger) List() []Missing {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := []Missing{}
	for _, j := range l.jobs {
		for _, e := range j.entries {
			if !e.missing.IsZero() {
				list = append(list, l.describe(j, e))
			}
		}
	}
	slices.SortFunc(list, func(a, b Missing) int {
		return cmp.Or(b.Since.Compare(a.Since), cmp.Compare(a.Job, b.Job), cmp.Compare(a.URL, b.URL))
	})
	return list
}

func (l *Ledger) describe(j *job, e *entry) Missing {
	m := Missing{
		Job: e.job, Instance: e.instance, URL: e.url, Labels: e.labels.Map(), FoundBy: e.mechanism, Reason: "gone",
		FirstSeen: e.first, Since: e.missing,
	}
	if j.found != nil && j.found.dropped[e.address] {
		m.Reason = "dropped"
	}
	if at := l.retiresAt(e); !at.IsZero() {
		m.RetiresAt = &at
	}
	return m
}

// Retire has a job's instances announced: those that are missing are forgotten,
// those that are there will not be missed if they go within a day. Without
// instances it is all of the job that are missing.
func (l *Ledger) Retire(job string, instances []string) (forgotten, announced int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	for _, j := range l.jobs {
		for _, e := range j.entries {
			switch {
			case e.job != job || len(instances) > 0 && !slices.Contains(instances, e.instance):
			case !e.missing.IsZero():
				l.forget(j, e, byHand)
				forgotten++
			case len(instances) > 0:
				e.announced = now
				l.unsaved.enter(j, e)
				announced++
			}
		}
	}
	l.judge()
	return forgotten, announced
}

// samples are the series of what is missing. What a policy retires says so by a
// label, so that rules can leave it alone.
func (l *Ledger) samples() iter.Seq[gauges.Sample] {
	family := gauges.Family{Name: "lookout_target_missing", Help: "1 for each target that is not found any more and was not announced to go."}
	return func(yield func(gauges.Sample) bool) {
		builder := labels.NewBuilder(labels.EmptyLabels())
		for _, j := range l.jobs {
			for _, e := range j.entries {
				if e.missing.IsZero() {
					continue
				}
				builder.Reset(e.labels)
				builder.Set(model.MetricNameLabel, family.Name)
				if after := l.policies.retires(e.job, e.mechanism); after > 0 {
					builder.Set("retires_after", model.Duration(after).String())
				}
				if !yield(gauges.Sample{Family: family, Labels: builder.Labels(), Value: 1}) {
					return
				}
			}
		}
	}
}

// ownMetrics are what the ledger tells of itself on /metrics.
type ownMetrics struct {
	retired *prometheus.CounterVec
	refused prometheus.Counter
}

func newOwnMetrics(l *Ledger) ownMetrics {
	factory := promauto.With(l.Registerer)
	m := ownMetrics{
		retired: factory.NewCounterVec(prometheus.CounterOpts{
			Name: "lookout_ledger_retired_total",
			Help: "Targets forgotten, by what announced that they go: hand, policy, configuration, or a successor of the same job and instance.",
		}, []string{"by"}),
		refused: factory.NewCounter(prometheus.CounterOpts{
			Name: "lookout_ledger_refused_total",
			Help: "Times a target was not remembered because the ledger is full; it will not be missed.",
		}),
	}
	for _, by := range []string{byHand, byPolicy, byConfig, bySuccessor} {
		m.retired.WithLabelValues(by)
	}
	factory.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "lookout_ledger_targets",
		Help: "Targets that are remembered, those that are missing among them.",
	}, func() float64 {
		l.mu.Lock()
		defer l.mu.Unlock()
		return float64(l.count())
	})
	return m
}
