package metrics

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/prometheus/tsdb"

	"github.com/lookout-monitor/lookout/internal/durable"
)

// importPrefix begins the names of the folders in which imports work.
const importPrefix = "import-"

// importHead turns what the write-ahead log of the other Prometheus holds beyond its blocks
// into blocks. It works on a copy, because replaying a log repairs and rewrites it.
func (i *importer) importHead(ctx context.Context) error {
	work, remove, err := Scratch(i.Into, importPrefix)
	if err != nil {
		return err
	}
	defer func() { _ = remove() }() // what stays, the next import or start clears away
	for _, name := range []string{"wal", "wbl", "chunks_head"} {
		if folder := filepath.Join(i.From, name); isFolder(folder) {
			i.total += folderSize(folder)
			if err := i.copyFolder(ctx, folder, filepath.Join(work, name)); err != nil {
				return err
			}
		}
	}
	frontier, err := frontierOf(i.From)
	if err != nil {
		return err
	}
	if err := i.flushHead(ctx, work, frontier); err != nil {
		return err
	}
	if err := nameByContent(work); err != nil {
		return err
	}
	before := i.report
	err = i.importBlocks(ctx, work)
	// Looking at another folder starts these lists anew.
	i.report.Present = append(before.Present, i.report.Present...)
	i.report.Broken = append(before.Broken, i.report.Broken...)
	return err
}

// frontierOf is the time up to which the blocks of a folder hold all in-order samples.
func frontierOf(dir string) (int64, error) {
	dirs, err := blockFolders(dir)
	if err != nil {
		return 0, err
	}
	var frontier int64
	for _, d := range dirs {
		if b, err := readForeignBlock(d); err == nil && !b.meta.Compaction.FromOutOfOrder() {
			frontier = max(frontier, b.meta.MaxTime)
		}
	}
	return frontier, nil
}

// flushHead replays the log in dir and writes its samples from frontier on as blocks beside
// it, cut where the database cuts its own.
func (i *importer) flushHead(ctx context.Context, dir string, frontier int64) error {
	options := tsdb.DefaultOptions()
	options.RetentionDuration = 0
	options.OutOfOrderTimeWindow = 1 // or out-of-order samples in the log stay where they are
	db, err := tsdb.Open(dir, i.Logger, nil, options, nil)
	if err != nil {
		return err
	}
	db.DisableCompactions()
	head := db.Head()
	last := head.MaxTime()
	for from := max(head.MinTime(), frontier); from <= last && err == nil; {
		next := (from/tsdb.DefaultBlockDuration + 1) * tsdb.DefaultBlockDuration
		err = errors.Join(ctx.Err(), db.CompactHead(tsdb.NewRangeHead(head, from, min(next-1, last))))
		from = next
	}
	if err == nil {
		err = db.CompactOOOHead(ctx)
	}
	return errors.Join(err, db.Close())
}

// nameByContent gives each block of a folder an id made from its index instead of from
// chance, so that importing the same log twice finds the blocks there already.
func nameByContent(dir string) error {
	dirs, err := blockFolders(dir)
	if err != nil {
		return err
	}
	for _, d := range dirs {
		b, err := readForeignBlock(d)
		if err != nil {
			return err
		}
		if b.meta.ULID, err = contentID(b); err != nil {
			return err
		}
		b.meta.Compaction.Sources = []ulid.ULID{b.meta.ULID}
		content, err := json.MarshalIndent(b.meta, "", "\t")
		if err != nil {
			return err
		}
		if err := durable.WriteFile(filepath.Join(d, metaFile), content, 0o640); err != nil {
			return err
		}
		if err := os.Rename(d, filepath.Join(dir, b.meta.ULID.String())); err != nil {
			return fmt.Errorf("name block: %w", err)
		}
	}
	return nil
}

func contentID(b foreignBlock) (ulid.ULID, error) {
	var id ulid.ULID
	file, err := os.Open(filepath.Join(b.dir, "index"))
	if err != nil {
		return id, err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return id, err
	}
	fmt.Fprintf(hash, "%d %d %d", b.meta.MinTime, b.meta.MaxTime, b.meta.Stats.NumSamples)
	return id, errors.Join(id.SetTime(uint64(b.meta.MaxTime)), id.SetEntropy(hash.Sum(nil)[:10]))
}
