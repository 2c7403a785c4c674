package app

import (
	"fmt"
	"path/filepath"
	"time"

	promconfig "github.com/prometheus/prometheus/config"

	"github.com/lookout-monitor/lookout/internal/config"
	"github.com/lookout-monitor/lookout/internal/gateway"
	"github.com/lookout-monitor/lookout/internal/ingest/otlp"
	"github.com/lookout-monitor/lookout/internal/ingest/pushgateway"
	"github.com/lookout-monitor/lookout/internal/metrics"
)

func (a *App) openPushed() error {
	a.pushed = pushgateway.New(pushgateway.Options{
		Dir:        filepath.Join(a.dataDir, "pushed"),
		Logger:     a.logger,
		Registerer: a.own.registry,
		Now:        time.Now,
	})
	a.pushAPI = pushgateway.NewAPI(a.pushed, a.audit.Record)
	return a.pushed.Open()
}

func (a *App) openOTLP(conf *config.Config, parts *running) (err error) {
	a.otlp, err = otlp.New(otlp.Options{
		Write:      a.room.Write(),
		Config:     conf.OTLP,
		Prometheus: func() *promconfig.Config { return a.config.Load().Prometheus },
		MaxAge:     func() time.Duration { return metrics.MaxAge(a.config.Load().Metrics.OutOfOrderWindow) },
		Lookback:   conf.Metrics.Query.Lookback,
		Logger:     a.logger,
		Registerer: a.own.registry,
		Now:        time.Now,
	})
	if err != nil {
		return err
	}
	return a.listenOTLP(conf, parts)
}

// listenOTLP takes the port of gRPC. Nobody asked for the usual one: where it
// is taken, by a collector perhaps, a warning says so.
func (a *App) listenOTLP(conf *config.Config, parts *running) (err error) {
	address, asked := conf.OTLP.Address()
	if address == "" {
		return nil
	}
	a.otlpServer, err = gateway.ListenHTTP2(address, gateway.Starting(a.replayProgress, a.pages), a.logger)
	switch {
	case err == nil:
		parts.onEnd("otlp port", a.otlpServer.Close)
		parts.start("otlp over grpc", a.otlpServer.Run)
	case asked:
		return fmt.Errorf("listen for otlp on %s: %w (choose another address with otlp_receiver.grpc)", address, err)
	default:
		a.logger.Warn("no otlp over grpc, its usual port is taken; over http it is taken at /v1/metrics", "address", address, "err", err)
	}
	return nil
}

// serveOTLP answers gRPC under the same rules as everything else.
func (a *App) serveOTLP(main *gateway.Router, parts *running) error {
	if a.otlpServer == nil {
		return nil
	}
	router, err := gateway.NewRouter([]gateway.Route{a.otlp.GRPCRoute()}, main.RouterOptions)
	if err != nil {
		return err
	}
	a.otlpServer.Use(router)
	parts.onEnd("otlp requests", a.otlpServer.Drain)
	return nil
}
