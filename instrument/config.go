package instrument

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"net/netip"
	"regexp"
	"runtime/debug"
	"strings"
	"unicode/utf8"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
)

// Config says what a service is called and where it is watched. Name is all it needs.
type Config struct {
	// Name of the service, as people say it: letters, digits, - and _, for example "shop-cart".
	Name string
	// Version of the running release. Without it, what the Go toolchain wrote into the binary.
	Version string

	// Dashboards holds Grafana dashboards, every .json file in it at any depth: usually an embed.FS.
	// Files are read when they are asked for, so os.DirFS shows a change at once.
	Dashboards fs.FS
	// Folder that the dashboards are shown in. Without it, Name.
	Folder string

	// MetricsAddress and DashboardsAddress are where the two ports listen: ":19100" and ":19101" without them.
	MetricsAddress, DashboardsAddress string
	// AllowFrom names the networks that may read metrics and dashboards, instead of [PrivateNetworks].
	AllowFrom []netip.Prefix

	// Route names the route of a request that was answered, for routers other than http.ServeMux. It must return a template
	// such as "/cart/{id}", never the path itself; "" means that no route was found.
	Route func(*http.Request) string

	// Logger is told where the service listens. Without it, nobody is.
	Logger *slog.Logger
}

const longestText = 128

var (
	wellNamed = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_-]{0,62}$`)
	unnamable = regexp.MustCompile(`[^A-Za-z0-9_-]+`)
)

func (c Config) withDefaults() Config {
	if c.Version == "" {
		c.Version = builtVersion()
	}
	if c.Folder == "" {
		c.Folder = c.Name
	}
	if c.MetricsAddress == "" {
		c.MetricsAddress = ":19100"
	}
	if c.DashboardsAddress == "" {
		c.DashboardsAddress = ":19101"
	}
	if c.AllowFrom == nil {
		c.AllowFrom = PrivateNetworks()
	}
	c.AllowFrom = unmapped(c.AllowFrom)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func builtVersion() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "unknown"
}

func (c Config) validate() error {
	switch {
	case c.Name == "":
		return errors.New(`set Name in instrument.Config to what people call the service, for example "shop-cart"`)
	case !wellNamed.MatchString(c.Name):
		return fmt.Errorf("name %q: at most 63 letters, digits, - and _, beginning with a letter%s", c.Name, suggestion(c.Name))
	case c.metricName() == "target_info":
		return fmt.Errorf("name %q: target_info belongs to OpenTelemetry, choose another name", c.Name)
	case len(c.Version) > longestText || len(c.Folder) > longestText:
		return fmt.Errorf("shorten Version and Folder to %d bytes", longestText)
	case !utf8.ValidString(c.Version) || strings.ContainsFunc(c.Version, unprintable):
		return fmt.Errorf("version %q: leave out control characters and bytes that are not UTF-8", c.Version)
	}
	return validateNetworks(c.AllowFrom)
}

func unprintable(r rune) bool { return r < ' ' || r == 0x7f }

func suggestion(name string) string {
	better := strings.Trim(unnamable.ReplaceAllString(strings.ToLower(name), "-"), "-_0123456789")
	if !wellNamed.MatchString(better) {
		return ""
	}
	return fmt.Sprintf(", for example %q", better)
}

// metricName is the service's name as Prometheus can write it without quotes.
func (c Config) metricName() string {
	return strings.ReplaceAll(strings.ToLower(c.Name), "-", "_") + "_info"
}

func (c Config) info() prometheus.Collector {
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name:        c.metricName(),
		Help:        "Always 1: which version of the service runs.",
		ConstLabels: prometheus.Labels{"version": c.Version},
	})
	info.Set(1)
	return info
}

func runtimeCollectors() []prometheus.Collector {
	return []prometheus.Collector{
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewBuildInfoCollector(),
	}
}

func registerAll(registry *prometheus.Registry, all []prometheus.Collector) error {
	for _, collector := range all {
		if err := registry.Register(collector); err != nil {
			return err
		}
	}
	return nil
}
