package discover_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// scripted is a kind whose mechanism is given.
type scripted struct {
	discover.Convention
	mechanism discover.Mechanism
}

func (s *scripted) Mechanism(discover.Tools) (discover.Mechanism, error) { return s.mechanism, nil }

// once reports outcomes of one place, one a second.
type once []discover.Outcome

func (o once) Run(ctx context.Context, report discover.Report) {
	for _, outcome := range o {
		report("place", outcome.Found, outcome.Err)
		time.Sleep(time.Second)
	}
	<-ctx.Done()
}

// states runs a mechanism and returns what the manager would have been told, update by update.
func states(t *testing.T, mechanism discover.Mechanism, journal *discover.Journal, during time.Duration) [][]*targetgroup.Group {
	t.Helper()
	entry := discover.Entry{Kind: "scripted", Settings: &scripted{discover.DefaultConvention(), mechanism}}
	d, err := discover.Sources([]discover.Entry{entry}, "prod", journal)[entry.Job()][0].NewDiscoverer(
		discovery.DiscovererOptions{Logger: slog.New(slog.DiscardHandler)})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), during)
	defer cancel()
	updates := make(chan []*targetgroup.Group)
	go func() { defer close(updates); d.Run(ctx, updates) }()
	var all [][]*targetgroup.Group
	for groups := range updates {
		all = append(all, groups)
	}
	return all
}

func TestTargetsThatLoseTheirAccessEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		with := discover.Candidate{Name: "a", Address: "10.0.0.1", Access: &discover.Access{Name: "kafka"}}
		without := discover.Candidate{Name: "a", Address: "10.0.0.1"}
		all := states(t, once{{Found: []discover.Candidate{with}}, {Found: []discover.Candidate{without}}, {Err: errors.New("broken")}}, discover.NewJournal(), time.Minute)
		require.Len(t, all, 2, "an error sends nothing")
		require.Equal(t, map[string]int{"place": 0, "place as kafka": 1}, sizes(all[0]))
		require.Equal(t, map[string]int{"place": 1, "place as kafka": 0}, sizes(all[1]))
		for _, group := range all[1] {
			for _, target := range group.Targets {
				require.EqualValues(t, "10.0.0.1:19100", target["__address__"])
				require.EqualValues(t, "prod", target["env"])
			}
		}
	})
}

func sizes(groups []*targetgroup.Group) map[string]int {
	counts := map[string]int{}
	for _, g := range groups {
		counts[g.Source] = len(g.Targets)
	}
	return counts
}

func TestWhatCannotBeScrapedIsLeftOutWithTheReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		journal := discover.NewJournal()
		states(t, once{{Found: []discover.Candidate{
			{Name: "good", Address: "10.0.0.1"},
			{Name: "good", Address: "10.0.0.1"}, // listed again, as a container is for each of its ports
			{Name: "twin", Address: "10.0.0.1"},
			{Name: "nowhere"},
			{Name: "port", Address: "a:http"},
			{Name: "dashboards", Role: discover.Dashboards, Address: "10.0.0.1:19101"},
		}}}, journal, time.Minute)
		account := journal.Accounts()[0]
		reasons := map[string]string{}
		for _, c := range account.Dropped {
			reasons[c.Name] = c.Dropped
		}
		require.Equal(t, map[string]string{
			"twin": "same target as good", "nowhere": "it has no address", "port": `"a:http" has no port that could be one`,
		}, reasons)
		require.Equal(t, 1, account.Kept)
		require.Len(t, account.Dashboards, 1)
	})
}

func TestOnlySoManyDroppedCandidatesAreRemembered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var many []discover.Candidate
		for i := range 1500 {
			many = append(many, discover.Candidate{Name: fmt.Sprint(i), Dropped: "no"})
		}
		journal := discover.NewJournal()
		states(t, once{{Found: many}}, journal, time.Minute)
		require.Len(t, journal.Accounts()[0].Dropped, 1000)
		require.Equal(t, 500, journal.Accounts()[0].Omitted)
	})
}

func TestPlacesThatVanishAreEmptied(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		mechanism := discover.PollPlaces(time.Minute, func(context.Context) (map[string]discover.Outcome, error) {
			asked++
			switch asked {
			case 1:
				return map[string]discover.Outcome{"a": {Found: []discover.Candidate{{Name: "a", Address: "a"}}}, "b": {Err: errors.New("b is broken")}}, nil
			case 2:
				panic("an answer that nobody expected")
			default:
				return map[string]discover.Outcome{}, nil
			}
		})
		var told []string
		ctx, cancel := context.WithTimeout(t.Context(), 150*time.Second)
		defer cancel()
		mechanism.Run(ctx, func(place string, found []discover.Candidate, err error) {
			told = append(told, fmt.Sprintf("%d %q %d %v", asked, place, len(found), err))
		})
		require.ElementsMatch(t, []string{
			`1 "a" 1 <nil>`, `1 "b" 0 b is broken`, `1 "" 0 <nil>`,
			`2 "" 0 understand the answer: an answer that nobody expected`,
			`3 "a" 0 <nil>`, `3 "b" 0 <nil>`, `3 "" 0 <nil>`,
		}, told)
	})
}

func TestAMechanismThatCannotBeBuiltIsTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		built := 0
		journal := discover.NewJournal()
		states(t, discover.Later(time.Minute, func() (discover.Mechanism, error) {
			if built++; built < 3 {
				return nil, errors.New("not in a cluster")
			}
			return once{{Found: []discover.Candidate{{Name: "a", Address: "a"}}}}, nil
		}), journal, time.Hour)
		account := journal.Accounts()[0]
		require.EqualValues(t, 2, account.Failed)
		require.NoError(t, account.Err)
		require.Equal(t, 1, account.Kept)
	})
}

func TestTagsBecomeLabels(t *testing.T) {
	for _, c := range []struct{ tags, want map[string]string }{
		{map[string]string{"Service": "shop", "Name": "shop-1", "ENVIRONMENT": "prod", "owner": "a", "Exposure": "public"}, map[string]string{"service": "shop", "env": "prod", "team": "a", "exposure": "public"}},
		{map[string]string{"Name": "shop-1", "app.kubernetes.io/name": "shop"}, map[string]string{"service": "shop"}},
		{map[string]string{"Name": ""}, map[string]string{}},
	} {
		require.Equal(t, c.want, discover.FromTags(c.tags))
	}
}
