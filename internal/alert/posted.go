package alert

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"

	"github.com/prometheus/alertmanager/alert"
	"github.com/prometheus/alertmanager/provider"
	"github.com/prometheus/alertmanager/provider/mem"
	"github.com/prometheus/client_golang/prometheus"
)

// maxPosted is with how many alerts held no more are taken from others. Those of our own rules always are: they are as
// many as the rules make.
const maxPosted = 50_000

// maxSilences bounds the silences that are kept, those that are over among them.
const maxSilences = 20_000

// posted is the store as whoever posts alerts sees it: full beyond a bound.
type posted struct {
	provider.Alerts
	held    *held
	refused prometheus.Counter
}

// Put takes all of the alerts, or none of them where they would be too many. Alerts that are held already may always change.
func (p *posted) Put(ctx context.Context, alerts ...*alert.Alert) error {
	added := 0
	for _, one := range alerts {
		if _, err := p.Get(one.Fingerprint()); err != nil {
			added++
		}
	}
	if added == 0 || p.held.alerts.Load()+int64(added) <= maxPosted {
		return p.Alerts.Put(ctx, alerts...)
	}
	p.refused.Add(float64(added))
	err := fmt.Errorf("there is no room for %d more alerts: %d are held, and others may post up to %d; resolve some, or group what they are about", added, p.held.alerts.Load(), maxPosted)
	if full, ok := ctx.Value(fullKey{}).(*error); ok {
		*full = err
	}
	return err
}

// held counts what is in the store, beside what the silencer remembers of it.
type held struct {
	mem.AlertStoreCallback
	alerts atomic.Int64
}

func (h *held) PostStore(one *alert.Alert, existing bool) {
	if !existing {
		h.alerts.Add(1)
	}
	h.AlertStoreCallback.PostStore(one, existing)
}

func (h *held) PostDelete(one *alert.Alert) {
	h.alerts.Add(-1)
	h.AlertStoreCallback.PostDelete(one)
}

// fullKey is under which a request's context holds where to put why there was no room for it.
type fullKey struct{}

// whenRoom answers 507 where the library would make an error of its own of a store that is full.
func whenRoom(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var full error
		answer := newAnswer()
		h.ServeHTTP(answer, r.WithContext(context.WithValue(r.Context(), fullKey{}, &full)))
		if full != nil {
			refuse(w, http.StatusInsufficientStorage, full.Error())
			return
		}
		answer.writeTo(w)
	})
}
