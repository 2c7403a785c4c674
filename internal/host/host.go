// Package host tells how the machine Lookout runs on is doing: it serves CPU,
// memory, disk, network and the rest in the exposition format, under exactly the
// names and labels node_exporter gives them, so that dashboards and rules written
// for node_exporter work unchanged. Scrapes flow in, samples flow out; nothing is
// kept between two scrapes. It refuses to know who scrapes it, where the samples
// are stored and what anybody concludes from them.
package host

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

const (
	// maxScrapes bounds the scrapes running at once. Lookout scrapes itself one at
	// a time; the second slot is for a person or another Prometheus looking too.
	maxScrapes = 2

	// defaultTimeout ends a scrape whose reader did not say how long it waits.
	defaultTimeout = 10 * time.Second

	// answerMargin is kept back from the reader's own timeout, so that what was
	// collected in time still reaches it before it hangs up.
	answerMargin = 500 * time.Millisecond

	// timeoutHeader is how Prometheus says how long it is willing to wait.
	timeoutHeader = "X-Prometheus-Scrape-Timeout-Seconds"
)

// ErrUnsupported is returned by New on systems whose metrics Lookout cannot read itself.
var ErrUnsupported = errors.New("host metrics need Linux: on this system run node_exporter and scrape it")

// Options are what an Exporter needs from its surroundings.
type Options struct {
	// Logger hears, at debug level only, what single collectors complain about.
	Logger *slog.Logger
}

// Exporter is the HTTP handler that collects and serves the host's metrics.
// It is safe for concurrent use and owns nothing that has to be closed.
type Exporter struct {
	probes []*probe
	build  prometheus.Collector
	slots  chan struct{}
	logger *slog.Logger
}

// New prepares the collectors this host supports; it does not collect yet.
// A collector that cannot be prepared is left out, it does not stop the others.
func New(o Options) (*Exporter, error) {
	logger := slog.New(quiet{o.Logger.Handler()})
	probes, err := newProbes(logger)
	if err != nil {
		return nil, err
	}
	return newExporter(probes, logger), nil
}

func newExporter(probes []*probe, logger *slog.Logger) *Exporter {
	return &Exporter{
		probes: probes,
		build:  buildInfo(),
		slots:  make(chan struct{}, maxScrapes),
		logger: logger,
	}
}

// ServeHTTP answers one scrape. Readers beyond the bound wait for a slot as long
// as they are willing to wait for the answer.
func (e *Exporter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), timeout(r.Header))
	defer cancel()
	select {
	case e.slots <- struct{}{}:
		defer func() { <-e.slots }()
	case <-ctx.Done():
		http.Error(w, "too many scrapes of the host metrics at once: scrape less often or from fewer places", http.StatusServiceUnavailable)
		return
	}
	e.handler(ctx).ServeHTTP(w, r)
}

// handler builds the registry of one scrape. It is built anew each time because a
// registry passes no context on to its collectors, and cheap because it holds two.
func (e *Exporter) handler(ctx context.Context) http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(e.build, &scrape{ctx: ctx, probes: e.probes, logger: e.logger})
	return promhttp.HandlerFor(reg, promhttp.HandlerOpts{
		ErrorLog:          slog.NewLogLogger(e.logger.Handler(), slog.LevelDebug),
		ErrorHandling:     promhttp.ContinueOnError,
		EnableOpenMetrics: true,
	})
}

// timeout is how long collecting may take for the reader that sent h.
func timeout(h http.Header) time.Duration {
	seconds, err := strconv.ParseFloat(h.Get(timeoutHeader), 64)
	// Written so that NaN, which compares as false to everything, is refused too.
	if sensible := seconds > 0 && seconds <= defaultTimeout.Seconds(); err != nil || !sensible {
		return defaultTimeout
	}
	asked := time.Duration(seconds * float64(time.Second))
	return max(asked-answerMargin, asked/2)
}
