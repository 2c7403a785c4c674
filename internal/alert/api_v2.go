package alert

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
)

const (
	maxAlertsBytes  = 4 << 20
	maxSilenceBytes = 1 << 20
)

// Route is one operation of API v2, as a pattern of http.ServeMux has it.
type Route struct {
	Method string
	Path   string
}

// Routes lists every operation that HandlerV2 serves.
func (a *Alertmanager) Routes() []Route {
	return []Route{
		{http.MethodGet, "/api/v2/status"},
		{http.MethodGet, "/api/v2/receivers"},
		{http.MethodGet, "/api/v2/alerts"},
		{http.MethodPost, "/api/v2/alerts"},
		{http.MethodGet, "/api/v2/alerts/groups"},
		{http.MethodGet, "/api/v2/silences"},
		{http.MethodPost, "/api/v2/silences"},
		{http.MethodGet, "/api/v2/silence/{silenceID}"},
		{http.MethodDelete, "/api/v2/silence/{silenceID}"},
	}
}

// HandlerV2 serves Alertmanager's API v2 below /api/v2. It answers 503 until
// the first configuration is in effect.
func (a *Alertmanager) HandlerV2() http.Handler {
	return a.whenLive(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { a.apiV2.ServeHTTP(w, r) }))
}

// newHandlerV2 puts what Lookout promises beyond Alertmanager in front of its
// API. Only known routes reach the library: it counts requests by path, and a
// scanner must not be able to make up metrics.
func (a *Alertmanager) newHandlerV2(library http.Handler) http.Handler {
	special := map[Route]http.Handler{
		{http.MethodPost, "/api/v2/alerts"}:                limitBody(maxAlertsBytes, whenRoom(library)),
		{http.MethodPost, "/api/v2/silences"}:              limitBody(maxSilenceBytes, a.setSilence(library)),
		{http.MethodDelete, "/api/v2/silence/{silenceID}"}: a.expireSilence(library),
	}
	mux := http.NewServeMux()
	for _, route := range a.Routes() {
		handler, ok := special[route]
		if !ok {
			handler = library
		}
		mux.Handle(route.Method+" "+route.Path, handler)
	}
	return mux
}

// whenLive answers for a handler that needs a configuration in effect.
func (a *Alertmanager) whenLive(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if a.live.Load() == nil {
			w.Header().Set("Retry-After", "1")
			refuse(w, http.StatusServiceUnavailable, "alerting is starting, try again in a moment")
			return
		}
		h.ServeHTTP(w, r)
	})
}

// limitBody refuses a request whose body is larger than limit. The library
// would take one of any size.
func limitBody(limit int64, h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := &limitedBody{ReadCloser: r.Body, left: limit}
		r.Body = body
		answer := newAnswer()
		h.ServeHTTP(answer, r)
		if body.exceeded {
			w.Header().Set("Connection", "close")
			refuse(w, http.StatusRequestEntityTooLarge,
				fmt.Sprintf("the request body is larger than %d bytes: send it in smaller parts", limit))
			return
		}
		answer.writeTo(w)
	})
}

// limitedBody ends in an error, and remembers it, once limit bytes are read.
type limitedBody struct {
	io.ReadCloser
	left     int64
	exceeded bool
}

func (b *limitedBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		b.exceeded = true
		return 0, &http.MaxBytesError{}
	}
	// One byte more than is allowed tells a body that just fits from one
	// that does not.
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		b.exceeded = true
		return 0, &http.MaxBytesError{}
	}
	return n, err
}

// refuse answers with an error the way API v2 does: a JSON string.
func refuse(w http.ResponseWriter, code int, text string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	// The client may be gone; there is nobody else to tell.
	_ = json.NewEncoder(w).Encode(text)
}
