package cli

import (
	"cmp"
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/config"
	"github.com/lookout-monitor/lookout/internal/probe"
)

// Probe asks one target once, from here, and tells step by step what came of it.
type Probe struct {
	Target         string        `arg:"" placeholder:"TARGET" help:"Whom to ask: a URL, a host and port, a name or an address, as the module needs it."`
	Module         string        `short:"m" default:"http_2xx" placeholder:"NAME" help:"How to ask: a built-in module, or one of the files below (${default})."`
	Hostname       string        `placeholder:"NAME" help:"The name to ask for, where the target is an address."`
	Timeout        time.Duration `placeholder:"TIME" help:"How long to wait for a good answer (that of the module, or 10s)."`
	Config         string        `placeholder:"FILE" complete:"file" help:"The lookout.yml whose modules to use; those inside probes are called probes/NAME."`
	BlackboxConfig string        `name:"blackbox.config" placeholder:"FILE" complete:"file" help:"The blackbox.yml whose modules to use."`
	Output         string        `short:"o" default:"text" enum:"text,json,metrics" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout probe --help`.
func (*Probe) Help() string {
	return `Asks from this machine, without a running server. Ends with 1 if the answer is not good.

Examples:

	lookout probe https://shop.example.org
	lookout probe db.example.org:5432 --module tcp_connect
	lookout probe 10.0.0.53 --module dns
	lookout probe https://10.0.0.7/health --hostname shop.example.org
	lookout probe https://shop.example.org/login --module 'probes/login page' --config lookout.yml`
}

// Run asks and explains.
func (c *Probe) Run(ctx context.Context, streams Streams) error {
	modules, err := c.modules()
	if err != nil {
		return err
	}
	module, ok := modules[c.Module]
	if !ok {
		return usagef("there is no module %q; there are %s", c.Module, strings.Join(modules.Names(), ", "))
	}
	question, err := probe.NewQuestion(c.Module, module, c.Target, c.Hostname)
	if err != nil {
		return usageError{err}
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(c.Timeout, module.Limit()))
	defer cancel()
	result := probe.Ask(ctx, question)
	if err := c.show(result, streams); err != nil {
		return err
	}
	if !result.Success {
		return errShown
	}
	return nil
}

func (c *Probe) modules() (probe.Modules, error) {
	if c.Config == "" && c.BlackboxConfig == "" {
		return probe.BuiltinModules(), nil
	}
	conf, err := config.Load(config.Source{LookoutFile: c.Config, BlackboxFile: c.BlackboxConfig}, configEnvironment("127.0.0.1:7600"))
	if err != nil {
		return nil, err
	}
	return conf.Probing.Modules, nil
}

func (c *Probe) show(r *probe.Result, streams Streams) error {
	switch c.Output {
	case "json":
		return writeJSON(streams.Out, probeOutput(r))
	case "metrics":
		r.WriteMetrics(streams.Out)
		return nil
	}
	return showProbe(r, streams)
}

// showProbe writes for a person who was just woken: the verdict last, where the eye is.
func showProbe(r *probe.Result, streams Streams) error {
	steps := &table{}
	for _, s := range r.Steps[:max(len(r.Steps)-1, 0)] {
		steps.add(cell{text: s.After.Round(10 * time.Microsecond).String(), style: faint, right: true}, text(s.Text))
	}
	if err := steps.write(streams.Out); err != nil {
		return err
	}
	if !r.Expiry.IsZero() {
		fmt.Fprintf(streams.Out, "\nThe certificate that ends first ends in %s.\n", formatAge(r.Expiry.Sub(r.Time)))
	}
	paint, took := painterFor(streams.Out), r.Duration.Round(time.Millisecond/10)
	if r.Success {
		fmt.Fprintf(streams.Out, "\n%s after %s\n", paint.paint(green, "The answer is good"), took)
		return nil
	}
	fmt.Fprintf(streams.Out, "\n%s after %s: %s\n", paint.paint(red, "Failed"), took, r.Reason)
	return nil
}

// probeJSON is a result as programs read it.
type probeJSON struct {
	Target          string     `json:"target"`
	Module          string     `json:"module"`
	Prober          string     `json:"prober"`
	Success         bool       `json:"success"`
	Reason          string     `json:"reason"`
	Status          string     `json:"status"`
	DurationSeconds float64    `json:"durationSeconds"`
	CertificateEnds *time.Time `json:"certificateEnds,omitempty"`
	Steps           []string   `json:"steps"`
}

func probeOutput(r *probe.Result) probeJSON {
	shown := probeJSON{
		Target: r.ShownTarget(), Module: r.Module, Prober: r.How.Prober, Success: r.Success, Reason: r.Reason, Status: r.Status,
		DurationSeconds: r.Duration.Seconds(), Steps: []string{},
	}
	if !r.Expiry.IsZero() {
		ends := r.Expiry.UTC()
		shown.CertificateEnds = &ends
	}
	for _, s := range r.Steps {
		shown.Steps = append(shown.Steps, s.Text)
	}
	return shown
}
