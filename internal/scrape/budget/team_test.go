package budget_test

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	promscrape "github.com/prometheus/prometheus/scrape"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/scrape/budget"
)

// team returns how a team stands, once all its targets have been scraped.
func (w *world) team(name string, targets int) budget.TeamStanding {
	for _, s := range w.TeamBudgets() {
		if s.Team == name && s.Targets == targets {
			return s
		}
	}
	return budget.TeamStanding{}
}

// value is that of a metric without labels.
func (w *world) value(t *testing.T, metric string) float64 {
	t.Helper()
	families, err := w.registry.Gather()
	require.NoError(t, err)
	for _, f := range families {
		if f.GetName() == metric {
			return f.GetMetric()[0].GetCounter().GetValue()
		}
	}
	return 0
}

func TestATeamIsBoundedByTheSumOfItsTargetsAndLosesNothing(t *testing.T) {
	web, api, other, nobody := startApp(t, 40), startApp(t, 50), startApp(t, 500), startApp(t, 500)
	web.team, api.team, other.team = "shop", "shop", "search"
	w := watch(t, []budget.Budget{
		{Per: budget.PerTeam, Match: map[string]string{"team": "shop"}, Samples: 100, NewSeries: 60, Over: budget.Drop},
		{Per: budget.PerTeam, Samples: 1000, Over: budget.Drop},
	}, map[string]*app{"web": web, "api": api, "other": other, "nobody": nobody})
	require.Eventually(t, func() bool { return w.team("shop", 2).Samples == 92 && w.team("search", 1).Samples == 501 }, patience, 10*time.Millisecond)
	shop := w.team("shop", 2)
	require.Empty(t, shop.Over)
	require.Empty(t, shop.Complaint)
	require.Equal(t, budget.TeamBounds{Samples: 100, NewSeries: 60}, shop.Budget)
	require.Equal(t, budget.TeamBounds{Samples: 1000}, w.team("search", 1).Budget)
	require.Len(t, w.TeamBudgets(), 2, "who has no team has no sum")
	require.Empty(t, w.Budgets(), "a target without a budget of its own does not stand against one")

	api.series.Store(120)
	require.Eventually(t, func() bool { return w.team("shop", 2).Samples == 162 }, patience, 10*time.Millisecond)
	shop = w.team("shop", 2)
	require.Equal(t, []string{"samples", "new_series"}, shop.Over)
	require.Equal(t, 70, shop.NewSeries)
	require.Equal(t, budget.TeamTarget{Job: "api", Instance: strings.TrimPrefix(api.URL, "http://"), Samples: 121, NewSeries: 70}, shop.Largest[0])
	require.Equal(t, "api", shop.Metrics[0].Job)
	require.Equal(t, "logins_total", shop.Metrics[0].Name)
	require.Equal(t, 70, shop.Metrics[0].NewSeries)
	require.Contains(t, shop.Complaint, "162 samples from 2 targets, the budget is 100; 70 new series within an hour, the budget is 60; logins_total of job api has ")
	require.Contains(t, shop.Complaint, " series (70 new within the hour), its label user has ")
	require.Contains(t, shop.Complaint, "; "+strings.TrimPrefix(api.URL, "http://")+" sends 121 samples (70 new within the hour)")
	require.Equal(t, "shop", w.TeamBudgets()[0].Team, "who is over stands first")

	require.Equal(t, promscrape.HealthGood, w.target("api").Health())
	series, _ := w.stored(t, "__name__", "logins_total", "job", "api")
	require.Equal(t, 120, series, "nothing is cut off")
	require.NoError(t, testutil.GatherAndCompare(w.registry, strings.NewReader(`
# HELP lookout_team_over_budget 1 for each bound of its budget that the targets of a team exceed together: samples or new_series.
# TYPE lookout_team_over_budget gauge
lookout_team_over_budget{bound="new_series",target_team="shop"} 1
lookout_team_over_budget{bound="samples",target_team="shop"} 1
# HELP lookout_team_samples Samples taken of the last scrapes of all targets of a team that has a budget.
# TYPE lookout_team_samples gauge
lookout_team_samples{target_team="search"} 501
lookout_team_samples{target_team="shop"} 162
`), "lookout_team_over_budget", "lookout_team_samples"))

	web.Close()
	require.Eventually(t, func() bool { return w.team("shop", 1).Samples == 121 }, patience, 10*time.Millisecond, "who does not answer any more does not count")
	require.Equal(t, 70, w.team("shop", 1).NewSeries)
}

func TestWhatATargetsBudgetCutsOffIsNotHeldAgainstItsTeam(t *testing.T) {
	dropped, kept := startApp(t, 1000), startApp(t, 1000)
	dropped.team, kept.team = "shop", "shop"
	w := watch(t, []budget.Budget{
		{Per: budget.PerTarget, Match: map[string]string{"job": "kept"}, Samples: 60, Over: budget.KeepFirst},
		{Per: budget.PerTarget, Samples: 100, Over: budget.Drop},
		{Per: budget.PerTeam, Samples: 500, Over: budget.Drop},
	}, map[string]*app{"dropped": dropped, "kept": kept})
	require.Eventually(t, func() bool { return w.team("shop", 2).Team == "shop" }, patience, 10*time.Millisecond)
	require.Equal(t, 60, w.team("shop", 2).Samples)
	require.Empty(t, w.team("shop", 2).Over, "one cause is one alert")
}
