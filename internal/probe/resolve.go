package probe

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Family says over which version of IP to ask.
type Family struct {
	Preferred string `yaml:"preferred_ip_protocol,omitempty" help:"\x60ip4\x60 or \x60ip6\x60." default:"ip6"`
	Fallback  bool   `yaml:"ip_protocol_fallback" help:"Ask over the other version where the target has no address of the preferred one." default:"true"`
}

func (f Family) check() error {
	switch f.Preferred {
	case "", "ip4", "ip6":
		return nil
	}
	return fmt.Errorf("preferred_ip_protocol: %q is neither ip4 nor ip6", f.Preferred)
}

// version is 4 or 6, and the other.
func (f Family) version() (preferred, other int) {
	if f.Preferred == "ip4" {
		return 4, 6
	}
	return 6, 4
}

// ipMetrics are registered before a name is looked up, so that they are there when that fails.
type ipMetrics struct {
	protocol, lookup, hash prometheus.Gauge
}

func (r *report) ipMetrics() ipMetrics {
	return ipMetrics{
		protocol: r.gauge("probe_ip_protocol", "Specifies whether probe ip protocol is IP4 or IP6"),
		lookup:   r.gauge("probe_dns_lookup_time_seconds", "Returns the time taken for probe dns lookup in seconds"),
		hash:     r.gauge("probe_ip_addr_hash", "Specifies the hash of IP address. It's useful to detect if the IP address changes."),
	}
}

// bare refuses a target with a name and a password where nobody asks for them: errors further on would quote them.
func (q Question) bare() error {
	if strings.Contains(q.Target, "@") {
		return fmt.Errorf("the target %q has a name or a password in it, which the prober %s has no use for: write the host alone, or with its port", q.ShownTarget(), q.How.Prober)
	}
	return nil
}

// resolve finds the one address to ask. There is no second attempt at another: a target half of whose addresses work must
// not look healthy.
func (r *report) resolve(ctx context.Context, host string, family Family) (netip.Addr, time.Duration, error) {
	metrics, began := r.ipMetrics(), time.Now()
	addr, err := lookup(ctx, host, family)
	took := time.Since(began)
	metrics.lookup.Set(took.Seconds())
	if err != nil {
		return addr, took, err
	}
	version := 4.0
	if addr.Is6() {
		version = 6
	}
	metrics.protocol.Set(version)
	hash := fnv.New32a()
	hash.Write(addr.AsSlice())
	metrics.hash.Set(float64(hash.Sum32()))
	if host != addr.String() {
		r.step("%s is at %s, looked up in %s", host, addr, took.Round(time.Microsecond))
	}
	return addr, took, nil
}

func lookup(ctx context.Context, host string, family Family) (netip.Addr, error) {
	preferred, other := family.version()
	addr, err := lookupVersion(ctx, host, preferred)
	if err == nil || !family.Fallback {
		return addr, noAddress(host, preferred, err)
	}
	if addr, fallback := lookupVersion(ctx, host, other); fallback == nil {
		return addr, nil
	}
	return netip.Addr{}, fmt.Errorf("look up %s: %w; is the name right, and does this machine's resolver know it?", host, plain(err))
}

func noAddress(host string, version int, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("look up an IPv%d address of %s: %w; ip_protocol_fallback is off, so no other is tried", version, host, plain(err))
}

var errNoSuchAddress = errors.New("no such address")

func lookupVersion(ctx context.Context, host string, version int) (netip.Addr, error) {
	if addr, err := netip.ParseAddr(host); err == nil {
		if addr = addr.Unmap(); addr.Is4() != (version == 4) {
			return netip.Addr{}, errNoSuchAddress
		}
		return addr, nil
	}
	found, err := net.DefaultResolver.LookupNetIP(ctx, fmt.Sprintf("ip%d", version), host)
	if err != nil {
		return netip.Addr{}, err
	}
	if len(found) == 0 {
		return netip.Addr{}, errNoSuchAddress
	}
	return found[0].Unmap(), nil
}

// plain is what the resolver says without the name, which stands in the message already.
func plain(err error) error {
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return errors.New(dns.Err)
	}
	return err
}

// dialer connects from a source address where the module has one.
func dialer(source string) *net.Dialer {
	d := &net.Dialer{}
	if addr, err := netip.ParseAddr(source); err == nil {
		d.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(addr, 0))
	}
	return d
}

func checkSource(address string) error {
	if address == "" {
		return nil
	}
	if _, err := netip.ParseAddr(address); err != nil {
		return fmt.Errorf("source_ip_address: %q is no IP address", address)
	}
	return nil
}
