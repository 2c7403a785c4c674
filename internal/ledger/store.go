package ledger

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"

	"github.com/prometheus/prometheus/model/labels"
)

// place is an entry in the database.
type place struct {
	pool string
	key
}

// changes are what the database does not have yet.
type changes struct {
	entries map[place]*entry // nil for those that are forgotten
	jobs    map[string]bool
}

func newChanges() changes { return changes{entries: map[place]*entry{}, jobs: map[string]bool{}} }

func (c changes) empty() bool { return len(c.entries) == 0 }

func (c changes) enter(j *job, e *entry)  { c.entries[place{j.name, e.key}] = e }
func (c changes) forget(j *job, e *entry) { c.entries[place{j.name, e.key}] = nil }

// save writes what has changed. What cannot be written is tried again.
func (l *Ledger) save() {
	if l.unsaved.empty() && len(l.unsaved.jobs) == 0 {
		return
	}
	if err := l.write(context.Background()); err != nil {
		l.Logger.Error("ledger of targets not saved", "err", err)
		return
	}
	l.unsaved = newChanges()
}

func (l *Ledger) write(ctx context.Context) error {
	tx, err := l.DB.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	for at, e := range l.unsaved.entries {
		if err := writeEntry(ctx, tx, at, e); err != nil {
			return err
		}
	}
	for name := range l.unsaved.jobs {
		if err := writeJob(ctx, tx, name, l.jobs[name]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func writeEntry(ctx context.Context, tx *sql.Tx, at place, e *entry) error {
	if e == nil {
		_, err := tx.ExecContext(ctx, `DELETE FROM ledger_targets WHERE pool = ? AND job = ? AND instance = ? AND url = ?`,
			at.pool, at.job, at.instance, at.url)
		if err != nil {
			return fmt.Errorf("forget target: %w", err)
		}
		return nil
	}
	text, err := json.Marshal(e.labels)
	if err != nil {
		return fmt.Errorf("encode labels: %w", err)
	}
	_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO ledger_targets
		(pool, job, instance, url, address, labels, mechanism, first, missing, announced) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		at.pool, at.job, at.instance, at.url, e.address, string(text), e.mechanism, millis(e.first), millis(e.missing), millis(e.announced))
	if err != nil {
		return fmt.Errorf("enter target: %w", err)
	}
	return nil
}

func writeJob(ctx context.Context, tx *sql.Tx, name string, j *job) error {
	var err error
	if j == nil {
		_, err = tx.ExecContext(ctx, `DELETE FROM ledger_jobs WHERE pool = ?`, name)
	} else {
		_, err = tx.ExecContext(ctx, `INSERT OR REPLACE INTO ledger_jobs (pool, fingerprint, replaced, seen) VALUES (?, ?, ?, ?)`,
			name, j.fingerprint, j.replaced, millis(j.seen))
	}
	if err != nil {
		return fmt.Errorf("enter job: %w", err)
	}
	return nil
}

// readJobs returns the jobs that are remembered, with their targets.
func readJobs(ctx context.Context, db *sql.DB) (map[string]*job, error) {
	rows, err := db.QueryContext(ctx, `SELECT pool, fingerprint, replaced, seen FROM ledger_jobs`)
	if err != nil {
		return nil, fmt.Errorf("read jobs of the ledger: %w", err)
	}
	defer rows.Close()
	jobs := map[string]*job{}
	for rows.Next() {
		j := &job{entries: map[key]*entry{}}
		var seen int64
		if err := rows.Scan(&j.name, &j.fingerprint, &j.replaced, &seen); err != nil {
			return nil, fmt.Errorf("read job of the ledger: %w", err)
		}
		j.seen = moment(seen)
		jobs[j.name] = j
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("read jobs of the ledger: %w", err)
	}
	return jobs, readEntries(ctx, db, jobs)
}

func readEntries(ctx context.Context, db *sql.DB, jobs map[string]*job) error {
	rows, err := db.QueryContext(ctx, `SELECT pool, job, instance, url, address, labels, mechanism, first, missing, announced FROM ledger_targets`)
	if err != nil {
		return fmt.Errorf("read targets of the ledger: %w", err)
	}
	defer rows.Close()
	for rows.Next() {
		e := &entry{}
		var pool, text string
		var first, missing, announced int64
		if err := rows.Scan(&pool, &e.job, &e.instance, &e.url, &e.address, &text, &e.mechanism, &first, &missing, &announced); err != nil {
			return fmt.Errorf("read target of the ledger: %w", err)
		}
		var set map[string]string
		if err := json.Unmarshal([]byte(text), &set); err != nil {
			return fmt.Errorf("read labels of target %s: %w", e.url, err)
		}
		e.labels = labels.FromMap(set)
		e.first, e.missing, e.announced = moment(first), moment(missing), moment(announced)
		if j := jobs[pool]; j != nil {
			j.entries[e.key] = e
		}
	}
	return rows.Err()
}

// The database keeps milliseconds since 1970, and 0 for never.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}
