package alert_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	promlabels "github.com/prometheus/prometheus/model/labels"
	promrelabel "github.com/prometheus/prometheus/model/relabel"
	promrules "github.com/prometheus/prometheus/rules"
)

func TestWebhookGetsThePublishedFormat(t *testing.T) {
	h := newHook(t)
	r := start(t, t.TempDir(), h.config(""))
	a := newAlert("alertname=DiskFull", "instance=a")
	a.Annotations = model.LabelSet{"summary": "full"}
	a.GeneratorURL = "http://lookout.example:7600/explore?q=up"
	r.put(a)
	p := h.next(t)
	if p.Version != "4" || p.Status != "firing" || p.Receiver != "hook" || p.TruncatedAlerts != 0 ||
		p.GroupKey != `{}:{alertname="DiskFull"}` || p.ExternalURL != "http://lookout.example:7600" ||
		fmt.Sprint(p.GroupLabels) != "map[alertname:DiskFull]" ||
		fmt.Sprint(p.CommonLabels) != "map[alertname:DiskFull instance:a]" ||
		fmt.Sprint(p.CommonAnnotations) != "map[summary:full]" || len(p.Alerts) != 1 {
		t.Fatalf("got %+v", p)
	}
	got := p.Alerts[0]
	if got.Status != "firing" || got.Labels["instance"] != "a" || got.Annotations["summary"] != "full" ||
		!got.StartsAt.Equal(a.StartsAt) || !got.EndsAt.IsZero() || got.GeneratorURL != a.GeneratorURL ||
		got.Fingerprint != a.Fingerprint().String() {
		t.Errorf("got %+v", got)
	}
}

func TestFailedDeliveryIsRepeatedAndRecorded(t *testing.T) {
	h := newHook(t)
	h.fail <- http.StatusServiceUnavailable
	r := start(t, t.TempDir(), h.config(""))
	r.fire("alertname=DiskFull")
	eventually(t, "the failure is recorded", func() bool {
		l := r.journal.List()
		return len(l) == 1 && strings.Contains(l[0].Error, "503")
	})
	h.next(t)
	eventually(t, "the success is recorded", func() bool {
		l := r.journal.List()
		return len(l) == 1 && l[0].Error == "" && l[0].Attempts == 2 && l[0].Receiver == "hook" && l[0].Integration == "webhook"
	})
}

func TestWhatMutesANotification(t *testing.T) {
	tests := map[string]struct {
		config string
		before func(*room)
	}{
		"silence": {before: func(r *room) { r.silence("Muted") }},
		"inhibition": {
			config: "inhibit_rules: [{source_matchers: [alertname=Source], target_matchers: [alertname=Muted]}]",
			before: func(r *room) {
				r.fire("alertname=Source", "quiet=yes")
				eventually(r.t, "the inhibition is known", func() bool {
					var got []struct {
						Status struct{ InhibitedBy []string }
					}
					r.call("POST", "/api/v2/alerts", `[{"labels":{"alertname":"Muted","probe":"yes","quiet":"yes"}}]`, nil)
					r.call("GET", "/api/v2/alerts?filter=probe%3Dyes", "", &got)
					return len(got) == 1 && len(got[0].Status.InhibitedBy) == 1
				})
			},
		},
		"mute time interval":   {config: always("mute_time_intervals")},
		"active time interval": {config: never("active_time_intervals")},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHook(t)
			r := start(t, t.TempDir(), fmt.Sprintf(`
receivers: [{name: hook, webhook_configs: [{url: %q}]}, {name: "null"}]
route:
  receiver: hook
  group_by: [alertname]
  group_wait: 0s
  group_interval: 1s
  routes:
  - {receiver: "null", matchers: [quiet=yes]}
  - {receiver: hook, matchers: [alertname=Muted]%s`, h.url, closing(test.config)))
			if test.before != nil {
				test.before(r)
			}
			r.fire("alertname=Muted")
			h.quiet(t, 300*time.Millisecond)
			r.fire("alertname=Loud")
			if p := h.next(t); p.GroupLabels["alertname"] != "Loud" {
				t.Errorf("notified of %v", p.GroupLabels)
			}
		})
	}
}

