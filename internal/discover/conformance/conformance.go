// Package conformance is the contract of every kind of discovery, as one suite that each kind runs against a small
// outside world of its own: what is there is found and labelled, what is dropped is explained, a failure is told and
// keeps what was known, changes appear by themselves, and an end leaves nothing behind. Only tests import it.
package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/discovery"
	"github.com/prometheus/prometheus/discovery/targetgroup"
	"go.uber.org/goleak"
	"go.yaml.in/yaml/v4"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// World is what a kind runs against.
type World struct {
	Kind     string
	Config   string // the entry as it stands in lookout.yml; should refresh every second
	Settings discover.Kind

	Targets []string          // addresses that are kept at first, sorted
	Labels  map[string]string // that the first of them has, among others
	Dropped string            // in the reason of one that is not; empty where all are kept

	Add    func() // makes one more appear
	Added  string // its address
	Remove func() // takes it away again
	Break  func() // makes the mechanism fail; nil where nothing can
	Mend   func() // ends that
	Secret string // in the configuration, that nobody may see; empty where there is none
}

// patience is how long a change may take on a busy machine.
const patience = 30 * time.Second

// Run holds a kind against the contract.
func Run(t *testing.T, w World) {
	Load(t, w.Config, w.Settings)
	before := goleak.IgnoreCurrent()
	log := &lockedBuffer{}
	journal := discover.NewJournal()
	entry := discover.Entry{Kind: w.Kind, Settings: w.Settings}
	f := follow(t, entry, journal, log)

	t.Run("finds and labels", func(t *testing.T) {
		f.await(t, w.Targets)
		got := f.labels(w.Targets[0])
		for name, value := range w.Labels {
			if got[name] != value {
				t.Errorf("label %s of %s is %q, want %q; all: %v", name, w.Targets[0], got[name], value, got)
			}
		}
		if got["job"] != entry.Job() || got["__meta_lookout_found_by"] != w.Kind {
			t.Errorf("job and mechanism are %q and %q", got["job"], got["__meta_lookout_found_by"])
		}
	})
	t.Run("explains drops", func(t *testing.T) {
		a := account(t, journal)
		if w.Dropped == "" && len(a.Dropped) == 0 {
			t.Skip("this kind keeps whatever it finds")
		}
		if !slices.ContainsFunc(a.Dropped, func(c discover.Candidate) bool { return strings.Contains(c.Dropped, w.Dropped) && c.Name != "" }) {
			t.Errorf("no candidate is dropped for %q: %+v", w.Dropped, a.Dropped)
		}
		if a.Kept != len(w.Targets) {
			t.Errorf("%d counted as kept, want %d", a.Kept, len(w.Targets))
		}
	})
	t.Run("refreshes", func(t *testing.T) {
		w.Add()
		f.await(t, sorted(append(slices.Clone(w.Targets), w.Added)))
		w.Remove()
		f.await(t, w.Targets)
	})
	if w.Break != nil {
		t.Run("keeps what is known when it fails", func(t *testing.T) { keeps(t, w, f, journal) })
	}
	t.Run("ends", func(t *testing.T) { f.end(t, before) })
	t.Run("hides secrets", func(t *testing.T) { hides(t, w, journal, log.String()) })
}

func keeps(t *testing.T, w World, f *follower, journal *discover.Journal) {
	w.Break()
	Eventually(t, func() error {
		if account(t, journal).Err == nil {
			return errors.New("the failure is not told")
		}
		return nil
	})
	// Targets are still there in the moment of a failure, whatever it does to them: what counts is that later ones take
	// nothing away.
	failures := account(t, journal).Failed
	for further := uint64(1); further <= 2; further++ {
		Eventually(t, func() error {
			if now := account(t, journal).Failed; now < failures+further {
				return fmt.Errorf("%d failures are counted, want %d", now, failures+further)
			}
			return nil
		})
		if got := slices.Sorted(maps.Keys(f.targets())); !slices.Equal(got, w.Targets) {
			t.Errorf("after %d further failures targets are %v, want %v", further, got, w.Targets)
		}
	}
	if a := account(t, journal); a.Kept != len(w.Targets) || a.Failed == 0 || a.LastSuccess.IsZero() {
		t.Errorf("after a failure the journal says %+v", a)
	}
	w.Mend()
	Eventually(t, func() error {
		return account(t, journal).Err
	})
	f.await(t, w.Targets)
}

func hides(t *testing.T, w World, journal *discover.Journal, log string) {
	if w.Secret == "" {
		t.Skip("this kind has none")
	}
	if strings.Contains(log, w.Secret) {
		t.Errorf("the log shows the secret: %s", log)
	}
	if said := fmt.Sprintf("%+v", journal.Accounts()); strings.Contains(said, w.Secret) {
		t.Errorf("the journal shows the secret: %s", said)
	}
	if written, err := yaml.Marshal(w.Settings); err != nil || bytes.Contains(written, []byte(w.Secret)) {
		t.Errorf("the configuration shows the secret: %s %v", written, err)
	}
}

// Load reads an entry as lookout.yml is read.
func Load(t testing.TB, text string, settings discover.Kind) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), settings); err != nil {
		t.Fatalf("read configuration: %v", err)
	}
	if v, ok := settings.(interface{ Validate() error }); ok {
		if err := v.Validate(); err != nil {
			t.Fatalf("check configuration: %v", err)
		}
	}
}

// Outcome is what a mechanism reported of a place.
type Outcome struct {
	Found []discover.Candidate
	Err   error
}

