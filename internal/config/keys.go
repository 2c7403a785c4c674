package config

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/units"
	"github.com/prometheus/common/model"
	"go.yaml.in/yaml/v4"

	"github.com/lookout-monitor/lookout/internal/dashboard/handover"
	"github.com/lookout-monitor/lookout/internal/dashboard/sources"
	"github.com/lookout-monitor/lookout/internal/discover/kinds"
	"github.com/lookout-monitor/lookout/internal/ingest/heartbeat"
	"github.com/lookout-monitor/lookout/internal/ingest/otlp"
	"github.com/lookout-monitor/lookout/internal/ingest/pushgateway"
	"github.com/lookout-monitor/lookout/internal/ledger"
	"github.com/lookout-monitor/lookout/internal/legacystatus"
	"github.com/lookout-monitor/lookout/internal/probe"
	"github.com/lookout-monitor/lookout/internal/scrape/budget"
)

// key is one word of Lookout's own in lookout.yml. The table of keys is what is read, what is suggested for a
// misspelt word, and what the reference documentation lists; a new key is one entry here.
type key struct {
	path     string
	kind     string // what its value is, for the reference
	fallback string // what holds without it, for the reference
	example  string
	help     string
	set      func(*Config, *yaml.Node) error
	block    reflect.Type // of a key that is a block of another package; nil for others
}

