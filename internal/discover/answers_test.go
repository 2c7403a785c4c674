package discover_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// regions is a kind that asks two places, of which the second may fail.
type regions struct {
	discover.Convention
	fails *atomic.Bool
}

func (r *regions) Mechanism(discover.Tools) (discover.Mechanism, error) {
	place := func(name, address string, fails *atomic.Bool) discover.Place {
		return discover.Place{Name: name, Find: func(context.Context) ([]discover.Candidate, error) {
			if fails != nil && fails.Load() {
				return nil, errors.New("no answer")
			}
			return []discover.Candidate{{Name: name, Address: address}}, nil
		}}
	}
	return discover.Poll(10*time.Millisecond, place("north", "a:1", nil), place("south", "b:1", r.fails)), nil
}

func TestAnEntryIsCompleteOnceAllItsPlacesHaveAnswered(t *testing.T) {
	kind := &regions{Convention: discover.DefaultConvention(), fails: &atomic.Bool{}}
	kind.fails.Store(true)
	jobs := discover.Sources([]discover.Entry{{Kind: "regions", Settings: kind}}, "", discover.NewJournal())
	d := newDiscoverer(t)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	require.NoError(t, d.Follow(jobs))
	await(t, d.Found(), "discover/regions", "a:1")
	require.Never(t, func() bool { return d.Complete(jobs["discover/regions"]) }, 200*time.Millisecond, 10*time.Millisecond,
		"what was remembered of south cannot be missed yet")

	kind.fails.Store(false)
	require.Eventually(t, func() bool { return d.Complete(jobs["discover/regions"]) }, patience, 10*time.Millisecond)
	kind.fails.Store(true)
	require.Never(t, func() bool { return !d.Complete(jobs["discover/regions"]) }, 100*time.Millisecond, 10*time.Millisecond,
		"a failure after that leaves what is known of it")
	cancel()
	require.NoError(t, <-ended)
}
