package metric

import (
	"context"
	"fmt"
	"maps"
	"time"
)

// Open reads what was remembered before.
func (l *Ledger) Open(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	rows, err := l.DB.QueryContext(ctx, `SELECT job, name, first, missing FROM ledger_metrics`)
	if err != nil {
		return fmt.Errorf("read metrics of the ledger: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		var k key
		var first, missing int64
		if err := rows.Scan(&k.job, &k.name, &first, &missing); err != nil {
			return fmt.Errorf("read metric of the ledger: %w", err)
		}
		e := entry{first: time.UnixMilli(first).UTC()}
		if missing != 0 {
			e.missing = time.UnixMilli(missing).UTC()
		}
		l.entries[k] = e
	}
	l.stored = maps.Clone(l.entries)
	return rows.Err()
}

// save writes what differs from what the database has. What cannot be written
// is tried again at the next look.
func (l *Ledger) save(ctx context.Context) error {
	if maps.Equal(l.entries, l.stored) {
		return nil
	}
	tx, err := l.DB.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	for k := range l.stored {
		if _, still := l.entries[k]; still {
			continue
		}
		if _, err := tx.ExecContext(ctx, `DELETE FROM ledger_metrics WHERE job = ? AND name = ?`, k.job, k.name); err != nil {
			return fmt.Errorf("forget metric: %w", err)
		}
	}
	for k, e := range l.entries {
		if before, known := l.stored[k]; known && before == e {
			continue
		}
		missing := int64(0)
		if !e.missing.IsZero() {
			missing = e.missing.UnixMilli()
		}
		if _, err := tx.ExecContext(ctx, `INSERT OR REPLACE INTO ledger_metrics (job, name, first, missing) VALUES (?, ?, ?, ?)`,
			k.job, k.name, e.first.UnixMilli(), missing); err != nil {
			return fmt.Errorf("enter metric: %w", err)
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("save metrics of the ledger: %w", err)
	}
	l.stored = maps.Clone(l.entries)
	return nil
}
