package metrics

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/tsdb/chunks"
	"github.com/prometheus/prometheus/tsdb/fileutil"
	"github.com/prometheus/prometheus/tsdb/index"

	"github.com/lookout-monitor/lookout/internal/durable"
)

const metaFile = "meta.json"

// largestMeta bounds the memory a meta.json may take; real ones have a few kilobytes.
const largestMeta = 16 << 20

func readForeignBlock(dir string) (foreignBlock, error) {
	content, err := readMeta(dir)
	if err != nil {
		return foreignBlock{}, err
	}
	b := foreignBlock{dir: dir}
	if err := json.Unmarshal(content, &b.meta); err != nil {
		return foreignBlock{}, fmt.Errorf("read %s: %w", metaFile, err)
	}
	if b.meta.Version != 1 {
		return foreignBlock{}, fmt.Errorf("read %s: format version %d is unknown", metaFile, b.meta.Version)
	}
	if name := filepath.Base(dir); b.meta.ULID.String() != name {
		return foreignBlock{}, fmt.Errorf("read %s: it belongs to block %s", metaFile, b.meta.ULID)
	}
	b.bytes = folderSize(dir)
	return b, nil
}

func readMeta(dir string) ([]byte, error) {
	file, err := os.Open(filepath.Join(dir, metaFile))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, largestMeta+1))
	if err == nil && len(content) > largestMeta {
		err = fmt.Errorf("read %s: larger than %d MiB", metaFile, largestMeta>>20)
	}
	return content, err
}

// importBlock copies a block under a name that the database ignores, checks the copy, and
// only then gives it its name.
func (i *importer) importBlock(ctx context.Context, b foreignBlock) error {
	final := filepath.Join(i.Into, b.meta.ULID.String())
	work := final + unfinished
	if err := os.RemoveAll(work); err != nil {
		return err
	}
	defer os.RemoveAll(work)
	if err := i.copyFolder(ctx, b.dir, work); err != nil {
		return err
	}
	if err := writeMetaOutOfOrder(work); err != nil {
		return err
	}
	if err := i.checkBlock(ctx, work, b); err != nil {
		return err
	}
	if err := GiveToOwnerOf(i.Into, work); err != nil {
		return err
	}
	if err := fileutil.Replace(work, final); err != nil {
		return err
	}
	return durable.SyncFolder(i.Into)
}

// copyFolder copies regular files and folders and flushes them to disk. Anything else has no
// place in a data folder and is left out.
func (i *importer) copyFolder(ctx context.Context, from, to string) error {
	return filepath.WalkDir(from, func(path string, entry fs.DirEntry, err error) error {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, rel)
		switch {
		case entry.IsDir():
			return os.MkdirAll(target, 0o750)
		case entry.Type().IsRegular():
			return i.copyFile(ctx, path, target)
		default:
			return nil
		}
	})
}

func (i *importer) copyFile(ctx context.Context, from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, &countedReader{ctx, source, i})
	return errors.Join(err, target.Sync(), target.Close())
}

// countedReader reports what is read, and stops when the import is called off.
type countedReader struct {
	ctx    context.Context
	source io.Reader
	i      *importer
}

func (r *countedReader) Read(buffer []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := r.source.Read(buffer)
	r.i.done += int64(n)
	if r.i.Progress != nil {
		r.i.Progress(r.i.done, max(r.i.total, r.i.done))
	}
	return n, err
}

// writeMetaOutOfOrder marks a block as made of out-of-order samples, which is what samples
// from another server are to this one. Without the mark the database would take the block's
// end for how far its own samples are safe on disk, and drop older ones from its
// write-ahead log at the next start. Fields that others added to meta.json stay.
func writeMetaOutOfOrder(dir string) error {
	content, err := readMeta(dir)
	if err != nil {
		return err
	}
	var fields, compaction map[string]json.RawMessage
	var typed tsdb.BlockMetaCompaction
	if err := json.Unmarshal(content, &fields); err != nil {
		return fmt.Errorf("read %s: %w", metaFile, err)
	}
	if err := errors.Join(json.Unmarshal(fields["compaction"], &compaction), json.Unmarshal(fields["compaction"], &typed)); err != nil {
		return fmt.Errorf("read %s: compaction: %w", metaFile, err)
	}
	typed.SetOutOfOrder()
	if compaction["hints"], err = json.Marshal(typed.Hints); err != nil {
		return err
	}
	if fields["compaction"], err = json.Marshal(compaction); err != nil {
		return err
	}
	if content, err = json.MarshalIndent(fields, "", "\t"); err != nil {
		return err
	}
	return durable.WriteFile(filepath.Join(dir, metaFile), content, 0o640)
}

// checkBlock opens a copied block and walks its index, so that a damaged one is found now
// and not by the server, which would refuse to load any further block.
func (i *importer) checkBlock(ctx context.Context, dir string, original foreignBlock) error {
	block, err := tsdb.OpenBlock(i.Logger, dir, nil, nil)
	if err != nil {
		return &brokenBlockError{original.dir, err}
	}
	series, err := countSeries(ctx, block)
	err = errors.Join(err, block.Close())
	if listed := original.meta.Stats.NumSeries; err == nil && series != listed {
		err = fmt.Errorf("its index lists %d series, its meta.json %d", series, listed)
	}
	if err != nil && ctx.Err() == nil {
		return &brokenBlockError{original.dir, err}
	}
	return err
}

func countSeries(ctx context.Context, block *tsdb.Block) (n uint64, err error) {
	reader, err := block.Index()
	if err != nil {
		return 0, err
	}
	defer func() { _ = reader.Close() }()
	name, value := index.AllPostingsKey()
	postings, err := reader.Postings(ctx, name, value)
	if err != nil {
		return 0, err
	}
	var builder promlabels.ScratchBuilder
	var metas []chunks.Meta
	for postings.Next() {
		if n%1024 == 0 && ctx.Err() != nil {
			return n, ctx.Err()
		}
		if err := reader.Series(postings.At(), &builder, &metas); err != nil {
			return n, err
		}
		n++
	}
	return n, postings.Err()
}
