// Package rules judges: it loads recording and alerting rules, evaluates them
// at their intervals over what the metrics room holds, and hands what fires to
// whoever notifies. Rule files and the built-in groups flow in; recorded
// samples and alerts flow out. Loading and evaluating are separate steps with
// a Set between them, so a broken file is reported before anything running
// changes, and what was judged is what is evaluated. The package does not know
// who is told about an alert, or how.
package rules

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	promrules "github.com/prometheus/prometheus/rules"
	"github.com/prometheus/prometheus/storage"
)

// Notify tells someone about alerts that fire or have resolved. It must
// return quickly: the evaluation of the group waits for it.
type Notify = promrules.NotifyFunc

// Options is what the judge works with.
type Options struct {
	Engine      promql.QueryEngine
	Queryable   storage.Queryable  // what expressions see
	Local       storage.Queryable  // what the state of alerts is restored from
	Write       storage.Appendable // where recorded samples go
	Notify      Notify
	ExternalURL *url.URL
	Parser      parser.Parser
	Logger      *slog.Logger
	Registerer  prometheus.Registerer
}

// Evaluator evaluates the rules it was last given.
type Evaluator struct {
	manager *promrules.Manager
	loader  *loader
	cancel  context.CancelFunc
	options Options
	offset  atomic.Int64 // nanoseconds a rule looks back by default
}

// How alerts behave over time: the defaults of Prometheus' flags of the same
// names (rules.alert.for-outage-tolerance, -for-grace-period, -resend-delay).
const (
	outageTolerance = time.Hour
	forGracePeriod  = 10 * time.Minute
	resendDelay     = time.Minute
)

// New allocates an evaluator without rules; Apply brings them. Which names
// are valid is settled here, for the life of the process.
func New(o Options, names model.ValidationScheme) *Evaluator {
	ctx, cancel := context.WithCancel(context.Background())
	e := &Evaluator{loader: &loader{parser: o.Parser}, cancel: cancel, options: o}
	e.manager = promrules.NewManager(&promrules.ManagerOptions{
		NameValidationScheme:   names,
		ExternalURL:            o.ExternalURL,
		QueryFunc:              promrules.EngineQueryFunc(o.Engine, o.Queryable),
		NotifyFunc:             o.Notify,
		Context:                ctx,
		Appendable:             o.Write,
		Queryable:              o.Local,
		Logger:                 o.Logger.With("component", "rules"),
		Registerer:             o.Registerer,
		OutageTolerance:        outageTolerance,
		ForGracePeriod:         forGracePeriod,
		ResendDelay:            resendDelay,
		GroupLoader:            e.loader,
		DefaultRuleQueryOffset: func() time.Duration { return time.Duration(e.offset.Load()) },
		RestoreNewRuleGroups:   true,
		Parser:                 o.Parser,
	})
	return e
}

// Apply swaps in the rules that Load has found good for a configuration.
func (e *Evaluator) Apply(conf *promconfig.Config, set *Set) error {
	e.offset.Store(int64(conf.GlobalConfig.RuleQueryOffset))
	e.loader.set.Store(set)
	interval := time.Duration(conf.GlobalConfig.EvaluationInterval)
	if err := e.manager.Update(interval, set.names(), conf.GlobalConfig.ExternalLabels, e.options.ExternalURL.String(), nil); err != nil {
		return fmt.Errorf("load rules: %w", err)
	}
	return nil
}

// Run evaluates until ctx ends.
func (e *Evaluator) Run(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() {
		e.manager.Stop()
		e.cancel()
	})
	defer stop()
	e.manager.Run()
	return nil
}

// Groups returns the groups as they run now.
func (e *Evaluator) Groups() []*promrules.Group { return e.manager.RuleGroups() }

// Manager is the shape in which the HTTP API looks at rules.
func (e *Evaluator) Manager() *promrules.Manager { return e.manager }
