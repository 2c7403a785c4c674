package cli

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/prometheus/common/promslog"

	"github.com/lookout-monitor/lookout/internal/app"
	"github.com/lookout-monitor/lookout/internal/config"
)

// Serve runs the platform until it is told to stop.
type Serve struct {
	Config             string `placeholder:"FILE" complete:"file" help:"Lookout's configuration (lookout.yml). Without any, a built-in one watches this host and Lookout itself."`
	DataDir            string `default:"./lookout-data" placeholder:"DIR" complete:"dir" help:"Where everything is kept (${default})."`
	Listen             string `default:"127.0.0.1:7600" placeholder:"ADDR" help:"Address of the page and the API (${default})."`
	PrometheusConfig   string `name:"prometheus.config" placeholder:"FILE" complete:"file" help:"Run an existing prometheus.yml as it is."`
	AlertmanagerConfig string `name:"alertmanager.config" placeholder:"FILE" complete:"file" help:"Run an existing alertmanager.yml as it is."`
	BlackboxConfig     string `name:"blackbox.config" placeholder:"FILE" complete:"file" help:"Probe with the modules of an existing blackbox.yml."`
	Demo               bool   `help:"Watch a small simulated shop with an incident every few minutes, to see every page alive."`
	LogLevel           string `name:"log.level" default:"info" enum:"debug,info,warn,error" help:"Least severe messages to log: ${enum} (${default})."`
	LogFormat          string `name:"log.format" default:"text" enum:"text,json" help:"Format of the log: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout serve --help`.
func (*Serve) Help() string {
	return `Examples:

	lookout serve
	lookout serve --config lookout.yml --data-dir /var/lib/lookout
	lookout serve --prometheus.config=prometheus.yml --alertmanager.config=alertmanager.yml
	lookout serve --demo --data-dir /tmp/lookout-demo

SIGHUP, or a POST to /-/reload, loads the configuration again.`
}

// Validate refuses two kinds of configuration at once; kong calls it.
func (c *Serve) Validate() error {
	if c.Config != "" && (c.PrometheusConfig != "" || c.AlertmanagerConfig != "" || c.BlackboxConfig != "") {
		return usagef("--config stands alone: give either a lookout.yml, or --prometheus.config, --alertmanager.config and --blackbox.config")
	}
	if c.Demo && (c.Config != "" || c.PrometheusConfig != "" || c.AlertmanagerConfig != "" || c.BlackboxConfig != "") {
		return usagef("--demo stands alone: it brings its own configuration")
	}
	return nil
}

// Run starts the platform and blocks until ctx ends.
func (c *Serve) Run(ctx context.Context, streams Streams) error {
	keepPrivate()
	logger, level, err := c.logger(streams)
	if err != nil {
		return err
	}
	if c.Demo {
		end, err := c.openDemo(ctx, logger)
		if err != nil {
			return err
		}
		defer end()
	}
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	defer signal.Stop(hangup)
	return app.Run(ctx, app.Options{
		Source:  config.Source{LookoutFile: c.Config, PrometheusFile: c.PrometheusConfig, AlertmanagerFile: c.AlertmanagerConfig, BlackboxFile: c.BlackboxConfig},
		DataDir: c.DataDir,
		Listen:  c.Listen,
		Logger:  logger,
		Reload:  hangup,
		Ready:   func(url string) { fmt.Fprintf(streams.Out, "Lookout is ready: %s\n", url) },
		SetLogLevel: func(wanted string) {
			// Both have been validated: by the configuration, and by the flag's enum.
			_ = level.Set(cmp.Or(wanted, c.LogLevel))
		},
	})
}

func (c *Serve) logger(streams Streams) (*slog.Logger, *promslog.Level, error) {
	level, format := promslog.NewLevel(), promslog.NewFormat()
	if err := level.Set(c.LogLevel); err != nil {
		return nil, nil, fmt.Errorf("set log level: %w", err)
	}
	if c.LogFormat == "json" {
		if err := format.Set("json"); err != nil {
			return nil, nil, fmt.Errorf("set log format: %w", err)
		}
	}
	return promslog.New(&promslog.Config{Level: level, Format: format, Writer: streams.Err}), level, nil
}
