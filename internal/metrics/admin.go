package metrics

import (
	"context"
	"io/fs"
	"path/filepath"
	"time"

	"github.com/prometheus/prometheus/model/exemplar"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
)

// Admin is what an administrator may ask of the database itself. It has the
// shape that Prometheus' HTTP API expects of its storage.
type Admin struct{ room *Room }

// Admin returns the administrator's door to the room.
func (r *Room) Admin() Admin { return Admin{r} }

// CleanTombstones rewrites blocks without the samples that were deleted.
func (a Admin) CleanTombstones() error { return a.db().CleanTombstones() }

// Delete marks samples between mint and maxt (milliseconds) as deleted.
func (a Admin) Delete(ctx context.Context, mint, maxt int64, ms ...*promlabels.Matcher) error {
	if answers := a.room.options.Answers; answers != nil {
		defer answers.Forget()
	}
	return a.db().Delete(ctx, mint, maxt, ms...)
}

// Snapshot writes a consistent copy of all blocks, and of the head when asked,
// into dir. Blocks are hard links, so it is quick and costs little disk.
func (a Admin) Snapshot(dir string, withHead bool) error { return a.db().Snapshot(dir, withHead) }

// Stats counts the head's series by metric name, label and pair; limit rows each.
func (a Admin) Stats(statsByLabelName string, limit int) (*tsdb.Stats, error) {
	return a.db().Head().Stats(statsByLabelName, limit), nil
}

// WALReplayStatus tells how far the replay at start has come. It answers
// before the room is open.
func (a Admin) WALReplayStatus() (tsdb.WALReplayStatus, error) {
	return a.room.stats.Head.WALReplayStatus.GetWALReplayStatus(), nil
}

// BlockMetas lists the blocks on disk.
func (a Admin) BlockMetas() ([]tsdb.BlockMeta, error) { return a.db().BlockMetas(), nil }

func (a Admin) db() *tsdb.DB { return a.room.db.Load() }

// Exemplars returns what the view may see of the exemplars in memory.
func (r *Room) Exemplars(v View) storage.ExemplarQueryable {
	return exemplars{r.db.Load(), v}
}

type exemplars struct {
	db   *tsdb.DB
	view View
}

func (e exemplars) ExemplarQuerier(ctx context.Context) (storage.ExemplarQuerier, error) {
	q, err := e.db.ExemplarQuerier(ctx)
	if err != nil || e.view.everything {
		return q, err
	}
	return restrictedExemplars{q, e.view}, nil
}

type restrictedExemplars struct {
	storage.ExemplarQuerier
	view View
}

func (q restrictedExemplars) Select(start, end int64, asked ...[]*promlabels.Matcher) ([]exemplar.QueryResult, error) {
	if len(q.view.matchers) == 0 {
		return nil, nil
	}
	narrowed := make([][]*promlabels.Matcher, len(asked))
	for i, ms := range asked {
		narrowed[i] = q.view.narrow(ms)
	}
	return q.ExemplarQuerier.Select(start, end, narrowed...)
}

// Usage is what the store occupies and covers, for the status page.
type Usage struct {
	Blocks      int
	BlocksBytes int64
	LogBytes    int64     // write-ahead logs and head chunks
	MinTime     time.Time // zero when the store is empty
	MaxTime     time.Time
}

// Usage measures the store's folder; files that vanish meanwhile count as zero.
func (r *Room) Usage() Usage {
	db := r.db.Load()
	u := Usage{Blocks: len(db.Blocks())}
	for _, b := range db.Blocks() {
		u.BlocksBytes += b.Size()
	}
	for _, folder := range []string{"wal", "wbl", "chunks_head"} {
		u.LogBytes += folderSize(filepath.Join(r.options.Dir, folder))
	}
	if db.Head().NumSeries() > 0 || u.Blocks > 0 {
		u.MinTime = time.UnixMilli(lowestTime(db)).UTC()
		u.MaxTime = time.UnixMilli(highestTime(db)).UTC()
	}
	return u
}

func highestTime(db *tsdb.DB) int64 {
	if db.Head().NumSeries() > 0 {
		return db.Head().MaxTime()
	}
	blocks := db.Blocks()
	return blocks[len(blocks)-1].Meta().MaxTime
}

func folderSize(dir string) int64 {
	var size int64
	_ = filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			if info, err := entry.Info(); err == nil {
				size += info.Size()
			}
		}
		return nil
	})
	return size
}
