package metrics

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"
	"github.com/prometheus/prometheus/tsdb"
)

// unfinished marks a block that is still being copied. It is the database's own mark: a
// server that starts meanwhile, or after the copy broke off, clears such folders away.
const unfinished = ".tmp-for-creation"

// ImportOptions say which blocks to take over, and where to.
type ImportOptions struct {
	From       string // data folder of a Prometheus
	Into       string // metrics folder of a Lookout, which may be running
	BlocksOnly bool   // leave out the write-ahead log, so From may be in use
	Logger     *slog.Logger
	Progress   func(done, total int64) // bytes; may be nil
}

// ImportedBlock is a block that was looked at.
type ImportedBlock struct {
	ID               string
	MinTime, MaxTime time.Time
	Bytes            int64
	Series, Samples  uint64
}

// ImportReport tells what became of each block.
type ImportReport struct {
	Imported []ImportedBlock
	Present  []ImportedBlock // there already, by itself or as part of a compacted block
	Broken   []error         // one for each block that cannot be read
}

// Import copies the blocks of another data folder, and what its write-ahead log holds
// beyond them, into a metrics folder. Each block appears there at once and whole; a server
// that runs on the folder finds it within a minute. Nothing in From is changed.
func Import(ctx context.Context, o ImportOptions) (ImportReport, error) {
	if err := checkImportSource(o); err != nil {
		return ImportReport{}, err
	}
	if err := createTarget(o.Into); err != nil {
		return ImportReport{}, fmt.Errorf("create metrics folder: %w", err)
	}
	i := &importer{ImportOptions: o}
	if err := i.importBlocks(ctx, o.From); err != nil {
		return i.report, err
	}
	if !o.BlocksOnly {
		if err := i.importHead(ctx); err != nil {
			return i.report, fmt.Errorf("import write-ahead log: %w", err)
		}
	}
	return i.report, nil
}

// createTarget makes the metrics folder where no server has started yet, for whoever owns
// the data folder around it: root may import for a server that runs under a user of its own.
func createTarget(dir string) error {
	if isFolder(dir) {
		return nil
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return err
	}
	return GiveToOwnerOf(filepath.Dir(dir), dir)
}

// checkImportSource refuses what is no data folder, or is one that changes under our hands.
func checkImportSource(o ImportOptions) error {
	info, err := os.Stat(o.From)
	if err != nil {
		return fmt.Errorf("look at data folder: %w", err)
	}
	if into, err := os.Stat(o.Into); err == nil && os.SameFile(info, into) {
		return fmt.Errorf("%s is the metrics folder itself: name the folder of the other Prometheus", o.From)
	}
	dirs, err := blockFolders(o.From)
	if err != nil {
		return fmt.Errorf("look at data folder: %w", err)
	}
	if len(dirs) == 0 && !isFolder(filepath.Join(o.From, "wal")) {
		return notDataFolder(o.From)
	}
	if o.BlocksOnly {
		return nil
	}
	return CheckUnused(o.From)
}

