// Command shop is a small service that follows Lookout's conventions by way of the instrument package: an HTTP API of a
// few routes, metrics at /metrics, its dashboard at /grafana. Flags make it slow or broken, and let several run side by side.
package main

import (
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/lookout-monitor/lookout/instrument"
)

//go:embed dashboards/*.json
var dashboards embed.FS

type settings struct {
	name, version            string
	listen, metrics, grafana string
	dashboards               string
	errorRate                float64
	latency                  time.Duration
	workers                  int
}

func main() {
	logger := slog.New(slog.NewTextHandler(os.Stderr, nil))
	settings, err := parse(os.Args[1:])
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		os.Exit(2) // the flag package has said why
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, settings, logger); err != nil {
		logger.Error("the shop stopped", "error", err)
		os.Exit(1)
	}
}

func parse(args []string) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("shop", flag.ContinueOnError)
	flags.StringVar(&s.name, "name", "shop", "what the service is called")
	flags.StringVar(&s.version, "version", "1.0.0", "which release it says that it is")
	flags.StringVar(&s.listen, "listen", "127.0.0.1:8080", "address of the API")
	flags.StringVar(&s.metrics, "metrics", ":19100", "address of /metrics")
	flags.StringVar(&s.grafana, "grafana", ":19101", "address of /grafana")
	flags.StringVar(&s.dashboards, "dashboards", "", "folder of dashboards to serve instead of the embedded ones; changes show at once")
	flags.Float64Var(&s.errorRate, "error-rate", 0.01, "share of orders that fail, 0 to 1")
	flags.DurationVar(&s.latency, "latency", 20*time.Millisecond, "how long a request takes, on average")
	flags.IntVar(&s.workers, "workers", 16, "how many requests are worked on at once")
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if s.errorRate < 0 || s.errorRate > 1 || s.latency < 0 || s.workers < 1 {
		err := errors.New("set -error-rate between 0 and 1, -latency to 0s or more and -workers to 1 or more")
		fmt.Fprintln(flags.Output(), err)
		return s, err
	}
	return s, nil
}

func (s settings) files() fs.FS {
	if s.dashboards != "" {
		return os.DirFS(s.dashboards)
	}
	return dashboards
}

// run serves the API and what watches it until ctx ends.
func run(ctx context.Context, s settings, logger *slog.Logger) error {
	service, err := instrument.New(instrument.Config{
		Name: s.name, Version: s.version, Folder: "Shop", Dashboards: s.files(),
		MetricsAddress: s.metrics, DashboardsAddress: s.grafana, Logger: logger,
	})
	if err != nil {
		return err
	}
	shop := newShop(s)
	if err := service.Saturation("workers", shop.busy); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	watched := make(chan error, 1)
	go func() {
		defer cancel()
		watched <- service.Run(ctx)
	}()
	err = serve(ctx, s.listen, service.Handler(shop.routes()), logger)
	cancel()
	return errors.Join(err, <-watched)
}

func serve(ctx context.Context, address string, handler http.Handler, logger *slog.Logger) error {
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", address)
	if ctx.Err() != nil {
		return nil
	}
	if err != nil {
		return fmt.Errorf("listen for the API (-listen): %w", err)
	}
	logger.Info("the shop is open", "api", listener.Addr().String())
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	stopped := context.AfterFunc(ctx, func() { _ = server.Close() })
	defer stopped()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the API: %w", err)
	}
	return nil
}
