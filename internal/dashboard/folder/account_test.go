package folder_test

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/folder"
	"github.com/lookout-monitor/lookout/internal/state"
)

// kept is a folder that is watched, and the store that it is read into.
type kept struct {
	*folder.Watcher
	dir   string
	store *dashboard.Store
	log   *strings.Builder
}

func watched(t *testing.T) kept {
	t.Helper()
	db, err := state.Open(t.Context(), filepath.Join(t.TempDir(), "lookout.db"))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	k := kept{dir: filepath.Join(t.TempDir(), "boards"), store: dashboard.NewStore(db, time.Now), log: &strings.Builder{}}
	k.Watcher = folder.New(folder.Config{Path: k.dir}, k.store, time.Now, slog.New(slog.NewTextHandler(k.log, nil)))
	return k
}

// refused lists the files that the account names, with their reasons.
func (k kept) refused() string {
	var lines []string
	for _, r := range k.Account().Refused {
		lines = append(lines, r.Origin+": "+r.Reason())
	}
	return strings.Join(lines, "\n")
}

// TestAFileThatNeverWasADashboardIsToldOf has no version before that could carry the reason.
func TestAFileThatNeverWasADashboardIsToldOf(t *testing.T) {
	k := watched(t)
	require.Nil(t, k.Account().LastAsked)
	write(t, k.dir, "good.json", `{"title": "Good", "panels": []}`)
	write(t, k.dir, "b.json", `{"title":"b",}`)
	require.NoError(t, k.Look(t.Context()))
	require.NoError(t, k.Look(t.Context()))
	require.Equal(t, "b.json: read dashboard: line 1: invalid character '}' looking for beginning of object key string", k.refused())
	require.Equal(t, 1, k.Account().Dashboards)
	require.Equal(t, []string{k.dir}, k.Account().Places)

	write(t, k.dir, "b.json", `{"title":"b", "panels": []}`)
	require.NoError(t, k.Look(t.Context()))
	require.Empty(t, k.refused())
	require.Equal(t, 2, k.Account().Dashboards)
}

// TestAUIDIsTakenOnceItIsFree is refused what belongs to somebody else; nothing in the folder changes when that one goes.
func TestAUIDIsTakenOnceItIsFree(t *testing.T) {
	k := watched(t)
	_, err := k.store.Save(t.Context(), dashboard.Edit{Document: []byte(`{"uid": "shop", "title": "Ours", "panels": []}`)})
	require.NoError(t, err)
	write(t, k.dir, "a.json", `{`)
	write(t, k.dir, "shop.json", `{"uid": "shop", "title": "Theirs", "panels": []}`)
	require.NoError(t, k.Look(t.Context()))
	require.NoError(t, k.Look(t.Context()))
	require.Contains(t, k.refused(), "a.json: read dashboard: the JSON ends in the middle", "one that is not offered again stays refused")
	require.Contains(t, k.refused(), "shop.json: its uid belongs to a dashboard that was made here")
	require.Equal(t, 2, strings.Count(k.log.String(), "dashboard refused"), "each is logged once")

	require.NoError(t, k.store.Delete(t.Context(), "shop"))
	require.NoError(t, k.Look(t.Context()))
	require.NotContains(t, k.refused(), "shop.json")
	require.Contains(t, k.refused(), "a.json")
	got, err := k.store.Get(t.Context(), "shop")
	require.NoError(t, err)
	require.Equal(t, "Theirs", got.Title)
}

func TestAFolderThatIsAwayStandsInItsAccount(t *testing.T) {
	k := watched(t)
	run := func() {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		require.NoError(t, k.Run(ctx, time.Millisecond))
	}
	run()
	require.Contains(t, k.Account().Error, "no such file or directory: make the folder, or mend the path")
	require.NotNil(t, k.Account().LastAsked)
	require.Nil(t, k.Account().LastSuccess)
	require.NoError(t, os.Mkdir(k.dir, 0o755))
	run()
	require.Empty(t, k.Account().Error)
	require.NotNil(t, k.Account().LastSuccess)
}
