package pushgateway

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// How a push says how long its group is kept; the parameter goes before.
const (
	ttlParameter = "ttl"
	ttlHeader    = "Lookout-TTL"
)

// maxParsing bounds the bodies that are being turned into metrics at a time;
// further pushes wait. Who holds one of the few places may not be slow.
const (
	maxParsing  = 4
	bodyTimeout = 30 * time.Second
)

// API answers as Pushgateway does, from a store.
type API struct {
	store    *Store
	record   gateway.Record
	requests *requestMetrics
	parsing  chan struct{}
	patience time.Duration // with a body
	started  time.Time
	read     atomic.Pointer[time.Time]
}

// NewAPI returns the API of a store. What deletes a group is recorded.
func NewAPI(s *Store, record gateway.Record) *API {
	return &API{store: s, record: record, requests: newRequestMetrics(), parsing: make(chan struct{}, maxParsing), patience: bodyTimeout, started: s.Now().UTC()}
}

// LastRead tells when the groups were last scraped; zero when not since the start.
func (a *API) LastRead() time.Time {
	if at := a.read.Load(); at != nil {
		return *at
	}
	return time.Time{}
}

// PushRoutes declares what pushes and deletes, to be mounted as it is and again
// under Pushgateway's prefix.
func (a *API) PushRoutes() []gateway.Route {
	var routes []gateway.Route
	for _, base64 := range []bool{false, true} {
		path, note := "/metrics/job/{path...}", ""
		if base64 {
			path, note = "/metrics/job@base64/{path...}", ", job in base64"
		}
		change := func(method, handler, summary string, h http.HandlerFunc) {
			routes = append(routes, gateway.Route{
				Method: method, Path: path, Scope: gateway.WriteMetrics, MaxBody: maxBody,
				Handler: a.requests.count(handler, h), Summary: summary + note,
			})
		}
		change(http.MethodPut, "push", "push metrics: replace their group", a.push(base64, true))
		change(http.MethodPost, "push", "push metrics: replace those of the same names", a.push(base64, false))
		change(http.MethodDelete, "delete", "delete a pushed group", a.delete(base64))
	}
	return routes
}

// Routes declares the rest of Pushgateway's API, to be mounted under its prefix.
func (a *API) Routes() []gateway.Route {
	get := func(path, handler string, scope gateway.Scope, summary string, h http.HandlerFunc) gateway.Route {
		return gateway.Route{Method: http.MethodGet, Path: path, Scope: scope, Summary: summary, Handler: a.requests.count(handler, h)}
	}
	return []gateway.Route{
		{Method: http.MethodGet, Path: "/metrics", Scope: gateway.ReadMetrics, Summary: "what was pushed, for a scrape with honor_labels", Handler: a.exposition()},
		get("/api/v1/metrics", "api/v1/metrics", gateway.ReadMetrics, "what was pushed, as Pushgateway's JSON", a.listMetrics),
		get("/api/v1/status", "api/v1/status", gateway.ReadStatus, "build and settings, as Pushgateway's JSON", a.status),
		get("/-/ready", "ready", gateway.Open, "answers when pushes are taken", ok),
		get("/-/healthy", "healthy", gateway.Open, "answers while the process runs", ok),
		{
			Method: http.MethodPut, Path: "/api/v1/admin/wipe", Scope: gateway.Admin, Audit: "push.wipe", Summary: "delete all pushed groups",
			Handler: a.requests.count("wipe", a.wipe),
		},
	}
}

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "OK") }

func (a *API) push(base64, replace bool) http.HandlerFunc {
	return a.requests.measure(func(w http.ResponseWriter, r *http.Request) {
		reason, err := a.take(w, r, base64, replace)
		if err != nil {
			a.refuse(w, r, reason, err)
		}
	})
}

// take reads a push and hands it to the store, or tells why not.
func (a *API) take(w http.ResponseWriter, r *http.Request, base64, replace bool) (reason string, err error) {
	p := Push{Replace: replace}
	if p.Labels, err = groupLabels(r.PathValue("path"), base64); err != nil {
		return refusedRequest, err
	}
	if p.TTL, err = lifetime(r); err != nil {
		return refusedRequest, err
	}
	release, err := a.slot(r.Context())
	if err != nil {
		return refusedRequest, err
	}
	defer release()
	// That a transport has no deadlines is no reason to refuse.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(a.patience))
	body, err := readBody(r)
	if err == nil {
		p.Families, err = parse(body, r.Header.Get("Content-Type"), a.store.Config().MaxSamplesPerPush)
	}
	if err != nil {
		if errors.Is(err, errTooLarge) {
			return refusedSize, err
		}
		return refusedBody, err
	}
	switch err = a.store.Push(p); {
	case errors.Is(err, ErrFull):
		return refusedFull, err
	case errors.Is(err, errDisk):
		return refusedDisk, err
	case err != nil:
		return refusedInconsistent, fmt.Errorf("pushed metrics are invalid or inconsistent with existing metrics: %w", err)
	}
	return "", nil
}

// slot waits for one of the places in which bodies are parsed.
func (a *API) slot(ctx context.Context) (release func(), err error) {
	select {
	case a.parsing <- struct{}{}:
		return func() { <-a.parsing }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("wait for other pushes: %w", context.Cause(ctx))
	}
}

// refuse answers in plain text, which is what a script's author sees of it.
func (a *API) refuse(w http.ResponseWriter, r *http.Request, reason string, err error) {
	code := http.StatusBadRequest
	switch reason {
	case refusedSize:
		code = http.StatusRequestEntityTooLarge
	case refusedFull:
		code = http.StatusInsufficientStorage
	case refusedDisk:
		code = http.StatusInternalServerError
	}
	a.store.metrics.refused.WithLabelValues(reason).Inc()
	a.store.Logger.Debug("push refused", "path", r.URL.Path, "reason", reason, "remote", r.RemoteAddr, "err", err)
	http.Error(w, err.Error(), code)
}

// lifetime is how long a push asks its group to be kept, nil when it does not.
func lifetime(r *http.Request) (*time.Duration, error) {
	text, where := r.URL.Query().Get(ttlParameter), "?"+ttlParameter
	if text == "" {
		text, where = r.Header.Get(ttlHeader), "header "+ttlHeader
	}
	if text == "" {
		return nil, nil
	}
	ttl, err := model.ParseDuration(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %q is no duration: write a number and a unit, such as 30m, 24h or 7d; 0s keeps the group for good", where, text)
	}
	d := time.Duration(ttl)
	return &d, nil
}

// delete answers the same whether the group was there or not, as Pushgateway
// does: scripts delete what they may not have pushed.
func (a *API) delete(base64 bool) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		labels, err := groupLabels(r.PathValue("path"), base64)
		if err != nil {
			a.refuse(w, r, refusedRequest, err)
			return
		}
		deleted, err := a.store.Delete(idOf(keyOf(labels)))
		if err != nil {
			a.refuse(w, r, refusedDisk, err)
			return
		}
		if deleted {
			a.record(r, "push.delete", fmt.Sprint(labels), "")
		}
		w.WriteHeader(http.StatusAccepted)
	}
}

func (a *API) wipe(w http.ResponseWriter, r *http.Request) {
	if err := a.store.Wipe(); err != nil {
		a.refuse(w, r, refusedDisk, err)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// exposition serves all groups, and remembers that somebody reads them.
func (a *API) exposition() http.Handler {
	handler := promhttp.HandlerFor(a.gatherer(), promhttp.HandlerOpts{EnableOpenMetrics: true})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := a.store.Now()
		a.read.Store(&now)
		handler.ServeHTTP(w, r)
	})
}
