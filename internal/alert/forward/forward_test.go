package forward_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	promlabels "github.com/prometheus/prometheus/model/labels"
	promrules "github.com/prometheus/prometheus/rules"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/alert/forward"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is generous for a busy machine.
const patience = time.Minute

// posted is an alert as an Alertmanager's API v2 receives it.
type posted struct {
	Labels       map[string]string `json:"labels"`
	Annotations  map[string]string `json:"annotations"`
	StartsAt     time.Time         `json:"startsAt"`
	GeneratorURL string            `json:"generatorURL"`
}

// newAlertmanager speaks as much of the API v2 as a sender needs.
func newAlertmanager(t *testing.T) (address string, received <-chan posted) {
	t.Helper()
	alerts := make(chan posted, 100)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/v2/alerts", func(w http.ResponseWriter, r *http.Request) {
		var batch []posted
		if err := json.NewDecoder(r.Body).Decode(&batch); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		for _, a := range batch {
			alerts <- a
		}
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://"), alerts
}

// running is a forwarder under a configuration, told of one Alertmanager.
func running(t *testing.T, alerting, address string) (f *forward.Forwarder, stop func()) {
	t.Helper()
	logger := slog.New(slog.DiscardHandler)
	conf, err := promconfig.Load(alerting, logger)
	if err != nil {
		t.Fatal(err)
	}
	link := &url.URL{Scheme: "https", Host: "lookout.example", Path: "/prometheus"}
	f = forward.New(link, model.UTF8Validation, logger, prometheus.NewRegistry())
	if err := f.Apply(conf); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	found := make(chan map[string][]*targetgroup.Group, 1)
	go func() { ended <- f.Run(ctx, found) }()
	group := &targetgroup.Group{Source: "test", Targets: []model.LabelSet{{model.AddressLabel: model.LabelValue(address)}}}
	found <- map[string][]*targetgroup.Group{"config-0": {group}}
	return f, func() {
		t.Helper()
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				t.Errorf("Run ended with %v", err)
			}
		case <-time.After(patience):
			t.Fatal("Run did not end with its context")
		}
	}
}

// await polls until done.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !done(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("no %s within %v", what, patience)
		}
	}
}

func firing(labels ...string) *promrules.Alert {
	return &promrules.Alert{
		Labels:      promlabels.FromStrings(labels...),
		Annotations: promlabels.FromStrings("summary", "the disk is full"),
		FiredAt:     time.Now(),
	}
}

func TestAlertsReachAnExternalAlertmanager(t *testing.T) {
	address, received := newAlertmanager(t)
	f, stop := running(t, `
global: {external_labels: {region: north}}
alerting:
  alert_relabel_configs: [{source_labels: [severity], regex: info, action: drop}]
  alertmanagers: [{static_configs: [{targets: ["`+address+`"]}]}]
`, address)
	defer stop()
	await(t, "alertmanager", func() bool { return len(f.Alertmanagers()) == 1 })

	f.Notify(t.Context(), "free < 1", firing("alertname", "Chatty", "severity", "info"), firing("alertname", "DiskFull", "severity", "critical"))
	select {
	case got := <-received:
		if got.Labels["alertname"] != "DiskFull" || got.Labels["region"] != "north" || got.Annotations["summary"] != "the disk is full" {
			t.Errorf("got %+v, want DiskFull of region north, and not what relabelling drops", got)
		}
		if !strings.HasPrefix(got.GeneratorURL, "https://lookout.example/prometheus/") || got.StartsAt.IsZero() {
			t.Errorf("got link %q and start %v, want a graph of ours and a time", got.GeneratorURL, got.StartsAt)
		}
	case <-time.After(patience):
		t.Fatal("no alert arrived")
	}
}

func TestRelabellingDropsAnAlertmanager(t *testing.T) {
	address, received := newAlertmanager(t)
	f, stop := running(t, `
alerting:
  alertmanagers:
  - static_configs: [{targets: ["`+address+`"]}]
    relabel_configs: [{source_labels: [__address__], action: drop}]
`, address)
	await(t, "dropped alertmanager", func() bool { return len(f.DroppedAlertmanagers()) == 1 })
	if got := f.Alertmanagers(); len(got) != 0 {
		t.Errorf("alerts go to %v, want nowhere", got)
	}
	f.Notify(t.Context(), "free < 1", firing("alertname", "DiskFull"))
	stop() // which empties the queues
	if n := len(received); n != 0 {
		t.Errorf("%d alerts reached an Alertmanager that relabelling dropped", n)
	}
}
