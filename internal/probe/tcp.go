package probe

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
)

// TCP is how to ask over TCP.
type TCP struct {
	Family        Family               `yaml:",inline"`
	SourceAddress string               `yaml:"source_ip_address,omitempty" help:"The address to ask from."`
	QueryResponse []Exchange           `yaml:"query_response,omitempty" help:"What to say and what to hear, in turn."`
	TLS           bool                 `yaml:"tls,omitempty" help:"Use TLS from the start."`
	TLSConfig     httpconfig.TLSConfig `yaml:"tls_config,omitempty" help:"Certificates and names, as everywhere in Prometheus."`
}

// Exchange is one step of a conversation: a line to wait for, a line to say, or both in this order.
type Exchange struct {
	Expect   Regexp            `yaml:"expect,omitempty" help:"Wait for a line that matches." example:"^220 "`
	Labels   []Label           `yaml:"labels,omitempty" help:"Labels of \x60probe_expect_info\x60, which may quote what was matched."`
	Send     httpconfig.Secret `yaml:"send,omitempty" help:"Say this line; \x60${1}\x60 quotes what was matched." example:"QUIT\\r"`
	StartTLS bool              `yaml:"starttls,omitempty" help:"Go on over TLS."`
}

// Label is one that a conversation yields.
type Label struct {
	Name  string `yaml:"name" help:"The label's name." example:"version"`
	Value string `yaml:"value" help:"Its value; \x60${1}\x60 quotes what was matched." example:"${1}"`
}

func defaultTCP() TCP { return TCP{Family: Family{Fallback: true}} }

// UnmarshalYAML fills in the defaults first.
func (t *TCP) UnmarshalYAML(unmarshal func(any) error) error {
	*t = defaultTCP()
	type plain TCP
	return unmarshal((*plain)(t))
}

// Validate refuses what cannot be meant.
func (t *TCP) Validate() error {
	return firstOf([]error{t.checkConversation(), t.Family.check(), checkSource(t.SourceAddress)})
}

// checkConversation refuses steps whose metrics a probe has only once.
func (t *TCP) checkConversation() error {
	secured, labelled := t.TLS, false
	for _, e := range t.QueryResponse {
		switch {
		case e.StartTLS && secured:
			return errors.New("query_response: starttls goes on over TLS, which is spoken there already; remove tls or the second starttls")
		case len(e.Labels) > 0 && labelled:
			return errors.New("query_response: labels stand in two steps; quote all of them in one")
		case len(e.Labels) > 0 && e.Expect.IsZero():
			return errors.New("query_response: labels need an expect that they can quote")
		}
		if err := checkLabels(e.Labels); err != nil {
			return err
		}
		secured, labelled = secured || e.StartTLS, labelled || len(e.Labels) > 0
	}
	return nil
}

func checkLabels(labels []Label) error {
	seen := map[string]bool{}
	for _, label := range labels {
		if !model.LegacyValidation.IsValidLabelName(label.Name) {
			return fmt.Errorf("query_response: %q is no name of a label", label.Name)
		}
		if seen[label.Name] {
			return fmt.Errorf("query_response: label %q stands there twice", label.Name)
		}
		seen[label.Name] = true
	}
	return nil
}

// tcpProbe is a conversation.
type tcpProbe struct {
	*report
	module TCP
	tls    *tls.Config
	conn   net.Conn
	lines  *bufio.Scanner
}

func askTCP(ctx context.Context, q Question, r *report) error {
	p := &tcpProbe{report: r, module: q.How.TCP}
	r.regexps()
	if err := q.bare(); err != nil {
		return err
	}
	host, port, err := net.SplitHostPort(q.Target)
	if err != nil {
		return fmt.Errorf("the target needs a host and a port, such as db.example.org:5432: %w", err)
	}
	if err := p.dial(ctx, host, port); err != nil {
		return err
	}
	defer func() { _ = p.conn.Close() }() // the one in use at the end, which closes those below it
	if deadline, ok := ctx.Deadline(); ok {
		if err := p.conn.SetDeadline(deadline); err != nil {
			return fmt.Errorf("set deadline: %w", err)
		}
	}
	if p.module.TLS {
		if err := p.secure(ctx); err != nil {
			return err
		}
	}
	return p.converse(ctx)
}

