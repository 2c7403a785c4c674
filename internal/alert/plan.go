package alert

import (
	"fmt"
	"log/slog"
	"net/url"

	commonconfig "github.com/prometheus/common/config"

	amconfig "github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/config/receiver"
	"github.com/prometheus/alertmanager/dispatch"
	amnotify "github.com/prometheus/alertmanager/notify"
	"github.com/prometheus/alertmanager/template"
	"github.com/prometheus/alertmanager/timeinterval"
	"github.com/prometheus/alertmanager/tracing"

	"github.com/lookout-monitor/lookout/internal/config"
	"github.com/lookout-monitor/lookout/internal/notify"
)

// Plan is a configuration that has been found good and built, but is not in
// effect. A plan that is never applied leaves no trace.
type Plan struct {
	conf         *amconfig.Config
	templates    *template.Template
	routes       *dispatch.Route
	receivers    map[string][]amnotify.Integration // those that a route names
	integrations int
	reachable    bool // somebody can be reached: at least one receiver has an integration
	intervener   *timeinterval.Intervener
	outbox       *notify.Outbox
}

// Prepare does everything about a configuration that can fail: it parses the
// templates, builds the receivers and their clients, and checks tracing.
// Nothing that is in effect changes.
func (a *Alertmanager) Prepare(conf *amconfig.Config) (*Plan, error) {
	p, err := a.prepare(conf)
	if err != nil {
		a.ConfigRejected()
	}
	return p, err
}

// Check reports what Prepare would refuse, where nothing runs that could be
// asked.
func Check(conf *amconfig.Config) error {
	a := New(Options{ExternalURL: &url.URL{}, Logger: slog.New(slog.DiscardHandler), Journal: notify.NewJournal()})
	_, err := a.prepare(conf)
	return err
}

// ConfigRejected notes that a new configuration did not get as far as Apply.
// Prepare calls it by itself; whoever could not even read the file does too.
func (a *Alertmanager) ConfigRejected() {
	a.metrics.configOK.Set(0)
}

func (a *Alertmanager) prepare(conf *amconfig.Config) (*Plan, error) {
	templates, err := template.FromGlobs(conf.Templates)
	if err != nil {
		return nil, fmt.Errorf("parse templates: %w", err)
	}
	templates.ExternalURL = a.opts.ExternalURL
	if err := checkTracing(conf.TracingConfig); err != nil {
		return nil, fmt.Errorf("prepare tracing: %w", err)
	}
	p := &Plan{
		conf:       conf,
		templates:  templates,
		routes:     dispatch.NewRoute(conf.Route, nil),
		receivers:  map[string][]amnotify.Integration{},
		intervener: timeinterval.NewIntervener(timeIntervals(conf)),
		outbox:     notify.NewOutbox(a.opts.Journal),
	}
	if err := p.buildReceivers(a.logger); err != nil {
		return nil, err
	}
	return p, nil
}

// buildReceivers builds the receivers that the routes use. The others are
// built only to learn whether anybody has been configured at all, so their
// errors do not matter beyond telling that somebody has.
func (p *Plan) buildReceivers(logger *slog.Logger) error {
	p.routes.Walk(func(r *dispatch.Route) { p.receivers[r.RouteOpts.Receiver] = nil })
	for _, r := range p.conf.Receivers {
		integrations, err := receiver.BuildReceiverIntegrations(r, p.templates, logger)
		p.reachable = p.reachable || err != nil || len(integrations) > 0
		if _, used := p.receivers[r.Name]; !used {
			continue
		}
		if err != nil {
			return fmt.Errorf("build receiver %q: %w", r.Name, err)
		}
		p.receivers[r.Name] = integrations
		p.integrations += len(integrations)
	}
	for name, integrations := range p.receivers {
		if !p.reachable && name != config.NobodyReceiver {
			integrations = []amnotify.Integration{notify.NewPage(name, logger)}
		}
		p.receivers[name] = p.outbox.Wrap(name, integrations)
	}
	return nil
}

func timeIntervals(conf *amconfig.Config) map[string][]timeinterval.TimeInterval {
	named := make(map[string][]timeinterval.TimeInterval, len(conf.MuteTimeIntervals)+len(conf.TimeIntervals))
	for _, ti := range conf.MuteTimeIntervals {
		named[ti.Name] = ti.TimeIntervals
	}
	for _, ti := range conf.TimeIntervals {
		named[ti.Name] = ti.TimeIntervals
	}
	return named
}

// checkTracing finds what would make the tracing manager refuse the
// configuration. The manager itself cannot be asked, because it installs what
// it accepts for the whole process.
func checkTracing(conf tracing.TracingConfig) error {
	if conf.TLSConfig != nil && !conf.Insecure {
		if _, err := commonconfig.NewTLSConfig(conf.TLSConfig); err != nil {
			return fmt.Errorf("read tls_config: %w", err)
		}
	}
	if conf.Headers == nil {
		return nil
	}
	for name, h := range conf.Headers.Headers {
		if len(h.Values) == 0 && len(h.Secrets) == 0 && len(h.Files) > 0 {
			return fmt.Errorf("header %q is given by files, which tracing does not support: use values or secrets", name)
		}
	}
	return nil
}
