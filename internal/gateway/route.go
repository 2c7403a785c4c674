// Package gateway is the one way in over HTTP: it holds the listener, decides
// who is asking and whether they may, bounds what they send, and keeps the
// audit log of what people changed. Routes flow in from the packages that own
// them, each declared with the scope it needs; a request that no declared
// route takes gets nothing. The package does not know what a route does.
package gateway

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Scope is what a caller must be allowed for a route to answer.
type Scope string

// The scopes there are. Every route needs exactly one of them.
const (
	Open         Scope = "open"          // answers everyone: health, the application's files
	ReadMetrics  Scope = "metrics:read"  // queries, series, targets, federation
	WriteMetrics Scope = "metrics:write" // pushed samples
	ReadAlerts   Scope = "alerts:read"   // alerts, rules, silences, notifications
	WriteAlerts  Scope = "alerts:write"  // silences, posted alerts
	ReadStatus   Scope = "status:read"   // configuration, build, own metrics

	ReadDashboards  Scope = "dashboards:read"  // dashboards and their history
	WriteDashboards Scope = "dashboards:write" // new versions of dashboards, deletion

	Probe Scope = "probe" // connections from this machine to anywhere
	Admin Scope = "admin" // lifecycle, deletion, backup, profiles
)

// Scopes lists all scopes, for documentation and tests.
func Scopes() []Scope {
	return []Scope{Open, ReadMetrics, WriteMetrics, ReadAlerts, WriteAlerts, ReadDashboards, WriteDashboards, ReadStatus, Probe, Admin}
}

// changes tells whether a scope lets its holder change something, so that a
// browser on a foreign page must not be able to use it.
func (s Scope) changes() bool {
	return s == WriteMetrics || s == WriteAlerts || s == WriteDashboards || s == Admin
}

// Route is one declared way in.
type Route struct {
	Method  string // GET answers HEAD too
	Path    string // a pattern of net/http's mux: /label/{name}/values
	Scope   Scope
	Handler http.Handler
	MaxBody int64  // bytes of request body at most; 0 is DefaultMaxBody
	Audit   string // action recorded after success, as "series.delete"; empty when nothing changes or the handler records
	Summary string // half a sentence for the reference documentation
}

// DefaultMaxBody bounds the bodies of routes that state no bound of their own.
const DefaultMaxBody = 10 << 20

// Under returns the routes with a prefix before their paths. The handlers see
// the path without it.
func Under(prefix string, routes []Route) []Route {
	moved := slices.Clone(routes)
	for i := range moved {
		moved[i].Path = prefix + moved[i].Path
		moved[i].Handler = http.StripPrefix(prefix, moved[i].Handler)
	}
	return moved
}

// check refuses a route that is not fully declared.
func (r Route) check() error {
	var problems []error
	if !slices.Contains(Scopes(), r.Scope) {
		problems = append(problems, fmt.Errorf("scope %q is not declared", r.Scope))
	}
	if r.Method == "" || r.Handler == nil || !strings.HasPrefix(r.Path, "/") {
		problems = append(problems, errors.New("method, path and handler are needed"))
	}
	if len(problems) > 0 {
		return fmt.Errorf("declare route %s %s: %w", r.Method, r.Path, errors.Join(problems...))
	}
	return nil
}
