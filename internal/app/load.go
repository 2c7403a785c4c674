package app

import (
	"errors"
	"log/slog"

	builtinrules "github.com/lookout-monitor/lookout/rules"

	"github.com/lookout-monitor/lookout/internal/alert"
	"github.com/lookout-monitor/lookout/internal/alert/forward"
	"github.com/lookout-monitor/lookout/internal/config"
	"github.com/lookout-monitor/lookout/internal/dashboard/handover"
	"github.com/lookout-monitor/lookout/internal/legacystatus"
	"github.com/lookout-monitor/lookout/internal/metrics"
	"github.com/lookout-monitor/lookout/internal/rules"
	"github.com/lookout-monitor/lookout/internal/scrape"
)

// loaded is a configuration with the rules it names: both found good, and both
// as they will be applied, whatever becomes of the files.
type loaded struct {
	*config.Config
	rules *rules.Set
}

// Check judges a configuration as a start or a reload does, with every file it
// names, and returns it if it is good. It listens nowhere, writes nothing and
// contacts nobody.
func Check(source config.Source, env config.Environment) (*config.Config, error) {
	checked, err := load(source, env, slog.New(slog.DiscardHandler), func(*config.Config) {})
	if err != nil {
		return nil, err
	}
	return checked.Config, nil
}

// load reads a configuration and every rule, template and key file it names.
// Whatever is wrong is returned with its place; nothing that runs is touched.
// read is called before anything that the configuration says can be logged.
func load(source config.Source, env config.Environment, logger *slog.Logger, read func(*config.Config)) (*loaded, error) {
	conf, err := config.Load(source, env)
	if err != nil {
		return nil, err
	}
	read(conf)
	set, err := rules.Load(conf.Prometheus, builtinFiles(conf), metrics.NewParser(), logger)
	if err := errors.Join(
		err, scrape.Check(conf.Prometheus), metrics.Check(conf.Prometheus), forward.Check(conf.Prometheus), alert.Check(conf.Alertmanager),
		conf.Probing.Modules.Check(), legacystatus.Check(conf.LegacyStatus), handover.Check(conf.GrafanaSync),
	); err != nil {
		return nil, err
	}
	return &loaded{conf, set}, nil
}

func builtinFiles(conf *config.Config) []rules.File {
	choice := builtinrules.Choice{
		Self: conf.Watch.Self, Host: conf.Watch.Host,
		Probes: len(conf.Probing.Jobs) > 0, LegacyStatus: len(conf.LegacyStatus) > 0,
		Heartbeats: len(conf.Heartbeats) > 0, Services: conf.Watch.Services,
	}
	var files []rules.File
	for _, f := range builtinrules.Files(choice) {
		files = append(files, rules.File{Name: "builtin:" + f.Name, Content: f.Content})
	}
	return files
}
