package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
)

// running is what has been started, in order. It ends in reverse: each part
// stops, and is waited for, while everything it relies on still works.
type running struct {
	logger *slog.Logger
	ends   []end
	failed chan error // the first part that ended by itself, with an error
}

type end struct {
	name string
	do   func() error
}

func newRunning(logger *slog.Logger) *running {
	return &running{logger: logger, failed: make(chan error, 1)}
}

// onEnd has do called when everything started later has ended.
func (r *running) onEnd(name string, do func() error) {
	r.ends = append(r.ends, end{name, do})
}

// start runs a part until its turn to end comes.
func (r *running) start(name string, run func(ctx context.Context) error) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		err := run(ctx)
		if err != nil && ctx.Err() == nil {
			select {
			case r.failed <- fmt.Errorf("%s: %w", name, err):
			default:
			}
		}
		done <- err
	}()
	r.onEnd(name, func() error {
		cancel()
		return <-done
	})
}

// end ends everything and returns what went wrong on the way.
func (r *running) end() error {
	var problems []error
	for i := len(r.ends) - 1; i >= 0; i-- {
		if err := r.ends[i].do(); err != nil && !errors.Is(err, context.Canceled) {
			problems = append(problems, fmt.Errorf("stop %s: %w", r.ends[i].name, err))
		}
		r.logger.Debug("stopped", "part", r.ends[i].name)
	}
	r.ends = nil
	return errors.Join(problems...)
}
