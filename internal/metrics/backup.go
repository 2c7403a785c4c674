package metrics

import (
	"context"
	"errors"
	"fmt"
	"os"
)

// Snapshot writes a consistent copy of everything stored into dir, which it creates; dir has
// to be on the store's file system, because blocks are hard links. Samples in memory become
// a block; late ones, which the database's own snapshot leaves out, are compacted first.
func (r *Room) Snapshot(ctx context.Context, dir string) error {
	db := r.db.Load()
	if db == nil {
		return errors.New("snapshot metrics: the store is still starting; try again in a moment")
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("snapshot metrics: %w", err)
	}
	if err := db.CompactOOOHead(ctx); err != nil {
		return fmt.Errorf("snapshot metrics: compact late samples: %w", err)
	}
	if err := db.Snapshot(dir, db.Head().NumSeries() > 0); err != nil {
		return fmt.Errorf("snapshot metrics: %w", err)
	}
	return nil
}
