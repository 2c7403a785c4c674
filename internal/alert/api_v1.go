package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/common/model"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/marker"
	"github.com/prometheus/alertmanager/matcher/compat"
	"github.com/prometheus/alertmanager/pkg/labels"
)

// alertV1 is an alert in the envelope of API v1, which Alertmanager dropped in
// 0.27 and federating clients still read.
type alertV1 struct {
	Labels       model.LabelSet `json:"labels"`
	Annotations  model.LabelSet `json:"annotations"`
	StartsAt     time.Time      `json:"startsAt"`
	EndsAt       time.Time      `json:"endsAt"`
	GeneratorURL string         `json:"generatorURL"`
	Status       statusV1       `json:"status"`
	Receivers    []string       `json:"receivers"`
	Fingerprint  string         `json:"fingerprint"`
}

type statusV1 struct {
	State       alert.AlertState `json:"state"`
	SilencedBy  []string         `json:"silencedBy"`
	InhibitedBy []string         `json:"inhibitedBy"`
}

type envelopeV1 struct {
	Status    string    `json:"status"`
	Data      []alertV1 `json:"data,omitzero"`
	ErrorType string    `json:"errorType,omitempty"`
	Error     string    `json:"error,omitempty"`
}

// HandlerV1Alerts serves GET /api/v1/alerts with the parameters it had: filter,
// receiver, and active, silenced, inhibited, unprocessed as true or false.
func (a *Alertmanager) HandlerV1Alerts() http.Handler {
	return a.whenLive(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		q, err := parseQueryV1(r)
		if err != nil {
			respondV1(w, http.StatusBadRequest, envelopeV1{Status: "error", ErrorType: "bad_data", Error: err.Error()})
			return
		}
		respondV1(w, http.StatusOK, envelopeV1{Status: "success", Data: a.alertsV1(r.Context(), q)})
	}))
}

func respondV1(w http.ResponseWriter, code int, e envelopeV1) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	// The client may be gone; there is nobody else to tell.
	_ = json.NewEncoder(w).Encode(e)
}

// queryV1 says which alerts are wanted.
type queryV1 struct {
	filter                                   labels.Matchers
	receiver                                 *regexp.Regexp
	active, silenced, inhibited, unprocessed bool
}

func parseQueryV1(r *http.Request) (q queryV1, err error) {
	form := r.URL.Query()
	if filter := form.Get("filter"); filter != "" {
		if q.filter, err = compat.Matchers(filter, "api"); err != nil {
			return q, fmt.Errorf("parse filter: %w", err)
		}
	}
	if receiver := form.Get("receiver"); receiver != "" {
		if q.receiver, err = regexp.Compile("^(?:" + receiver + ")$"); err != nil {
			return q, fmt.Errorf("parse receiver: %w", err)
		}
	}
	for name, show := range map[string]*bool{
		"active": &q.active, "silenced": &q.silenced, "inhibited": &q.inhibited, "unprocessed": &q.unprocessed,
	} {
		switch value := form.Get(name); value {
		case "", "true":
			*show = true
		case "false":
		default:
			return q, fmt.Errorf("parameter %q is either true or false, not %q", name, value)
		}
	}
	return q, nil
}

// alertsV1 lists the alerts that have not ended, by fingerprint.
func (a *Alertmanager) alertsV1(ctx context.Context, q queryV1) []alertV1 {
	pending := a.alerts.GetPending()
	defer pending.Close()
	now := time.Now()
	listed := []alertV1{}
	for one := range pending.Next() {
		if one.Data.ResolvedAt(now) || !q.matches(one.Data.Labels) {
			continue
		}
		receivers := a.receiversOf(one.Data.Labels)
		status := a.statusOf(ctx, one.Data)
		if !q.wantsReceiver(receivers) || !q.wantsStatus(status) {
			continue
		}
		listed = append(listed, newAlertV1(one.Data, status, receivers))
	}
	slices.SortFunc(listed, func(x, y alertV1) int { return strings.Compare(x.Fingerprint, y.Fingerprint) })
	return listed
}

func (q queryV1) matches(set model.LabelSet) bool {
	return !slices.ContainsFunc(q.filter, func(m *labels.Matcher) bool { return !m.Matches(string(set[model.LabelName(m.Name)])) })
}

func (q queryV1) wantsReceiver(names []string) bool {
	return q.receiver == nil || slices.ContainsFunc(names, q.receiver.MatchString)
}

func (q queryV1) wantsStatus(s alert.AlertStatus) bool {
	switch {
	case !q.active && s.State == alert.AlertStateActive,
		!q.unprocessed && s.State == alert.AlertStateUnprocessed,
		!q.silenced && len(s.SilencedBy) > 0,
		!q.inhibited && len(s.InhibitedBy) > 0:
		return false
	}
	return true
}

func (a *Alertmanager) receiversOf(set model.LabelSet) []string {
	var names []string
	for _, r := range a.live.Load().routes.Match(set) {
		names = append(names, r.RouteOpts.Receiver)
	}
	return names
}

// statusOf says what mutes an alert now. It asks anew instead of reading what
// the last notification found, so that a silence shows as soon as it is made.
func (a *Alertmanager) statusOf(ctx context.Context, one *alert.Alert) alert.AlertStatus {
	m := marker.NewAlertMarker()
	a.markSuppressed(marker.WithContext(ctx, m), one.Labels)
	return m.Status(one.Fingerprint())
}

func newAlertV1(from *alert.Alert, status alert.AlertStatus, receivers []string) alertV1 {
	annotations := from.Annotations
	if annotations == nil {
		annotations = model.LabelSet{} // {} rather than null
	}
	return alertV1{
		Labels:       from.Labels,
		Annotations:  annotations,
		StartsAt:     from.StartsAt,
		EndsAt:       from.EndsAt,
		GeneratorURL: from.GeneratorURL,
		Status: statusV1{
			State:       status.State,
			SilencedBy:  append([]string{}, status.SilencedBy...),
			InhibitedBy: append([]string{}, status.InhibitedBy...),
		},
		Receivers:   receivers,
		Fingerprint: from.Fingerprint().String(),
	}
}
