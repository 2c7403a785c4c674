package api

import (
	"net/http"
	"time"

	"github.com/lookout-monitor/lookout/internal/legacystatus"
	"github.com/lookout-monitor/lookout/internal/probe"
)

// probed is a target that is asked from outside.
type probed struct {
	Job         string            `json:"job"` // empty where others ask
	Module      string            `json:"module"`
	Prober      string            `json:"prober"`
	Target      string            `json:"target"`
	Hostname    string            `json:"hostname"` // asked for there; empty where it is the target's own
	Labels      map[string]string `json:"labels"`
	State       string            `json:"state"` // up, down or pending
	Last        *probeResult      `json:"last,omitempty"`
	LastFailure *probeResult      `json:"lastFailure,omitempty"`
}

type probeResult struct {
	Time            time.Time   `json:"time"`
	DurationSeconds float64     `json:"durationSeconds"`
	Status          string      `json:"status"` // what was answered, in the protocol's words
	Reason          string      `json:"reason"` // of a failure
	CertificateEnds *time.Time  `json:"certificateEnds,omitempty"`
	Steps           []probeStep `json:"steps"`
}

type probeStep struct {
	AfterSeconds float64 `json:"afterSeconds"`
	Text         string  `json:"text"`
}

func (l Lookout) probes(w http.ResponseWriter, _ *http.Request) {
	all := []probed{}
	for _, s := range l.Probes() {
		p := probed{
			Job: s.Job, Module: s.Module, Prober: s.Prober, Target: s.Target, Hostname: s.Hostname, Labels: labelsOf(s.Labels),
			State: "pending", Last: resultOf(s.Last), LastFailure: resultOf(s.LastFailure),
		}
		if s.Last != nil {
			p.State = map[bool]string{true: "up", false: "down"}[s.Last.Success]
		}
		all = append(all, p)
	}
	writeJSON(w, map[string]any{"probes": all})
}

func resultOf(r *probe.Result) *probeResult {
	if r == nil {
		return nil
	}
	shown := &probeResult{Time: r.Time.UTC(), DurationSeconds: r.Duration.Seconds(), Status: r.Status, Reason: r.Reason, Steps: []probeStep{}}
	if !r.Expiry.IsZero() {
		ends := r.Expiry.UTC()
		shown.CertificateEnds = &ends
	}
	for _, s := range r.Steps {
		shown.Steps = append(shown.Steps, probeStep{s.After.Seconds(), s.Text})
	}
	return shown
}

// labelsOf are never null.
func labelsOf(labels map[string]string) map[string]string {
	if labels == nil {
		return map[string]string{}
	}
	return labels
}

// told is what a legacy status endpoint told last.
type told struct {
	Job             string            `json:"job"`
	Target          string            `json:"target"`
	Labels          map[string]string `json:"labels"`
	Time            *time.Time        `json:"time,omitempty"` // missing until it was asked
	DurationSeconds float64           `json:"durationSeconds"`
	Error           string            `json:"error"`
	Checks          []toldCheck       `json:"checks"`
	Problems        []string          `json:"problems"`
}

type toldCheck struct {
	Name    string             `json:"name"`
	State   legacystatus.State `json:"state"`
	Word    string             `json:"word"`
	Message string             `json:"message"`
}

func (l Lookout) legacyStatus(w http.ResponseWriter, _ *http.Request) {
	all := []told{}
	for _, s := range l.LegacyStatus() {
		one := told{
			Job: s.Job, Target: s.Target, Labels: labelsOf(s.Labels), DurationSeconds: s.Duration.Seconds(), Error: s.Error,
			Checks: []toldCheck{}, Problems: emptyNotNull(s.Problems),
		}
		if !s.Time.IsZero() {
			at := s.Time.UTC()
			one.Time = &at
		}
		for _, c := range s.Checks {
			one.Checks = append(one.Checks, toldCheck(c))
		}
		all = append(all, one)
	}
	writeJSON(w, map[string]any{"targets": all})
}
