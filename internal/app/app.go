// Package app is the composition root: the one place that knows every room and
// how they hang together. Options flow in; a running Lookout comes out, which
// ends when its context does. It builds in one straight line, starts in order,
// stops in reverse, and reloads by preparing everything before it swaps
// anything. It does no work of its own.
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/prometheus/discovery"

	"github.com/lookout-monitor/lookout/internal/alert"
	"github.com/lookout-monitor/lookout/internal/alert/forward"
	"github.com/lookout-monitor/lookout/internal/backup"
	"github.com/lookout-monitor/lookout/internal/config"
	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/findings"
	"github.com/lookout-monitor/lookout/internal/dashboard/handover"
	"github.com/lookout-monitor/lookout/internal/dashboard/picture"
	"github.com/lookout-monitor/lookout/internal/dashboard/sources"
	"github.com/lookout-monitor/lookout/internal/discover"
	"github.com/lookout-monitor/lookout/internal/gateway"
	"github.com/lookout-monitor/lookout/internal/host"
	"github.com/lookout-monitor/lookout/internal/ingest/heartbeat"
	"github.com/lookout-monitor/lookout/internal/ingest/otlp"
	"github.com/lookout-monitor/lookout/internal/ingest/pushgateway"
	"github.com/lookout-monitor/lookout/internal/ledger"
	"github.com/lookout-monitor/lookout/internal/ledger/metric"
	"github.com/lookout-monitor/lookout/internal/legacystatus"
	"github.com/lookout-monitor/lookout/internal/metrics"
	"github.com/lookout-monitor/lookout/internal/metrics/reuse"
	"github.com/lookout-monitor/lookout/internal/notify"
	"github.com/lookout-monitor/lookout/internal/probe"
	"github.com/lookout-monitor/lookout/internal/rules"
	"github.com/lookout-monitor/lookout/internal/scrape"
	"github.com/lookout-monitor/lookout/internal/state"
	"github.com/lookout-monitor/lookout/ui"
)

// Options is what a person decides when starting Lookout.
type Options struct {
	Source  config.Source
	DataDir string
	Listen  string
	Logger  *slog.Logger
	Reload  <-chan os.Signal // each receive loads the configuration again; may be nil
	Ready   func(url string) // called once, when every route answers; may be nil

	// SetLogLevel makes the logger write what is as severe as level and more,
	// or, for an empty level, what it wrote at the start. May be nil.
	SetLogLevel func(level string)
}

// App is one running Lookout. Its fields are set once, in the order in which
// Run builds them.
type App struct {
	options   Options
	logger    *slog.Logger
	started   time.Time
	hostname  string
	dataDir   string
	external  *url.URL
	own       *ownMetrics
	config    atomic.Pointer[loaded]
	reloading sync.Mutex
	reload    atomic.Pointer[reloadOutcome]
	secrets   secrets // that the log hides

	pages      *ui.Application
	server     *gateway.Server
	room       *metrics.Room
	engine     *metrics.Engine
	answers    *reuse.Memory // of the engine; nil when none is wanted
	prober     *probe.Endpoint
	legacy     *legacystatus.Endpoint
	scraper    *scrape.Scraper
	targets    *discover.Discoverer // what to scrape
	receivers  *discover.Discoverer // external Alertmanagers
	found      *discover.Journal    // how the discover: block fares
	splitter   *discover.Splitter   // between targets and scraper
	alerts     *alert.Alertmanager
	journal    *notify.Journal
	pushed     *pushgateway.Store
	pushAPI    *pushgateway.API
	otlp       *otlp.Receiver
	otlpServer *gateway.Server // of gRPC; nil where OTLP over gRPC is off
	forward    *forward.Forwarder
	rules      *rules.Evaluator
	heartbeats *heartbeat.Watch
	ledger     *ledger.Ledger // of targets
	delivered  *metric.Ledger // of what their jobs deliver
	entered    *ledger.Tap    // between targets and splitter
	dashboards *dashboard.Store
	boards     *sources.Sources // of dashboards
	pictures   *picture.Drawer  // of dashboards
	handover   *handover.Syncer // of dashboards to a Grafana
	judged     *findings.Keeper // of dashboards
	audit      *gateway.Audit
	backupFrom backupParts
}

