package alert

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/prometheus/common/model"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/relabel"
	promrules "github.com/prometheus/prometheus/rules"

	"github.com/prometheus/alertmanager/alert"
)

// labelling is what prometheus.yml says about the labels of outgoing alerts.
type labelling struct {
	external promlabels.Labels
	relabel  []*relabel.Config
}

// SetAlertLabels sets the external_labels and alert_relabel_configs that Notify
// applies to alerts of the rules, as Prometheus does before it sends them.
func (a *Alertmanager) SetAlertLabels(external promlabels.Labels, configs []*relabel.Config) {
	a.labels.Store(&labelling{external: external, relabel: configs})
}

// Notify takes alerts from the rules; it is a rules.NotifyFunc. The expression
// is the one that was judged, and becomes the link back to its graph.
func (a *Alertmanager) Notify(ctx context.Context, expr string, alerts ...*promrules.Alert) {
	now := time.Now()
	labels := a.labels.Load()
	link := exploreLink(a.opts.ExternalURL, expr)
	received := make([]*alert.Alert, 0, len(alerts))
	for _, from := range alerts {
		set, keep := labels.apply(from.Labels)
		if !keep {
			continue
		}
		to := convert(from, set, now)
		to.GeneratorURL = link
		received = append(received, to)
	}
	if err := a.Put(ctx, received...); err != nil {
		a.logger.Error("alerts of a rule were refused", "expr", expr, "err", err)
	}
}

// Put takes alerts in. Those that are invalid are left out and named in the
// error; the others are taken nevertheless.
func (a *Alertmanager) Put(ctx context.Context, alerts ...*alert.Alert) error {
	valid := make([]*alert.Alert, 0, len(alerts))
	var errs []error
	for _, one := range alerts {
		if err := one.Validate(); err != nil {
			a.metrics.invalid.Inc()
			errs = append(errs, fmt.Errorf("alert %s: %w", one.Name(), err))
			continue
		}
		a.metrics.received.WithLabelValues(string(one.Status())).Inc()
		valid = append(valid, one)
	}
	if err := a.alerts.Put(ctx, valid...); err != nil {
		errs = append(errs, fmt.Errorf("store alerts: %w", err))
	}
	return errors.Join(errs...)
}

// apply adds the external labels that an alert lacks, then relabels. It
// reports false for an alert that relabelling drops.
func (l *labelling) apply(set promlabels.Labels) (promlabels.Labels, bool) {
	b := promlabels.NewBuilder(set)
	l.external.Range(func(one promlabels.Label) {
		if set.Get(one.Name) == "" {
			b.Set(one.Name, one.Value)
		}
	})
	keep := relabel.ProcessBuilder(b, l.relabel...)
	return b.Labels(), keep
}

// convert makes an alert of a rule one of ours. While it fires it ends when
// the rule would have to have confirmed it, which only a timeout brings about.
func convert(from *promrules.Alert, set promlabels.Labels, now time.Time) *alert.Alert {
	to := &alert.Alert{
		Alert: model.Alert{
			Labels:      labelSet(set),
			Annotations: labelSet(from.Annotations),
			StartsAt:    from.FiredAt,
			EndsAt:      from.ResolvedAt,
		},
		UpdatedAt: now,
	}
	if from.ResolvedAt.IsZero() {
		to.EndsAt = from.ValidUntil
		to.Timeout = true
	}
	return to
}

func labelSet(ls promlabels.Labels) model.LabelSet {
	set := make(model.LabelSet, ls.Len())
	ls.Range(func(l promlabels.Label) { set[model.LabelName(l.Name)] = model.LabelValue(l.Value) })
	return set
}

// exploreLink is where the page shows the graph of an expression.
func exploreLink(external *url.URL, expr string) string {
	u := external.JoinPath("explore")
	u.RawQuery = url.Values{"q": {expr}}.Encode()
	return u.String()
}
