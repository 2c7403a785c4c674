// Package demo is a small shop to try Lookout on: six services that call each other over loopback, visitors that follow
// the time of day, and an incident every few minutes. A seed and a clock flow in; what flows out are services that
// follow the conventions, with the addresses where they can be scraped. It knows nothing of how they are watched.
package demo

import (
	"math"
	"math/rand/v2"
	"time"
)

// Kind is what goes wrong.
type Kind string

// What can go wrong with a service, or with the shop as a whole.
const (
	Errors   Kind = "errors"
	Slowness Kind = "slowness"
	Crash    Kind = "crash"
	Spike    Kind = "spike" // many more visitors; Service is web
)

// Incident is one of the things that go wrong.
type Incident struct {
	Kind     Kind
	Service  string
	From, To time.Time
}

// period is how often something goes wrong, once.
const period = 4 * time.Minute

// Plan says what goes wrong when, from a seed alone: who has the seed knows what an alert must find.
type Plan struct {
	seed uint64
}

// Incident is that of the period around at. It may not have begun, or be over.
func (p Plan) Incident(at time.Time) Incident {
	all, start := catalogue(), at.Truncate(period)
	chance := rand.New(rand.NewPCG(p.seed, uint64(start.Unix())))
	kind := []Kind{Errors, Slowness, Crash, Spike}[chance.IntN(4)]
	service := all[chance.IntN(len(all))].name
	if kind == Spike {
		service = front
	}
	from := start.Add(time.Minute + time.Duration(chance.Int64N(int64(time.Minute))))
	return Incident{Kind: kind, Service: service, From: from, To: from.Add(time.Minute + time.Duration(chance.Int64N(int64(time.Minute))))}
}

// suffers says whether a service has this trouble at that moment.
func (p Plan) suffers(service string, kind Kind, at time.Time) bool {
	i := p.Incident(at)
	return i.Service == service && i.Kind == kind && !at.Before(i.From) && at.Before(i.To)
}

// Visitors is how many come in a second: fewest at four in the morning, most at four in the afternoon, five times as many in a spike.
func (p Plan) Visitors(at time.Time) float64 {
	hour := at.Sub(at.Truncate(24 * time.Hour)).Hours()
	visitors := 3 - 2*math.Cos((hour-4)/24*2*math.Pi)
	if p.suffers(front, Spike, at) {
		visitors *= 5
	}
	return visitors
}
