package gateway

import (
	"cmp"
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
	ProbeAnywhere bool     // others than this machine may have it connect to anywhere
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
	for _, header := range []string{"X-Forwarded-For", "Forwarded", "X-Real-Ip", "Via"} {
		if r.Header.Get(header) != "" {
			return true
		}
	}
	return false
}

var (
	errAdminIsLocal = errors.New("administrative endpoints answer on loopback only; set `web: {admin: true}` in the configuration to allow them from elsewhere")
	errProbeIsLocal = errors.New("probes are made for this machine only, because they can reach whatever it can; set `web: {probe: true}` in the configuration to make them for others")
	errForeignPage  = errors.New("refused, the request comes from a page of another site")
	errBrowserGet   = errors.New("refused, a GET that changes something is not taken from a browser (Sec-Fetch-Site or Accept-Language says it is one); use curl, or POST")
	errInternal     = errors.New("this request failed inside Lookout; the log has the details")
)

// Check returns why the request may not use the scope, or nil.
func (g Guard) Check(scope Scope, r *http.Request) error {
	if scope == Open {
		return nil
	}
	who := Who(r)
	// The local administrator needs no password, so a web page that the
	// administrator happens to visit must not act, or read, in their name. A
	// name of the page's own that resolves to this machine makes everything
	// look like its own site; only the Host header gives it away.
	if who.Local && !g.knownHost(r.Host) {
		return unknownHost(r)
	}
	switch scope {
	case Admin:
		return g.checkAdmin(who, r)
	case Probe:
		return g.checkProbe(who, r)
	}
	if scope.changes() {
		return cmp.Or(foreign(r), followed(r))
	}
	return nil
}

func unknownHost(r *http.Request) error {
	return fmt.Errorf("refused, %q is no name this Lookout knows itself by; use its address, or set `web: {external_url: …}`", r.Host)
}

// checkAdmin is for what can read or destroy everything: it must come from
// here, and not even a plain link of another site may start it.
func (g Guard) checkAdmin(who Identity, r *http.Request) error {
	if !who.Local && !g.AdminAnywhere {
		return errAdminIsLocal
	}
	return cmp.Or(linked(r), foreign(r))
}

// checkProbe is for what makes this machine connect to wherever the request
// says: to what only it can reach, and with what only it knows.
func (g Guard) checkProbe(who Identity, r *http.Request) error {
	switch {
	case who.Local, g.ProbeAnywhere:
	case !fromHere(r):
		return errProbeIsLocal
	case !g.knownHost(r.Host):
		return unknownHost(r)
	}
	return linked(r)
}

// linked refuses what a link or an image of another site starts.
func linked(r *http.Request) error {
	if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
		return errForeignPage
	}
	return nil
}

// fromHere tells whether both ends of the connection have the same address: a
// process on this machine reaches it by a name other than localhost, as
// Lookout itself does when it listens on one address only.
func fromHere(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(net.Addr)
	if !ok || forwarded(r) {
		return false
	}
	here, err := netip.ParseAddrPort(local.String())
	if err != nil {
		return false
	}
	there, err := netip.ParseAddrPort(r.RemoteAddr)
	return err == nil && here.Addr().Unmap() == there.Addr().Unmap()
}

// foreign refuses what a page of another site sends to change something.
func foreign(r *http.Request) error {
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		return fmt.Errorf("%w: %w", errForeignPage, err)
	}
	return nil
}

// followed refuses a GET that would change something when a browser sends it:
// any page can hold an image or a link that makes it do so, and over plain HTTP
// nothing says which page that was. Only browsers say what language their
// person reads, and a page can change that header but not remove it.
func followed(r *http.Request) error {
	if r.Method != http.MethodGet {
		return nil
	}
	site, language := r.Header.Get("Sec-Fetch-Site"), r.Header["Accept-Language"]
	if site == "same-origin" || site == "" && len(language) == 0 {
		return nil
	}
	return errBrowserGet
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
