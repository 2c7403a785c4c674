package app

import (
	"context"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/lookout-monitor/lookout/internal/gateway"
	"github.com/lookout-monitor/lookout/ui"
)

var declared = sync.OnceValues(func() ([]gateway.Route, error) {
	dir, err := os.MkdirTemp("", "lookout-routes")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	logger := slog.New(slog.DiscardHandler)
	a := &App{
		options: Options{DataDir: dir, Listen: "127.0.0.1:0", Logger: logger},
		logger:  logger, started: time.Now(), own: newOwnMetrics(), pages: ui.New(),
	}
	parts := newRunning(logger)
	defer func() { _ = parts.end() }()
	if err := a.listen(parts); err != nil {
		return nil, err
	}
	conf, err := a.load()
	if err != nil {
		return nil, err
	}
	if err := a.open(context.Background(), conf.Config, parts); err != nil {
		return nil, err
	}
	defer func() { _ = a.alerts.Close() }()
	if err := a.connect(conf.Config); err != nil {
		return nil, err
	}
	a.config.Store(conf)
	return a.routes(conf.Config)
})

// Routes returns every route that the composition root declares.
func Routes(t testing.TB) []gateway.Route {
	t.Helper()
	routes, err := declared()
	if err != nil {
		t.Fatal(err)
	}
	return routes
}
