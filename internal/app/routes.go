package app

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	promrules "github.com/prometheus/prometheus/rules"

	builtinrules "github.com/lookout-monitor/lookout/rules"

	"github.com/lookout-monitor/lookout/internal/api"
	"github.com/lookout-monitor/lookout/internal/config"
	"github.com/lookout-monitor/lookout/internal/gateway"
	"github.com/lookout-monitor/lookout/internal/host"
	"github.com/lookout-monitor/lookout/internal/legacystatus"
	"github.com/lookout-monitor/lookout/internal/metrics"
)

// router declares every route there is.
func (a *App) router(conf *config.Config) (*gateway.Router, error) {
	guard := gateway.Guard{AdminAnywhere: conf.Web.Admin, ProbeAnywhere: conf.Web.Probe, ExternalURL: conf.Web.ExternalURL, Hostname: a.hostname}
	routes, err := a.routes(conf)
	if err != nil {
		return nil, err
	}
	return gateway.NewRouter(routes, gateway.RouterOptions{
		Guard: guard, Record: a.audit.Record, Metrics: gateway.NewMetrics(a.own.registry), Logger: a.logger,
	})
}

func (a *App) routes(conf *config.Config) ([]gateway.Route, error) {
	prometheus := a.prometheusAPI(conf).Routes()
	routes := append(prometheus, gateway.Under("/prometheus", prometheus)...)
	routes = append(routes, a.otlp.Route("/v1/metrics"))
	routes = append(routes, gateway.Under("/alertmanager", api.AlertmanagerRoutes(a.alerts))...)
	routes = append(routes, gateway.Under("/lookout", a.lookoutAPI().Routes())...)
	routes = api.Masked(routes, func(text string) string { return a.config.Load().Mask(text) })
	routes = append(routes, gateway.Under("/lookout", a.pushedAPI().Routes())...)
	routes = append(routes, gateway.Under("/lookout", api.Dashboards{
		Store: a.dashboards, Services: a.boards.Services, NotAsked: a.boards.NotAsked, Sources: a.boards.Accounts, Grafanas: a.handover.Accounts, Draw: a.pictures.Draw, Findings: a.judged, Record: a.audit.Record,
	}.Routes())...)
	routes = append(routes, a.pushRoutes()...)
	routes = append(routes, a.heartbeats.Routes()...)
	routes = append(routes, api.Health{Gatherer: a.own, Reload: a.reloadOverHTTP}.Routes()...)
	hostMetrics, err := a.hostMetrics()
	if err != nil {
		return nil, err
	}
	return append(routes, hostMetrics,
		gateway.Route{Method: http.MethodGet, Path: config.ProbePath, Scope: gateway.Probe, Handler: a.prober, Summary: "asks a target from outside, with blackbox_exporter's parameters and metrics"},
		gateway.Route{Method: http.MethodGet, Path: legacystatus.Path, Scope: gateway.Probe, Handler: a.legacy, Summary: "asks a legacy status endpoint of the configuration, and puts what it tells into metrics"},
		gateway.Route{Method: http.MethodGet, Path: builtinrules.RunbookPath, Scope: gateway.Open, Handler: builtinrules.Runbooks(), Summary: "runbooks of the built-in alerts"},
		gateway.Route{Method: http.MethodGet, Path: "/", Scope: gateway.Open, Handler: a.pages, Summary: "the web application"},
	), nil
}

func (a *App) pushedAPI() api.Pushed {
	return api.Pushed{Store: a.pushed, LastRead: a.pushAPI.LastRead, Record: a.audit.Record}
}

// pushRoutes are Pushgateway's. Clients push to the bare path too; the rest of
// its API would clash with Lookout's own there.
func (a *App) pushRoutes() []gateway.Route {
	push := a.pushAPI.PushRoutes()
	return slices.Concat(push, gateway.Under("/pushgateway", slices.Concat(push, a.pushAPI.Routes())))
}

