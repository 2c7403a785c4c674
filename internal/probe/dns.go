package probe

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"github.com/miekg/dns"
	"github.com/prometheus/client_golang/prometheus"
	httpconfig "github.com/prometheus/common/config"
)

// DNS is what to ask a DNS server.
type DNS struct {
	Family        Family               `yaml:",inline"`
	DNSOverTLS    bool                 `yaml:"dns_over_tls,omitempty" help:"Ask over TLS, which needs \x60transport_protocol: tcp\x60."`
	TLSConfig     httpconfig.TLSConfig `yaml:"tls_config,omitempty" help:"Certificates and names, as everywhere in Prometheus."`
	SourceAddress string               `yaml:"source_ip_address,omitempty" help:"The address to ask from."`
	Transport     string               `yaml:"transport_protocol,omitempty" help:"\x60udp\x60 or \x60tcp\x60." default:"udp"`
	QueryName     string               `yaml:"query_name,omitempty" help:"The name to ask for." example:"www.example.org"`
	QueryType     string               `yaml:"query_type,omitempty" help:"The type of record to ask for." default:"ANY" example:"A"`
	QueryClass    string               `yaml:"query_class,omitempty" help:"The class to ask for." default:"IN"`
	Recursion     bool                 `yaml:"recursion_desired,omitempty" help:"Let the server ask others." default:"true"`
	ValidRcodes   []string             `yaml:"valid_rcodes,omitempty" help:"Good response codes." default:"NOERROR"`
	Answer        Records              `yaml:"validate_answer_rrs,omitempty" help:"What good answer records are."`
	Authority     Records              `yaml:"validate_authority_rrs,omitempty" help:"What good authority records are."`
	Additional    Records              `yaml:"validate_additional_rrs,omitempty" help:"What good additional records are."`
}

// Records says what is wrong about the records of a section, each written as in a zone file.
type Records struct {
	AnyMatches    []Regexp `yaml:"fail_if_matches_regexp,omitempty" help:"Fail if any record matches any of these."`
	AllMatch      []Regexp `yaml:"fail_if_all_match_regexp,omitempty" help:"Fail unless all records match all of these. The word says the contrary; blackbox_exporter does this."`
	AnyNotMatches []Regexp `yaml:"fail_if_not_matches_regexp,omitempty" help:"Fail if any record does not match all of these, or there is none."`
	NoneMatches   []Regexp `yaml:"fail_if_none_matches_regexp,omitempty" help:"Fail if no record matches any of these."`
}

func defaultDNS() DNS { return DNS{Family: Family{Fallback: true}, Recursion: true} }

// UnmarshalYAML fills in the defaults first.
func (d *DNS) UnmarshalYAML(unmarshal func(any) error) error {
	*d = defaultDNS()
	type plain DNS
	return unmarshal((*plain)(d))
}

// Validate refuses what cannot be meant.
func (d *DNS) Validate() error {
	if d.QueryName == "" {
		return errors.New("query_name is missing: write the name to ask for")
	}
	if d.Transport != "" && d.Transport != "udp" && d.Transport != "tcp" {
		return fmt.Errorf("transport_protocol: %q is neither udp nor tcp", d.Transport)
	}
	if d.DNSOverTLS && d.Transport != "tcp" {
		return errors.New("dns_over_tls: write transport_protocol: tcp as well")
	}
	if _, ok := dns.StringToType[d.queryType()]; !ok {
		return fmt.Errorf("query_type: %q is no type of record", d.QueryType)
	}
	if _, ok := dns.StringToClass[d.queryClass()]; !ok {
		return fmt.Errorf("query_class: %q is no class", d.QueryClass)
	}
	for _, code := range d.ValidRcodes {
		if _, ok := dns.StringToRcode[code]; !ok {
			return fmt.Errorf("valid_rcodes: %q is no response code", code)
		}
	}
	return firstOf([]error{d.Family.check(), checkSource(d.SourceAddress)})
}

func (d *DNS) queryType() string  { return orElse(d.QueryType, "ANY") }
func (d *DNS) queryClass() string { return orElse(d.QueryClass, "IN") }

func orElse(text, fallback string) string {
	if text == "" {
		return fallback
	}
	return text
}

type dnsMetrics struct {
	phases                                   *prometheus.GaugeVec
	answers, authorities, additionals, asked prometheus.Gauge
}

func newDNSMetrics(r *report) dnsMetrics {
	m := dnsMetrics{
		phases:      r.gauges("probe_dns_duration_seconds", "Duration of DNS request by phase", "phase"),
		answers:     r.gauge("probe_dns_answer_rrs", "Returns number of entries in the answer resource record list"),
		authorities: r.gauge("probe_dns_authority_rrs", "Returns number of entries in the authority resource record list"),
		additionals: r.gauge("probe_dns_additional_rrs", "Returns number of entries in the additional resource record list"),
		asked:       r.gauge("probe_dns_query_succeeded", "Displays whether or not the query was executed successfully"),
	}
	for _, phase := range []string{"resolve", "connect", "request"} {
		m.phases.WithLabelValues(phase)
	}
	return m
}

