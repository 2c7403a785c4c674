package heartbeat

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// readRecords returns what is remembered, by name.
func readRecords(ctx context.Context, db *sql.DB) (map[string]record, error) {
	rows, err := db.QueryContext(ctx,
		`SELECT name, schedule, since, started, begun, ended, succeeded, failed, duration, message FROM heartbeats`)
	if err != nil {
		return nil, fmt.Errorf("read heartbeats: %w", err)
	}
	defer rows.Close()
	found := map[string]record{}
	for rows.Next() {
		var name string
		var r record
		var since, started, begun, ended, succeeded, duration int64
		if err := rows.Scan(&name, &r.schedule, &since, &started, &begun, &ended, &succeeded, &r.failed, &duration, &r.message); err != nil {
			return nil, fmt.Errorf("read heartbeat: %w", err)
		}
		r.since, r.started, r.begun, r.ended, r.succeeded = moment(since), moment(started), moment(begun), moment(ended), moment(succeeded)
		r.duration = time.Duration(duration) * time.Millisecond
		found[name] = r
	}
	return found, rows.Err()
}

// execer is a database or a transaction.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func writeRecord(ctx context.Context, db execer, name string, r record) error {
	_, err := db.ExecContext(ctx, `INSERT OR REPLACE INTO heartbeats
		(name, schedule, since, started, begun, ended, succeeded, failed, duration, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		name, r.schedule, millis(r.since), millis(r.started), millis(r.begun), millis(r.ended), millis(r.succeeded),
		r.failed, r.duration.Milliseconds(), r.message)
	if err != nil {
		return fmt.Errorf("write heartbeat: %w", err)
	}
	return nil
}

// replaceRecords makes the table hold these jobs and no others, or leaves it as
// it was.
func replaceRecords(ctx context.Context, db *sql.DB, jobs map[string]*watched) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("write heartbeats: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, `DELETE FROM heartbeats`); err != nil {
		return fmt.Errorf("forget heartbeats: %w", err)
	}
	for name, job := range jobs {
		if err := writeRecord(ctx, tx, name, job.record); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("write heartbeats: %w", err)
	}
	return nil
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
