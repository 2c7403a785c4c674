package discover_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/discover"
)

func TestAnswersAreBounded(t *testing.T) {
	for size, want := range map[int]string{discover.LargestAnswer: "", discover.LargestAnswer + 1: "the answer is longer than 32 MiB"} {
		response := &http.Response{Body: io.NopCloser(strings.NewReader(strings.Repeat(" ", size)))}
		discover.BoundBody(response)
		n, err := io.Copy(io.Discard, response.Body)
		if want == "" {
			require.NoError(t, err)
			require.EqualValues(t, size, n)
			continue
		}
		require.ErrorContains(t, err, want)
	}
}

func TestMoreCandidatesThanMayBeAreAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		many := make([]discover.Candidate, discover.MostFound+1)
		for i := range many {
			many[i] = discover.Candidate{Name: fmt.Sprint(i), Address: fmt.Sprintf("host-%d", i)}
		}
		journal := discover.NewJournal()
		updates := states(t, once{{Found: many[:1]}, {Found: many}}, journal, time.Minute)
		require.Len(t, updates, 1, "those known before stay")
		require.ErrorContains(t, journal.Accounts()[0].Err, "more than 100000 candidates")
		require.Equal(t, 1, journal.Accounts()[0].Kept)
	})
}

// panicking is one of Prometheus' mechanisms that is overwhelmed by its first answer.
type panicking struct{ asked *int }

func (panicking) Name() string { return "panicking" }

func (p panicking) NewDiscoverer(discovery.DiscovererOptions) (discovery.Discoverer, error) {
	return p, nil
}

func (panicking) NewDiscovererMetrics(prometheus.Registerer, discovery.RefreshMetricsInstantiator) discovery.DiscovererMetrics {
	return &discovery.NoopDiscovererMetrics{}
}

func (p panicking) Run(ctx context.Context, up chan<- []*targetgroup.Group) {
	if *p.asked++; *p.asked == 1 {
		panic("an answer that nobody expected")
	}
	up <- []*targetgroup.Group{}
	<-ctx.Done()
}

func TestAMechanismOfPrometheusThatPanicsIsRunAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		tools := discover.Tools{Logger: slog.New(slog.DiscardHandler)}
		mechanism, err := discover.Stream(panicking{&asked}, time.Minute, tools, discover.Listed)
		require.NoError(t, err)
		var told []string
		ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
		defer cancel()
		mechanism.Run(ctx, func(_ string, _ []discover.Candidate, err error) { told = append(told, fmt.Sprint(err)) })
		require.Equal(t, 2, asked)
		require.Contains(t, told, "understand the answer: an answer that nobody expected")
		require.Equal(t, "<nil>", told[len(told)-1])
	})
}
