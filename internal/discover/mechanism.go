package discover

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// Kind is the configuration of one way to find what follows the conventions.
type Kind interface {
	// Common is what the entry says about its targets.
	Common() *Convention
	// Mechanism builds what looks for them. It contacts nobody yet.
	Mechanism(Tools) (Mechanism, error)
}

// Tools are what a mechanism is given.
type Tools struct {
	Logger *slog.Logger
}

// A Mechanism looks for candidates.
type Mechanism interface {
	// Run looks until ctx ends and leaves nothing running. Every outcome goes to report, which may be called
	// concurrently.
	Run(ctx context.Context, report Report)
}

// Report replaces what is known of one place, such as a region, a file or a name. An empty list says that nothing is
// there any more; with an error the list is ignored and what was known stays.
type Report func(place string, found []Candidate, err error)

// Place is one of several that a mechanism asks independently, so that the failure of one leaves the others alone.
type Place struct {
	Name string
	Find func(ctx context.Context) ([]Candidate, error)
}

// Poll asks places again and again.
func Poll(every time.Duration, places ...Place) Mechanism { return poller{every, places} }

type poller struct {
	every  time.Duration
	places []Place
}

// surveyed is a mechanism that knows from the start which places it will ask.
type surveyed interface{ names() []string }

func (p poller) names() []string {
	names := make([]string, len(p.places))
	for i, place := range p.places {
		names[i] = place.Name
	}
	return names
}

func (p poller) Run(ctx context.Context, report Report) {
	var asked sync.WaitGroup
	for _, place := range p.places {
		asked.Go(func() { p.ask(ctx, place, report) })
	}
	asked.Wait()
}

// slowest is how long one answer may take, however often it is asked for.
const slowest = 2 * time.Minute

func (p poller) ask(ctx context.Context, place Place, report Report) {
	ticker := time.NewTicker(p.every)
	defer ticker.Stop()
	for {
		found, err := findIn(ctx, place)
		if ctx.Err() != nil {
			return
		}
		report(place.Name, found, err)
		select {
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// findIn asks once. A panic over an answer nobody expected is the failure of that answer, not of the process.
func findIn(ctx context.Context, place Place) (found []Candidate, err error) {
	ctx, cancel := context.WithTimeout(ctx, slowest)
	defer cancel()
	defer func() {
		if crash := recover(); crash != nil {
			err = fmt.Errorf("understand the answer: %v", crash)
		}
	}()
	return place.Find(ctx)
}

// Join runs several mechanisms as one.
func Join(all ...Mechanism) Mechanism { return joined(all) }

type joined []Mechanism

func (j joined) names() []string {
	var names []string
	for _, m := range j {
		if s, ok := m.(surveyed); ok {
			names = append(names, s.names()...)
		}
	}
	return names
}

func (j joined) Run(ctx context.Context, report Report) {
	var running sync.WaitGroup
	for _, m := range j {
		running.Go(func() { m.Run(ctx, report) })
	}
	running.Wait()
}

// Outcome is what became of asking about one place.
type Outcome struct {
	Found []Candidate
	Err   error
}

// PollPlaces asks one source again and again for places that come and go, such as the services of a project. A failure
// of the source itself leaves all of them as they are.
func PollPlaces(every time.Duration, find func(ctx context.Context) (map[string]Outcome, error)) Mechanism {
	return &surveyor{every: every, find: find, known: map[string]bool{}}
}

type surveyor struct {
	every time.Duration
	find  func(ctx context.Context) (map[string]Outcome, error)
	known map[string]bool
}

func (s *surveyor) Run(ctx context.Context, report Report) {
	Poll(s.every, Place{Find: func(ctx context.Context) ([]Candidate, error) {
		places, err := s.find(ctx)
		if err == nil && ctx.Err() == nil {
			s.tell(places, report)
		}
		return nil, err
	}}).Run(ctx, report)
}

func (s *surveyor) tell(places map[string]Outcome, report Report) {
	for name := range s.known {
		if _, still := places[name]; !still {
			delete(s.known, name)
			report(name, nil, nil)
		}
	}
	// Failures come first: once all that was heard of has answered, the entry
	// counts as complete.
	for _, failures := range []bool{true, false} {
		for name, outcome := range places {
			if s.known[name] = true; (outcome.Err != nil) == failures {
				report(name, outcome.Found, outcome.Err)
			}
		}
	}
}

// Later builds a mechanism when it is run, and again at each refresh until that succeeds: for kinds that can only be
// built where they work, so that a configuration for another place can still be checked.
func Later(every time.Duration, build func() (Mechanism, error)) Mechanism {
	return &pending{every, build}
}

type pending struct {
	every time.Duration
	build func() (Mechanism, error)
}

func (p *pending) Run(ctx context.Context, report Report) {
	for failed := false; ; failed = true {
		mechanism, err := p.build()
		if err == nil && failed {
			report("", nil, nil)
		}
		if err == nil {
			mechanism.Run(ctx, report)
			return
		}
		report("", nil, err)
		select {
		case <-time.After(p.every):
		case <-ctx.Done():
			return
		}
	}
}
