package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/collect"
	"github.com/lookout-monitor/lookout/internal/dashboard/findings"
	"github.com/lookout-monitor/lookout/internal/dashboard/handover"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/dashboard/picture"
	"github.com/lookout-monitor/lookout/internal/gateway"
)

// Dashboards is what the resources of dashboards are answered from.
type Dashboards struct {
	Store    *dashboard.Store
	Services func() []collect.Account // how services' dashboards fare
	NotAsked func() int               // services beyond the bound
	Sources  func() []dashboard.Account
	Grafanas func() []handover.Account // how what is handed on fares
	Draw     func(context.Context, picture.Request) ([]byte, error)
	Findings Findings
	Record   gateway.Record
}

// Findings is what is found of dashboards by the conventions.
type Findings interface {
	Of(ctx context.Context, uid string) (findings.Report, error)
	Counts([]dashboard.Summary) map[string]findings.Counts
}

// opened is a dashboard as the page needs it: the normal form, never the stored
// document.
type opened struct {
	dashboard.Summary
	Shown     int             `json:"shown"` // the version in dashboard
	Dashboard model.Dashboard `json:"dashboard"`
	Warnings  []model.Warning `json:"warnings"`
	Paths     map[int]string  `json:"paths"` // where each panel stands in the stored document, by its id
}

// Routes declares the resources, to be mounted under /lookout.
func (d Dashboards) Routes() []gateway.Route {
	const all, one = "/api/v1/dashboards", "/api/v1/dashboards/{uid}"
	read := func(path, summary string, handler http.HandlerFunc) gateway.Route {
		return gateway.Route{Method: http.MethodGet, Path: path, Scope: gateway.ReadDashboards, Handler: handler, Summary: summary}
	}
	write := func(method, path, summary string, handler http.HandlerFunc) gateway.Route {
		return gateway.Route{Method: method, Path: path, Scope: gateway.WriteDashboards, Handler: handler, Summary: summary, MaxBody: maxDashboardBody}
	}
	return []gateway.Route{
		read(all, "dashboards", d.list),
		read(one, "a dashboard in the normal form", d.show),
		read(one+"/findings", "what is wrong with a dashboard, or unlike the conventions", d.found),
		read(one+"/json", "a dashboard's document, byte for byte", d.download),
		read(one+"/png", "a picture of a dashboard or of one of its panels", d.draw),
		read(one+"/versions", "a dashboard's history", d.versions),
		read("/api/v1/dashboard-services", "how the dashboards of each service fare", d.services),
		read("/api/v1/dashboard-sources", "how every source of dashboards fares, and what it has that was refused", d.sources),
		read("/api/v1/grafana-sync", "how each Grafana fares that dashboards are handed on to", d.grafanas),
		write(http.MethodPost, all, "make a dashboard", d.create),
		write(http.MethodPut, one, "save a dashboard's next version", d.save),
		write(http.MethodPost, one+"/restore", "make an old version of a dashboard the newest", d.restore),
		write(http.MethodDelete, one, "delete a dashboard and its history", d.delete),
		{Method: http.MethodPost, Path: all + "/normalise", Scope: gateway.ReadDashboards, Handler: http.HandlerFunc(normalise), Summary: "a document in the normal form, without keeping it", MaxBody: maxDashboardBody},
	}
}

// maxDashboardBody leaves room for the envelope around the largest document.
var maxDashboardBody = int64(model.DefaultLimits().Bytes + 1<<20)

func (d Dashboards) services(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"services": d.Services(), "notAsked": d.NotAsked()})
}

func (d Dashboards) sources(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"sources": d.Sources(), "servicesNotAsked": d.NotAsked()})
}

func (d Dashboards) grafanas(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"grafanas": d.Grafanas()})
}

func (d Dashboards) show(w http.ResponseWriter, r *http.Request) {
	found, ok := d.find(w, r)
	if !ok {
		return
	}
	writeJSON(w, opened{found.Summary, found.Shown, found.Model.Normal, append([]model.Warning{}, found.Model.Warnings...), panelPaths(found.Model.Normal)})
}

func (d Dashboards) download(w http.ResponseWriter, r *http.Request) {
	found, ok := d.find(w, r)
	if !ok {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", found.UID+".json"))
	_, _ = w.Write(found.Stored)
}

// find reads the dashboard that a request names, in the version that it names.
func (d Dashboards) find(w http.ResponseWriter, r *http.Request) (dashboard.Dashboard, bool) {
	version := 0
	if text := r.URL.Query().Get("version"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			gateway.WriteError(w, http.StatusBadRequest, fmt.Errorf("version %q is not a number from 1 on", text))
			return dashboard.Dashboard{}, false
		}
		version = n
	}
	found, err := d.Store.GetVersion(r.Context(), r.PathValue("uid"), version)
	if err != nil {
		writeDashboardError(w, err)
		return dashboard.Dashboard{}, false
	}
	return found, true
}

