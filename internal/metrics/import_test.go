package metrics_test

import (
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/prometheus/common/promslog"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/metrics"
)

// foreignFolder makes a data folder as a Prometheus leaves it: blocks for all but the last
// hours, and a write-ahead log for these. A sample a minute over span, ending at end.
func foreignFolder(t *testing.T, end time.Time, span time.Duration) string {
	t.Helper()
	dir := t.TempDir()
	db, err := tsdb.Open(dir, promslog.NewNopLogger(), nil, tsdb.DefaultOptions(), nil)
	require.NoError(t, err)
	for at := end.Add(-span); !at.After(end); at = at.Add(time.Minute) {
		app := db.Appender(t.Context())
		_, err := app.Append(0, promlabels.FromStrings("__name__", "foreign"), at.UnixMilli(), 1)
		require.NoError(t, err)
		require.NoError(t, app.Commit())
	}
	require.NoError(t, db.Compact(t.Context()))
	require.NoError(t, db.Close())
	return dir
}

func importOptions(from, into string) metrics.ImportOptions {
	return metrics.ImportOptions{From: from, Into: into, Logger: promslog.NewNopLogger()}
}

func countSamples(t *testing.T, dir, name string) int {
	t.Helper()
	room := openRoom(t, dir)
	defer func() { require.NoError(t, room.Close()) }()
	q, err := room.Read(metrics.Everything()).Querier(math.MinInt64, math.MaxInt64)
	require.NoError(t, err)
	defer q.Close()
	n := 0
	set := q.Select(t.Context(), false, &storage.SelectHints{Start: math.MinInt64, End: math.MaxInt64},
		promlabels.MustNewMatcher(promlabels.MatchEqual, "__name__", name))
	for set.Next() {
		for it := set.At().Iterator(nil); it.Next() != 0; {
			n++
		}
	}
	require.NoError(t, set.Err())
	return n
}

func TestImportTakesBlocksAndLogToTheLastSample(t *testing.T) {
	end := time.Now().Truncate(time.Minute)
	from, into := foreignFolder(t, end, 9*time.Hour), t.TempDir()

	report, err := metrics.Import(t.Context(), importOptions(from, into))
	require.NoError(t, err)
	require.Empty(t, report.Broken)
	require.Greater(t, len(report.Imported), 3)
	require.Equal(t, 9*60+1, countSamples(t, into, "foreign"))
	left, err := filepath.Glob(filepath.Join(into, "import-*"))
	require.NoError(t, err)
	require.Empty(t, left, "the copy of the log is gone")
}

func TestImportTwiceFindsEverythingThere(t *testing.T) {
	from, into := foreignFolder(t, time.Now(), 5*time.Hour), t.TempDir()
	first, err := metrics.Import(t.Context(), importOptions(from, into))
	require.NoError(t, err)

	second, err := metrics.Import(t.Context(), importOptions(from, into))
	require.NoError(t, err)
	require.Empty(t, second.Imported)
	require.Len(t, second.Present, len(first.Imported))
}

// A block newer than the store's own must not make the store believe that its own
// write-ahead log is older than what is on disk in blocks.
func TestImportedBlocksDoNotCostTheStoreItsOwnLog(t *testing.T) {
	now := time.Now().Truncate(time.Minute)
	into := t.TempDir()
	room := openRoom(t, into)
	require.NoError(t, appendSample(t, room, now.Add(-90*time.Minute), 1, "__name__", "own"))
	require.NoError(t, room.Close())

	_, err := metrics.Import(t.Context(), importOptions(foreignFolder(t, now, 4*time.Hour), into))
	require.NoError(t, err)
	require.Equal(t, 1, countSamples(t, into, "own"))
	require.Equal(t, 4*60+1, countSamples(t, into, "foreign"))
}

func TestImportLeavesItsSourceAlone(t *testing.T) {
	from := foreignFolder(t, time.Now(), 5*time.Hour)
	before := listing(t, from)
	_, err := metrics.Import(t.Context(), importOptions(from, t.TempDir()))
	require.NoError(t, err)
	require.Equal(t, before, listing(t, from))
}

// listing names every file with its size and time of change.
func listing(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	require.NoError(t, filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		require.NoError(t, err)
		found[path] = info.Mode().String() + info.ModTime().String()
		return nil
	}))
	return found
}

func TestImportRefusesAFolderInUse(t *testing.T) {
	from := foreignFolder(t, time.Now(), 5*time.Hour)
	release, err := metrics.Lock(from)
	require.NoError(t, err)
	defer func() { require.NoError(t, release()) }()

	_, err = metrics.Import(t.Context(), importOptions(from, t.TempDir()))
	var inUse *metrics.InUseError
	require.ErrorAs(t, err, &inUse)
	require.Contains(t, inUse.Holder, "pid")

	o := importOptions(from, t.TempDir())
	o.BlocksOnly = true
	report, err := metrics.Import(t.Context(), o)
	require.NoError(t, err)
	require.NotEmpty(t, report.Imported)
}

func TestImportLeavesADamagedBlockOutAndTakesTheOthers(t *testing.T) {
	from, into := foreignFolder(t, time.Now(), 9*time.Hour), t.TempDir()
	blocks, err := filepath.Glob(filepath.Join(from, "01*"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(blocks[0], "index"), []byte("garbage"), 0o600))

	report, err := metrics.Import(t.Context(), importOptions(from, into))
	require.NoError(t, err)
	require.Len(t, report.Broken, 1)
	require.ErrorContains(t, report.Broken[0], filepath.Base(blocks[0])+" is damaged and was left out")
	require.NoDirExists(t, filepath.Join(into, filepath.Base(blocks[0])))
	require.NotEmpty(t, report.Imported)
	require.NotZero(t, countSamples(t, into, "foreign"), "the store opens")
}

func TestImportRefusesWhatIsNoDataFolder(t *testing.T) {
	dir := t.TempDir()
	_, err := metrics.Import(t.Context(), importOptions(dir, t.TempDir()))
	require.ErrorContains(t, err, "no data folder of Prometheus")

	require.NoError(t, os.MkdirAll(filepath.Join(dir, "metrics", "wal"), 0o700))
	_, err = metrics.Import(t.Context(), importOptions(dir, t.TempDir()))
	require.ErrorContains(t, err, "did you mean "+filepath.Join(dir, "metrics"))

	_, err = metrics.Import(t.Context(), importOptions(dir, dir))
	require.ErrorContains(t, err, "is the metrics folder itself")
}
