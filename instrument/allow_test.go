package instrument

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/stretchr/testify/require"
)

func TestWhoMayReadWithoutAllowFrom(t *testing.T) {
	for peer, want := range map[string]int{
		"127.0.0.1:1": 200, "127.9.9.9:1": 200, "[::1]:1": 200,
		"10.255.0.1:1": 200, "172.16.0.1:1": 200, "172.31.255.255:1": 200, "192.168.1.1:1": 200, "[fd12::1]:1": 200,
		"[::ffff:10.0.0.1]:1": 200, "[fd12::1%eth0]:1": 200,
		"172.32.0.1:1": 403, "172.15.0.1:1": 403, "11.0.0.1:1": 403, "203.0.113.9:1": 403, "[2001:db8::1]:1": 403,
		"[::ffff:203.0.113.9]:1": 403, "169.254.1.1:1": 403, "[fe80::1%eth0]:1": 403, "100.64.0.1:1": 403,
		"0.0.0.0:1": 403, "@": 403, "": 403,
	} {
		refused := prometheus.NewCounter(prometheus.CounterOpts{Name: "refused", Help: "Refused."})
		g := &guard{allowed: PrivateNetworks(), refused: refused, purpose: "metrics",
			next: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {})}
		r := httptest.NewRequest(http.MethodGet, "/metrics", nil)
		r.RemoteAddr = peer
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		require.Equal(t, want, w.Code, peer)
	}
}

// TestANetworkOfMappedAddressesIsOneOfIPv4 because peers are compared in that form.
func TestANetworkOfMappedAddressesIsOneOfIPv4(t *testing.T) {
	named := []netip.Prefix{netip.MustParsePrefix("::ffff:10.0.0.0/104"), netip.MustParsePrefix("2001:db8::/32")}
	g := &guard{allowed: Config{AllowFrom: named}.withDefaults().AllowFrom}
	for peer, want := range map[string]bool{
		"10.1.2.3": true, "::ffff:10.1.2.3": true, "2001:db8::1": true,
		"11.0.0.1": false, "::ffff:11.0.0.1": false, "2001:db9::1": false, "::1": false,
	} {
		require.Equal(t, want, g.allows(netip.MustParseAddr(peer)), peer)
	}
	require.True(t, named[0].Addr().Is4In6(), "the caller's own list stays as it is")
}
