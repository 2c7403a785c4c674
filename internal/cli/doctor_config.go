package cli

import (
	"context"
	"errors"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/app"
	"github.com/lookout-monitor/lookout/internal/config"
)

// meet asks whether a server runs; most probes know more when one does.
func (p *patient) meet(ctx context.Context) []diagnosis {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	status, err := p.server.status(ctx)
	if unreachable, ok := errors.AsType[*unreachableError](err); ok {
		return []diagnosis{{unknown, "server", "nothing answers at " + unreachable.server + ", so its health cannot be examined", "start it with `lookout serve`, or pass --server"}}
	}
	if err != nil {
		return []diagnosis{{broken, "server", err.Error(), ""}}
	}
	p.status = &status
	p.clockGap = p.compareClocks(ctx)
	return []diagnosis{ok("server", "answers at %s", p.server.base.Redacted())}
}

// compareClocks reads the time from an answer's Date header, which has whole seconds.
func (p *patient) compareClocks(ctx context.Context) time.Duration {
	before := time.Now()
	response, err := p.server.open(ctx, http.MethodGet, "/-/healthy", nil, nil)
	if err != nil {
		return 0
	}
	_ = response.Body.Close()
	date, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return 0
	}
	after := time.Now()
	switch {
	case date.Add(time.Second).Before(before):
		return date.Add(time.Second).Sub(before)
	case date.After(after):
		return date.Sub(after)
	default:
		return 0
	}
}

// configuration loads the files that the server has or will have.
func (p *patient) configuration(context.Context) []diagnosis {
	p.source = config.Source{LookoutFile: p.Config, PrometheusFile: p.PrometheusConfig, AlertmanagerFile: p.AlertmanagerConfig}
	if p.source == (config.Source{}) && p.status != nil && sameFolder(p.status.DataDir, p.DataDir) {
		p.source = sourceOf(p.status.Config.Files)
	}
	conf, err := app.Check(p.source, configEnvironment(p.Listen))
	verdict := checked{file: "configuration"}
	if err != nil {
		verdict.add("configuration", err)
	} else {
		p.conf = conf
		verdict.countRules(conf.Prometheus.RuleFiles)
	}
	var found []diagnosis
	for _, f := range verdict.findings {
		d := diagnosis{broken, "configuration", f.String(), "`lookout check config` shows this before a start or reload"}
		if f.Severity == "warning" {
			d.Level, d.Mend = doubtful, ""
		}
		found = append(found, d)
	}
	return append(or(found, ok("configuration", "%s is valid", describeSource(p.source))), p.receivers()...)
}

// receivers says whether anybody would be told.
func (p *patient) receivers() []diagnosis {
	if p.conf == nil || p.conf.ReceiversConfigured() {
		return nil
	}
	return []diagnosis{{doubtful, "receivers", "none is configured: notifications only go to the log and to the page",
		"add receivers and a route to lookout.yml, or pass --alertmanager.config"}}
}

// sourceOf guesses from the names of a running server's files how it was started.
func sourceOf(files []string) config.Source {
	var source config.Source
	for _, file := range files {
		kind, err := recognise(file)
		switch {
		case err != nil:
			continue
		case kind == "alertmanager":
			source.AlertmanagerFile = file
		case kind == "prometheus":
			source.PrometheusFile = file
		case kind == "lookout":
			source.LookoutFile = file
		}
	}
	return source
}

func describeSource(s config.Source) string {
	var names []string
	for _, file := range []string{s.LookoutFile, s.PrometheusFile, s.AlertmanagerFile} {
		if file != "" {
			names = append(names, filepath.Base(file))
		}
	}
	if len(names) == 0 {
		return "the built-in configuration"
	}
	return strings.Join(names, " with ")
}
