package cli

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/config"
)

// Doctor looks for what is wrong with an installation.
type Doctor struct {
	Remote
	Config             string `placeholder:"FILE" complete:"file" help:"Configuration to examine (that of the running server, else the built-in one)."`
	PrometheusConfig   string `name:"prometheus.config" placeholder:"FILE" complete:"file" help:"prometheus.yml to examine."`
	AlertmanagerConfig string `name:"alertmanager.config" placeholder:"FILE" complete:"file" help:"alertmanager.yml to examine."`
	DataDir            string `placeholder:"DIR" complete:"dir" help:"Data folder to examine (that of a server running here, else ./lookout-data)."`
	Listen             string `placeholder:"ADDR" help:"Address the server is to listen on (that of a server running here, else 127.0.0.1:7600)."`
	Output             string `short:"o" default:"text" enum:"text,json" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout doctor --help`.
func (*Doctor) Help() string {
	return `Give it the flags that serve is given. It changes nothing and sends nothing: addresses of receivers are only dialled. It looks deeper while the server runs.

Examples:

	lookout doctor
	lookout doctor --config lookout.yml --data-dir /var/lib/lookout
	lookout doctor -o json`
}

// level says how bad a diagnosis is.
type level string

const (
	healthy  level = "ok"
	doubtful level = "warning"
	broken   level = "error"
	unknown  level = "unknown" // could not be looked at
)

// diagnosis is one thing that was looked at, what is wrong, and how to mend it.
type diagnosis struct {
	Level level  `json:"level"`
	Area  string `json:"area"`
	Found string `json:"found"`
	Mend  string `json:"mend,omitempty"`
}

// patient is what the probes examine. Status is nil when no server answers, conf when the
// configuration cannot be loaded.
type patient struct {
	*Doctor
	now      time.Time
	server   *client
	status   *serverStatus
	clockGap time.Duration // how far the server's clock is ahead of ours
	source   config.Source
	conf     *config.Config
}

// Run examines and prints.
func (c *Doctor) Run(ctx context.Context, streams Streams) error {
	p := &patient{Doctor: c, now: time.Now()}
	server, err := c.client()
	if err != nil {
		return err
	}
	p.server = server
	found := p.meet(ctx)
	p.settle()
	for _, probe := range []func(context.Context) []diagnosis{
		p.configuration, p.port, p.dataFolder, p.disk, p.clock, p.limits, p.destinations, p.health,
	} {
		if ctx.Err() != nil {
			return fmt.Errorf("examine: %w", ctx.Err())
		}
		found = append(found, probe(ctx)...)
	}
	if c.Output == "json" {
		err = writeJSON(streams.Out, found)
	} else {
		err = writeDiagnoses(streams.Out, found)
	}
	if err == nil && count(found, broken) > 0 {
		return errShown
	}
	return err
}

// settle fills in what was not said: a server on this machine knows its own settings.
func (p *patient) settle() {
	dataDir, listen := "./lookout-data", "127.0.0.1:7600"
	if p.status != nil && isLoopback(p.server.base.Hostname()) {
		dataDir, listen = p.status.DataDir, p.status.Listen
	}
	p.DataDir = cmp.Or(p.DataDir, dataDir)
	p.Listen = cmp.Or(p.Listen, listen)
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}

func count(found []diagnosis, l level) int {
	n := 0
	for _, d := range found {
		if d.Level == l {
			n++
		}
	}
	return n
}

func writeDiagnoses(w io.Writer, found []diagnosis) error {
	paint := painterFor(w)
	signs := map[level]string{
		healthy:  paint.paint(green, "✓"),
		doubtful: paint.paint(yellow, "!"),
		broken:   paint.paint(red, "✗"),
		unknown:  paint.paint(faint, "·"),
	}
	var b strings.Builder
	for _, d := range found {
		fmt.Fprintf(&b, "%s %s: %s\n", signs[d.Level], d.Area, strings.ReplaceAll(d.Found, "\n", "\n    "))
		if d.Mend != "" {
			fmt.Fprintf(&b, "    → %s\n", d.Mend)
		}
	}
	b.WriteString("\n" + summarise(found) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func summarise(found []diagnosis) string {
	errors, warnings := count(found, broken), count(found, doubtful)
	if errors+warnings == 0 {
		return "nothing is wrong"
	}
	return plural(errors, "error") + ", " + plural(warnings, "warning")
}

func ok(area, format string, args ...any) diagnosis {
	return diagnosis{Level: healthy, Area: area, Found: fmt.Sprintf(format, args...)}
}

// or is the answer when nothing wrong was found.
func or(found []diagnosis, fine diagnosis) []diagnosis {
	if len(found) == 0 {
		return []diagnosis{fine}
	}
	return found
}
