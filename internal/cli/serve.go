package cli

import (
	"context"
	"errors"
)

// Serve runs the platform until it is told to stop.
type Serve struct {
	Config             string `placeholder:"FILE" complete:"file" help:"Lookout's configuration (lookout.yml). Without any, a built-in one watches this host and Lookout itself."`
	DataDir            string `default:"./lookout-data" placeholder:"DIR" complete:"dir" help:"Where everything is kept (${default})."`
	Listen             string `default:"127.0.0.1:7600" placeholder:"ADDR" help:"Address of the page and the API (${default})."`
	PrometheusConfig   string `name:"prometheus.config" placeholder:"FILE" complete:"file" help:"Run an existing prometheus.yml as it is."`
	AlertmanagerConfig string `name:"alertmanager.config" placeholder:"FILE" complete:"file" help:"Run an existing alertmanager.yml as it is."`
	LogLevel           string `name:"log.level" default:"info" enum:"debug,info,warn,error" help:"Least severe messages to log: ${enum} (${default})."`
	LogFormat          string `name:"log.format" default:"text" enum:"text,json" help:"Format of the log: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout serve --help`.
func (*Serve) Help() string {
	return `Examples:

	lookout serve
	lookout serve --config lookout.yml --data-dir /var/lib/lookout
	lookout serve --prometheus.config=prometheus.yml --alertmanager.config=alertmanager.yml`
}

// Run starts the platform and blocks until ctx ends.
func (c *Serve) Run(_ context.Context, _ Streams) error {
	return errors.New("start server: not in this build yet")
}
