package instrument

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"slices"

	"github.com/prometheus/client_golang/prometheus"
)

// PrivateNetworks are those that may read metrics and dashboards unless AllowFrom says otherwise: this machine, and
// the address ranges that are not routed on the internet. Link-local addresses are not among them: every machine on a
// link has one without having been given it.
func PrivateNetworks() []netip.Prefix {
	return []netip.Prefix{
		netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128"),
		netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("172.16.0.0/12"), netip.MustParsePrefix("192.168.0.0/16"),
		netip.MustParsePrefix("fc00::/7"),
	}
}

func validateNetworks(networks []netip.Prefix) error {
	if len(networks) == 0 {
		return errors.New("AllowFrom is empty, nobody could read anything: leave it nil for private networks, or name some")
	}
	for i, network := range networks {
		switch {
		case !network.IsValid():
			return fmt.Errorf("AllowFrom[%d] is no network: make one with netip.ParsePrefix(\"10.0.0.0/8\")", i)
		case network.Addr().Is4In6() && network.Bits() < mappedBits:
			return fmt.Errorf("AllowFrom[%d], %v, is wider than all of IPv4: write 0.0.0.0/0 if everybody may read", i, network)
		}
	}
	return nil
}

// mappedBits are those in front of the IPv4 address in an IPv6 address that maps it.
const mappedBits = 96

// unmapped writes networks of IPv4 as such: the address of a peer is compared in this form.
func unmapped(networks []netip.Prefix) []netip.Prefix {
	networks = slices.Clone(networks)
	for i, n := range networks {
		if n.Addr().Is4In6() && n.Bits() >= mappedBits {
			networks[i] = netip.PrefixFrom(n.Addr().Unmap(), n.Bits()-mappedBits)
		}
	}
	return networks
}

// guard answers only to allowed networks. The connection's address decides: headers such as X-Forwarded-For say what their sender likes.
type guard struct {
	allowed []netip.Prefix
	refused prometheus.Counter
	next    http.Handler
	purpose string
}

func (g *guard) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	peer, err := netip.ParseAddrPort(r.RemoteAddr)
	if err == nil && g.allows(peer.Addr()) {
		g.next.ServeHTTP(w, r)
		return
	}
	g.refused.Inc()
	http.Error(w, fmt.Sprintf("%s may not read %s: its network is not among those that AllowFrom names in this service's instrument.Config "+
		"(without it: loopback and private networks)", peer.Addr(), g.purpose), http.StatusForbidden)
}

func (g *guard) allows(peer netip.Addr) bool {
	peer = peer.Unmap().WithZone("")
	for _, network := range g.allowed {
		if network.Contains(peer) {
			return true
		}
	}
	return false
}
