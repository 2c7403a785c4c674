package host

import (
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync"

	"github.com/alecthomas/kingpin/v2"
	"github.com/prometheus/node_exporter/collector"
)

// systemdRuntime exists exactly where systemd is the init process; see sd_booted(3).
const systemdRuntime = "/run/systemd/system"

// enabledCollectors returns the names of the collectors to run.
//
// The collector package is configured by flags it registers on kingpin's global
// command line, and every path and pattern in it is a nil or empty value until that
// command line has been parsed. So it is parsed here: once, because the flags are
// global, and with arguments written down here, because Lookout's own command line
// means other things. Nothing else in Lookout uses kingpin's global command line.
var enabledCollectors = sync.OnceValues(func() ([]string, error) {
	if _, err := kingpin.CommandLine.Parse(arguments()); err != nil {
		return nil, fmt.Errorf("set collector flags: %w", err)
	}
	var names []string
	for _, flag := range kingpin.CommandLine.Model().Flags {
		name, ok := strings.CutPrefix(flag.Name, "collector.")
		if ok && !strings.Contains(name, ".") && flag.Value.String() == "true" {
			names = append(names, name)
		}
	}
	return names, nil
})

// arguments keeps node_exporter's own choice of collectors: what a host does not
// have costs a failed open and is silent. Where systemd runs, its units are added,
// since a failed unit is the first thing an operator wants to hear about; devices,
// mounts and slices are left out because other collectors tell more about them.
func arguments() []string {
	if _, err := os.Stat(systemdRuntime); err != nil {
		return nil
	}
	return []string{"--collector.systemd", `--collector.systemd.unit-include=.+\.(service|socket|timer)`}
}

// newProbes asks for the collectors one by one: asked for all at once, the package
// answers with none as soon as one cannot be built on this host.
func newProbes(logger *slog.Logger) ([]*probe, error) {
	names, err := enabledCollectors()
	if err != nil {
		return nil, err
	}
	var probes []*probe
	for _, name := range names {
		c, err := collector.NewNodeCollector(logger, name)
		if err != nil {
			logger.Debug("leave out host collector", "collector", name, "err", err)
			continue
		}
		probes = append(probes, &probe{name: name, source: c.Collectors[name]})
	}
	return probes, nil
}
