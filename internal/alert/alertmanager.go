// Package alert groups, inhibits, silences and routes alerts: Alertmanager's
// pipeline inside this process. Alerts flow in from the rules and over HTTP;
// notifications flow out through the integrations of the configured receivers.
// Silences and the notification log are kept on disk, silences before they are
// acknowledged. It refuses to know where an alert came from, how a
// configuration was read, and who may ask.
package alert

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/route"

	"github.com/prometheus/alertmanager/api"
	"github.com/prometheus/alertmanager/dispatch"
	"github.com/prometheus/alertmanager/eventrecorder"
	"github.com/prometheus/alertmanager/featurecontrol"
	"github.com/prometheus/alertmanager/nflog"
	amnotify "github.com/prometheus/alertmanager/notify"
	"github.com/prometheus/alertmanager/provider/mem"
	"github.com/prometheus/alertmanager/silence"
	"github.com/prometheus/alertmanager/tracing"

	"github.com/lookout-monitor/lookout/internal/notify"
)

const (
	defaultRetention = 120 * time.Hour
	// forgetResolvedAfter is how often resolved alerts are dropped from memory.
	forgetResolvedAfter = 30 * time.Minute
)

// Options says what an Alertmanager works with.
type Options struct {
	// Dir holds the silences and the notification log, in files of the names
	// and format that Alertmanager's own data directory has.
	Dir string
	// Retention is how long expired silences and the notification log are
	// kept; 120 hours if zero.
	Retention time.Duration
	// ExternalURL is where people reach Lookout; notifications link to it.
	ExternalURL *url.URL
	Logger      *slog.Logger
	Registerer  prometheus.Registerer
	// Journal is told of every notification.
	Journal *notify.Journal
	// OnChange, if set, is called after a person's change to the silences has
	// reached the disk and before it is acknowledged. Actions are
	// "silence.create", "silence.update" and "silence.expire".
	OnChange func(r *http.Request, action, id, detail string)
	// Concurrency limits the GET requests served at once, as Alertmanager's
	// --web.get-concurrency does: GOMAXPROCS or 8, whichever is larger, if zero.
	Concurrency int
	// Timeout limits each request, as --web.timeout does: not at all if zero.
	Timeout time.Duration
}

// Alertmanager is the room where alerts become notifications. The order is
// New, Open, Prepare and Apply, then Run; Put and the HTTP handlers work from
// the first Apply on.
//
// The library keeps in package variables which syntax of matchers it accepts.
// That choice belongs to whoever parses the first of them, which is the reader
// of the configuration, so it is made there (package config) and not here.
type Alertmanager struct {
	opts    Options
	logger  *slog.Logger
	started time.Time
	noEvent eventrecorder.Recorder // the zero recorder records nothing

	// What lives as long as the process; made by Open.
	silences     *silence.Silences
	silencer     *silence.Silencer
	silenceFile  *snapshot
	nflog        *nflog.Log
	nflogFile    *snapshot
	nflogChanged chan struct{}
	alerts       *mem.Alerts
	api          *api.API
	apiV2        http.Handler
	pipelines    *amnotify.PipelineBuilder
	dispatching  *dispatch.DispatcherMetrics
	metrics      *metrics
	tracing      *tracing.Manager
	closeOnce    sync.Once
	closeErr     error

	// What lives as long as a configuration; swapped by Apply.
	applying sync.Mutex
	closed   bool // guarded by applying
	live     atomic.Pointer[chain]
	labels   atomic.Pointer[labelling]
}

// New returns an Alertmanager that has not touched the disk yet.
func New(o Options) *Alertmanager {
	if o.Retention == 0 {
		o.Retention = defaultRetention
	}
	a := &Alertmanager{
		opts:         o,
		logger:       o.Logger,
		nflogChanged: make(chan struct{}, 1),
		tracing:      tracing.NewManager(o.Logger.With("component", "tracing")),
	}
	a.labels.Store(new(labelling))
	return a
}

