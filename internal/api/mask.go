package api

import (
	"bytes"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// Masked wraps those of the routes that print the configuration in a library's
// own words. The libraries hide what their types call a secret; a value that
// came from the environment may stand anywhere, and mask hides it there.
func Masked(routes []gateway.Route, mask func(text string) string) []gateway.Route {
	for i, r := range routes {
		if printsConfiguration(r.Path) {
			routes[i].Handler = maskedHandler(r.Handler, mask)
		}
	}
	return routes
}

func printsConfiguration(path string) bool {
	for _, end := range []string{"/api/v1/status/config", "/api/v1/scrape_pools/config", "/alertmanager/api/v2/status"} {
		if strings.HasSuffix(path, end) {
			return true
		}
	}
	return false
}

func maskedHandler(h http.Handler, mask func(string) string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		plain := r.Clone(r.Context())
		plain.Header.Del("Accept-Encoding") // what is compressed cannot be masked
		held := &heldAnswer{header: http.Header{}, code: http.StatusOK}
		h.ServeHTTP(held, plain)
		body := mask(held.body.String())
		maps.Copy(w.Header(), held.header)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		w.WriteHeader(held.code)
		_, _ = w.Write([]byte(body))
	})
}

// heldAnswer keeps an answer back until it has been masked.
type heldAnswer struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (a *heldAnswer) Header() http.Header         { return a.header }
func (a *heldAnswer) WriteHeader(code int)        { a.code = code }
func (a *heldAnswer) Write(p []byte) (int, error) { return a.body.Write(p) }