func notDataFolder(dir string) error {
	hint := "it is the folder that Prometheus is given as --storage.tsdb.path"
	for _, inner := range []string{"metrics", "data"} {
		if isFolder(filepath.Join(dir, inner, "wal")) {
			hint = "did you mean " + filepath.Join(dir, inner) + "?"
		}
	}
	return fmt.Errorf("%s holds neither blocks nor a write-ahead log, so it is no data folder of Prometheus; %s", dir, hint)
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// blockFolders lists the folders named like blocks, the oldest first.
func blockFolders(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var dirs []string
	for _, entry := range entries {
		if _, err := ulid.ParseStrict(entry.Name()); err == nil && entry.IsDir() {
			dirs = append(dirs, filepath.Join(dir, entry.Name()))
		}
	}
	return dirs, nil
}

// importer carries one import through its steps.
type importer struct {
	ImportOptions
	report      ImportReport
	done, total int64
}

// importBlocks copies the blocks of a folder. A Prometheus that runs may compact some away
// while we copy; what replaced them is found by looking again.
func (i *importer) importBlocks(ctx context.Context, from string) error {
	for range 5 {
		vanished, err := i.importOnce(ctx, from)
		if err != nil || !vanished {
			return err
		}
	}
	return fmt.Errorf("blocks in %s keep changing; stop the process that writes there and try again", from)
}

func (i *importer) importOnce(ctx context.Context, from string) (vanished bool, err error) {
	blocks, err := i.missing(from)
	if err != nil {
		return false, err
	}
	for _, b := range blocks {
		i.total += b.bytes
	}
	for _, b := range blocks {
		err := i.importBlock(ctx, b)
		var broken *brokenBlockError
		switch {
		case err == nil:
			i.report.Imported = append(i.report.Imported, b.describe())
		case errors.Is(err, fs.ErrNotExist) && !isFolder(b.dir):
			vanished = true
		case errors.As(err, &broken):
			i.report.Broken = append(i.report.Broken, err)
		default:
			return false, fmt.Errorf("import block %s: %w", b.meta.ULID, err)
		}
	}
	return vanished, nil
}

// missing are the readable blocks of a folder that the target does not hold yet.
func (i *importer) missing(from string) ([]foreignBlock, error) {
	held, err := heldSources(i.Into)
	if err != nil {
		return nil, err
	}
	dirs, err := blockFolders(from)
	if err != nil {
		return nil, err
	}
	var missing []foreignBlock
	i.report.Present, i.report.Broken = nil, nil
	for _, dir := range dirs {
		b, err := readForeignBlock(dir)
		switch {
		case err != nil:
			i.report.Broken = append(i.report.Broken, &brokenBlockError{dir, err})
		case i.holds(held, b):
			i.report.Present = append(i.report.Present, b.describe())
		default:
			missing = append(missing, b)
		}
	}
	i.report.Present = slices.DeleteFunc(i.report.Present, func(p ImportedBlock) bool {
		return slices.ContainsFunc(i.report.Imported, func(n ImportedBlock) bool { return n.ID == p.ID })
	})
	return missing, nil
}

// heldSources are the blocks that went into what a folder holds.
func heldSources(dir string) (map[ulid.ULID]bool, error) {
	dirs, err := blockFolders(dir)
	if err != nil {
		return nil, err
	}
	held := map[ulid.ULID]bool{}
	for _, d := range dirs {
		b, err := readForeignBlock(d)
		if err != nil {
			continue // not ours to judge; the server complains about it
		}
		held[b.meta.ULID] = true
		for _, source := range b.meta.Compaction.Sources {
			held[source] = true
		}
	}
	return held, nil
}

// holds reports whether a block is there already, perhaps compacted with others.
func (i *importer) holds(held map[ulid.ULID]bool, b foreignBlock) bool {
	if held[b.meta.ULID] {
		return true
	}
	for _, source := range b.meta.Compaction.Sources {
		if !held[source] {
			return false
		}
	}
	return len(b.meta.Compaction.Sources) > 0
}

// brokenBlockError is a block that cannot be read; the others are not its fault.
type brokenBlockError struct {
	dir   string
	cause error
}

func (e *brokenBlockError) Error() string {
	return fmt.Sprintf("block %s is damaged and was left out: %s",
		filepath.Base(e.dir), strings.ReplaceAll(e.cause.Error(), "\n", "; "))
}

func (e *brokenBlockError) Unwrap() error { return e.cause }

// foreignBlock is a block as its meta.json describes it.
type foreignBlock struct {
	dir   string
	meta  tsdb.BlockMeta
	bytes int64
}

func (b foreignBlock) describe() ImportedBlock {
	return ImportedBlock{
		ID:      b.meta.ULID.String(),
		MinTime: time.UnixMilli(b.meta.MinTime).UTC(),
		MaxTime: time.UnixMilli(b.meta.MaxTime).UTC(),
		Bytes:   b.bytes,
		Series:  b.meta.Stats.NumSeries,
		Samples: b.meta.Stats.NumSamples,
	}
}
