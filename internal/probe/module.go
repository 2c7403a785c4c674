package probe

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Module says how to ask and what a good answer is. Its keys are those of a module of blackbox_exporter.
type Module struct {
	Prober  string   `yaml:"prober" help:"Over what to ask: \x60http\x60, \x60tcp\x60, \x60dns\x60, \x60icmp\x60 or \x60grpc\x60." example:"http"`
	Timeout Duration `yaml:"timeout,omitempty" help:"How long to wait for a good answer." default:"that of the scrape" example:"5s"`
	HTTP    HTTP     `yaml:"http,omitempty" help:"How to ask over HTTP, and what a good answer is."`
	TCP     TCP      `yaml:"tcp,omitempty" help:"How to ask over TCP."`
	DNS     DNS      `yaml:"dns,omitempty" help:"What to ask a DNS server."`
	ICMP    ICMP     `yaml:"icmp,omitempty" help:"How to ping."`
	GRPC    GRPC     `yaml:"grpc,omitempty" help:"How to ask for gRPC health."`
}

// NewModule is a module with the defaults of its prober.
func NewModule(prober string) Module {
	return Module{Prober: prober, HTTP: defaultHTTP(), TCP: defaultTCP(), DNS: defaultDNS(), ICMP: defaultICMP(), GRPC: defaultGRPC()}
}

// UnmarshalYAML fills in the defaults first.
func (m *Module) UnmarshalYAML(unmarshal func(any) error) error {
	*m = NewModule("")
	type plain Module
	return unmarshal((*plain)(m))
}

// MarshalYAML leaves out what other probers would do.
func (m Module) MarshalYAML() (any, error) {
	shown := map[string]any{"prober": m.Prober}
	if m.Timeout > 0 {
		shown["timeout"] = m.Timeout
	}
	if block := m.block(); block != nil {
		shown[m.Prober] = block
	}
	return shown, nil
}

// block is what the module says about its own prober.
func (m *Module) block() interface{ Validate() error } {
	switch m.Prober {
	case "http":
		return &m.HTTP
	case "tcp":
		return &m.TCP
	case "dns":
		return &m.DNS
	case "icmp":
		return &m.ICMP
	case "grpc":
		return &m.GRPC
	}
	return nil
}

// Validate refuses a module that could not ask. Blocks of probers that it does not use may say anything.
func (m *Module) Validate() error {
	block := m.block()
	if m.Prober == "" {
		return errors.New("prober is missing: write http, tcp, dns, icmp or grpc")
	}
	if block == nil {
		return fmt.Errorf("prober: %q is none of http, tcp, dns, icmp and grpc", m.Prober)
	}
	if err := block.Validate(); err != nil {
		return fmt.Errorf("%s: %w", m.Prober, err)
	}
	return nil
}

// SetDirectory says where relative paths of certificates, passwords and bodies start.
func (m *Module) SetDirectory(dir string) {
	m.HTTP.setDirectory(dir)
	m.TCP.TLSConfig.SetDirectory(dir)
	m.DNS.TLSConfig.SetDirectory(dir)
	m.GRPC.TLSConfig.SetDirectory(dir)
}

// check tries what a module names on this machine: certificates, keys and files.
func (m *Module) check() error {
	switch m.Prober {
	case "http":
		return m.HTTP.check()
	case "tcp":
		return checkTLS(&m.TCP.TLSConfig)
	case "dns":
		return checkTLS(&m.DNS.TLSConfig)
	case "grpc":
		return checkTLS(&m.GRPC.TLSConfig)
	}
	return nil
}

// Modules are the modules there are, by name.
type Modules map[string]Module

// BuiltinModules are there without any file.
func BuiltinModules() Modules {
	post := NewModule("http")
	post.HTTP.Method = "POST"
	ssh := NewModule("tcp")
	ssh.TCP.QueryResponse = []Exchange{{Expect: MustRegexp("^SSH-2.0-")}, {Send: "SSH-2.0-lookout-probe"}}
	secured := NewModule("tcp")
	secured.TCP.TLS = true
	root := NewModule("dns")
	root.DNS.QueryName, root.DNS.QueryType = ".", "NS"
	rootTCP := root
	rootTCP.DNS.Transport = "tcp"
	grpc := NewModule("grpc")
	grpc.GRPC.TLS = true
	return Modules{
		"http_2xx": NewModule("http"), "http_post_2xx": post,
		"tcp_connect": NewModule("tcp"), "tls_connect": secured, "ssh_banner": ssh,
		"icmp": NewModule("icmp"), "dns": root, "dns_tcp": rootTCP,
		"grpc": grpc, "grpc_plain": NewModule("grpc"),
	}
}

// With are the modules with others added, which come first where names are the same.
func (m Modules) With(others Modules) Modules {
	all := maps.Clone(m)
	maps.Copy(all, others)
	return all
}

// Names lists the modules in order.
func (m Modules) Names() []string { return slices.Sorted(maps.Keys(m)) }

// Check tries what modules name on this machine: certificates, keys and files.
func (m Modules) Check() error {
	var problems []error
	for _, name := range m.Names() {
		module := m[name]
		if err := module.check(); err != nil {
			problems = append(problems, fmt.Errorf("probe module %q: %w", name, err))
		}
	}
	return errors.Join(problems...)
}

// grace is what an answer needs to reach whoever scrapes, before it gives up waiting.
const grace = 500 * time.Millisecond

// withoutLimit holds where neither the module nor the caller says how long a probe may take.
const withoutLimit = 2 * time.Minute

// limit is how long a question may take: as the module says, but no longer than the caller waits.
func (m Module) limit(callerWaits time.Duration) time.Duration {
	own := time.Duration(m.Timeout)
	if callerWaits <= 0 {
		callerWaits = withoutLimit
	}
	left := callerWaits - grace
	switch {
	case left <= 0 && own <= 0:
		return callerWaits
	case left <= 0, own > 0 && own < left:
		return own
	}
	return left
}
