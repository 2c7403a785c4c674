package heartbeat

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"unicode"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

// maxMessage is how much of a body is kept: its end, where a log says what went
// wrong.
const maxMessage = 4 << 10

// Routes declares where jobs check in.
func (w *Watch) Routes() []gateway.Route {
	var routes []gateway.Route
	for _, at := range []struct {
		suffix, summary string
		kind            Kind
	}{
		{"", "a cron job's run has ended well", Success},
		{"/start", "a cron job's run has begun", Start},
		{"/fail", "a cron job's run has ended badly", Fail},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			routes = append(routes, gateway.Route{
				Method: method, Path: "/heartbeat/{name}" + at.suffix, Scope: gateway.WriteMetrics,
				Handler: w.checkIn(at.kind), Summary: at.summary,
			})
		}
	}
	return routes
}

// checkIn answers plainly: what it says ends up in the mail that cron sends.
func (w *Watch) checkIn(kind Kind) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			rw.Header().Set("Allow", "GET, POST")
			gateway.WriteError(rw, http.StatusMethodNotAllowed, errors.New("HEAD only looks, it does not check in; use GET or POST"))
			return
		}
		message, err := lastOf(r.Body, maxMessage)
		if err != nil {
			w.requests.WithLabelValues("refused").Inc()
			gateway.WriteError(rw, bodyStatus(err), fmt.Errorf("read message: %w; keep it short with `tail -c %d`", err, maxMessage))
			return
		}
		name := r.PathValue("name")
		// A client that leaves has still checked in.
		err = w.Hear(context.WithoutCancel(r.Context()), name, kind, readable(message))
		switch {
		case errors.Is(err, errUnknown):
			w.requests.WithLabelValues("unknown").Inc()
			gateway.WriteError(rw, http.StatusNotFound, notConfigured(name))
		case err != nil:
			w.requests.WithLabelValues("failed").Inc()
			w.Logger.Error("check-in not kept", "heartbeat", name, "err", err)
			gateway.WriteError(rw, http.StatusInternalServerError, fmt.Errorf("check-in not kept, try again: %w", err))
		default:
			w.requests.WithLabelValues("taken").Inc()
			rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
			rw.Header().Set("Cache-Control", "no-store")
			_, _ = io.WriteString(rw, "ok\n")
		}
	})
}

func notConfigured(name string) error {
	if !validName(name) {
		return fmt.Errorf("%.200q is no name of a heartbeat: use letters, digits, '-', '_' and '.'", name)
	}
	return fmt.Errorf("no heartbeat is called %q; add it to lookout.yml and reload: heartbeats: [{name: %s, period: 1d, grace: 1h}]", name, name)
}

func bodyStatus(err error) int {
	if long := new(http.MaxBytesError); errors.As(err, &long) {
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusBadRequest
}

// lastOf reads to the end and returns the last n bytes.
func lastOf(r io.Reader, n int) ([]byte, error) {
	kept := make([]byte, 0, 2*n)
	chunk := make([]byte, n)
	for {
		read, err := r.Read(chunk)
		kept = append(kept, chunk[:read]...)
		if len(kept) > n {
			kept = append(kept[:0], kept[len(kept)-n:]...)
		}
		switch {
		case errors.Is(err, io.EOF):
			return kept, nil
		case err != nil:
			return nil, err
		}
	}
}

// readable is a message without what would disturb a terminal or a page: a
// character cut in two, colours, a bell.
func readable(message []byte) string {
	text := strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' || unicode.IsPrint(r) {
			return r
		}
		return -1
	}, strings.ToValidUTF8(string(message), ""))
	return strings.TrimSpace(text)
}
