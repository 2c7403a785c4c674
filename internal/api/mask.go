package api

import (
	"bytes"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// Masked wraps those of the routes that print the configuration or quote it. The
// libraries hide what their types call a secret; a value that came from the
// environment may stand anywhere, and mask hides it there.
func Masked(routes []gateway.Route, mask func(text string) string) []gateway.Route {
	for i, r := range routes {
		switch {
		case endsIn(r.Path, "/api/v1/status/config", "/api/v1/scrape_pools/config", "/api/v1/targets/relabel_steps", "/alertmanager/api/v2/status"):
			routes[i].Handler = maskedHandler(r.Handler, mask)
		case endsIn(r.Path, "/api/v1/targets", "/api/v1/targets/missing", "/api/v1/discovery"):
			// All alike, because the page joins them by URL.
			routes[i].Handler = maskedHandler(r.Handler, func(body string) string { return quoting.ReplaceAllStringFunc(body, mask) })
		}
	}
	return routes
}

// quoting are the fields of a list of targets that may quote the configuration:
// how a target is asked, what came of it, and labels that no sample carries. The
// other labels stay what they are, for every query shows them.
var quoting = regexp.MustCompile(`"(?:scrapeUrl|globalUrl|url|lastError|error|__[^"\\]*)":\s*"(?:[^"\\]|\\.)*"`)

func endsIn(path string, ends ...string) bool {
	return slices.ContainsFunc(ends, func(end string) bool { return strings.HasSuffix(path, end) })
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
