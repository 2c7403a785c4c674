package discover

import (
	"context"
	"fmt"
	"time"
)

// survive runs one of Prometheus' mechanisms, and again after a while if it panics: some do over an answer that lacks
// what it should have, and one source must not end the process that watches everything else. What a mechanism does in
// goroutines of its own is beyond reach.
func survive(ctx context.Context, pause time.Duration, run func(), crashed func(error)) {
	for {
		cause := caught(run)
		if cause == nil || ctx.Err() != nil {
			return
		}
		crashed(fmt.Errorf("understand the answer: %v", cause))
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

func caught(run func()) (cause any) {
	defer func() { cause = recover() }()
	run()
	return nil
}
