package dashboard

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Store is every dashboard there is, in lookout.db.
type Store struct {
	db  *sql.DB
	now func() time.Time
}

// A dashboard's history is bounded in versions and, as sources may hand in large
// ones every minute, in bytes; the oldest go first.
const (
	keptVersions = 200
	keptBytes    = 64 << 20
)

// NewStore returns the store kept in db, which must have been migrated.
func NewStore(db *sql.DB, now func() time.Time) *Store {
	return &Store{db: db, now: now}
}

const summaryColumns = `uid, title, folder, tags, kind, source, origin, release, version, updated, stale, broken`

// List returns all dashboards by folder and title.
func (s *Store) List(ctx context.Context) ([]Summary, error) {
	rows, err := s.db.QueryContext(ctx, `SELECT `+summaryColumns+` FROM dashboards ORDER BY folder, title, uid`)
	if err != nil {
		return nil, fmt.Errorf("list dashboards: %w", err)
	}
	defer rows.Close()
	all := []Summary{}
	for rows.Next() {
		one, err := scanSummary(rows)
		if err != nil {
			return nil, fmt.Errorf("list dashboards: %w", err)
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// Get returns the newest version of a dashboard.
func (s *Store) Get(ctx context.Context, uid string) (Dashboard, error) {
	return s.GetVersion(ctx, uid, 0)
}

// GetVersion returns a version of a dashboard; 0 is the newest.
func (s *Store) GetVersion(ctx context.Context, uid string, version int) (Dashboard, error) {
	summary, err := s.summary(ctx, uid)
	if err != nil {
		return Dashboard{}, err
	}
	if version == 0 {
		version = summary.Version
	}
	stored, err := s.stored(ctx, uid, version)
	if err != nil {
		return Dashboard{}, err
	}
	document, err := model.Parse(stored, model.DefaultLimits())
	if err != nil {
		return Dashboard{}, &InvalidError{fmt.Errorf("read dashboard %s, version %d: %w", uid, version, err)}
	}
	return Dashboard{Summary: summary, Shown: version, Stored: stored, Model: document}, nil
}

func (s *Store) summary(ctx context.Context, uid string) (Summary, error) {
	row := s.db.QueryRowContext(ctx, `SELECT `+summaryColumns+` FROM dashboards WHERE uid = ?`, uid)
	summary, err := scanSummary(row)
	if errors.Is(err, sql.ErrNoRows) {
		return summary, ErrUnknown
	}
	if err != nil {
		return summary, fmt.Errorf("read dashboard %s: %w", uid, err)
	}
	return summary, nil
}

func (s *Store) stored(ctx context.Context, uid string, version int) ([]byte, error) {
	var document []byte
	err := s.db.QueryRowContext(ctx, `SELECT document FROM dashboard_versions WHERE uid = ? AND version = ?`, uid, version).Scan(&document)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("%w in version %d", ErrUnknown, version)
	}
	if err != nil {
		return nil, fmt.Errorf("read dashboard %s: %w", uid, err)
	}
	return document, nil
}

// Versions returns a dashboard's history, the newest first.
func (s *Store) Versions(ctx context.Context, uid string) ([]Version, error) {
	if _, err := s.summary(ctx, uid); err != nil {
		return nil, err
	}
	rows, err := s.db.QueryContext(ctx, `SELECT version, time, author, message FROM dashboard_versions WHERE uid = ? ORDER BY version DESC`, uid)
	if err != nil {
		return nil, fmt.Errorf("list versions of dashboard %s: %w", uid, err)
	}
	defer rows.Close()
	history := []Version{}
	for rows.Next() {
		var v Version
		var millis int64
		if err := rows.Scan(&v.Version, &millis, &v.Author, &v.Message); err != nil {
			return nil, fmt.Errorf("list versions of dashboard %s: %w", uid, err)
		}
		v.Time = time.UnixMilli(millis)
		history = append(history, v)
	}
	return history, rows.Err()
}

// Delete removes a dashboard and its history. One that its source still has
// would come back, so that it is refused.
func (s *Store) Delete(ctx context.Context, uid string) error {
	summary, err := s.summary(ctx, uid)
	if err != nil {
		return err
	}
	if summary.ReadOnly && summary.StaleSince == nil {
		return ErrReadOnly
	}
	if _, err := s.db.ExecContext(ctx, `DELETE FROM dashboards WHERE uid = ?`, uid); err != nil {
		return fmt.Errorf("delete dashboard %s: %w", uid, err)
	}
	return nil
}

type scanner interface{ Scan(into ...any) error }

func scanSummary(row scanner) (Summary, error) {
	var s Summary
	var tags []byte
	var updated, stale int64
	err := row.Scan(&s.UID, &s.Title, &s.Folder, &tags, &s.Source.Kind, &s.Source.Name, &s.Source.Origin, &s.Source.Release,
		&s.Version, &updated, &stale, &s.Broken)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(tags, &s.Tags); err != nil {
		return s, fmt.Errorf("read tags of dashboard %s: %w", s.UID, err)
	}
	s.Updated = time.UnixMilli(updated)
	if stale != 0 {
		since := time.UnixMilli(stale)
		s.StaleSince = &since
	}
	s.ReadOnly = s.Source.Kind != Edited
	return s, nil
}
