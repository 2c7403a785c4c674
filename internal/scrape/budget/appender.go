package budget

import (
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
)

// appender passes on what is within the budget of one scrape.
type appender struct {
	storage.AppenderV2
	account *account
	limit   int // samples; 0 is no bound
	keep    bool
	at      time.Time

	samples   int // sent by the target, within and beyond the budget
	reports   int // of the scraper about the scrape
	newSeries int
	grown     map[string]int // new series by metric
	census    *census        // nil unless this scrape is counted
	partial   bool           // only what is beyond the budget is counted
}

func newAppender(next storage.AppenderV2, a *account, at time.Time) *appender {
	budget, counted := a.open(at)
	app := &appender{AppenderV2: next, account: a, limit: budget.Samples, keep: budget.Over == KeepFirst, at: at}
	if counted {
		app.census = newCensus()
	}
	return app
}

// Append takes a sample if there is room for it.
func (app *appender) Append(ref storage.SeriesRef, lset promlabels.Labels, st, t int64, v float64, h *histogram.Histogram, fh *histogram.FloatHistogram, opts storage.AOptions) (storage.SeriesRef, error) {
	if app.passes(ref, lset, v) {
		return app.AppenderV2.Append(ref, lset, st, t, v, h, fh, opts)
	}
	app.samples++
	beyond := app.limit > 0 && app.samples > app.limit
	if beyond && app.census == nil {
		app.census, app.partial = newCensus(), true
	}
	if app.census != nil {
		app.census.add(lset)
	}
	if beyond {
		return 0, app.refuse()
	}
	if ref == 0 {
		app.grow(lset)
	}
	return app.AppenderV2.Append(ref, lset, st, t, v, h, fh, opts)
}

// grow counts a series that the scraper does not know yet.
func (app *appender) grow(lset promlabels.Labels) {
	app.newSeries++
	if app.grown == nil {
		app.grown = map[string]int{}
	}
	metric := lset.Get(model.MetricNameLabel)
	if _, known := app.grown[metric]; known || len(app.grown) < maxMetrics {
		app.grown[metric]++
	}
}

// passes tells what does not come from the target: the end of a series that was
// taken before, and what the scraper reports about the scrape itself.
func (app *appender) passes(ref storage.SeriesRef, lset promlabels.Labels, v float64) bool {
	if ref != 0 && value.IsStaleNaN(v) {
		return true
	}
	if app.reports < len(reported) && reported[lset.Get(model.MetricNameLabel)] {
		app.reports++
		return true
	}
	return false
}

// reported are the series that a scraper adds to those of the target.
var reported = map[string]bool{
	"up": true, "scrape_duration_seconds": true, "scrape_samples_scraped": true, "scrape_samples_post_metric_relabeling": true,
	"scrape_series_added": true, "scrape_timeout_seconds": true, "scrape_sample_limit": true, "scrape_body_size_bytes": true,
}

// refuse is why a sample beyond the budget is not taken.
func (app *appender) refuse() error {
	if app.keep {
		app.account.cut.Inc()
		return errSkipped
	}
	return &overBudget{app.account}
}

// Commit ends a scrape that was taken.
func (app *appender) Commit() error {
	taken := app.samples
	if app.limit > 0 {
		taken = min(taken, app.limit)
	}
	app.account.close(app, taken)
	return app.AppenderV2.Commit()
}

// Rollback ends one of which nothing is taken.
func (app *appender) Rollback() error {
	app.account.close(app, 0)
	return app.AppenderV2.Rollback()
}

// overBudget makes the scraper read on and then fail the scrape, as its own
// limit does: the library tells that one by identity, which only an Is method
// can pass for from outside.
type overBudget struct{ account *account }

// Error is asked for when the scrape has ended, so it can tell all that is known.
func (e *overBudget) Error() string { return e.account.complaint() }

// Is tells the scraper that this is its sample limit.
func (e *overBudget) Is(target error) bool { return target.Error() == "sample limit exceeded" }

// skipped makes the scraper go on without the sample and without remembering its
// series. It passes for a sample out of bounds, the only kind of refusal that costs
// neither the scrape nor memory.
type skipped struct{}

var errSkipped error = skipped{}

func (skipped) Error() string { return "beyond the target's budget" }

func (skipped) Is(target error) bool { return target == storage.ErrOutOfBounds }
