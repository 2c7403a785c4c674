package instrument

import (
	"errors"
	"fmt"
	"net/http"
	"net/netip"

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
		if !network.IsValid() {
			return fmt.Errorf("AllowFrom[%d] is no network: make one with netip.ParsePrefix(\"10.0.0.0/8\")", i)
		}
	}
	return nil
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
