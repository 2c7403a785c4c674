// Package budget holds targets to what they may send. The samples of each
// scrape flow through on their way to the store; what is over the budget of
// its target stays out. For a target that is over, and for every target once
// an hour, it counts whose samples they are, so that the metric and the label
// that grew are named before somebody has to ask. It keeps counts and a few
// values as examples, never series, and does not know where samples end up.
package budget

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	promlabels "github.com/prometheus/prometheus/model/labels"
	promscrape "github.com/prometheus/prometheus/scrape"
	"github.com/prometheus/prometheus/storage"
)

// Budgets knows what each target and each team may send and what it sent last.
type Budgets struct {
	now      func() time.Time
	started  time.Time
	cut      prometheus.Counter
	budgets  atomic.Pointer[[]Budget]
	mu       sync.Mutex
	accounts map[*promscrape.Target]*account
	teams    map[string]*team
}

// New returns budgets that bound nothing until Apply.
func New(now func() time.Time, reg prometheus.Registerer) *Budgets {
	b := &Budgets{now: now, started: now(), accounts: map[*promscrape.Target]*account{}, teams: map[string]*team{}}
	b.cut = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "lookout_target_samples_cut_total",
		Help: "Samples beyond a budget of keep_first that were left out. The embedded scraper counts them as out of bounds too.",
	})
	b.Apply(nil)
	reg.MustRegister(b, b.cut)
	return b
}

// Apply puts other budgets into effect, from the next scrape of each target.
func (b *Budgets) Apply(budgets []Budget) {
	b.budgets.Store(&budgets)
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, a := range b.accounts {
		a.allow(b.budgetOf(PerTarget, a.labels))
	}
	for _, t := range b.teams {
		t.allow(b.budgetOf(PerTeam, t.labels()))
	}
}

// Limit is a store that takes of each scrape what the target's budget allows.
// The scraper must pass the target in the context.
func (b *Budgets) Limit(store storage.AppendableV2) storage.AppendableV2 {
	return limited{b, store}
}

type limited struct {
	budgets *Budgets
	store   storage.AppendableV2
}

func (l limited) AppenderV2(ctx context.Context) storage.AppenderV2 {
	next := l.store.AppenderV2(ctx)
	target, ok := promscrape.TargetFromContext(ctx)
	if !ok || len(*l.budgets.budgets.Load()) == 0 {
		return next
	}
	account := l.budgets.account(target)
	if !account.watched() {
		return next // and its scrapes cost what they always did
	}
	return newAppender(next, account, l.budgets.now())
}

// settling is how long after a start the series of a target seen first are not
// taken for new ones: the scraper, too, knows none of them then.
const settling = 10 * time.Minute

func (b *Budgets) account(target *promscrape.Target) *account {
	b.mu.Lock()
	defer b.mu.Unlock()
	a := b.accounts[target]
	if a == nil {
		a = b.newAccount(target)
		b.accounts[target] = a
	}
	return a
}

func (b *Budgets) newAccount(target *promscrape.Target) *account {
	labels := target.Labels(promlabels.NewBuilder(promlabels.EmptyLabels()))
	every, err := model.ParseDuration(target.GetValue(model.ScrapeIntervalLabel))
	if err != nil {
		every = model.Duration(forgetAfter) // relabelling broke it, and the target is not scraped
	}
	a := &account{
		labels: labels, team: b.teamOf(labels), cut: b.cut,
		every: time.Duration(every), early: b.now().Sub(b.started) < settling,
	}
	a.allow(b.budgetOf(PerTarget, labels))
	return a
}

// budgetOf takes each bound from the first matching budget that sets it.
func (b *Budgets) budgetOf(per string, labels promlabels.Labels) Budget {
	whole := Budget{Per: per, Over: Drop}
	for _, budget := range *b.budgets.Load() {
		if budget.Per != per || !budget.holdsFor(labels) {
			continue
		}
		if whole.Samples == 0 && budget.Samples > 0 {
			whole.Samples, whole.Over = budget.Samples, budget.Over
		}
		whole.LabelValues = cmp.Or(whole.LabelValues, budget.LabelValues)
		whole.NewSeries = cmp.Or(whole.NewSeries, budget.NewSeries)
	}
	return whole
}

// forgetAfter is how long a target that is not scraped any more is remembered.
const forgetAfter = 10 * time.Minute

// Run forgets targets and teams that are gone, until ctx ends.
func (b *Budgets) Run(ctx context.Context) {
	ticker := time.NewTicker(forgetAfter / 10)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			b.forget()
		}
	}
}

func (b *Budgets) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for target, a := range b.accounts {
		// Also what is scraped rarely, up to once a day, must not start anew.
		if idle := b.now().Sub(a.lastScrape()); idle > forgetAfter && idle > 3*a.every {
			delete(b.accounts, target)
		}
	}
	inUse := map[*team]bool{}
	for _, a := range b.accounts {
		inUse[a.team] = true
	}
	for name, t := range b.teams {
		if !inUse[t] && t.idle(b.now()) {
			delete(b.teams, name)
		}
	}
}

// Targets tells how every target with a budget stands, those over it first.
func (b *Budgets) Targets() []Standing {
	b.mu.Lock()
	standings := make([]Standing, 0, len(b.accounts))
	for _, a := range b.accounts {
		if a.bounded() {
			standings = append(standings, a.standing(b.now()))
		}
	}
	b.mu.Unlock()
	slices.SortFunc(standings, func(x, y Standing) int {
		if over := len(y.Over) - len(x.Over); over != 0 {
			return over
		}
		return strings.Compare(x.Labels["job"]+"\xff"+x.Labels["instance"], y.Labels["job"]+"\xff"+y.Labels["instance"])
	})
	return standings
}
