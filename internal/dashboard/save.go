package dashboard

import (
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Edit is a version that a person hands in.
type Edit struct {
	UID      string // empty: the document's own, or a new one
	Folder   string
	Document []byte
	Author   string
	Message  string

	// Base is the version that was changed. When another one has come between,
	// the edit is a conflict. 0 makes a new dashboard.
	Base int
}

// Save keeps an edit as the newest version. An edit that changes nothing keeps
// the version there is.
func (s *Store) Save(ctx context.Context, e Edit) (Summary, error) {
	document, err := parseDocument(e.Document)
	if err != nil {
		return Summary{}, &InvalidError{err}
	}
	if e.UID == "" {
		e.UID = document.Normal.UID
	}
	if e.UID == "" {
		e.UID = rand.Text()[:14]
	}
	err = s.inTransaction(ctx, func(tx *sql.Tx) error {
		now, err := current(ctx, tx, e.UID)
		if err != nil {
			return err
		}
		if err := mayReplace(now, e); err != nil {
			return err
		}
		if now.version > 0 && now.folder == e.Folder && bytes.Equal(now.document, e.Document) {
			return nil
		}
		return s.write(ctx, tx, record{
			uid: e.UID, folder: e.Folder, source: Source{Kind: Edited}, version: now.version + 1,
			author: e.Author, message: e.Message, stored: e.Document, document: document,
		})
	})
	if err != nil {
		return Summary{}, err
	}
	return s.summary(ctx, e.UID)
}

// What lists show of every dashboard is bounded: nobody asks for a list of megabytes.
const (
	longestUID  = 200
	longestHead = 10_000 // title and tags together
)

func parseDocument(stored []byte) (model.Document, error) {
	document, err := model.Parse(stored, model.DefaultLimits())
	if err != nil {
		return document, err
	}
	d := document.Normal
	if len(d.UID) > longestUID {
		return document, fmt.Errorf("its uid has %d bytes; the most is %d: shorten it", len(d.UID), longestUID)
	}
	if n := len(d.Title) + len(strings.Join(d.Tags, ",")); n > longestHead {
		return document, fmt.Errorf("its title and tags have %d bytes; the most is %d: shorten them", n, longestHead)
	}
	return document, nil
}

func mayReplace(now state, e Edit) error {
	switch {
	case now.version > 0 && now.source.Kind != Edited:
		return ErrReadOnly
	case now.version > 0 && e.Base == 0:
		return ErrExists
	case now.version != e.Base:
		return ErrConflict
	default:
		return nil
	}
}

// Restore makes an old version the newest one.
func (s *Store) Restore(ctx context.Context, uid string, version int, author string) (Summary, error) {
	old, err := s.GetVersion(ctx, uid, version)
	if err != nil {
		return Summary{}, err
	}
	return s.Save(ctx, Edit{
		UID: uid, Folder: old.Folder, Document: old.Stored, Author: author,
		Message: fmt.Sprintf("restored version %d", version), Base: old.Version,
	})
}

// state is what the store holds of a dashboard before something changes.
type state struct {
	version  int // 0: there is none
	folder   string
	source   Source
	stale    int64
	broken   string
	document []byte
}

func current(ctx context.Context, tx *sql.Tx, uid string) (state, error) {
	var now state
	err := tx.QueryRowContext(ctx, `
		SELECT d.version, d.folder, d.kind, d.source, d.origin, d.release, d.stale, d.broken, v.document
		FROM dashboards d JOIN dashboard_versions v ON v.uid = d.uid AND v.version = d.version
		WHERE d.uid = ?`, uid).
		Scan(&now.version, &now.folder, &now.source.Kind, &now.source.Name, &now.source.Origin, &now.source.Release, &now.stale, &now.broken, &now.document)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return now, fmt.Errorf("read dashboard %s: %w", uid, err)
	}
	return now, nil
}

// record is a version about to be written.
type record struct {
	uid, folder     string
	source          Source
	version         int
	author, message string
	stored          []byte
	document        model.Document
}

func (s *Store) write(ctx context.Context, tx *sql.Tx, r record) error {
	tags, err := json.Marshal(append([]string{}, r.document.Normal.Tags...))
	if err != nil {
		return fmt.Errorf("write tags of dashboard %s: %w", r.uid, err)
	}
	now := s.now().UnixMilli()
	_, err = tx.ExecContext(ctx, `
		INSERT INTO dashboards (`+summaryColumns+`) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, '')
		ON CONFLICT (uid) DO UPDATE SET title = excluded.title, folder = excluded.folder, tags = excluded.tags, kind = excluded.kind,
			source = excluded.source, origin = excluded.origin, release = excluded.release, version = excluded.version,
			updated = excluded.updated, stale = 0, broken = ''`,
		r.uid, r.document.Normal.Title, r.folder, tags, r.source.Kind, r.source.Name, r.source.Origin, r.source.Release, r.version, now)
	if err != nil {
		return fmt.Errorf("write dashboard %s: %w", r.uid, err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO dashboard_versions (uid, version, time, author, message, document) VALUES (?, ?, ?, ?, ?, ?)`,
		r.uid, r.version, now, r.author, r.message, r.stored)
	if err != nil {
		return fmt.Errorf("write dashboard %s: %w", r.uid, err)
	}
	_, err = tx.ExecContext(ctx, `
		DELETE FROM dashboard_versions WHERE uid = ? AND version < ? AND (version <= ? OR version IN (
			SELECT version FROM (SELECT version, sum(length(document)) OVER (ORDER BY version DESC) AS upto FROM dashboard_versions WHERE uid = ?)
			WHERE upto > ?))`, r.uid, r.version, r.version-keptVersions, r.uid, keptBytes)
	if err != nil {
		return fmt.Errorf("forget old versions of dashboard %s: %w", r.uid, err)
	}
	return nil
}

func (s *Store) inTransaction(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit dashboards: %w", err)
	}
	return nil
}