// Open reads the silences and the notification log and registers the metrics.
// Close, or the end of Run, ends what it starts.
func (a *Alertmanager) Open() error {
	if err := a.openSilences(); err != nil {
		return err
	}
	if err := a.openNotificationLog(); err != nil {
		return err
	}
	return a.openPipeline()
}

func (a *Alertmanager) openSilences() error {
	path := filepath.Join(a.opts.Dir, "silences")
	in, err := openState(path)
	if err != nil {
		return fmt.Errorf("open silences: %w", err)
	}
	defer in.Close()
	a.silences, err = silence.New(silence.Options{
		SnapshotReader: in,
		Retention:      a.opts.Retention,
		Logger:         a.logger.With("component", "silences"),
		Metrics:        a.opts.Registerer,
		EventRecorder:  a.noEvent,
		Limits:         silence.Limits{MaxSilences: func() int { return maxSilences }},
	})
	if err != nil {
		return fmt.Errorf("read silences: %w", damaged(path, "silences", err))
	}
	a.silencer = silence.NewSilencer(a.silences, a.logger, a.noEvent)
	a.silenceFile = newSnapshot(path, a.silences.Snapshot, a.logger)
	return nil
}

func (a *Alertmanager) openNotificationLog() error {
	path := filepath.Join(a.opts.Dir, "nflog")
	in, err := openState(path)
	if err != nil {
		return fmt.Errorf("open notification log: %w", err)
	}
	defer in.Close()
	a.nflog, err = nflog.New(nflog.Options{
		SnapshotReader: in,
		Retention:      a.opts.Retention,
		Logger:         a.logger.With("component", "nflog"),
		Metrics:        a.opts.Registerer,
	})
	if err != nil {
		return fmt.Errorf("read notification log: %w", damaged(path, "a notification log", err))
	}
	a.nflogFile = newSnapshot(path, a.nflog.Snapshot, a.logger)
	// The log calls this with its lock held whenever it has changed. It is
	// meant for peers, and just as good for our own disk.
	a.nflog.SetBroadcast(func([]byte) { signal(a.nflogChanged) })
	return nil
}

func (a *Alertmanager) openPipeline() (err error) {
	reg := a.opts.Registerer
	a.started = time.Now()
	a.metrics = newMetrics(reg)
	a.pipelines = amnotify.NewPipelineBuilder(reg, featurecontrol.NoopFlags{}, a.noEvent)
	a.dispatching = dispatch.NewDispatcherMetrics(false, reg, featurecontrol.NoopFlags{})
	counted := &held{AlertStoreCallback: a.silencer}
	a.alerts, err = mem.NewAlerts(context.Background(), forgetResolvedAfter, 0,
		counted, a.logger, a.noEvent, reg, featurecontrol.NoopFlags{})
	if err != nil {
		return fmt.Errorf("create alert store: %w", err)
	}
	a.api, err = api.New(api.Options{
		Alerts:          &posted{a.alerts, counted, a.metrics.noRoom},
		Silences:        a.silences,
		GroupMutedFunc:  a.groupMuted,
		GroupFunc:       a.groups,
		Timeout:         a.opts.Timeout,
		Concurrency:     a.opts.Concurrency,
		Logger:          a.logger.With("component", "api"),
		Registry:        reg,
		RequestDuration: a.metrics.requestDuration,
	})
	if err != nil {
		return fmt.Errorf("create alert api: %w", err)
	}
	a.apiV2 = a.newHandlerV2(a.api.Register(route.New(), "/"))
	return nil
}

// Close stops notifying and writes the final snapshots. Run ends with it; it
// is for a start that fails between Open and Run.
func (a *Alertmanager) Close() error {
	a.closeOnce.Do(func() {
		a.applying.Lock()
		defer a.applying.Unlock()
		a.closed = true
		if live := a.live.Load(); live != nil {
			live.stop()
		}
		if a.alerts != nil {
			a.alerts.Close()
		}
		a.closeErr = errors.Join(a.silenceFile.finish(), a.nflogFile.finish())
		a.tracing.Stop()
	})
	return a.closeErr
}

// signal notes a change without waiting; one unread note stands for many.
func signal(c chan<- struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