// Outcomes runs a mechanism until it has reported of as many places as it has, and returns the first of each.
func Outcomes(t *testing.T, settings discover.Kind, places int) map[string]Outcome {
	t.Helper()
	mechanism, err := settings.Mechanism(discover.Tools{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatalf("build mechanism: %v", err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	var mu sync.Mutex
	outcomes := map[string]Outcome{}
	mechanism.Run(ctx, func(place string, found []discover.Candidate, err error) {
		mu.Lock()
		defer mu.Unlock()
		if _, known := outcomes[place]; !known {
			outcomes[place] = Outcome{found, err}
		}
		if len(outcomes) == places {
			cancel()
		}
	})
	if len(outcomes) < places {
		t.Fatalf("only %d of %d places reported", len(outcomes), places)
	}
	return outcomes
}

// Find returns what the first refresh of an entry with one place finds, and fails the test where that fails.
func Find(t *testing.T, settings discover.Kind, config string) []discover.Candidate {
	t.Helper()
	Load(t, config, settings)
	var found []discover.Candidate
	for place, outcome := range Outcomes(t, settings, 1) {
		if outcome.Err != nil {
			t.Errorf("%s: %v", place, outcome.Err)
		}
		found = append(found, outcome.Found...)
	}
	return found
}

// Mistake is what is wrong with an entry.
func Mistake(t *testing.T, text string, settings interface{ Validate() error }) error {
	t.Helper()
	if err := yaml.Unmarshal([]byte(text), settings); err != nil {
		return err
	}
	return settings.Validate()
}

func account(t *testing.T, journal *discover.Journal) discover.Account {
	t.Helper()
	accounts := journal.Accounts()
	if len(accounts) != 1 {
		t.Fatalf("the journal has %d accounts, want 1", len(accounts))
	}
	return accounts[0]
}

// follower keeps the state of an entry as the discovery manager does.
type follower struct {
	mu     sync.Mutex
	groups map[string]*targetgroup.Group
	cancel context.CancelFunc
	ended  chan struct{}
}

func follow(t *testing.T, entry discover.Entry, journal *discover.Journal, log *lockedBuffer) *follower {
	t.Helper()
	logger := slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	config := discover.Sources([]discover.Entry{entry}, "somewhere", journal)[entry.Job()][0]
	d, err := config.NewDiscoverer(discovery.DiscovererOptions{Logger: logger, SetName: entry.Job()})
	if err != nil {
		t.Fatalf("build mechanism: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	f := &follower{groups: map[string]*targetgroup.Group{}, cancel: cancel, ended: make(chan struct{})}
	updates := make(chan []*targetgroup.Group)
	go func() { defer close(f.ended); d.Run(ctx, updates) }()
	go f.take(updates)
	t.Cleanup(cancel)
	return f
}

func (f *follower) take(updates <-chan []*targetgroup.Group) {
	for {
		select {
		case groups := <-updates:
			f.mu.Lock()
			for _, g := range groups {
				if f.groups[g.Source] = g; len(g.Targets) == 0 {
					delete(f.groups, g.Source)
				}
			}
			f.mu.Unlock()
		case <-f.ended:
			return
		}
	}
}

func (f *follower) targets() map[string]map[string]string {
	f.mu.Lock()
	defer f.mu.Unlock()
	found := map[string]map[string]string{}
	for _, g := range f.groups {
		for _, target := range g.Targets {
			labels := map[string]string{}
			for _, set := range []model.LabelSet{g.Labels, target} {
				for name, value := range set {
					labels[string(name)] = string(value)
				}
			}
			found[labels["__address__"]] = labels
		}
	}
	return found
}

func (f *follower) labels(address string) map[string]string { return f.targets()[address] }

func (f *follower) await(t *testing.T, addresses []string) {
	t.Helper()
	Eventually(t, func() error {
		if got := slices.Sorted(maps.Keys(f.targets())); !slices.Equal(got, addresses) {
			return fmt.Errorf("targets are %v, want %v", got, addresses)
		}
		return nil
	})
}

// end cancels and looks for what was left running.
func (f *follower) end(t *testing.T, before goleak.Option) {
	f.cancel()
	select {
	case <-f.ended:
	case <-time.After(patience):
		t.Fatal("the mechanism did not end with its context")
	}
	if err := goleak.Find(append(Known(), before)...); err != nil {
		t.Error(err)
	}
}

// Known are goroutines that no mechanism can end: those of packages that live as long as the process, of the test, and
// of idle connections to its outside world.
func Known() []goleak.Option {
	return []goleak.Option{
		goleak.IgnoreTopFunction("go.opencensus.io/stats/view.(*worker).start"),
		goleak.IgnoreTopFunction("github.com/golang/glog.(*fileSink).flushDaemon"),
		goleak.IgnoreTopFunction("k8s.io/klog.(*loggingT).flushDaemon"),
		goleak.IgnoreTopFunction("k8s.io/klog/v2.(*flushDaemon).run.func1"),
		goleak.IgnoreAnyFunction("testing.(*T).Run"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).readLoop"),
		goleak.IgnoreAnyFunction("net/http.(*persistConn).writeLoop"),
		goleak.IgnoreAnyFunction("net/http.(*conn).serve"),
		goleak.IgnoreAnyFunction("net/http/httptest.(*Server).goServe.func1"),
	}
}

// Eventually repeats check until it returns nil.
func Eventually(t testing.TB, check func() error) {
	t.Helper()
	deadline := time.Now().Add(patience)
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %v", patience, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func sorted(list []string) []string { slices.Sort(list); return list }

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
