package demo

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestASeedDecidesWhatGoesWrong(t *testing.T) {
	first, kinds, hit := Plan{seed: 1}, map[Kind]int{}, map[string]int{}
	differs := false
	for at := noon; at.Before(noon.Add(24 * time.Hour)); at = at.Add(period) {
		i := first.Incident(at)
		require.Equal(t, i, Plan{seed: 1}.Incident(at.Add(period-1)), "the same all through the period")
		require.False(t, i.From.Before(at.Add(time.Minute)))
		require.True(t, i.To.Before(at.Add(period)), "over before the next")
		kinds[i.Kind]++
		hit[i.Service]++
		differs = differs || i != Plan{seed: 2}.Incident(at)
	}
	require.Len(t, kinds, 4)
	require.Len(t, hit, len(catalogue()))
	require.True(t, differs, "another seed, another day")
}

func TestVisitorsFollowTheDayAndSpike(t *testing.T) {
	p := Plan{seed: 1}
	midnight := noon.Truncate(24 * time.Hour)
	require.InDelta(t, 1, p.Visitors(midnight.Add(4*time.Hour)), 1e-9)
	require.InDelta(t, 5, p.Visitors(midnight.Add(16*time.Hour)), 1e-9)
	spike := find(t, p, Spike)
	before, during := p.Visitors(spike.From.Add(-1)), p.Visitors(spike.From)
	require.InDelta(t, 5, during/before, .01)
}

func find(t *testing.T, p Plan, kind Kind) Incident {
	t.Helper()
	for at := noon; at.Before(noon.Add(24 * time.Hour)); at = at.Add(period) {
		if i := p.Incident(at); i.Kind == kind {
			return i
		}
	}
	t.Fatalf("no %s in a day", kind)
	return Incident{}
}

// opened runs a shop at the time that clock holds, in nanoseconds.
func opened(t *testing.T, clock *atomic.Int64) *Shop {
	t.Helper()
	shop := New(Options{Seed: 1, Now: func() time.Time { return time.Unix(0, clock.Load()).UTC() }, Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, shop.Listen(t.Context()))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- shop.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
	return shop
}

var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// metrics scrapes a service: "" where it does not answer.
func metrics(t *testing.T, target Target) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+target.Metrics+"/metrics", nil)
	require.NoError(t, err)
	response, err := client.Do(r)
	if err != nil {
		return ""
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(body)
}

func TestACheckoutIsSeenAtEveryServiceItReaches(t *testing.T) {
	var clock atomic.Int64
	clock.Store(noon.UnixNano())
	shop := opened(t, &clock)
	require.Eventually(t, func() bool { return shop.ask(t.Context(), call{front, "POST", "/checkout"}) },
		10*time.Second, step/2, "one in 500 fails on a good day too")
	targets := shop.Targets()
	require.Len(t, targets, 6)
	for i, want := range []string{
		`route="/checkout"`, `route="/carts/{id}"`, `route="/orders"`, `route="/charges"`, `route="/reservations"`, `route="/mails"`,
	} {
		require.Contains(t, metrics(t, targets[i]), want, targets[i].Service)
	}
	require.Contains(t, metrics(t, targets[0]), `shop_web_info{version="1.0.0"} 1`)
}

func TestACrashTakesAServiceAwayAndItComesBackWhereItWas(t *testing.T) {
	var clock atomic.Int64
	clock.Store(noon.UnixNano())
	shop := opened(t, &clock)
	crash := find(t, shop.plan, Crash)
	before := shop.houses[crash.Service].target()
	require.NotEmpty(t, metrics(t, before))
	clock.Store(crash.From.UnixNano())
	require.Eventually(t, func() bool { return metrics(t, before) == "" }, 10*time.Second, step/2)
	clock.Store(crash.To.UnixNano())
	require.Eventually(t, func() bool { return metrics(t, before) != "" }, 10*time.Second, step/2)
	require.Equal(t, before, shop.houses[crash.Service].target())
}

func TestIncidentsMakeAServiceSlowOrFail(t *testing.T) {
	var clock atomic.Int64
	clock.Store(noon.UnixNano())
	shop := New(Options{Seed: 1, Now: func() time.Time { return time.Unix(0, clock.Load()).UTC() }, Logger: slog.New(slog.DiscardHandler)})
	for _, c := range []struct {
		kind     Kind
		slowest  time.Duration
		failures [2]int // of 1000
	}{
		{Errors, 15 * time.Millisecond, [2]int{300, 500}},
		{Slowness, time.Second, [2]int{0, 20}},
	} {
		incident := find(t, shop.plan, c.kind)
		h := shop.houses[incident.Service]
		clock.Store(incident.From.UnixNano())
		failed := 0
		for range 1000 {
			takes, fails := h.fate(10 * time.Millisecond)
			require.LessOrEqual(t, takes, c.slowest)
			if c.kind == Slowness {
				require.Greater(t, takes, 300*time.Millisecond)
			}
			if fails {
				failed++
			}
		}
		require.GreaterOrEqual(t, failed, c.failures[0])
		require.LessOrEqual(t, failed, c.failures[1])
	}
}
