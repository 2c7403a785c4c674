package gateway

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/http"
	"time"
)

// Entry is one change that a person made.
type Entry struct {
	ID     int64     `json:"id"`
	Time   time.Time `json:"time"`
	Actor  string    `json:"actor"`
	Remote string    `json:"remote"` // address the request came from; empty for the command line
	Action string    `json:"action"` // what was done, as "silence.create"
	Target string    `json:"target"` // what it was done to
	Detail string    `json:"detail"`
}

// Audit is the append-only record of changes that people made.
type Audit struct {
	db     *sql.DB
	logger *slog.Logger
	now    func() time.Time
}

// NewAudit returns the audit log kept in db, which must have been migrated.
func NewAudit(db *sql.DB, logger *slog.Logger, now func() time.Time) *Audit {
	return &Audit{db: db, logger: logger, now: now}
}

// Record appends what the sender of r has just done. The change has happened
// already, so a log that can't be written is itself reported, not returned.
func (a *Audit) Record(r *http.Request, action, target, detail string) {
	who := Who(r)
	entry := Entry{Actor: who.Name, Remote: who.Remote, Action: action, Target: target, Detail: detail}
	if err := a.Append(context.WithoutCancel(r.Context()), entry); err != nil {
		a.logger.Error("audit entry lost", "err", err, "action", action, "target", target, "actor", who.Name, "remote", who.Remote)
	}
}

// Append writes an entry with the present time; its ID and Time are ignored.
func (a *Audit) Append(ctx context.Context, e Entry) error {
	_, err := a.db.ExecContext(ctx,
		`INSERT INTO audit (time, actor, remote, action, target, detail) VALUES (?, ?, ?, ?, ?, ?)`,
		a.now().UnixMilli(), e.Actor, e.Remote, e.Action, e.Target, e.Detail)
	if err != nil {
		return fmt.Errorf("append audit entry: %w", err)
	}
	return nil
}

// List returns the newest entries first, limit at most.
func (a *Audit) List(ctx context.Context, limit int) ([]Entry, error) {
	rows, err := a.db.QueryContext(ctx,
		`SELECT id, time, actor, remote, action, target, detail FROM audit ORDER BY id DESC LIMIT ?`, limit)
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	defer rows.Close()
	entries := []Entry{}
	for rows.Next() {
		var e Entry
		var millis int64
		if err := rows.Scan(&e.ID, &millis, &e.Actor, &e.Remote, &e.Action, &e.Target, &e.Detail); err != nil {
			return nil, fmt.Errorf("read audit entry: %w", err)
		}
		e.Time = time.UnixMilli(millis).UTC()
		entries = append(entries, e)
	}
	return entries, rows.Err()
}
