package gateway

import (
	"fmt"
	"net/http"
)

// Starting answers while the stores open: healthy, but not ready. Pages come
// from the application, which waits by itself; everything else gets 503 with
// the progress and is told to come again.
func Starting(progress func() string, pages Pages) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/-/healthy":
			_, _ = w.Write([]byte("Lookout is healthy.\n"))
		case pages.Has(r):
			pages.ServeHTTP(w, r)
		default:
			unavailable(w, fmt.Errorf("lookout is starting: %s", progress()))
		}
	})
}

// Stopping answers while everything ends.
func Stopping() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		unavailable(w, fmt.Errorf("lookout is stopping"))
	})
}

func unavailable(w http.ResponseWriter, err error) {
	w.Header().Set("Retry-After", "1")
	WriteError(w, http.StatusServiceUnavailable, err)
}

// Pages is the web application: what it has, it can answer from the binary
// alone, before any store is open.
type Pages interface {
	http.Handler
	// Has reports whether the request asks for a page or a file of it.
	Has(r *http.Request) bool
}
