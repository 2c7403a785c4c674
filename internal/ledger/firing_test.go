package ledger_test

import (
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/promql/promqltest"
	promrules "github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/util/teststorage"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/ledger"
)

// TestTheBuiltinAlertFiresForATargetThatVanishes evaluates the rule as it is
// shipped over the series as the ledger writes them.
func TestTheBuiltinAlertFiresForATargetThatVanishes(t *testing.T) {
	w := open(t, kafka)
	store := teststorage.New(t)
	w.Ledger = ledger.New(ledger.Options{
		DB: w.db, Write: store, Complete: func(discovery.Configs) bool { return true },
		Now: func() time.Time { return w.now }, Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
	})
	require.NoError(t, w.Open(t.Context()))
	w.apply(kafka)
	manager := promrules.NewManager(&promrules.ManagerOptions{
		QueryFunc:  promrules.EngineQueryFunc(promqltest.NewTestEngine(t, false, 5*time.Minute, 1000), store),
		Appendable: store, Queryable: store, Context: t.Context(), Logger: slog.New(slog.DiscardHandler),
		NotifyFunc: func(context.Context, string, ...*promrules.Alert) {}, ExternalURL: &url.URL{},
		Registerer: prometheus.NewRegistry(), Parser: parser.NewParser(parser.Options{}),
	})
	groups, errs := manager.LoadGroups(time.Minute, labels.EmptyLabels(), "", nil, false, filepath.Join("..", "..", "rules", "lookout", "targets.yml"))
	require.Empty(t, errs)
	alerts := func() (states []string) {
		for _, g := range groups {
			g.Eval(t.Context(), w.now)
			for _, rule := range g.AlertingRules() {
				for _, a := range rule.ActiveAlerts() {
					states = append(states, a.Labels.Get("alertname")+" "+a.Labels.Get("instance")+" "+a.State.String())
				}
			}
		}
		return states
	}

	w.finds("a:1 team=data", "b:1 team=data")
	require.Empty(t, alerts())
	w.passes(time.Minute)
	w.finds("a:1 team=data")
	require.Equal(t, []string{"TargetMissing b:1 pending"}, alerts())
	for range 2 {
		w.passes(time.Minute)
		w.finds("a:1 team=data")
	}
	require.Equal(t, []string{"TargetMissing b:1 firing"}, alerts())
	w.passes(time.Minute)
	w.finds("a:1 team=data", "b:1 team=data")
	require.Empty(t, alerts(), "it is back")
}
