package state_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/lookout-monitor/lookout/internal/state"
)

func TestOpenMigratesOnceAndKeepsRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "with space & 100%.db")
	for range 2 {
		db, err := state.Open(t.Context(), path)
		require.NoError(t, err)
		_, err = db.Exec(`INSERT INTO audit (time, actor, remote, action, target, detail) VALUES (1, 'a', '', 'x', '', '')`)
		require.NoError(t, err)
		require.NoError(t, db.Close())
	}
	db, err := state.Open(t.Context(), path)
	require.NoError(t, err)
	defer db.Close()
	var rows int
	require.NoError(t, db.QueryRow(`SELECT count(*) FROM audit`).Scan(&rows))
	require.Equal(t, 2, rows)
	require.FileExists(t, path)
}

// Two that read before they write take turns instead of failing.
func TestTransactionsTakeTurns(t *testing.T) {
	db, err := state.Open(t.Context(), filepath.Join(t.TempDir(), "lookout.db"))
	require.NoError(t, err)
	defer db.Close()
	var group errgroup.Group
	for range 20 {
		group.Go(func() error {
			tx, err := db.BeginTx(t.Context(), nil)
			if err != nil {
				return err
			}
			defer func() { _ = tx.Rollback() }()
			var rows int
			if err := tx.QueryRow(`SELECT count(*) FROM audit`).Scan(&rows); err != nil {
				return err
			}
			if _, err := tx.Exec(`INSERT INTO audit (time, actor, remote, action, target, detail) VALUES (?, '', '', 'x', '', '')`, rows); err != nil {
				return err
			}
			return tx.Commit()
		})
	}
	require.NoError(t, group.Wait())
	var rows, different int
	require.NoError(t, db.QueryRow(`SELECT count(*), count(DISTINCT time) FROM audit`).Scan(&rows, &different))
	require.Equal(t, 20, rows)
	require.Equal(t, 20, different, "each saw the one before")
}

func TestTheAuditTableIsAppendOnly(t *testing.T) {
	db, err := state.Open(t.Context(), filepath.Join(t.TempDir(), "lookout.db"))
	require.NoError(t, err)
	defer db.Close()
	_, err = db.Exec(`INSERT INTO audit (time, actor, remote, action, target, detail) VALUES (1, 'a', '', 'x', '', '')`)
	require.NoError(t, err)
	_, err = db.Exec(`DELETE FROM audit`)
	require.ErrorContains(t, err, "append-only")
	_, err = db.Exec(`UPDATE audit SET actor = 'b'`)
	require.ErrorContains(t, err, "append-only")
}

func TestADamagedFileSaysHowToMendIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lookout.db")
	require.NoError(t, os.WriteFile(path, []byte("this is not a database, though it is long enough to look like one"), 0o600))
	_, err := state.Open(t.Context(), path)
	require.ErrorContains(t, err, "restore it from a backup")
}

func TestCopyIsACompleteDatabase(t *testing.T) {
	dir := t.TempDir()
	db, err := state.Open(t.Context(), filepath.Join(dir, "lookout.db"))
	require.NoError(t, err)
	defer db.Close()
	_, err = db.Exec(`INSERT INTO audit (time, actor, remote, action, target, detail) VALUES (1, 'a', '', 'x', '', '')`)
	require.NoError(t, err)
	require.NoError(t, state.Copy(t.Context(), db, filepath.Join(dir, "copy.db")))

	copied, err := state.Open(t.Context(), filepath.Join(dir, "copy.db"))
	require.NoError(t, err)
	defer copied.Close()
	var rows int
	require.NoError(t, copied.QueryRow(`SELECT count(*) FROM audit`).Scan(&rows))
	require.Equal(t, 1, rows)
}

func TestAFileOfANewerLookoutIsRefusedUnchanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lookout.db")
	db, err := state.Open(t.Context(), path)
	require.NoError(t, err)
	_, err = db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	before, err := os.ReadFile(path)
	require.NoError(t, err)

	_, err = state.Open(t.Context(), path)
	require.Regexp(t, `written by a newer Lookout \(schema version 9999, this one knows up to \d+\)`, err.Error())
	require.ErrorContains(t, err, "restore the backup made before the upgrade")
	require.NotContains(t, err.Error(), "move the file away")
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after)
}
