package script

import (
	"context"
	"os"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/lookout-monitor/lookout/instrument"
)

// ships runs a service that follows the conventions until its story ends.
func ships(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: ships NAME DIR")
	}
	service, err := instrument.New(instrument.Config{
		Name: args[0], Version: "1.2.3", Dashboards: os.DirFS(ts.MkAbs(args[1])), MetricsAddress: "127.0.0.1:0", DashboardsAddress: "127.0.0.1:0",
	})
	ts.Check(err)
	ts.Check(service.Listen(context.Background()))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- service.Run(ctx) }()
	ts.Defer(func() {
		stop()
		<-ended
	})
	ts.Setenv("SHIPPED", "http://"+service.DashboardsAddr().String()+"/grafana")
}
