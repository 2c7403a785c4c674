package cli

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/lookout-monitor/lookout/internal/demo"
)

// openDemo starts the simulated shop and writes the configuration that watches
// it into the data folder, where a person can read it. The shop runs until end
// is called.
func (c *Serve) openDemo(ctx context.Context, logger *slog.Logger) (end func(), err error) {
	shop := demo.New(demo.Options{Seed: 1, Now: time.Now, Logger: logger.With("component", "demo")})
	if err := shop.Listen(ctx); err != nil {
		return nil, err
	}
	c.Config = filepath.Join(c.DataDir, "demo.yml")
	if err := os.MkdirAll(c.DataDir, 0o700); err != nil {
		return nil, fmt.Errorf("create data folder: %w", err)
	}
	if err := os.WriteFile(c.Config, []byte(shop.Config()), 0o600); err != nil {
		return nil, fmt.Errorf("write configuration of the demo: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	running.Go(func() {
		if err := shop.Run(ctx); err != nil {
			logger.Error("demo ended", "err", err)
		}
	})
	return func() { cancel(); running.Wait() }, nil
}
