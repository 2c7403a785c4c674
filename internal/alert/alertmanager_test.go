package alert_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	"go.uber.org/goleak"

	amalert "github.com/prometheus/alertmanager/alert"
	amconfig "github.com/prometheus/alertmanager/config"
	"github.com/prometheus/alertmanager/featurecontrol"
	"github.com/prometheus/alertmanager/matcher/compat"

	"github.com/lookout-monitor/lookout/internal/alert"
	"github.com/lookout-monitor/lookout/internal/notify"
)

func TestMain(m *testing.M) {
	compat.InitFromFlags(slog.New(slog.DiscardHandler), featurecontrol.NoopFlags{})
	if dir := os.Getenv(childDir); dir != "" {
		serve(dir)
	}
	goleak.VerifyTestMain(m)
}

// room is an Alertmanager under test, serving on loopback as Lookout mounts it.
type room struct {
	*alert.Alertmanager
	t       *testing.T
	url     string // ends in /alertmanager
	journal *notify.Journal
	metrics *prometheus.Registry
	logs    *logs
	changes chan change
	stop    func()
}

type change struct{ action, id, detail string }

// start opens an Alertmanager on dir, applies the configuration and runs it.
func start(t *testing.T, dir, config string) *room {
	t.Helper()
	r := open(t, dir)
	r.apply(config)
	r.run()
	return r
}

func open(t *testing.T, dir string) *room {
	t.Helper()
	r := &room{
		t:       t,
		journal: notify.NewJournal(),
		metrics: prometheus.NewRegistry(),
		logs:    new(logs),
		changes: make(chan change, 100),
		stop:    func() {},
	}
	r.Alertmanager = alert.New(alert.Options{
		Dir:         dir,
		ExternalURL: &url.URL{Scheme: "http", Host: "lookout.example:7600"},
		Logger:      slog.New(slog.NewTextHandler(r.logs, nil)),
		Registerer:  r.metrics,
		Journal:     r.journal,
		OnChange: func(_ *http.Request, action, id, detail string) {
			select {
			case r.changes <- change{action, id, detail}:
			default:
			}
		},
	})
	if err := r.Open(); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/alertmanager/api/v2/", http.StripPrefix("/alertmanager", r.HandlerV2()))
	mux.Handle("GET /alertmanager/api/v1/alerts", r.HandlerV1Alerts())
	server := httptest.NewServer(mux)
	r.url = server.URL + "/alertmanager"
	t.Cleanup(func() {
		server.Close()
		r.stop()
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	})
	return r
}

// run runs the room until the test ends or stop is called.
func (r *room) run() {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- r.Run(ctx) }()
	r.stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			r.t.Error(err)
		}
	})
}

func (r *room) apply(config string) {
	r.t.Helper()
	plan, err := r.Prepare(parse(r.t, config))
	if err != nil {
		r.t.Fatal(err)
	}
	r.Apply(plan)
}

func parse(t *testing.T, config string) *amconfig.Config {
	t.Helper()
	conf, err := amconfig.Load(config)
	if err != nil {
		t.Fatal(err)
	}
	return conf
}

// fire puts a firing alert with the given labels, "name=value" each.
func (r *room) fire(pairs ...string) *amalert.Alert {
	r.t.Helper()
	a := newAlert(pairs...)
	r.put(a)
	return a
}

// resolve ends an alert that was fired.
func (r *room) resolve(a *amalert.Alert) {
	r.t.Helper()
	ended := *a
	ended.UpdatedAt = time.Now()
	ended.EndsAt = ended.UpdatedAt
	ended.Timeout = false
	r.put(&ended)
}

func (r *room) put(alerts ...*amalert.Alert) {
	r.t.Helper()
	if err := r.Put(r.t.Context(), alerts...); err != nil {
		r.t.Fatal(err)
	}
}

func newAlert(pairs ...string) *amalert.Alert {
	now := time.Now()
	a := &amalert.Alert{
		Alert: model.Alert{
			Labels:   model.LabelSet{},
			StartsAt: now,
			EndsAt:   now.Add(time.Hour),
		},
		UpdatedAt: now,
		Timeout:   true,
	}
	for _, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		a.Labels[model.LabelName(name)] = model.LabelValue(value)
	}
	return a
}

