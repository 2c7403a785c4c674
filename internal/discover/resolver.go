package discover

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strings"
)

// Resolver asks DNS, of the machine or one server.
type Resolver struct{ net *net.Resolver }

// NewResolver asks server, host or host:port, or the machine's own when that is empty.
func NewResolver(server string) *Resolver {
	resolver := &net.Resolver{PreferGo: true}
	if server != "" {
		address := withPort(server, 53)
		resolver.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
			var dialer net.Dialer
			return dialer.DialContext(ctx, network, address)
		}
	}
	return &Resolver{resolver}
}

// Addresses are the A or AAAA records of a name, sorted: none when the name does not exist.
func (r *Resolver) Addresses(ctx context.Context, kind, name string) ([]netip.Addr, error) {
	network := "ip4"
	if kind == "AAAA" {
		network = "ip6"
	}
	addresses, err := r.net.LookupNetIP(ctx, network, name)
	if err != nil {
		return nil, unlessNotFound(name, err)
	}
	for i, a := range addresses {
		addresses[i] = a.Unmap()
	}
	slices.SortFunc(addresses, netip.Addr.Compare)
	return slices.Compact(addresses), nil
}

// Services are the host:port pairs of the SRV records of a name: none when the name does not exist.
func (r *Resolver) Services(ctx context.Context, name string) ([]string, error) {
	_, records, err := r.net.LookupSRV(ctx, "", "", name)
	if err != nil {
		return nil, unlessNotFound(name, err)
	}
	var services []string
	for _, record := range records {
		services = append(services, withPort(strings.TrimSuffix(record.Target, "."), int(record.Port)))
	}
	slices.Sort(services)
	return slices.Compact(services), nil
}

// unlessNotFound tells a name that has no records, which is an answer, from a server that gives none.
func unlessNotFound(name string, err error) error {
	if failure, ok := errors.AsType[*net.DNSError](err); ok {
		if failure.IsNotFound {
			return nil
		}
		// Its own text names the machine's server, whichever was asked.
		return fmt.Errorf("ask DNS for %s: %s", name, failure.Err)
	}
	return fmt.Errorf("ask DNS for %s: %w", name, err)
}
