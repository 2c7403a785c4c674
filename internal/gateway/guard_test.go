package gateway_test

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

func TestWhoMayUseAScope(t *testing.T) {
	external, _ := url.Parse("https://lookout.example.org")
	for _, c := range []struct {
		name    string
		scope   gateway.Scope
		guard   gateway.Guard
		remote  string
		local   string // the end of the connection that is ours
		host    string
		method  string // POST when empty
		headers map[string]string
		refusal string // part of the error; empty when allowed
	}{
		{name: "anyone reads", scope: gateway.ReadMetrics, remote: "10.0.0.9:1"},
		{name: "anyone pushes", scope: gateway.WriteMetrics, remote: "10.0.0.9:1"},
		{name: "loopback administers", scope: gateway.Admin, remote: "127.0.0.1:1"},
		{name: "loopback of IPv6 administers", scope: gateway.Admin, remote: "[::1]:1"},
		{name: "elsewhere may not administer", scope: gateway.Admin, remote: "10.0.0.9:1", refusal: "loopback only"},
		{name: "unless switched on", scope: gateway.Admin, guard: gateway.Guard{AdminAnywhere: true}, remote: "10.0.0.9:1"},
		{
			name: "a proxy on this machine is not the administrator", scope: gateway.Admin, remote: "127.0.0.1:1",
			headers: map[string]string{"X-Forwarded-For": "203.0.113.7"}, refusal: "loopback only",
		},
		{
			name: "a form of another site cannot silence", scope: gateway.WriteAlerts, remote: "127.0.0.1:1",
			headers: map[string]string{"Sec-Fetch-Site": "cross-site"}, refusal: "another site",
		},
		{
			name: "an old browser's form neither", scope: gateway.Admin, remote: "127.0.0.1:1",
			headers: map[string]string{"Origin": "https://evil.example"}, refusal: "another site",
		},
		{
			// Over plain HTTP to a name browsers send no Sec-Fetch headers, and
			// the origin is the host.
			name: "a name that resolves here does not help", scope: gateway.Admin, remote: "127.0.0.1:1", host: "evil.example:7600",
			headers: map[string]string{"Origin": "http://evil.example:7600"}, refusal: "no name this Lookout knows",
		},
		{
			name: "nor to read", scope: gateway.ReadMetrics, remote: "127.0.0.1:1", host: "evil.example:7600",
			refusal: "no name this Lookout knows",
		},
		{name: "loopback probes", scope: gateway.Probe, remote: "127.0.0.1:1", method: http.MethodGet},
		{name: "elsewhere may not have this machine connect", scope: gateway.Probe, remote: "10.0.0.9:1", method: http.MethodGet, refusal: "for this machine only"},
		{name: "unless that is switched on", scope: gateway.Probe, guard: gateway.Guard{ProbeAnywhere: true}, remote: "10.0.0.9:1", method: http.MethodGet},
		{name: "this machine probes by any of its addresses", scope: gateway.Probe, remote: "10.0.0.5:1", local: "10.0.0.5:7600", method: http.MethodGet},
		{
			name: "but no page of a name that resolves here", scope: gateway.Probe, remote: "10.0.0.5:1", local: "10.0.0.5:7600", host: "evil.example:7600",
			method: http.MethodGet, headers: map[string]string{"Sec-Fetch-Site": "same-origin"}, refusal: "no name this Lookout knows",
		},
		{name: "but another one does not", scope: gateway.Probe, remote: "10.0.0.9:1", local: "10.0.0.5:7600", method: http.MethodGet, refusal: "for this machine only"},
		{
			name: "nor does whom a proxy here speaks for", scope: gateway.Probe, remote: "10.0.0.5:1", local: "10.0.0.5:7600", method: http.MethodGet,
			headers: map[string]string{"X-Forwarded-For": "10.0.0.9"}, refusal: "for this machine only",
		},
		{
			name: "an image on another site cannot start a probe", scope: gateway.Probe, remote: "127.0.0.1:1", method: http.MethodGet,
			headers: map[string]string{"Sec-Fetch-Site": "cross-site"}, refusal: "another site",
		},
		{name: "this machine's name is known", scope: gateway.Admin, guard: gateway.Guard{Hostname: "box"}, remote: "127.0.0.1:1", host: "box:7600"},
		{
			name: "an image on another site cannot start a backup", scope: gateway.Admin, remote: "127.0.0.1:1", method: http.MethodGet,
			headers: map[string]string{"Sec-Fetch-Site": "cross-site"}, refusal: "another site",
		},
		{name: "a cron job's GET checks in", scope: gateway.WriteMetrics, remote: "10.0.0.9:1", method: http.MethodGet},
		{
			name: "an image on another site cannot check in", scope: gateway.WriteMetrics, remote: "127.0.0.1:1", method: http.MethodGet,
			headers: map[string]string{"Sec-Fetch-Site": "cross-site", "Accept-Language": "en"}, refusal: "not taken from a browser",
		},
		{
			name: "nor one over plain HTTP, whatever its page says", scope: gateway.WriteMetrics, remote: "10.0.0.9:1", method: http.MethodGet,
			headers: map[string]string{"Accept-Language": ""}, refusal: "not taken from a browser",
		},
		{
			name: "nor whoever opens the address", scope: gateway.WriteMetrics, remote: "127.0.0.1:1", method: http.MethodGet,
			headers: map[string]string{"Sec-Fetch-Site": "none"}, refusal: "not taken from a browser",
		},
		{
			name: "a link to a backup on the application's own page works", scope: gateway.Admin, remote: "127.0.0.1:1", method: http.MethodGet,
			headers: map[string]string{"Sec-Fetch-Site": "same-origin", "Accept-Language": "en"},
		},
		{
			name: "the application's own page may", scope: gateway.WriteAlerts, remote: "127.0.0.1:1", host: "localhost:7600",
			headers: map[string]string{"Sec-Fetch-Site": "same-origin"},
		},
		{
			name: "also under its public name", scope: gateway.WriteAlerts, guard: gateway.Guard{ExternalURL: external},
			remote: "10.0.0.9:1", host: "lookout.example.org", headers: map[string]string{"Sec-Fetch-Site": "same-origin"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := httptest.NewRequest(cmp.Or(c.method, http.MethodPost), "http://127.0.0.1:7600/", nil)
			r.RemoteAddr = c.remote
			if c.local != "" {
				ours := net.TCPAddrFromAddrPort(netip.MustParseAddrPort(c.local))
				r = r.WithContext(context.WithValue(r.Context(), http.LocalAddrContextKey, net.Addr(ours)))
			}
			if c.host != "" {
				r.Host = c.host
			}
			for k, v := range c.headers {
				r.Header.Set(k, v)
			}
			err := c.guard.Check(c.scope, r)
			if c.refusal == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.refusal)
		})
	}
}