func askDNS(ctx context.Context, q Question, r *report) error {
	module, metrics := q.How.DNS, newDNSMetrics(r)
	if err := q.bare(); err != nil {
		return err
	}
	host, port := dnsTarget(q.Target, module.DNSOverTLS)
	addr, took, err := r.resolve(ctx, host, module.Family)
	metrics.phases.WithLabelValues("resolve").Set(took.Seconds())
	if err != nil {
		return err
	}
	client, err := module.client(host)
	if err != nil {
		return err
	}
	r.step("asking %s for %s %s %s over %s", net.JoinHostPort(addr.String(), port), module.QueryName, module.queryClass(), module.queryType(), client.Net)
	answer, err := metrics.exchange(ctx, client, module.query(), net.JoinHostPort(addr.String(), port))
	if err != nil {
		return err
	}
	return metrics.judge(r, &module, answer)
}

// dnsTarget is a host with or without a port.
func dnsTarget(target string, overTLS bool) (host, port string) {
	if host, port, err := net.SplitHostPort(target); err == nil {
		return host, port
	}
	host = strings.Trim(target, "[]")
	if overTLS {
		return host, "853"
	}
	return host, "53"
}

func (d *DNS) client(host string) (*dns.Client, error) {
	client := &dns.Client{Net: orElse(d.Transport, "udp"), Dialer: dialer(d.SourceAddress)}
	if client.Net == "udp" && client.Dialer.LocalAddr != nil {
		client.Dialer.LocalAddr = &net.UDPAddr{IP: net.ParseIP(d.SourceAddress)}
	}
	if !d.DNSOverTLS {
		return client, nil
	}
	conf, err := newTLSConfig(&d.TLSConfig, host)
	client.Net, client.TLSConfig = "tcp-tls", conf
	return client, err
}

func (d *DNS) query() *dns.Msg {
	m := &dns.Msg{}
	m.Id, m.RecursionDesired = dns.Id(), d.Recursion
	m.Question = []dns.Question{{Name: dns.Fqdn(d.QueryName), Qtype: dns.StringToType[d.queryType()], Qclass: dns.StringToClass[d.queryClass()]}}
	return m
}

func (m dnsMetrics) exchange(ctx context.Context, client *dns.Client, query *dns.Msg, address string) (*dns.Msg, error) {
	if deadline, ok := ctx.Deadline(); ok {
		client.Timeout = time.Until(deadline)
	}
	began := time.Now()
	conn, err := client.DialContext(ctx, address)
	m.phases.WithLabelValues("connect").Set(time.Since(began).Seconds())
	if err != nil {
		return nil, connectError(err)
	}
	defer func() { _ = conn.Close() }()
	began = time.Now()
	answer, _, err := client.ExchangeWithConnContext(ctx, query, conn)
	m.phases.WithLabelValues("request").Set(time.Since(began).Seconds())
	if err != nil {
		return nil, connectError(fmt.Errorf("ask: %w", err))
	}
	m.asked.Set(1)
	return answer, nil
}

func (m dnsMetrics) judge(r *report, module *DNS, answer *dns.Msg) error {
	m.answers.Set(float64(len(answer.Answer)))
	m.authorities.Set(float64(len(answer.Ns)))
	m.additionals.Set(float64(len(answer.Extra)))
	code := dns.RcodeToString[answer.Rcode]
	r.status = code
	r.step("answered %s with %d answer, %d authority and %d additional records", code, len(answer.Answer), len(answer.Ns), len(answer.Extra))
	if module.queryType() == "SOA" {
		serial := r.gauge("probe_dns_serial", "Returns the serial number of the zone")
		for _, record := range answer.Answer {
			if soa, ok := record.(*dns.SOA); ok {
				serial.Set(float64(soa.Serial))
			}
		}
	}
	if !module.isValid(code) {
		return fmt.Errorf("response code %s is not %s", code, orElse(strings.Join(module.ValidRcodes, " or "), "NOERROR"))
	}
	return firstOf([]error{
		module.Answer.judge("answer", answer.Answer),
		module.Authority.judge("authority", answer.Ns),
		module.Additional.judge("additional", answer.Extra),
	})
}

func (d *DNS) isValid(code string) bool {
	for _, valid := range d.ValidRcodes {
		if code == valid {
			return true
		}
	}
	return len(d.ValidRcodes) == 0 && code == "NOERROR"
}

func (v Records) judge(section string, records []dns.RR) error {
	if len(records) == 0 && len(v.AnyNotMatches)+len(v.NoneMatches) > 0 {
		return fmt.Errorf("there is no %s record, and some must match", section)
	}
	anyMatched, allMatched := false, true
	for _, record := range records {
		text := record.String()
		for _, e := range v.AnyMatches {
			if e.compiled.MatchString(text) {
				return fmt.Errorf("%s record %q matches %q (fail_if_matches_regexp)", section, text, e)
			}
		}
		for _, e := range v.AnyNotMatches {
			if !e.compiled.MatchString(text) {
				return fmt.Errorf("%s record %q does not match %q (fail_if_not_matches_regexp)", section, text, e)
			}
		}
		for _, e := range v.AllMatch {
			allMatched = allMatched && e.compiled.MatchString(text)
		}
		for _, e := range v.NoneMatches {
			anyMatched = anyMatched || e.compiled.MatchString(text)
		}
	}
	// The contrary of what the word says is what blackbox_exporter does, and what modules in use are written for.
	if len(v.AllMatch) > 0 && !allMatched {
		return fmt.Errorf("not all %s records match (fail_if_all_match_regexp)", section)
	}
	if len(v.NoneMatches) > 0 && !anyMatched {
		return fmt.Errorf("no %s record matches (fail_if_none_matches_regexp)", section)
	}
	return nil
}
