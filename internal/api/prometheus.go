// Package api speaks HTTP for the rooms: Prometheus' API and federation,
// Alertmanager's API, and Lookout's own resources, a file each. Requests that
// the gateway has let in flow in, JSON and expositions flow out. It decides
// how a question and an answer are spelled and which scope they need, and
// leaves to the rooms what is true.
package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"

	"runtime"
	"runtime/debug"
	"time"

	"github.com/grafana/regexp"
	remoteapi "github.com/prometheus/client_golang/exp/api/remote"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/route"
	"github.com/prometheus/common/version"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	promrules "github.com/prometheus/prometheus/rules"
	promscrape "github.com/prometheus/prometheus/scrape"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/util/features"
	"github.com/prometheus/prometheus/util/notifications"
	promapi "github.com/prometheus/prometheus/web/api/v1"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// Prometheus is what Prometheus' HTTP API is answered from. The readers come
// already narrowed to what the callers of these routes may see.
type Prometheus struct {
	Engine        promql.QueryEngine
	Read          storage.SampleAndChunkQueryable
	Local         storage.Queryable
	Exemplars     storage.ExemplarQueryable
	Write         Writer
	Admin         promapi.TSDBAdminStats
	Folder        string                          // of the store, where snapshots go
	OTLP          func(path string) gateway.Route // at the path that Prometheus has it at
	Targets       func() (*promscrape.Manager, error)
	Rules         func() *promrules.Manager
	Alertmanagers promapi.AlertmanagerRetriever
	Config        func() *promconfig.Config
	Reloaded      func() ReloadStatus
	Flags         map[string]string
	ExternalURL   *url.URL
	Listen        string
	Retention     func() string
	Lookback      time.Duration
	Version       string // of the embedded Prometheus
	Started       time.Time
	Parser        parser.Parser
	Logger        *slog.Logger
	Registerer    prometheus.Registerer
	Gatherer      prometheus.Gatherer
}

// Writer is the door for samples, in both forms that the library asks for.
type Writer interface {
	storage.Appendable
	storage.AppendableV2
}

// Bounds of single requests, Prometheus' defaults where it has one.
const (
	remoteReadSamples     = 50_000_000
	remoteReadConcurrency = 10
	remoteReadFrameBytes  = 1 << 20
	searchLimit           = 10_000
	maxPushedBody         = 32 << 20 // compressed; the decoder bounds what it grows to
)

// Routes are the API's routes and federation, to be mounted as they are and
// again under /prometheus.
func (p Prometheus) Routes() []gateway.Route {
	router := route.New().WithPrefix("/api/v1")
	p.newAPI().Register(router)
	routes := make([]gateway.Route, 0, len(prometheusRoutes)+1)
	for _, r := range prometheusRoutes {
		r.Path = "/api/v1" + r.Path
		if r.Handler == nil {
			r.Handler = router
		}
		routes = append(routes, r)
	}
	federation := newFederation(p)
	return append(routes, p.OTLP("/api/v1"+otlpPath), gateway.Route{
		Method: http.MethodGet, Path: "/federate", Scope: gateway.ReadMetrics, Handler: federation,
		Summary: "newest sample of each selected series, for another Prometheus to scrape",
	})
}

