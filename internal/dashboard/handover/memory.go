package handover

import (
	"context"
	"database/sql"
	"fmt"
)

// memory is what has been handed on to which Grafana, so that a restart neither repeats nor forgets it.
type memory struct{ db *sql.DB }

// of are the hashes of what a Grafana was given, by uid.
func (m memory) of(ctx context.Context, grafana string) (map[string]string, error) {
	rows, err := m.db.QueryContext(ctx, `SELECT uid, hash FROM grafana_sync WHERE grafana = ?`, grafana)
	if err != nil {
		return nil, fmt.Errorf("read what grafana %s was given: %w", grafana, err)
	}
	defer rows.Close()
	given := map[string]string{}
	for rows.Next() {
		var uid, hash string
		if err := rows.Scan(&uid, &hash); err != nil {
			return nil, fmt.Errorf("read what grafana %s was given: %w", grafana, err)
		}
		given[uid] = hash
	}
	return given, rows.Err()
}

func (m memory) remember(ctx context.Context, grafana, uid, hash string) error {
	_, err := m.db.ExecContext(ctx, `INSERT OR REPLACE INTO grafana_sync (grafana, uid, hash) VALUES (?, ?, ?)`, grafana, uid, hash)
	if err != nil {
		return fmt.Errorf("remember what grafana %s was given: %w", grafana, err)
	}
	return nil
}

func (m memory) forget(ctx context.Context, grafana, uid string) error {
	_, err := m.db.ExecContext(ctx, `DELETE FROM grafana_sync WHERE grafana = ? AND uid = ?`, grafana, uid)
	if err != nil {
		return fmt.Errorf("forget what grafana %s was given: %w", grafana, err)
	}
	return nil
}
