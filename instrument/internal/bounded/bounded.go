// Package bounded keeps label values few. Values flow in as they come, and flow out as they are until there are
// too many of them; from then on, those not seen before become one. It knows nothing of metrics.
package bounded

import "sync"

// Other stands for every value beyond the bound.
const Other = "other"

// Values remembers the first values it was asked about.
type Values struct {
	limit int

	mu   sync.RWMutex
	seen map[string]struct{}
}

// New returns an empty set that lets limit values pass.
func New(limit int) *Values {
	return &Values{limit: limit, seen: make(map[string]struct{})}
}

// Keep returns value while it is one of the first ones, else Other.
func (v *Values) Keep(value string) string {
	v.mu.RLock()
	_, known := v.seen[value]
	full := len(v.seen) >= v.limit
	v.mu.RUnlock()
	switch {
	case known:
		return value
	case full:
		return Other
	}
	return v.add(value)
}

func (v *Values) add(value string) string {
	v.mu.Lock()
	defer v.mu.Unlock()
	if _, known := v.seen[value]; !known && len(v.seen) >= v.limit {
		return Other
	}
	v.seen[value] = struct{}{}
	return value
}
