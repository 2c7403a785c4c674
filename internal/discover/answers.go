package discover

import "sync"

// answers knows which places of an entry have not answered since its mechanism
// was started: those it is going to ask, and those that have only failed. What is
// remembered of them cannot be held against anybody yet.
type answers struct {
	mu       sync.Mutex
	awaited  map[string]bool
	answered map[string]bool
	all      bool // from then on nothing is remembered: places may come and go for ever
}

func newAnswers(m Mechanism) *answers {
	a := &answers{awaited: map[string]bool{}, answered: map[string]bool{}}
	if s, ok := m.(surveyed); ok {
		for _, place := range s.names() {
			a.awaited[place] = true
		}
	}
	return a
}

// note enters an outcome. A place that fails after it has answered keeps what
// was known of it, so nobody need wait for it again.
func (a *answers) note(place string, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.all:
	case err == nil:
		delete(a.awaited, place)
		a.answered[place] = true
	case !a.answered[place]:
		a.awaited[place] = true
	}
}

func (a *answers) complete() bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.all = a.all || len(a.awaited) == 0; a.all {
		a.answered = nil
	}
	return a.all
}