// Run runs a Lookout until ctx ends or a part of it fails, and returns what
// went wrong. It has stopped completely when it returns.
func Run(ctx context.Context, o Options) (err error) {
	hostname, err := os.Hostname()
	if err != nil {
		return fmt.Errorf("read hostname: %w", err)
	}
	a := &App{hostname: hostname, options: o, started: time.Now().UTC(), own: newOwnMetrics(), pages: ui.New()}
	a.logger = slog.New(masking{o.Logger.Handler(), a.secrets.mask})

	parts := newRunning(a.logger)
	defer func() { err = errors.Join(err, parts.end()) }()
	// The port is taken first, because the built-in configuration scrapes it,
	// but nothing on disk is touched before the configuration is known good.
	if err := a.listen(parts); err != nil {
		return err
	}
	conf, err := a.load()
	if err != nil {
		return err
	}
	limitMemory(a.logger)
	err = a.open(ctx, conf.Config, parts)
	if ctx.Err() != nil {
		return nil // told to stop during a long replay
	}
	if err != nil {
		return err
	}
	if err := a.begin(conf, parts); err != nil {
		return err
	}
	a.logger.Info("ready", "url", a.external.String(), "after", time.Since(a.started).Round(time.Millisecond))
	if o.Ready != nil {
		o.Ready(a.external.String())
	}
	return a.wait(ctx, parts)
}

func (a *App) listen(parts *running) (err error) {
	a.server, err = gateway.Listen(a.options.Listen, gateway.Starting(a.replayProgress, a.pages), a.logger)
	if err != nil {
		return err
	}
	parts.onEnd("port", a.server.Close)
	return nil
}

