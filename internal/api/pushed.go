package api

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/common/expfmt"

	"github.com/lookout-monitor/lookout/internal/gateway"
	"github.com/lookout-monitor/lookout/internal/ingest/pushgateway"
)

// Pushed is what the resources of pushed groups are answered from.
type Pushed struct {
	Store    *pushgateway.Store
	LastRead func() time.Time // of all groups by a scrape; zero when not since the start
	Record   gateway.Record
}

// pushedGroup is a group as the page lists it. Times are null where there is none.
type pushedGroup struct {
	ID      string            `json:"id"`
	Labels  map[string]string `json:"labels"`
	Pushed  *time.Time        `json:"pushed"`
	Failed  *time.Time        `json:"failed"`
	Failing bool              `json:"failing"` // the last push was refused
	Failure string            `json:"failure"`
	Expires *time.Time        `json:"expires"`
	Metrics int               `json:"metrics"`
	Samples int               `json:"samples"`
}

// pushedMetric is one metric of a group, its samples spelt as they are scraped.
type pushedMetric struct {
	Name    string         `json:"name"`
	Type    string         `json:"type"`
	Help    string         `json:"help"`
	Pushed  time.Time      `json:"pushed"`
	Samples []pushedSample `json:"samples"`
}

type pushedSample struct {
	Series string `json:"series"`
	Value  string `json:"value"`
}

// Routes declares the resources, to be mounted under /lookout.
func (p Pushed) Routes() []gateway.Route {
	const group = "/api/v1/pushed/{id}"
	return []gateway.Route{
		{Method: http.MethodGet, Path: "/api/v1/pushed", Scope: gateway.ReadMetrics, Handler: http.HandlerFunc(p.list), Summary: "groups that were pushed"},
		{Method: http.MethodGet, Path: group, Scope: gateway.ReadMetrics, Handler: http.HandlerFunc(p.show), Summary: "one pushed group with its metrics"},
		{Method: http.MethodDelete, Path: group, Scope: gateway.WriteMetrics, Handler: http.HandlerFunc(p.delete), Summary: "delete a pushed group"},
	}
}

func (p Pushed) list(w http.ResponseWriter, _ *http.Request) {
	groups := []pushedGroup{}
	for _, g := range p.Store.Groups() {
		groups = append(groups, p.summary(g))
	}
	writeJSON(w, map[string]any{"groups": groups, "lastRead": timeOrNull(p.LastRead())})
}

func (p Pushed) summary(g *pushgateway.Group) pushedGroup {
	return pushedGroup{
		ID: g.ID, Labels: g.Labels, Pushed: timeOrNull(g.Pushed), Failed: timeOrNull(g.Failed),
		Failing: g.LastPushFailed(), Failure: g.Failure, Expires: timeOrNull(p.Store.Config().Expires(g)),
		Metrics: len(g.Families), Samples: g.Samples,
	}
}

// pushedLimit is how many samples of a group are shown where nobody asks for
// fewer.
const pushedLimit = 1_000_000

func (p Pushed) show(w http.ResponseWriter, r *http.Request) {
	g := p.Store.Group(r.PathValue("id"))
	if g == nil {
		gateway.WriteError(w, http.StatusNotFound, errNoGroup)
		return
	}
	limit, err := limitOf(r, pushedLimit, pushedLimit)
	if err != nil {
		gateway.WriteError(w, http.StatusBadRequest, err)
		return
	}
	metrics := []pushedMetric{}
	for _, f := range g.Families {
		if limit == 0 {
			break
		}
		samples, err := samplesOf(f, limit)
		if err != nil {
			gateway.WriteError(w, http.StatusInternalServerError, err)
			return
		}
		limit -= len(samples)
		metrics = append(metrics, pushedMetric{
			Name: f.GetName(), Type: strings.ToLower(f.GetType().String()), Help: f.GetHelp(), Pushed: f.Pushed, Samples: samples,
		})
	}
	writeJSON(w, map[string]any{"group": p.summary(g), "metrics": metrics})
}

// samplesOf takes the text format apart, in which a sample is a line and its
// value what follows the last space. It returns no more than limit.
func samplesOf(f pushgateway.Family, limit int) ([]pushedSample, error) {
	var text bytes.Buffer
	if _, err := expfmt.MetricFamilyToText(&text, f.MetricFamily); err != nil {
		return nil, fmt.Errorf("spell metric %s: %w", f.GetName(), err)
	}
	samples := []pushedSample{}
	for line := range strings.Lines(text.String()) {
		if len(samples) == limit {
			break
		}
		line = strings.TrimSuffix(line, "\n")
		if i := strings.LastIndexByte(line, ' '); i > 0 && !strings.HasPrefix(line, "#") {
			samples = append(samples, pushedSample{line[:i], line[i+1:]})
		}
	}
	return samples, nil
}

var errNoGroup = errors.New("there is no such group any more: it was deleted, or its time to live has passed")

func (p Pushed) delete(w http.ResponseWriter, r *http.Request) {
	g := p.Store.Group(r.PathValue("id"))
	if g == nil {
		gateway.WriteError(w, http.StatusNotFound, errNoGroup)
		return
	}
	if _, err := p.Store.Delete(g.ID); err != nil {
		gateway.WriteError(w, http.StatusInternalServerError, err)
		return
	}
	p.Record(r, "push.delete", fmt.Sprint(g.Labels), "")
	writeJSON(w, map[string]any{"labels": g.Labels})
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
