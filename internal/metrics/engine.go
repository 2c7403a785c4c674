package metrics

import (
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"github.com/prometheus/prometheus/util/logging"

	"github.com/lookout-monitor/lookout/internal/metrics/reuse"
)

// QueryLimits bounds what a single question may cost.
type QueryLimits struct {
	Timeout        time.Duration // a query that runs longer is ended
	MaxSamples     int           // samples one query may hold in memory at once
	MaxConcurrency int           // queries evaluated at a time; the others wait
	Lookback       time.Duration // how far back an instant looks for its sample
}

// Engine evaluates PromQL within limits. Close it after the last query.
type Engine struct {
	*promql.Engine
	answers     *reuse.Memory
	parser      parser.Parser
	maxSamples  int
	defaultStep func() time.Duration
}

func parserOptions() parser.Options {
	return parser.Options{ExperimentalDurationExpr: true}
}

// EngineOptions are the settings of Lookout's engine. They stand apart so that
// the engine's own test corpus runs against exactly these.
func EngineOptions(limits QueryLimits, logger *slog.Logger, reg prometheus.Registerer) promql.EngineOpts {
	return promql.EngineOpts{
		Logger:               logger,
		Reg:                  reg,
		Timeout:              limits.Timeout,
		MaxSamples:           limits.MaxSamples,
		LookbackDelta:        limits.Lookback,
		EnableAtModifier:     true,
		EnableNegativeOffset: true,
		Parser:               NewParser(),
	}
}

// OpenEngine makes the engine and the file that tells, after a crash, which
// queries were running. DefaultStep answers subqueries that name no step;
// answers, unless nil, is the memory that the room tells of what is written.
func OpenEngine(dir string, limits QueryLimits, defaultStep func() time.Duration, answers *reuse.Memory, logger *slog.Logger, reg prometheus.Registerer) (*Engine, error) {
	tracker, err := promql.NewActiveQueryTracker(dir, limits.MaxConcurrency, logger)
	if err != nil {
		return nil, fmt.Errorf("open query tracker: %w", err)
	}
	o := EngineOptions(limits, logger, reg)
	o.ActiveQueryTracker = tracker
	o.NoStepSubqueryIntervalFn = func(int64) int64 { return defaultStep().Milliseconds() }
	return &Engine{Engine: promql.NewEngine(o), answers: answers, parser: o.Parser, maxSamples: limits.MaxSamples, defaultStep: defaultStep}, nil
}

// Apply opens the query log that the configuration names, or closes it. The
// step of subqueries that name none may have changed, so answers are forgotten.
func (e *Engine) Apply(conf *promconfig.Config) error {
	if e.answers != nil {
		e.answers.Forget()
	}
	path := conf.GlobalConfig.QueryLogFile
	if path == "" {
		e.SetQueryLogger(nil)
		return nil
	}
	l, err := logging.NewJSONFileLogger(path)
	if err != nil {
		return fmt.Errorf("open query log: %w", err)
	}
	e.SetQueryLogger(l)
	return nil
}