func (d Dashboards) versions(w http.ResponseWriter, r *http.Request) {
	versions, err := d.Store.Versions(r.Context(), r.PathValue("uid"))
	if err != nil {
		writeDashboardError(w, err)
		return
	}
	writeJSON(w, map[string]any{"versions": versions})
}

// saved is the body of a save.
type saved struct {
	Dashboard   json.RawMessage `json:"dashboard"`
	Folder      string          `json:"folder"`
	Message     string          `json:"message"`
	BaseVersion int             `json:"baseVersion"`
}

func (d Dashboards) create(w http.ResponseWriter, r *http.Request) {
	d.keep(w, r, "", "dashboard.create")
}

func (d Dashboards) save(w http.ResponseWriter, r *http.Request) {
	d.keep(w, r, r.PathValue("uid"), "dashboard.save")
}

func (d Dashboards) keep(w http.ResponseWriter, r *http.Request, uid, action string) {
	var body saved
	if !readJSON(w, r, &body) {
		return
	}
	if len(body.Dashboard) == 0 {
		gateway.WriteError(w, http.StatusBadRequest, errors.New(`the body has no dashboard: send {"dashboard": {…}, "message": "…"}`))
		return
	}
	document, err := documentOf(body.Dashboard)
	if err != nil {
		gateway.WriteError(w, http.StatusBadRequest, err)
		return
	}
	summary, err := d.Store.Save(r.Context(), dashboard.Edit{
		UID: uid, Folder: body.Folder, Document: document, Author: gateway.Who(r).Name, Message: body.Message, Base: body.BaseVersion,
	})
	if err != nil {
		writeDashboardError(w, err)
		return
	}
	d.Record(r, action, summary.UID, fmt.Sprintf("version %d: %s", summary.Version, body.Message))
	writeJSON(w, summary)
}

// documentOf reads a document that is sent as an object, or as a string: what
// stands around an object is lost on the way, and a string keeps every byte.
func documentOf(sent json.RawMessage) ([]byte, error) {
	if sent[0] != '"' {
		return sent, nil
	}
	var text string
	if err := json.Unmarshal(sent, &text); err != nil {
		return nil, fmt.Errorf("read dashboard: %w", err)
	}
	return []byte(text), nil
}

func (d Dashboards) restore(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Version int `json:"version"`
	}
	if !readJSON(w, r, &body) {
		return
	}
	if body.Version < 1 {
		gateway.WriteError(w, http.StatusBadRequest, errors.New(`the body names no version: send {"version": 3}`))
		return
	}
	summary, err := d.Store.Restore(r.Context(), r.PathValue("uid"), body.Version, gateway.Who(r).Name)
	if err != nil {
		writeDashboardError(w, err)
		return
	}
	d.Record(r, "dashboard.restore", summary.UID, fmt.Sprintf("version %d as version %d", body.Version, summary.Version))
	writeJSON(w, summary)
}

func (d Dashboards) delete(w http.ResponseWriter, r *http.Request) {
	uid := r.PathValue("uid")
	if err := d.Store.Delete(r.Context(), uid); err != nil {
		writeDashboardError(w, err)
		return
	}
	d.Record(r, "dashboard.delete", uid, "")
	writeJSON(w, map[string]any{"uid": uid})
}

func normalise(w http.ResponseWriter, r *http.Request) {
	var stored json.RawMessage
	if !readJSON(w, r, &stored) {
		return
	}
	document, err := model.Parse(stored, model.DefaultLimits())
	if err != nil {
		gateway.WriteError(w, http.StatusUnprocessableEntity, err)
		return
	}
	writeJSON(w, map[string]any{"dashboard": document.Normal, "warnings": append([]model.Warning{}, document.Warnings...), "paths": panelPaths(document.Normal)})
}

// panelPaths tells an editor where in the document to write what it changes of a panel.
func panelPaths(d model.Dashboard) map[int]string {
	paths := map[int]string{}
	d.Walk(func(panel model.Panel, path string) { paths[panel.ID] = path })
	return paths
}

func readJSON(w http.ResponseWriter, r *http.Request, into any) bool {
	err := json.NewDecoder(r.Body).Decode(into)
	if err == nil {
		return true
	}
	status := http.StatusBadRequest
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		status = http.StatusRequestEntityTooLarge
	}
	gateway.WriteError(w, status, fmt.Errorf("read request body: %w", err))
	return false
}

func writeDashboardError(w http.ResponseWriter, err error) {
	_, invalid := errors.AsType[*dashboard.InvalidError](err)
	switch {
	case invalid:
		gateway.WriteError(w, http.StatusUnprocessableEntity, err)
	case errors.Is(err, dashboard.ErrUnknown):
		gateway.WriteError(w, http.StatusNotFound, err)
	case errors.Is(err, dashboard.ErrConflict), errors.Is(err, dashboard.ErrExists):
		gateway.WriteError(w, http.StatusConflict, err)
	case errors.Is(err, dashboard.ErrReadOnly):
		gateway.WriteError(w, http.StatusForbidden, err)
	default:
		gateway.WriteError(w, http.StatusInternalServerError, err)
	}
}
