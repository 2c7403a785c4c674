package gateway

import (
	"fmt"
	"net/http"
	"strings"
)

// Starting answers while the stores open: healthy, but not ready. Pages come
// from the application, which waits by itself; everything else gets 503 with
// the progress and is told to come again.
func Starting(progress func() string, pages http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/-/healthy":
			_, _ = w.Write([]byte("Lookout is healthy.\n"))
		case isPage(r):
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

// isPage tells the application's own paths from those of the APIs.
func isPage(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	for _, prefix := range []string{"/-/", "/api/", "/prometheus/", "/alertmanager/", "/lookout/", "/metrics", "/federate", "/debug/"} {
		if strings.HasPrefix(r.URL.Path, prefix) {
			return false
		}
	}
	return true
}
