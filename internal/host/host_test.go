package host

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// sourceFunc is a collector made of one function.
type sourceFunc func(ch chan<- prometheus.Metric) error

func (f sourceFunc) Update(ch chan<- prometheus.Metric) error { return f(ch) }

func gauge(name string) prometheus.Metric {
	return prometheus.MustNewConstMetric(prometheus.NewDesc(name, "help", nil, nil), prometheus.GaugeValue, 1)
}

func good(ch chan<- prometheus.Metric) error {
	ch <- gauge("node_good")
	return nil
}

func exporterOf(t *testing.T, log *bytes.Buffer, sources map[string]sourceFunc) *Exporter {
	t.Helper()
	var probes []*probe
	for name, s := range sources {
		probes = append(probes, &probe{name: name, source: s})
	}
	handler := slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelInfo})
	return newExporter(probes, slog.New(quiet{handler}))
}

func get(e *Exporter, header http.Header) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	r := httptest.NewRequest(http.MethodGet, "/lookout/host/metrics", nil)
	for name := range header {
		r.Header.Set(name, header.Get(name))
	}
	e.ServeHTTP(w, r)
	return w
}

func TestOneBadCollectorDoesNotSpoilTheScrape(t *testing.T) {
	bad := map[string]sourceFunc{
		"fails":  func(chan<- prometheus.Metric) error { return errors.New("no such device") },
		"panics": func(chan<- prometheus.Metric) error { panic("unknown kernel") },
		"repeats": func(ch chan<- prometheus.Metric) error {
			ch <- gauge("node_repeated")
			ch <- gauge("node_repeated")
			return nil
		},
	}
	for name, source := range bad {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			w := get(exporterOf(t, &log, map[string]sourceFunc{"good": good, name: source}), nil)
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "\nnode_good 1\n") {
				t.Errorf("status %d, body lacks the good collector:\n%s", w.Code, w.Body)
			}
			if log.Len() > 0 {
				t.Errorf("logged above debug level: %s", &log)
			}
		})
	}
}

func TestCollectorStateIsServed(t *testing.T) {
	var log bytes.Buffer
	w := get(exporterOf(t, &log, map[string]sourceFunc{
		"good":  good,
		"fails": func(chan<- prometheus.Metric) error { return errors.New("no such device") },
	}), nil)
	for _, want := range []string{
		`node_scrape_collector_success{collector="good"} 1`,
		`node_scrape_collector_success{collector="fails"} 0`,
		`node_exporter_build_info{`,
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("body lacks %s:\n%s", want, w.Body)
		}
	}
}

func TestHangingCollectorCostsOnlyItself(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		var started atomic.Int32
		var log bytes.Buffer
		e := exporterOf(t, &log, map[string]sourceFunc{
			"good": good,
			"hangs": func(ch chan<- prometheus.Metric) error {
				started.Add(1)
				<-release
				ch <- gauge("node_late")
				return nil
			},
		})
		start := time.Now()
		w := get(e, http.Header{timeoutHeader: {"4"}})
		if took := time.Since(start); took != 3500*time.Millisecond {
			t.Errorf("scrape with a timeout of 4s took %v, want 3.5s", took)
		}
		if body := w.Body.String(); !strings.Contains(body, "node_good 1") || strings.Contains(body, "node_late") {
			t.Errorf("unexpected body:\n%s", body)
		}

		get(e, nil)
		if started.Load() != 1 {
			t.Errorf("the hanging collector was started %d times, want once", started.Load())
		}

		close(release)
		synctest.Wait()
		if w := get(e, nil); !strings.Contains(w.Body.String(), "node_late 1") {
			t.Errorf("the collector does not come back after it stopped hanging:\n%s", w.Body)
		}
	})
}

func TestScrapesAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		e := exporterOf(t, &log, map[string]sourceFunc{"good": good})
		for range maxScrapes {
			e.slots <- struct{}{}
		}
		start := time.Now()
		w := get(e, http.Header{timeoutHeader: {"2"}})
		if w.Code != http.StatusServiceUnavailable || time.Since(start) != 1500*time.Millisecond {
			t.Errorf("answered %d after %v, want 503 after 1.5s", w.Code, time.Since(start))
		}
		<-e.slots
		if w := get(e, nil); w.Code != http.StatusOK {
			t.Errorf("answered %d with a slot free, want 200", w.Code)
		}
	})
}

func TestReaderGoingAwayEndsTheScrape(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		defer close(release)
		var log bytes.Buffer
		e := exporterOf(t, &log, map[string]sourceFunc{
			"hangs": func(chan<- prometheus.Metric) error { <-release; return nil },
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		e.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(ctx, http.MethodGet, "/", nil))
		if took := time.Since(start); took != time.Second {
			t.Errorf("scrape ended %v after it began, want 1s", took)
		}
	})
}

func TestTimeout(t *testing.T) {
	for asked, want := range map[string]time.Duration{
		"":     defaultTimeout,
		"soon": defaultTimeout,
		"NaN":  defaultTimeout,
		"-1":   defaultTimeout,
		"0":    defaultTimeout,
		"1e99": defaultTimeout,
		"5":    4500 * time.Millisecond,
		"0.2":  100 * time.Millisecond,
	} {
		if got := timeout(http.Header{timeoutHeader: {asked}}); got != want {
			t.Errorf("timeout for %q is %v, want %v", asked, got, want)
		}
	}
}

func TestOpenMetricsIsNegotiated(t *testing.T) {
	var log bytes.Buffer
	e := exporterOf(t, &log, map[string]sourceFunc{"good": good})
	w := get(e, http.Header{"Accept": {"application/openmetrics-text; version=1.0.0"}})
	if !strings.HasSuffix(w.Body.String(), "# EOF\n") {
		t.Errorf("want OpenMetrics, got %s:\n%s", w.Header().Get("Content-Type"), w.Body)
	}
}
