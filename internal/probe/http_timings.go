package probe

import (
	"crypto/tls"
	"iter"
	"net/http"
	"net/http/httptrace"
	"sync"
	"time"
)

// timings are when each round trip of a question came to which point. A transport may still report while an answer is
// read, so they are locked.
type timings struct {
	mu    sync.Mutex
	trips []*trip
}

type trip struct {
	secure                                                             bool
	start, resolved, connected, gotConn, tlsStart, tlsDone, first, end time.Time
}

func newTimings() *timings { return &timings{} }

// timedTransport notes the time of everything that happens. The name that was given for the target is asked for at the
// target alone: a redirect leads to a host that has a name of its own.
type timedTransport struct {
	timings         *timings
	host            string
	here, elsewhere http.RoundTripper
}

func (t timedTransport) RoundTrip(request *http.Request) (*http.Response, error) {
	one := t.timings.begin(request.URL.Scheme == "https")
	at := func(field *time.Time) { t.timings.note(field) }
	trace := &httptrace.ClientTrace{
		DNSDone:              func(httptrace.DNSDoneInfo) { at(&one.resolved) },
		ConnectStart:         func(string, string) { t.timings.noteOnce(&one.resolved) },
		ConnectDone:          func(string, string, error) { at(&one.connected) },
		TLSHandshakeStart:    func() { at(&one.tlsStart) },
		TLSHandshakeDone:     func(tls.ConnectionState, error) { at(&one.tlsDone) },
		GotConn:              func(httptrace.GotConnInfo) { at(&one.gotConn) },
		GotFirstResponseByte: func() { at(&one.first) },
	}
	next := t.elsewhere
	if request.URL.Host == t.host {
		next = t.here
	}
	return next.RoundTrip(request.WithContext(httptrace.WithClientTrace(request.Context(), trace)))
}

// begin starts a round trip, which ends the one before.
func (t *timings) begin(secure bool) *trip {
	t.finish()
	t.mu.Lock()
	defer t.mu.Unlock()
	one := &trip{secure: secure, start: time.Now()}
	t.trips = append(t.trips, one)
	return one
}

func (t *timings) note(field *time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	*field = time.Now()
}

func (t *timings) noteOnce(field *time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if field.IsZero() {
		*field = time.Now()
	}
}

// finish notes that the latest answer has been read.
func (t *timings) finish() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if n := len(t.trips); n > 0 && t.trips[n-1].end.IsZero() {
		t.trips[n-1].end = time.Now()
	}
}

// phases are how long each part of the way took, over all round trips.
func (t *timings) phases() iter.Seq2[string, time.Duration] {
	return func(yield func(string, time.Duration) bool) {
		t.mu.Lock()
		defer t.mu.Unlock()
		for _, phase := range []struct {
			name string
			of   func(*trip) time.Duration
		}{
			// The first lookup is the target's, which was made before the request.
			{"resolve", func(o *trip) time.Duration { return span(o.start, o.resolved) }},
			{"connect", (*trip).connecting},
			{"tls", func(o *trip) time.Duration { return span(o.tlsStart, o.tlsDone) }},
			{"processing", func(o *trip) time.Duration { return span(o.gotConn, o.first) }},
			{"transfer", func(o *trip) time.Duration { return span(o.first, o.end) }},
		} {
			var sum time.Duration
			for i, one := range t.trips {
				if one.gotConn.IsZero() || phase.name == "resolve" && i == 0 {
					continue
				}
				sum += phase.of(one)
			}
			if len(t.trips) > 0 && !yield(phase.name, sum) {
				return
			}
		}
	}
}

func (o *trip) connecting() time.Duration {
	if o.secure {
		return span(o.resolved, o.connected)
	}
	return span(o.resolved, o.gotConn)
}

// span is the time between two moments that both came.
func span(from, to time.Time) time.Duration {
	if from.IsZero() || to.IsZero() {
		return 0
	}
	return max(to.Sub(from), 0)
}
