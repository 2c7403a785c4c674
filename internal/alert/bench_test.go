package alert_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	amconfig "github.com/prometheus/alertmanager/config"

	"github.com/lookout-monitor/lookout/internal/alert"
	"github.com/lookout-monitor/lookout/internal/notify"
)

func BenchmarkPostSilence(b *testing.B) {
	for _, existing := range []int{0, 10_000} {
		b.Run(fmt.Sprint(existing), func(b *testing.B) { benchmarkPostSilence(b, existing) })
	}
}

// benchmarkPostSilence measures making one silence while others exist: the
// snapshot is written whole, so its cost grows with them.
func benchmarkPostSilence(b *testing.B, existing int) {
	a := alert.New(alert.Options{
		Dir:         b.TempDir(),
		ExternalURL: new(url.URL),
		Logger:      slog.New(slog.DiscardHandler),
		Registerer:  prometheus.NewRegistry(),
		Journal:     notify.NewJournal(),
	})
	if err := a.Open(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = a.Close() })
	conf, err := amconfig.Load(silent)
	if err != nil {
		b.Fatal(err)
	}
	plan, err := a.Prepare(conf)
	if err != nil {
		b.Fatal(err)
	}
	a.Apply(plan)
	post := func(i int) {
		body := postableSilence("", fmt.Sprint("Alert", i), time.Hour)
		r := httptest.NewRequestWithContext(b.Context(), http.MethodPost, "/api/v2/silences", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		w := httptest.NewRecorder()
		a.HandlerV2().ServeHTTP(w, r)
		if w.Code != http.StatusOK {
			b.Errorf("status %d: %s", w.Code, w.Body)
		}
	}
	done := make(chan struct{})
	const together = 100 // makers at once share the writes
	for first := range together {
		go func() {
			for i := first; i < existing; i += together {
				post(i)
			}
			done <- struct{}{}
		}()
	}
	for range together {
		<-done
	}
	b.ResetTimer()
	for i := range b.N {
		post(existing + i)
	}
}
