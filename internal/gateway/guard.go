package gateway

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
)

// Guard decides whether a request may use a scope. On the plain listener
// everyone who comes over loopback is the local administrator; everyone else
// may do all but administer, unless AdminAnywhere is set.
type Guard struct {
	AdminAnywhere bool     // administrative routes answer beyond loopback
	ExternalURL   *url.URL // how browsers reach Lookout; nil when only by address
	Hostname      string
}

// Identity is who asks, as far as the listener can tell.
type Identity struct {
	Name   string // shown in the audit log
	Remote string // address without port
	Local  bool   // came over loopback, not through a proxy
}

// Who tells who sent a request.
func Who(r *http.Request) Identity {
	remote := r.RemoteAddr
	if host, _, err := net.SplitHostPort(remote); err == nil {
		remote = host
	}
	addr, err := netip.ParseAddr(remote)
	if err == nil && addr.Unmap().IsLoopback() && !forwarded(r) {
		return Identity{Name: "local administrator", Remote: remote, Local: true}
	}
	return Identity{Name: "anonymous", Remote: remote}
}

// forwarded tells whether a proxy passed the request on, in which case the
// loopback address is the proxy's and says nothing about the person.
func forwarded(r *http.Request) bool {
	return r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != "" || r.Header.Get("X-Real-Ip") != ""
}

var (
	errAdminIsLocal = errors.New("administrative endpoints answer on loopback only; set `web: {admin: true}` in the configuration to allow them from elsewhere")
	errInternal     = errors.New("this request failed inside Lookout; the log has the details")
)

// Check returns why the request may not use the scope, or nil.
func (g Guard) Check(scope Scope, r *http.Request) error {
	if scope == Admin && !g.AdminAnywhere && !Who(r).Local {
		return errAdminIsLocal
	}
	if !scope.changes() {
		return nil
	}
	// The local administrator needs no password, so a web page that the
	// administrator happens to visit must not be able to act in their name:
	// neither by a form from another site nor by a name that resolves here.
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return fmt.Errorf("refused, the request comes from a page of another site: %w", err)
	}
	if r.Header.Get("Sec-Fetch-Site") != "" && !g.knownHost(r.Host) {
		return fmt.Errorf("refused, a browser reached Lookout under the unknown name %q; set `web: {external_url: …}` if it is meant to", r.Host)
	}
	return nil
}

// knownHost tells whether a Host header names this Lookout.
func (g Guard) knownHost(hostport string) bool {
	host := hostport
	if h, _, err := net.SplitHostPort(hostport); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	known := []string{"localhost", g.Hostname}
	if g.ExternalURL != nil {
		known = append(known, g.ExternalURL.Hostname())
	}
	for _, k := range known {
		if k != "" && strings.EqualFold(host, k) {
			return true
		}
	}
	return false
}

func stack() string { return string(debug.Stack()) }
