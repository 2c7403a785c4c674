package budget

import "time"

// ring keeps something for each five minutes of the last hour.
type ring[T any] struct {
	slots [12]T
	last  int64 // number of the five minutes that the newest slot stands for
}

const slotLength = 5 * time.Minute

// at is the slot of the present five minutes.
func (r *ring[T]) at(now time.Time) *T {
	r.turn(now)
	return &r.slots[r.last%int64(len(r.slots))]
}

// turn empties the slots whose hour is over.
func (r *ring[T]) turn(at time.Time) {
	now := at.UnixNano() / int64(slotLength)
	for ; r.last < now; r.last++ {
		if now-r.last > int64(len(r.slots)) {
			r.last = now - int64(len(r.slots)) - 1
		}
		var empty T
		r.slots[(r.last+1)%int64(len(r.slots))] = empty
	}
}

// hourly counts what happened within the last hour.
type hourly struct{ ring[int] }

func (h *hourly) add(now time.Time, n int) { *h.at(now) += n }

func (h *hourly) sum(now time.Time) int {
	h.turn(now)
	total := 0
	for _, n := range h.slots {
		total += n
	}
	return total
}

// source is where series of a team come from.
type source struct{ job, metric string }

// maxSources bounds the sources told apart in five minutes. Series of others
// are counted for the team alone.
const maxSources = 500

// growth counts the new series of the last hour by where they come from.
type growth struct{ ring[map[source]int] }

func (g *growth) add(now time.Time, from source, n int) {
	slot := g.at(now)
	if *slot == nil {
		*slot = map[source]int{}
	}
	if _, known := (*slot)[from]; known || len(*slot) < maxSources {
		(*slot)[from] += n
	}
}

func (g *growth) sum(now time.Time) map[source]int {
	g.turn(now)
	total := map[source]int{}
	for _, slot := range g.slots {
		for from, n := range slot {
			total[from] += n
		}
	}
	return total
}