func lookoutKeys() []key {
	return []key{
		{
			path: "environment", kind: "name", fallback: "none", example: "prod",
			help: "The name of the place this Lookout watches: letters, digits, `-`, `_` and `.`. Targets of `discover` whose " +
				"mechanism knows no `env` get it as that label. To tell places apart elsewhere, use `external_labels`.",
			set: setEnvironment,
		},
		{
			path: "external_labels", kind: "labels", fallback: "none", example: "{region: eu-west-1, replica: a}",
			help: "Labels added to whatever leaves this process: federation, remote write, notifications. They join " +
				"`global.external_labels`; a label that stands in both is an error.",
			set: func(*Config, *yaml.Node) error { return nil }, // handed to Prometheus by split
		},
		{
			path: "watch", kind: "list of self, host, pushed, services", fallback: "none", example: "[self, host, pushed, services]",
			help: "What Lookout watches by itself, with built-in jobs and rules: `self` is Lookout (job `lookout`), `host` " +
				"the machine it runs on (job `node`), `pushed` what others push to it (job `pushgateway`). `services` makes no job: " +
				"its rules judge services, MongoDB and Kubernetes, whichever jobs their metrics come from.",
			set: setWatch,
		},
		inBlock(key{
			path: "budgets", kind: "list of blocks", fallback: "none", example: "[{match: {team: shop}, samples: 5000}]",
			help: "What targets may send, and the targets of a team together. Of several that match, each bound is that of the first that sets it: see [budgets](../budgets.md).",
		}, func(c *Config) *[]budget.Budget { return &c.Budgets }),
		inBlock(key{
			path: "discover", kind: "list of blocks", fallback: "none", example: "[{ec2: {region: eu-west-1}}]",
			help: "Ways to find services that follow the conventions, each scraped by a job of its own: " +
				"see [discovery](../discovery.md).",
		}, func(c *Config) *kinds.Blocks { return &c.Discover }),
		inBlock(key{
			path: "pushgateway", kind: "block", fallback: "as below", example: "{ttl: 24h}",
			help: "What others push under Pushgateway's API, and how much of it is kept: see docs/push.md.",
		}, func(c *Config) *pushgateway.Config { return &c.Pushgateway }),
		inBlock(key{
			path: "otlp_receiver", kind: "block", fallback: "as below", example: "{grpc: off}",
			help: "How metrics that OpenTelemetry pushes are received: see docs/otlp.md. What becomes of them is said by Prometheus' own block, `otlp`.",
		}, func(c *Config) *otlp.Config { return &c.OTLP }),
		{
			path: "probe_modules_file", kind: "path", fallback: "none", example: "blackbox.yml",
			help: "A module file of blackbox_exporter. Its modules join the built-in ones and come first where names are the same.",
			set:  setPath(func(c *Config) *string { return &c.Probing.File }),
		},
		inBlock(key{
			path: "probes", kind: "list of blocks", fallback: "none", example: "[{name: shop, module: http_2xx, targets: [https://shop.example.org]}]",
			help: "What to ask from outside, again and again: see [probes](../probes.md).",
		}, func(c *Config) *[]probe.Job { return &c.Probing.Jobs }),
		inBlock(key{
			path: "legacy_status", kind: "list of blocks", fallback: "none", example: "[{name: shop, targets: [https://shop.example.org/status.json]}]",
			help: "Endpoints that tell the health of an application as a JSON list of words: see [legacy status](../legacy-status.md).",
		}, func(c *Config) *[]legacystatus.Job { return &c.LegacyStatus }),
		inBlock(key{
			path: "heartbeats", kind: "list of blocks", fallback: "none", example: "[{name: backup, period: 1d, grace: 1h}]",
			help: "Cron jobs that check in at `/heartbeat/NAME`, and when each is due. With the first of them come the rules that judge them.",
		}, func(c *Config) *heartbeat.Config { return &c.Heartbeats }),
		inBlock(key{
			path: "ledger", kind: "block", fallback: "none", example: "{retire: [{job: web-.*, after: 1h}]}",
			help: "What becomes of targets that vanish from discovery, and which metrics are missed. Lookout remembers every target, and alerts for one that goes unannounced.",
		}, func(c *Config) *ledger.Config { return &c.Ledger }),
		inBlock(key{
			path: "dashboards", kind: "block", fallback: "as below", example: "{folders: [{path: dashboards}]}",
			help: "Where dashboards come from, beside the services that discovery finds: see [dashboards](../dashboards.md).",
		}, func(c *Config) *sources.Config { return &c.Dashboards }),
		inBlock(key{
			path: "grafana_sync", kind: "list of blocks", fallback: "none", example: "[{url: 'https://grafana.example.org', authorization: {credentials_file: grafana-token}}]",
			help: "Grafanas that dashboards are handed on to, and kept like those here: see [dashboards](../dashboards.md#handing-on-to-a-grafana).",
		}, func(c *Config) *[]handover.Grafana { return &c.GrafanaSync }),
		{
			path: "facilities.metrics.public_url", kind: "URL", fallback: "none", example: "https://metrics.example.org",
			help: "Where others will reach the metrics facility under a name of its own. It is checked, and nothing in this version " +
				"uses it: links lead to `web.external_url`.",
			set: setURL(func(c *Config) **url.URL { return &c.Metrics.PublicURL }),
		},
		{
			path: "facilities.metrics.retention", kind: "duration", fallback: "60d", example: "90d",
			help: "How long samples are kept. `storage.tsdb.retention` says the same in Prometheus' words; set one of them.",
			set:  setDuration(func(c *Config) *time.Duration { return &c.Metrics.Retention }),
		},
		{
			path: "facilities.metrics.retention_size", kind: "size", fallback: "no limit", example: "100GB",
			help: "How much room samples may take on disk; the oldest are dropped first. Units are powers of 1024.",
			set:  setSize(func(c *Config) *units.Base2Bytes { return &c.Metrics.RetentionSize }),
		},
		{
			path: "facilities.metrics.out_of_order_window", kind: "duration", fallback: "10m", example: "1h",
			help: "How much older than the newest sample of its series a sample may be and still be taken. `0s` takes none.",
			set:  setDuration(func(c *Config) *time.Duration { return &c.Metrics.OutOfOrderWindow }),
		},
		{
			path: "facilities.metrics.query.timeout", kind: "duration", fallback: "2m", example: "30s",
			help: "How long a query may take.",
			set:  positive(setDuration(func(c *Config) *time.Duration { return &c.Metrics.Query.Timeout })),
		},
		{
			path: "facilities.metrics.query.max_samples", kind: "whole number", fallback: "50000000", example: "10000000",
			help: "How many samples a query may hold in memory at a time.",
			set:  setCount(func(c *Config) *int { return &c.Metrics.Query.MaxSamples }),
		},
		{
			path: "facilities.metrics.query.max_concurrency", kind: "whole number", fallback: "20", example: "8",
			help: "How many queries may run at the same time; further ones wait.",
			set:  setCount(func(c *Config) *int { return &c.Metrics.Query.MaxConcurrency }),
		},
		{
			path: "facilities.metrics.query.remember", kind: "size", fallback: "32MB", example: "128MB",
			help: "How much memory answers of range queries may take, so that a dashboard that is opened again has its newest steps evaluated " +
				"alone. Samples that come late are seen at once. `0B` remembers nothing.",
			set: setSize(func(c *Config) *units.Base2Bytes { return &c.Metrics.Query.Remember }),
		},
		{
			path: "facilities.metrics.query.lookback_delta", kind: "duration", fallback: "5m", example: "2m",
			help: "How old the newest sample of a series may be for a query to take it as the current value.",
			set:  positive(setDuration(func(c *Config) *time.Duration { return &c.Metrics.Query.Lookback })),
		},
		{
			path: "web.external_url", kind: "URL", fallback: "the listen address", example: "https://lookout.example.org",
			help: "The address people use. It is put into notifications, so that a link leads back here.",
			set:  setURL(func(c *Config) **url.URL { return &c.Web.ExternalURL }),
		},
		{
			path: "web.admin", kind: "true or false", fallback: "false", example: "true",
			help: "Answer administrative and lifecycle endpoints (reload, deletion of series, profiles) beyond loopback.",
			set:  setBool(func(c *Config) *bool { return &c.Web.Admin }),
		},
		{
			path: "web.probe", kind: "true or false", fallback: "false", example: "true",
			help: "Answer `/probe` for others than this machine. Whoever may use it can have Lookout connect to anything it can reach, with " +
				"the credentials of the modules.",
			set: setBool(func(c *Config) *bool { return &c.Web.Probe }),
		},
	}
}