// call makes a request to the room and decodes a JSON answer into out.
func (r *room) call(method, path string, in string, out any) int {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), method, r.url+path, strings.NewReader(in))
	if err != nil {
		r.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer res.Body.Close()
	defer http.DefaultClient.CloseIdleConnections()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	if out != nil && len(body) > 0 {
		if err := json.Unmarshal(body, out); err != nil {
			r.t.Fatalf("%s %s: %v in %s", method, path, err, body)
		}
	}
	return res.StatusCode
}

// silence makes a silence of one hour on alertname and returns its ID.
func (r *room) silence(alertname string) string {
	r.t.Helper()
	var made struct{ SilenceID string }
	if code := r.call("POST", "/api/v2/silences", postableSilence("", alertname, time.Hour), &made); code != 200 {
		r.t.Fatalf("making a silence: status %d", code)
	}
	return made.SilenceID
}

func postableSilence(id, alertname string, lasts time.Duration) string {
	now := time.Now().UTC()
	return fmt.Sprintf(`{"id":%q,"matchers":[{"name":"alertname","value":%q,"isRegex":false,"isEqual":true}],
		"startsAt":%q,"endsAt":%q,"createdBy":"ada","comment":"being mended"}`,
		id, alertname, now.Format(time.RFC3339Nano), now.Add(lasts).Format(time.RFC3339Nano))
}

// hook is a webhook receiver on loopback.
type hook struct {
	url  string
	sent chan payload
	fail chan int // status codes to answer with before answering 200
}

// payload is Alertmanager's published webhook format, version 4.
type payload struct {
	Version           string            `json:"version"`
	GroupKey          string            `json:"groupKey"`
	TruncatedAlerts   uint64            `json:"truncatedAlerts"`
	Status            string            `json:"status"`
	Receiver          string            `json:"receiver"`
	GroupLabels       map[string]string `json:"groupLabels"`
	CommonLabels      map[string]string `json:"commonLabels"`
	CommonAnnotations map[string]string `json:"commonAnnotations"`
	ExternalURL       string            `json:"externalURL"`
	Alerts            []struct {
		Status       string            `json:"status"`
		Labels       map[string]string `json:"labels"`
		Annotations  map[string]string `json:"annotations"`
		StartsAt     time.Time         `json:"startsAt"`
		EndsAt       time.Time         `json:"endsAt"`
		GeneratorURL string            `json:"generatorURL"`
		Fingerprint  string            `json:"fingerprint"`
	} `json:"alerts"`

	at time.Time
}

func newHook(t *testing.T) *hook {
	t.Helper()
	h := &hook{sent: make(chan payload, 100), fail: make(chan int, 100)}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case code := <-h.fail:
			w.WriteHeader(code)
			return
		default:
		}
		p := payload{at: time.Now()}
		if err := json.NewDecoder(r.Body).Decode(&p); err != nil {
			t.Errorf("webhook got what is not JSON: %v", err)
		}
		h.sent <- p
	}))
	t.Cleanup(server.Close)
	h.url = server.URL
	return h
}

// next waits for a notification.
func (h *hook) next(t *testing.T) payload {
	t.Helper()
	select {
	case p := <-h.sent:
		return p
	case <-time.After(10 * time.Second):
		t.Fatal("no notification within 10 s")
		return payload{}
	}
}

// quiet fails if a notification arrives within the time.
func (h *hook) quiet(t *testing.T, within time.Duration) {
	t.Helper()
	select {
	case p := <-h.sent:
		t.Fatalf("an unexpected notification arrived: %+v", p)
	case <-time.After(within):
	}
}

// config routes everything to one webhook, at once.
func (h *hook) config(more string) string {
	return fmt.Sprintf(`
route: {receiver: hook, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
receivers: [{name: hook, webhook_configs: [{url: %q}]}]
%s`, h.url, more)
}

// logs collects what is logged.
type logs struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// eventually waits for a condition.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(10 * time.Second)
	for !condition() {
		if time.Now().After(deadline) {
			t.Fatalf("waited 10 s in vain until %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