// newAPI is the one place where Prometheus' long positional constructor is
// called; its order changes between releases.
func (p Prometheus) newAPI() *promapi.API {
	return promapi.NewAPI(
		p.Engine,
		p.Read,
		p.Write, p.Write,
		p.Exemplars,
		func(context.Context) promapi.ScrapePoolsRetriever { return targets(p) },
		func(context.Context) promapi.TargetRetriever { return targets(p) },
		func(context.Context) promapi.AlertmanagerRetriever { return p.Alertmanagers },
		func() promconfig.Config { return *p.Config() },
		p.Flags,
		promapi.GlobalURLOptions{ListenAddress: p.Listen, Host: p.ExternalURL.Host, Scheme: p.ExternalURL.Scheme},
		func(h http.HandlerFunc) http.HandlerFunc { return h }, // the gateway answers until the store is ready
		p.Admin,
		p.Folder,
		true,  // admin endpoints exist; the gateway says who may use them
		false, // search API: experimental upstream
		searchLimit,
		p.Logger.With("component", "api"),
		func(context.Context) promapi.RulesRetriever { return p.Rules() },
		remoteReadSamples, remoteReadConcurrency, remoteReadFrameBytes,
		false, // not an agent
		noForeignOrigin,
		p.runtimeInfo,
		p.version(),
		func() []notifications.Notification { return []notifications.Notification{} },
		func() (<-chan notifications.Notification, func(), bool) { return nil, nil, false }, // nothing will come
		p.Gatherer,
		p.Registerer,
		nil,
		true, // remote write
		remoteapi.MessageTypes{remoteapi.WriteV1MessageType, remoteapi.WriteV2MessageType},
		false, false, false, // OTLP is received by a package of its own, which tells point by point what it refuses
		false, // start timestamps as zero samples
		p.Lookback,
		false, // type and unit labels
		false, // metadata in the log
		nil,
		features.NewRegistry(),
		promapi.OpenAPIOptions{ExternalURL: p.ExternalURL.String(), Version: p.Version},
		p.Parser,
	)
}

// version tells tools which Prometheus they talk to; the branch says that it is
// this one.
func (p Prometheus) version() *promapi.PrometheusVersion {
	return &promapi.PrometheusVersion{
		Version: p.Version, Revision: version.GetRevision(), Branch: "lookout " + version.Version,
		BuildUser: version.BuildUser, BuildDate: version.BuildDate, GoVersion: version.GoVersion,
	}
}

// noForeignOrigin matches no origin: pages of other sites may not read metrics
// through a visitor's browser.
var noForeignOrigin = regexp.MustCompile(`^$`)

// targets answers from the scrape manager of the moment; the gateway lets no
// request through before there is one.
func targets(p Prometheus) *promscrape.Manager {
	manager, err := p.Targets()
	if err != nil {
		panic(fmt.Errorf("look up targets: %w", err))
	}
	return manager
}

func (p Prometheus) runtimeInfo() (promapi.RuntimeInfo, error) {
	hostname, err := os.Hostname()
	if err != nil {
		return promapi.RuntimeInfo{}, fmt.Errorf("read hostname: %w", err)
	}
	folder, err := os.Getwd()
	if err != nil {
		return promapi.RuntimeInfo{}, fmt.Errorf("read working folder: %w", err)
	}
	corruptions, err := p.corruptions()
	if err != nil {
		return promapi.RuntimeInfo{}, err
	}
	reload := p.Reloaded()
	return promapi.RuntimeInfo{
		StartTime:           p.Started,
		CWD:                 folder,
		Hostname:            hostname,
		ServerTime:          time.Now().UTC(),
		ReloadConfigSuccess: reload.Successful,
		LastConfigTime:      reload.Time,
		CorruptionCount:     corruptions,
		GoroutineCount:      runtime.NumGoroutine(),
		GOMAXPROCS:          runtime.GOMAXPROCS(0),
		GOMEMLIMIT:          debug.SetMemoryLimit(-1),
		GOGC:                os.Getenv("GOGC"),
		GODEBUG:             os.Getenv("GODEBUG"),
		StorageRetention:    p.Retention(),
	}, nil
}

// corruptions is how often the write-ahead log had to be repaired.
func (p Prometheus) corruptions() (int64, error) {
	families, err := p.Gatherer.Gather()
	if err != nil {
		return 0, fmt.Errorf("gather own metrics: %w", err)
	}
	for _, f := range families {
		if f.GetName() == "prometheus_tsdb_wal_corruptions_total" {
			return int64(f.GetMetric()[0].GetCounter().GetValue()), nil
		}
	}
	return 0, nil
}