// hostMetrics serves this machine's metrics, or says why it can't.
func (a *App) hostMetrics() (gateway.Route, error) {
	route := gateway.Route{Method: http.MethodGet, Path: config.HostPath, Scope: gateway.ReadStatus, Summary: "metrics of this machine, under node_exporter's names"}
	exporter, err := host.New(host.Options{Logger: a.logger})
	switch {
	case errors.Is(err, host.ErrUnsupported):
		route.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { gateway.WriteError(w, http.StatusNotImplemented, err) })
	case err != nil:
		return route, fmt.Errorf("prepare host metrics: %w", err)
	default:
		route.Handler = exporter
	}
	return route, nil
}

func (a *App) prometheusAPI(conf *config.Config) api.Prometheus {
	everyone := metrics.Everything() // one listener, one reader, until there are tenants
	return api.Prometheus{
		Engine:        a.engine,
		Read:          a.room.Read(everyone),
		Local:         a.room.ReadLocal(everyone),
		Exemplars:     a.room.Exemplars(everyone),
		Write:         a.room.Write(),
		Admin:         a.room.Admin(),
		Folder:        a.metricsDir(),
		OTLP:          a.otlp.Route,
		Targets:       a.scraper.Get,
		Rules:         func() *promrules.Manager { return a.rules.Manager() },
		Alertmanagers: a.forward,
		Config:        func() *promconfig.Config { return a.config.Load().Prometheus },
		Reloaded:      a.reloadStatus,
		Flags:         flags(conf, a.metricsDir(), a.address(), a.external.String()),
		ExternalURL:   a.external,
		Listen:        a.address(),
		Retention:     func() string { return retention(a.config.Load().Config) },
		Lookback:      conf.Metrics.Query.Lookback,
		Version:       moduleVersion("github.com/prometheus/prometheus"),
		Started:       a.started,
		Parser:        metrics.NewParser(),
		Logger:        a.logger,
		Registerer:    a.own.registry,
		Gatherer:      a.own,
	}
}

// flags are Lookout's settings under the names of Prometheus' flags, which
// tools read from the API.
func flags(conf *config.Config, dir, listen, external string) map[string]string {
	q := conf.Metrics.Query
	return map[string]string{
		"storage.tsdb.path":           dir,
		"storage.tsdb.retention.time": model.Duration(conf.Metrics.Retention).String(),
		"storage.tsdb.retention.size": conf.Metrics.RetentionSize.String(),
		"query.timeout":               model.Duration(q.Timeout).String(),
		"query.max-samples":           fmt.Sprint(q.MaxSamples),
		"query.max-concurrency":       fmt.Sprint(q.MaxConcurrency),
		"query.lookback-delta":        model.Duration(q.Lookback).String(),
		"web.listen-address":          listen,
		"web.external-url":            external,
		"web.enable-admin-api":        "true",
		"web.enable-lifecycle":        "true",
	}
}

func retention(conf *config.Config) string {
	text := model.Duration(conf.Metrics.Retention).String()
	if size := conf.Metrics.RetentionSize; size > 0 {
		text += " or " + size.String()
	}
	return text
}

func (a *App) lookoutAPI() api.Lookout {
	return api.Lookout{
		Status:        a.status,
		Config:        a.configParts,
		Notifications: a.journal.List,
		Budgets:       a.scraper.Budgets,
		TeamBudgets:   a.scraper.TeamBudgets,
		Audit:         a.audit,
		Discovery:     a.discovery,
		Probes:        a.prober.States,
		LegacyStatus:  a.legacy.Statuses,
		Heartbeats:    a.heartbeatList,
		Ledger:        a.ledger,
		Backup: func(ctx context.Context, w http.ResponseWriter) error {
			return a.backupFrom.send(ctx, w)
		},
		Logger: a.logger,
	}
}

func (a *App) reloadOverHTTP(r *http.Request) error {
	err := a.Reload()
	detail := "successful"
	if err != nil {
		detail = err.Error()
	}
	a.audit.Record(r, "config.reload", "", detail)
	return err
}