// open does all that can fail on this machine: the folder and the stores. The
// port answers meanwhile, so that whoever asks during a long replay learns how
// far it is.
func (a *App) open(ctx context.Context, conf *config.Config, parts *running) (err error) {
	if a.dataDir, err = filepath.Abs(a.options.DataDir); err != nil {
		return fmt.Errorf("find data folder: %w", err)
	}
	if err := os.MkdirAll(a.dataDir, 0o750); err != nil {
		return fmt.Errorf("create data folder: %w (choose another with --data-dir)", err)
	}
	a.answers = a.newAnswers(conf)
	a.room = a.newRoom(conf)
	a.external = externalURL(conf, a.server.Addr(), a.hostname)
	parts.onEnd("metrics", a.room.Close)
	parts.start("http", a.server.Run)

	a.prober = probe.NewEndpoint(a.logger, a.own.registry)
	a.legacy = legacystatus.NewEndpoint(a.logger, a.own.registry, time.Now)
	a.scraper = scrape.New(a.logger, a.own.registry)
	if err := a.room.Open(a.scraper); err != nil {
		return err
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err := a.scraper.Open(a.room.Write()); err != nil {
		return err
	}
	if a.engine, err = a.openEngine(conf); err != nil {
		return err
	}
	parts.onEnd("queries", a.engine.Close)
	if err := a.openState(ctx, parts); err != nil {
		return err
	}
	if err := a.openPushed(); err != nil {
		return err
	}
	if err := a.openOTLP(conf, parts); err != nil {
		return err
	}
	return a.openAlerts(parts)
}

func (a *App) openState(ctx context.Context, parts *running) error {
	db, err := state.Open(ctx, filepath.Join(a.dataDir, "lookout.db"))
	if err != nil {
		return err
	}
	parts.onEnd("state", db.Close)
	a.own.registry.MustRegister(host.NewVolume(a.dataDir))
	a.audit = gateway.NewAudit(db, a.logger, time.Now)
	a.heartbeats = heartbeat.New(heartbeat.Options{
		DB: db, Write: a.room.Write(), Now: time.Now, Logger: a.logger.With("component", "heartbeats"), Registerer: a.own.registry,
	})
	a.ledger = ledger.New(ledger.Options{
		DB: db, Write: a.room.Write(), Complete: func(s discovery.Configs) bool { return a.targets.Complete(s) },
		Now: time.Now, Logger: a.logger.With("component", "ledger"), Registerer: a.own.registry,
	})
	if err := a.ledger.Open(ctx); err != nil {
		return err
	}
	a.dashboards = dashboard.NewStore(db, time.Now)
	a.handover = handover.New(handover.Options{
		Store: a.dashboards, DB: db, Now: time.Now, Logger: a.logger.With("component", "grafana_sync"), Registerer: a.own.registry,
	})
	a.delivered = metric.New(metric.Options{
		DB: db, Store: a.room.Write(), Ask: a.ask,
		Now: time.Now, Logger: a.logger.With("component", "ledger"), Registerer: a.own.registry,
	})
	if err := a.delivered.Open(ctx); err != nil {
		return err
	}
	a.backupFrom = backupParts{dataDir: a.dataDir, room: a.room, state: db}
	return backup.Sweep(a.backupFrom.scratch())
}

func (a *App) openAlerts(parts *running) error {
	a.journal = notify.NewJournal()
	a.alerts = alert.New(alert.Options{
		Dir:         filepath.Join(a.dataDir, "alerts"),
		ExternalURL: a.external,
		Logger:      a.logger,
		Registerer:  a.own.registry,
		Journal:     a.journal,
		OnChange:    a.audit.Record,
	})
	parts.onEnd("silences", a.alerts.Close)
	return a.alerts.Open()
}

// begin connects the rooms, puts the configuration into effect and starts
// everything in the order in which data flows, so that stopping, in reverse,
// ends what produces before what consumes.
func (a *App) begin(conf *loaded, parts *running) error {
	if err := a.connect(conf.Config); err != nil {
		return err
	}
	plan, err := a.prepare(conf)
	if err != nil {
		return err
	}
	parts.start("alerts", a.alerts.Run)
	if err := a.swap(conf, plan); err != nil {
		return err
	}
	a.config.Store(conf)
	a.succeeded()

	router, err := a.router(conf.Config)
	if err != nil {
		return err
	}
	parts.start("alertmanager discovery", a.receivers.Run)
	parts.start("forwarding", func(ctx context.Context) error { return a.forward.Run(ctx, a.receivers.Found()) })
	parts.start("pushed groups", a.pushed.Run)
	parts.start("delta streams", a.otlp.Run)
	parts.start("target discovery", a.targets.Run)
	parts.start("ledger of targets", a.ledger.Run)
	parts.start("ledger of metrics", a.delivered.Run)
	parts.start("entry of targets", a.entered.Run)
	parts.start("target jobs", a.splitter.Run)
	parts.start("heartbeats", a.heartbeats.Run)
	parts.start("dashboards", a.boards.Run)
	parts.start("findings of dashboards", a.judged.Run)
	parts.start("handing on to Grafana", a.handover.Run)
	a.server.Use(router)
	parts.onEnd("requests", a.server.Drain)
	if err := a.serveOTLP(router, parts); err != nil {
		return err
	}
	parts.start("scraping", func(ctx context.Context) error { return a.scraper.Run(ctx, a.splitter.Found()) })
	parts.start("rules", a.rules.Run)
	return nil
}

// connect builds what flows between the rooms.
func (a *App) connect(conf *config.Config) (err error) {
	mechanisms, err := discover.RegisterMechanisms(a.own.registry)
	if err != nil {
		return err
	}
	if a.targets, err = discover.New("scrape", mechanisms, a.logger); err != nil {
		return err
	}
	if a.receivers, err = discover.New("notify", mechanisms, a.logger); err != nil {
		return err
	}
	a.found = discover.NewJournal()
	a.boards = sources.New(sources.Options{
		Store: a.dashboards, Dir: filepath.Join(a.dataDir, "repositories"), Shipped: shippedDashboards(), Found: a.foundDashboards, Logger: a.logger.With("component", "dashboards"), Registerer: a.own.registry,
	})
	if a.pictures, err = picture.New(picture.Options{
		Asker: pictureQueries{a.engine, a.room.Read(metrics.Everything())}, Now: time.Now, Logger: a.logger.With("component", "dashboards"), Registerer: a.own.registry,
	}); err != nil {
		return err
	}
	a.judged = findings.New(findings.Options{
		Store: a.dashboards, Metrics: a.knownMetrics, Check: checkDashboard, Now: time.Now, Logger: a.logger.With("component", "dashboards"),
	})
	a.entered = a.ledger.Tap(a.targets.Found())
	a.splitter = discover.NewSplitter(a.entered.Found(), a.found, a.vary, a.logger)
	a.own.registry.MustRegister(a.found)
	names := conf.Prometheus.GlobalConfig.MetricNameValidationScheme
	a.forward = forward.New(a.external, names, a.logger, a.own.registry)
	a.rules = rules.New(rules.Options{
		Engine:      a.engine,
		Queryable:   a.room.Read(metrics.Everything()),
		Local:       a.room.ReadLocal(metrics.Everything()),
		Write:       a.room.Write(),
		Notify:      a.notify,
		ExternalURL: a.external,
		Parser:      metrics.NewParser(),
		Logger:      a.logger,
		Registerer:  a.own.registry,
	}, names)
	return nil
}

// wait blocks until the end, and reloads when told to.
func (a *App) wait(ctx context.Context, parts *running) error {
	for {
		select {
		case <-ctx.Done():
			a.logger.Info("stopping")
			return nil
		case err := <-parts.failed:
			return err
		case <-a.options.Reload:
			a.reloadOnSignal(ctx)
		}
	}
}
