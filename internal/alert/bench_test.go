package alert_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func BenchmarkPostSilence(b *testing.B) {
	for _, existing := range []int{0, 10_000} {
		b.Run(fmt.Sprint(existing), func(b *testing.B) { benchmarkPostSilence(b, existing) })
	}
}

// benchmarkPostSilence measures making one silence while others exist: the
// snapshot is written whole, so its cost grows with them.
func benchmarkPostSilence(b *testing.B, existing int) {
	a, err := openSilent(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = a.Close() })
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