// ownKeysAt lists Lookout's keys in the block at a path.
func ownKeysAt(keys []key, path []string) []string {
	prefix := strings.Join(append(path, ""), ".")
	var found []string
	for _, k := range keys {
		if rest, ok := strings.CutPrefix(k.path, prefix); ok {
			name, _, _ := strings.Cut(rest, ".")
			found = append(found, name)
		}
	}
	return found
}

var environmentName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9_.-]*$`)

func setEnvironment(c *Config, value *yaml.Node) error {
	name, err := scalar(value)
	if err != nil {
		return err
	}
	if !environmentName.MatchString(name) {
		return fmt.Errorf("%q is no name of an environment: use letters, digits, dots, dashes and underscores", name)
	}
	c.Environment = name
	return nil
}

func setWatch(c *Config, value *yaml.Node) error {
	if value.Kind != yaml.SequenceNode {
		return errors.New("write a list, such as [self, host, pushed]")
	}
	for _, item := range value.Content {
		switch item.Value {
		case "self":
			c.Watch.Self = true
		case "host":
			c.Watch.Host = true
		case "pushed":
			c.Watch.Pushed = true
		case "services":
			c.Watch.Services = true
		default:
			return fmt.Errorf("cannot watch %q: write self, host, pushed or services", item.Value)
		}
	}
	return nil
}

func setDuration(field func(*Config) *time.Duration) func(*Config, *yaml.Node) error {
	return func(c *Config, value *yaml.Node) error {
		text, err := scalar(value)
		if err != nil {
			return err
		}
		duration, err := model.ParseDuration(text)
		if err != nil {
			return fmt.Errorf("%q is no duration: write a number and a unit, such as 15s, 5m, 12h or 30d", text)
		}
		*field(c) = time.Duration(duration)
		return nil
	}
}

// positive refuses a zero where it would mean that nothing works.
func positive(set func(*Config, *yaml.Node) error) func(*Config, *yaml.Node) error {
	return func(c *Config, value *yaml.Node) error {
		if duration, err := model.ParseDuration(value.Value); err == nil && duration == 0 {
			return errors.New("must be more than 0")
		}
		return set(c, value)
	}
}

func setSize(field func(*Config) *units.Base2Bytes) func(*Config, *yaml.Node) error {
	return func(c *Config, value *yaml.Node) error {
		text, err := scalar(value)
		if err != nil {
			return err
		}
		size, err := units.ParseBase2Bytes(text)
		if err != nil || size < 0 {
			return fmt.Errorf("%q is no size: write a number and a unit, such as 512MB, 100GB or 2TB", text)
		}
		*field(c) = size
		return nil
	}
}

func setURL(field func(*Config) **url.URL) func(*Config, *yaml.Node) error {
	return func(c *Config, value *yaml.Node) error {
		text, err := scalar(value)
		if err != nil {
			return err
		}
		address, err := url.Parse(text)
		if err != nil || address.Host == "" || address.Scheme != "http" && address.Scheme != "https" {
			return errors.New("not a complete URL: write one such as https://lookout.example.org")
		}
		*field(c) = address
		return nil
	}
}

func setPath(field func(*Config) *string) func(*Config, *yaml.Node) error {
	return func(c *Config, value *yaml.Node) (err error) {
		*field(c), err = scalar(value)
		return err
	}
}

func setCount(field func(*Config) *int) func(*Config, *yaml.Node) error {
	return func(c *Config, value *yaml.Node) error {
		text, err := scalar(value)
		if err != nil {
			return err
		}
		count, err := strconv.Atoi(text)
		if err != nil || count < 1 {
			return fmt.Errorf("%q is no whole number from 1", text)
		}
		*field(c) = count
		return nil
	}
}

func setBool(field func(*Config) *bool) func(*Config, *yaml.Node) error {
	return func(c *Config, value *yaml.Node) error {
		text, err := scalar(value)
		if err != nil {
			return err
		}
		if *field(c) = text == "true"; text != "true" && text != "false" {
			return fmt.Errorf("%q is neither true nor false", text)
		}
		return nil
	}
}

func scalar(value *yaml.Node) (string, error) {
	if value.Kind != yaml.ScalarNode || isNull(value) {
		return "", errors.New("needs a single value")
	}
	return value.Value, nil
}