func (p *tcpProbe) dial(ctx context.Context, host, port string) (err error) {
	addr, _, err := p.resolve(ctx, host, p.module.Family)
	if err != nil {
		return err
	}
	name := host
	if p.question.Hostname != "" {
		name = p.question.Hostname
	}
	if p.tls, err = newTLSConfig(&p.module.TLSConfig, name); err != nil {
		return err
	}
	if p.conn, err = dialer(p.module.SourceAddress).DialContext(ctx, "tcp", net.JoinHostPort(addr.String(), port)); err != nil {
		return connectError(err)
	}
	p.status = "connected"
	p.step("connected to %s", p.conn.RemoteAddr())
	return nil
}

// secure goes on over TLS.
func (p *tcpProbe) secure(ctx context.Context) error {
	conn := tls.Client(p.conn, p.tls)
	if err := conn.HandshakeContext(ctx); err != nil {
		return connectError(fmt.Errorf("agree on TLS: %w", err))
	}
	state := conn.ConnectionState()
	p.conn, p.lines = conn, nil
	p.tlsMetrics(&state)
	return nil
}

func (p *tcpProbe) converse(ctx context.Context) error {
	for i, exchange := range p.module.QueryResponse {
		if err := p.exchange(ctx, exchange); err != nil {
			return fmt.Errorf("query_response[%d]: %w", i, err)
		}
	}
	return nil
}

func (p *tcpProbe) exchange(ctx context.Context, e Exchange) error {
	say := string(e.Send)
	if !e.Expect.IsZero() {
		line, match, err := p.await(e.Expect)
		if err != nil {
			return err
		}
		quote := func(text string) string { return string(e.Expect.compiled.Expand(nil, []byte(text), line, match)) }
		say = quote(say)
		p.expectInfo(e.Labels, quote)
	}
	if say != "" {
		// What is said may be a password.
		p.step("saying a line of %d bytes", len(say))
		if _, err := fmt.Fprintf(p.conn, "%s\n", say); err != nil {
			return fmt.Errorf("say a line: %w", err)
		}
	}
	if e.StartTLS {
		return p.secure(ctx)
	}
	return nil
}

func (p *tcpProbe) expectInfo(labels []Label, quote func(string) string) {
	if len(labels) == 0 {
		return
	}
	var names, values []string
	for _, label := range labels {
		names = append(names, label.Name)
		values = append(values, strings.ToValidUTF8(quote(label.Value), "\uFFFD")) // the server may say anything
	}
	p.gauges("probe_expect_info", "Explicit content matched", names...).WithLabelValues(values...).Set(1)
}

// await reads lines, each bounded by the scanner's buffer, until one matches.
func (p *tcpProbe) await(expect Regexp) (line []byte, match []int, err error) {
	if p.lines == nil {
		p.lines = bufio.NewScanner(p.conn)
	}
	p.step("waiting for a line that matches %q", expect)
	heard := 0
	for p.lines.Scan() {
		heard++
		line := p.lines.Bytes()
		if match := expect.compiled.FindSubmatchIndex(line); match != nil {
			p.step("heard %q, which matches", line)
			return line, match, nil
		}
		p.step("heard %q", line)
	}
	err = p.lines.Err()
	switch {
	case err == nil:
		p.failedBy.Set(1)
		return nil, nil, fmt.Errorf("the server hung up after %d lines, none of which matches %q", heard, expect)
	case errors.Is(err, os.ErrDeadlineExceeded), errors.Is(err, io.ErrUnexpectedEOF):
		return nil, nil, fmt.Errorf("heard %d lines, none of which matches %q: %w", heard, expect, err)
	}
	return nil, nil, fmt.Errorf("read a line: %w", err)
}
