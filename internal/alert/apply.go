package alert

import (
	"context"
	"time"

	"github.com/prometheus/common/model"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/inhibit"
	"github.com/prometheus/alertmanager/marker"
	amnotify "github.com/prometheus/alertmanager/notify"

	"github.com/lookout-monitor/lookout/internal/notify"
)

const (
	// dispatchMaintenance is how often empty groups are forgotten.
	dispatchMaintenance = 30 * time.Second
	// drainGrace is how long a delivery under way may hold up a reload or a
	// shutdown before it is cut off.
	drainGrace = 5 * time.Second
	// settleGrace is how long deliveries that were cut off may take to notice.
	settleGrace = 5 * time.Second
)

// chain is everything of one configuration that runs.
type chain struct {
	routes     *dispatch.Route
	muted      marker.GroupMarker
	inhibitor  *inhibit.Inhibitor
	dispatcher *dispatch.Dispatcher
	outbox     *notify.Outbox
}

// Apply puts a plan into effect and returns when it is. Deliveries under way
// are given a few seconds to reach their receiver. It cannot fail.
//
// The order matters. The old dispatcher stops before the new one starts, so
// that no group is notified by both. The new inhibitor knows all alerts before
// the new dispatcher looks at the first, so that nothing inhibited slips out.
// Readers of the API see the old chain until the new one is loaded.
func (a *Alertmanager) Apply(p *Plan) {
	a.applying.Lock()
	defer a.applying.Unlock()
	if a.closed {
		return // a reload that met the shutdown
	}
	p.warn(a)

	old := a.live.Load()
	if old != nil {
		old.stopDispatching()
	}
	next := a.newChain(p)
	next.start()
	a.live.Store(next)
	a.api.Update(p.conf, a.markSuppressed)
	if old != nil {
		old.inhibitor.Stop()
	}
	a.metrics.applied(p)
	// Last, because it waits for the old exporter to hand over its spans, which
	// takes seconds when nobody listens. Prepare has found what makes it fail.
	if err := a.tracing.ApplyConfig(p.conf.TracingConfig); err != nil {
		a.logger.Error("applying tracing failed, the previous tracing stays", "err", err)
	}
}

func (a *Alertmanager) newChain(p *Plan) *chain {
	muted := marker.NewGroupMarker()
	inhibitor := inhibit.NewInhibitor(a.alerts, p.conf.InhibitRules, a.logger, a.noEvent)
	alone := func() time.Duration { return 0 } // there are no peers to wait for
	pipeline := a.pipelines.New(p.receivers, alone, inhibitor, a.silencer, p.intervener, muted, a.nflog, nil)
	dispatcher := dispatch.NewDispatcher(a.alerts, p.routes, p.outbox.Stage(pipeline), muted,
		notifyTimeout, dispatchMaintenance, nil, a.logger, a.noEvent, a.dispatching, p.templates)
	return &chain{
		routes:     p.routes,
		muted:      muted,
		inhibitor:  inhibitor,
		dispatcher: dispatcher,
		outbox:     p.outbox,
	}
}

// notifyTimeout gives a notification until the next flush of its group, and
// never less than a slow receiver needs.
func notifyTimeout(groupInterval time.Duration) time.Duration {
	return max(groupInterval, amnotify.MinTimeout)
}

// start lets the inhibitor, then the dispatcher load the alerts.
//
// The dispatcher starts without delay. Groups that form again after a restart
// meet their entry in the notification log, and while only part of their alerts
// have been judged again they are a subset of it: nothing is repeated. Nothing
// is resolved either, because memory starts empty and only an alert that was
// received can end. Rules start their alerts anew, so group_wait passes before
// the first notification, in which time the alerts that inhibit arrive.
func (c *chain) start() {
	go c.inhibitor.Run()
	c.inhibitor.WaitForLoading()
	go c.dispatcher.Run(time.Now())
	c.dispatcher.WaitForLoading()
}

func (c *chain) stop() {
	c.stopDispatching()
	c.inhibitor.Stop()
}

// stopDispatching returns when nothing of this chain can notify any more and
// what it did is in the notification log.
func (c *chain) stopDispatching() {
	within := func(grace time.Duration, wait func(context.Context)) {
		ctx, cancel := context.WithTimeout(context.Background(), grace)
		defer cancel()
		wait(ctx)
	}
	within(drainGrace, c.outbox.Drain)
	c.dispatcher.Stop()
	within(settleGrace, c.outbox.Settle)
}

// markSuppressed notes on the marker in ctx what mutes an alert of the labels.
func (a *Alertmanager) markSuppressed(ctx context.Context, labels model.LabelSet) {
	a.live.Load().inhibitor.Mutes(ctx, labels)
	a.silencer.Mutes(ctx, labels)
}

func (a *Alertmanager) groupMuted(routeID, groupKey string) ([]string, bool) {
	return a.live.Load().muted.Muted(routeID, groupKey)
}

func (a *Alertmanager) groups(
	ctx context.Context, routes func(*dispatch.Route) bool, alerts func(*alert.Alert, time.Time) bool,
) (dispatch.AlertGroups, map[model.Fingerprint][]string, error) {
	return a.live.Load().dispatcher.Groups(ctx, routes, alerts)
}

// warn tells of intervals that cannot do what they seem to say.
func (p *Plan) warn(a *Alertmanager) {
	p.routes.Walk(func(r *dispatch.Route) {
		o := r.RouteOpts
		if o.RepeatInterval > a.opts.Retention {
			a.logger.Warn("repeat_interval is longer than the notification log is kept, notifications may repeat earlier",
				"route", r.Key(), "repeat_interval", o.RepeatInterval, "retention", a.opts.Retention)
		}
		if o.RepeatInterval < o.GroupInterval {
			a.logger.Warn("repeat_interval is shorter than group_interval, notifications repeat at group_interval",
				"route", r.Key(), "repeat_interval", o.RepeatInterval, "group_interval", o.GroupInterval)
		}
	})
}
