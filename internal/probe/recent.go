package probe

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
)

// maxRecent bounds the results that are kept of questions which no job of ours asks.
const maxRecent = 1000

// recent keeps the last result of each question.
type recent struct {
	mu      sync.Mutex
	jobs    []Job
	follows map[asked]bool
	gone    map[asked]bool // followed until now; forgotten when it is certain that they are not coming back
	results map[asked]*Result
	failed  map[asked]*Result // the last failure, which stays when a later answer is good
}

// asked is what makes a question the same as another.
type asked struct{ module, target, hostname string }

func newRecent() *recent {
	return &recent{gone: map[asked]bool{}, results: map[asked]*Result{}, failed: map[asked]*Result{}}
}

func (q Question) asked() asked { return asked{q.Module, q.Target, q.Hostname} }

// follow shows these jobs from now on.
func (r *recent) follow(jobs []Job) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.follows
	r.jobs, r.follows = jobs, map[asked]bool{}
	for _, j := range jobs {
		for _, target := range j.Targets {
			r.follows[asked{j.ModuleName(), target, ""}] = true
		}
	}
	for key := range before {
		r.gone[key] = true
	}
	maps.DeleteFunc(r.gone, func(key asked, _ bool) bool { return r.follows[key] })
}

// settle forgets what was asked for jobs that are gone.
func (r *recent) settle() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for key := range r.gone {
		r.forget(key)
	}
	clear(r.gone)
}

func (r *recent) forget(key asked) {
	delete(r.results, key)
	delete(r.failed, key)
}

func (r *recent) add(result *Result) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := result.asked()
	if _, known := r.results[key]; !known && !r.follows[key] {
		r.makeRoom()
	}
	r.results[key] = result
	if !result.Success {
		r.failed[key] = result
	}
}

// makeRoom forgets the oldest result of questions that no job asks.
func (r *recent) makeRoom() {
	var others []*Result
	for key, result := range r.results {
		if !r.follows[key] {
			others = append(others, result)
		}
	}
	if len(others) < maxRecent {
		return
	}
	oldest := slices.MinFunc(others, func(a, b *Result) int { return a.Time.Compare(b.Time) })
	r.forget(oldest.asked())
}

// State is what is known of one target.
type State struct {
	Job         string // empty where others ask, through the endpoint
	Module      string
	Prober      string
	Target      string
	Hostname    string // that was asked for there; empty where it is the target's own
	Labels      map[string]string
	Last        *Result // nil until it was asked for the first time
	LastFailure *Result // nil while there was none
}

// States lists the targets of all jobs in the order of the configuration, then what others asked.
func (e *Endpoint) States() []State {
	e.recent.mu.Lock()
	defer e.recent.mu.Unlock()
	var states []State
	for _, j := range e.recent.jobs {
		prober := (*e.modules.Load())[j.ModuleName()].Prober
		for _, target := range j.Targets {
			key := asked{j.ModuleName(), target, ""}
			states = append(states, State{
				Job: j.Name, Module: j.ModuleName(), Prober: prober, Target: target, Labels: j.Labels,
				Last: e.recent.results[key], LastFailure: e.recent.failed[key],
			})
		}
	}
	return append(states, e.recent.others()...)
}

func (r *recent) others() []State {
	var states []State
	keys := slices.SortedFunc(maps.Keys(r.results), func(a, b asked) int {
		return cmp.Or(strings.Compare(a.target, b.target), strings.Compare(a.module, b.module), strings.Compare(a.hostname, b.hostname))
	})
	for _, key := range keys {
		if last := r.results[key]; !r.follows[key] && !r.gone[key] {
			states = append(states, State{
				Module: last.Module, Prober: last.How.Prober, Target: last.ShownTarget(), Hostname: last.Hostname, Last: last, LastFailure: r.failed[key],
			})
		}
	}
	return states
}
