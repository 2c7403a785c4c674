// Package state opens lookout.db, the SQLite file that keeps what is small and
// must last: the audit log today, more kinds of record later. A path flows in,
// a migrated database flows out; each owner of a table writes its own queries.
// The package knows the schema and nothing of what the rows mean.
package state

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"

	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite", without cgo
)

//go:embed migrations/*.sql
var migrations embed.FS

// Open opens the database at path, creates it when missing and brings its
// schema up to date. Every commit is on disk before it returns.
func Open(ctx context.Context, path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, fmt.Errorf("open state %s: %w", path, err)
	}
	// One writer and a few readers are all SQLite can use, and each open
	// connection holds a page cache.
	db.SetMaxOpenConns(4)
	if err := migrate(ctx, db); err != nil {
		_ = db.Close()
		if _, newer := errors.AsType[*newerError](err); newer {
			return nil, fmt.Errorf("open state %s: %w", path, err)
		}
		return nil, fmt.Errorf("open state %s: %w (restore it from a backup, or move the file away to start without audit log)", path, err)
	}
	return db, nil
}

// dsn waits for another process (the command line) instead of failing, and
// syncs each commit, in a write-ahead log that readers do not block. A
// transaction takes the writer's place when it begins: one that read first and
// wrote later would fail when another has written in between.
func dsn(path string) string {
	pragmas := url.Values{"_pragma": {"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "cache_size(-1024)"}, "_txlock": {"immediate"}}
	return (&url.URL{Scheme: "file", Opaque: path, RawQuery: pragmas.Encode()}).String()
}

func migrate(ctx context.Context, db *sql.DB) error {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, files)
	if err != nil {
		return fmt.Errorf("read migrations: %w", err)
	}
	found, known, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read schema version: %w", err)
	}
	if found > known {
		return &newerError{found: found, known: known}
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate schema: %w", err)
	}
	return nil
}

// newerError is a schema that a later Lookout made. The file is whole, so the
// advice differs from that for one that cannot be read.
type newerError struct{ found, known int64 }

func (e *newerError) Error() string {
	return fmt.Sprintf("it was written by a newer Lookout (schema version %d, this one knows up to %d): "+
		"run that version, or restore the backup made before the upgrade", e.found, e.known)
}

// Copy writes a consistent copy of the open database to path, which must not
// exist yet.
func Copy(ctx context.Context, db *sql.DB, path string) error {
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return fmt.Errorf("copy state to %s: %w", path, err)
	}
	return nil
}
