package ledger

import "context"

// Tap stands between discovery and whoever scrapes, and enters in the ledger
// what goes by.
type Tap struct {
	ledger *Ledger
	in     <-chan State
	out    chan State
}

// Tap makes one for a stream of states.
func (l *Ledger) Tap(in <-chan State) *Tap { return &Tap{ledger: l, in: in, out: make(chan State)} }

// Found is the stream of states, unchanged.
func (t *Tap) Found() <-chan State { return t.out }

// Run passes on until ctx ends or nothing comes any more.
func (t *Tap) Run(ctx context.Context) error {
	defer close(t.out)
	for {
		select {
		case <-ctx.Done():
			return nil
		case state, open := <-t.in:
			if !open {
				return nil
			}
			select {
			case t.out <- state:
			case <-ctx.Done():
				return nil
			}
			t.ledger.Observe(state)
		}
	}
}