// always mutes by an interval that holds at all times; never makes a route
// active in one that has passed.
func always(key string) string {
	return fmt.Sprintf(", %s: [interval]}\ntime_intervals: [{name: interval, time_intervals: [{}]}]", key)
}

func never(key string) string {
	return fmt.Sprintf(", %s: [interval]}\ntime_intervals: [{name: interval, time_intervals: [{years: ['1999']}]}]", key)
}

// closing ends the flow mapping of the last route where the rest does not.
func closing(more string) string {
	if strings.HasPrefix(more, ",") {
		return more
	}
	return "}\n" + more
}

func TestWithoutAReceiverTheLogAndTheJournalAreNotified(t *testing.T) {
	r := start(t, t.TempDir(), `
route: {receiver: default, group_wait: 0s}
receivers: [{name: default}]`)
	r.fire("alertname=DiskFull")
	eventually(t, "the journal has it", func() bool { return len(r.journal.List()) == 1 })
	if !strings.Contains(r.logs.String(), "alerts=[DiskFull]") {
		t.Errorf("the log has nothing of it: %s", r.logs)
	}
}

func TestEmptyReceiverBesideOthersStaysSilent(t *testing.T) {
	h := newHook(t)
	for name, route := range map[string]string{
		"used by a route":     `{receiver: hook, group_by: [alertname], group_wait: 0s, routes: [{receiver: "null", matchers: [alertname=Quiet]}]}`,
		"the only one routed": `{receiver: "null", group_by: [alertname], group_wait: 0s}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, t.TempDir(), fmt.Sprintf(`
route: %s
receivers: [{name: "null"}, {name: hook, webhook_configs: [{url: %q}]}]`, route, h.url))
			r.fire("alertname=Quiet")
			h.quiet(t, 300*time.Millisecond)
			if got := r.journal.List(); len(got) != 0 {
				t.Errorf("the journal has %+v", got)
			}
		})
	}
}

func TestReloadSwapsReceiversAndRepeatsNothing(t *testing.T) {
	first, second := newHook(t), newHook(t)
	r := start(t, t.TempDir(), first.config(""))
	a := r.fire("alertname=DiskFull")
	first.next(t)

	for range 5 {
		r.apply(first.config(""))
	}
	first.quiet(t, 1200*time.Millisecond)

	r.apply(strings.ReplaceAll(second.config(""), "name: hook", "name: hook, labels: {}"))
	r.resolve(a)
	if p := second.next(t); p.Status != "resolved" {
		t.Errorf("the new receiver got %s", p.Status)
	}
	r.fire("alertname=Other")
	second.next(t)
	first.quiet(t, 100*time.Millisecond)
}

func TestReloadLetsADeliveryFinish(t *testing.T) {
	arrived, release, gone := make(chan struct{}), make(chan struct{}), make(chan error, 10)
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		arrived <- struct{}{}
		<-release
		gone <- r.Context().Err()
	}))
	t.Cleanup(server.Close)
	h := &hook{url: server.URL}
	r := start(t, t.TempDir(), h.config(""))
	r.fire("alertname=DiskFull")
	<-arrived
	time.AfterFunc(200*time.Millisecond, func() { close(release) })
	r.apply(h.config(""))
	if err := <-gone; err != nil {
		t.Errorf("the delivery under way was cut off: %v", err)
	}
	select {
	case <-arrived:
		t.Error("the notification was repeated after the reload")
	case <-time.After(1200 * time.Millisecond):
	}
}

func TestReloadThatMeetsTheShutdownStartsNothing(t *testing.T) {
	r := open(t, t.TempDir())
	plan, err := r.Prepare(parse(t, silent))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	r.Apply(plan) // what it started would be found as a leak
	if code := r.call("GET", "/api/v2/status", "", nil); code != 503 {
		t.Errorf("status %d: a configuration took effect after the end", code)
	}
}

func TestBadConfigurationChangesNothing(t *testing.T) {
	h := newHook(t)
	r := start(t, t.TempDir(), h.config(""))
	template := filepath.Join(t.TempDir(), "bad.tmpl")
	if err := os.WriteFile(template, []byte(`{{ define "x" }}{{ .Alerts `), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, config := range map[string]string{
		"template":     h.config(fmt.Sprintf("templates: [%q]", template)),
		"certificate":  strings.Replace(h.config(""), `webhook_configs: [{`, `webhook_configs: [{http_config: {tls_config: {ca_file: /nowhere/ca.pem}}, `, 1),
		"tracing":      h.config("tracing: {endpoint: 'localhost:4317', tls_config: {ca_file: /nowhere/ca.pem}}"),
		"tracing head": h.config("tracing: {endpoint: 'localhost:4317', headers: {token: {files: [/nowhere]}}}"),
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := r.Prepare(parse(t, config)); err == nil {
				t.Fatal("a bad configuration was prepared")
			} else {
				t.Log(err)
			}
			if got := r.metric("alertmanager_config_last_reload_successful"); got != 0 {
				t.Errorf("alertmanager_config_last_reload_successful is %v", got)
			}
			r.fire("alertname=" + name)
			h.next(t)
		})
	}
	r.apply(h.config(""))
	if got := r.metric("alertmanager_config_last_reload_successful"); got != 1 {
		t.Errorf("alertmanager_config_last_reload_successful is %v after a good reload", got)
	}
}

func TestAlertsOfRules(t *testing.T) {
	h := newHook(t)
	r := start(t, t.TempDir(), h.config(""))
	relabel := promrelabel.DefaultRelabelConfig
	relabel.SourceLabels, relabel.Regex, relabel.Action = model.LabelNames{"drop"}, promrelabel.MustNewRegexp("yes"), promrelabel.Drop
	r.SetAlertLabels(promlabels.FromStrings("region", "eu", "instance", "external"), []*promrelabel.Config{&relabel})

	now := time.Now()
	var notify promrules.NotifyFunc = r.Notify
	one := &promrules.Alert{
		State:       promrules.StateFiring,
		Labels:      promlabels.FromStrings("alertname", "DiskFull", "instance", "a"),
		Annotations: promlabels.FromStrings("summary", "full", "empty", ""),
		FiredAt:     now,
		ValidUntil:  now.Add(4 * time.Minute),
	}
	dropped := *one
	dropped.Labels = promlabels.FromStrings("alertname", "DiskFull", "drop", "yes")
	notify(t.Context(), `disk_free{instance="a"} < 5`, one, &dropped)

	p := h.next(t)
	if len(p.Alerts) != 1 {
		t.Fatalf("got %+v", p.Alerts)
	}
	got := p.Alerts[0]
	if fmt.Sprint(got.Labels) != "map[alertname:DiskFull instance:a region:eu]" || got.Annotations["summary"] != "full" || !got.StartsAt.Equal(now) {
		t.Errorf("got %+v", got)
	}
	if want := "http://lookout.example:7600/explore?q=disk_free%7Binstance%3D%22a%22%7D+%3C+5"; got.GeneratorURL != want {
		t.Errorf("links to %s, want %s", got.GeneratorURL, want)
	}

	one.ResolvedAt = time.Now()
	notify(t.Context(), "x", one)
	if p := h.next(t); p.Status != "resolved" || !p.Alerts[0].EndsAt.Equal(one.ResolvedAt) {
		t.Errorf("got %+v", p)
	}
}

func TestAlertThatIsNotConfirmedEnds(t *testing.T) {
	h := newHook(t)
	r := start(t, t.TempDir(), h.config(""))
	now := time.Now()
	r.Notify(t.Context(), "x", &promrules.Alert{
		Labels: promlabels.FromStrings("alertname", "Gone"), FiredAt: now, ValidUntil: now.Add(time.Second),
	})
	h.next(t)
	if p := h.next(t); p.Status != "resolved" {
		t.Errorf("got %s once nothing confirmed the alert", p.Status)
	}
}

func TestInvalidAlertsAreNamedAndTheOthersTaken(t *testing.T) {
	h := newHook(t)
	r := start(t, t.TempDir(), h.config(""))
	bad := newAlert("alertname=NoStart")
	bad.StartsAt = time.Time{}
	if err := r.Put(t.Context(), bad, newAlert("alertname=Good")); err == nil || !strings.Contains(err.Error(), "NoStart") {
		t.Errorf("got %v, want an error that names the alert", err)
	}
	if p := h.next(t); p.GroupLabels["alertname"] != "Good" {
		t.Errorf("notified of %v", p.GroupLabels)
	}
	if got := r.metric("alertmanager_alerts_invalid_total"); got != 1 {
		t.Errorf("alertmanager_alerts_invalid_total is %v", got)
	}
}

func TestMetricsAreAlertmanagers(t *testing.T) {
	h := newHook(t)
	r := start(t, t.TempDir(), h.config(""))
	r.apply(h.config("")) // a reload must not register anything twice
	r.fire("alertname=DiskFull")
	h.next(t)
	r.call("GET", "/api/v2/status", "", nil)

	families, err := r.metrics.Gather()
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, f := range families {
		names[f.GetName()] = true
		// A name of another kind might clash with what else the process registers.
		if !strings.HasPrefix(f.GetName(), "alertmanager_") && !strings.HasPrefix(f.GetName(), "lookout_alerts_") {
			t.Errorf("%s is neither a name of Alertmanager's nor one of this package", f.GetName())
		}
	}
	for _, want := range []string{
		"alertmanager_alerts", "alertmanager_alerts_received_total", "alertmanager_alerts_invalid_total",
		"alertmanager_notifications_total", "alertmanager_notifications_failed_total", "alertmanager_notification_latency_seconds",
		"alertmanager_silences", "alertmanager_nflog_snapshot_size_bytes", "alertmanager_dispatcher_aggregation_groups",
		"alertmanager_receivers", "alertmanager_integrations", "alertmanager_inhibition_rules", "alertmanager_cluster_enabled",
		"alertmanager_config_last_reload_successful", "alertmanager_config_hash", "alertmanager_http_request_duration_seconds", "alertmanager_http_requests_in_flight",
	} {
		if !names[want] {
			t.Errorf("%s is missing", want)
		}
	}
	if got := r.metric("alertmanager_notifications_total"); got != 1 {
		t.Errorf("alertmanager_notifications_total is %v, want 1", got)
	}
}

// metric sums the series of a metric.
func (r *room) metric(name string) float64 {
	r.t.Helper()
	families, err := r.metrics.Gather()
	if err != nil {
		r.t.Fatal(err)
	}
	var sum float64
	for _, f := range families {
		for _, m := range f.GetMetric() {
			if f.GetName() == name {
				sum += m.GetGauge().GetValue() + m.GetCounter().GetValue()
			}
		}
	}
	return sum
}

func TestJournalSpeaksTheJSONOfThePage(t *testing.T) {
	h := newHook(t)
	r := start(t, t.TempDir(), h.config(""))
	r.fire("alertname=DiskFull")
	h.next(t)
	eventually(t, "the journal has it", func() bool { return len(r.journal.List()) == 1 })
	text, err := json.Marshal(r.journal.List()[0])
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"time", "receiver", "integration", "groupLabels", "alerts", "error"} {
		if _, ok := got[key]; !ok {
			t.Errorf("%s lacks %q", text, key)
		}
	}
}
