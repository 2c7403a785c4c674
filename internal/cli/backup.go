package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/backup"
	"github.com/lookout-monitor/lookout/internal/metrics"
)

// Backup copies everything Lookout keeps.
type Backup struct {
	Remote
	Dir     string `arg:"" complete:"dir" help:"Folder to make; it appears once the backup is whole."`
	DataDir string `placeholder:"DIR" complete:"dir" help:"Copy this data folder of a server that does not run, instead of asking one that does."`
	Quiet   bool   `short:"q" help:"Show no progress."`
}

// Help is the text below the flags of `lookout backup --help`.
func (*Backup) Help() string {
	return `The copy is consistent: it holds what the server had stored at one moment, also what is still in memory. A manifest with the hash of every file lets restore prove that nothing is missing or damaged.

Examples:

	lookout backup /backups/lookout-$(date +%F)
	lookout backup /backups/monday --server http://monitoring:7600
	lookout backup /backups/cold --data-dir /var/lib/lookout`
}

// Run makes the backup beside its final place and renames it when it is whole.
func (c *Backup) Run(ctx context.Context, streams Streams) error {
	if err := checkNew(c.Dir); err != nil {
		return err
	}
	parent := filepath.Dir(filepath.Clean(c.Dir))
	if err := os.MkdirAll(parent, 0o750); err != nil {
		return fmt.Errorf("create folder for backup: %w", err)
	}
	work, err := os.MkdirTemp(parent, "."+filepath.Base(c.Dir)+".unfinished-")
	if err != nil {
		return fmt.Errorf("create folder for backup: %w", err)
	}
	defer os.RemoveAll(work)

	progress := newProgress(streams, c.Quiet)
	defer progress.end()
	receive := c.receive
	if c.DataDir != "" {
		receive = c.copyOffline
	}
	manifest, err := receive(ctx, work, progress)
	if err != nil {
		return err
	}
	if err := manifest.Save(work); err != nil {
		return err
	}
	if err := os.Rename(work, c.Dir); err != nil {
		return fmt.Errorf("finish backup: %w", err)
	}
	progress.end()
	fmt.Fprintf(streams.Out, "backup of %s in %s: %s\n", formatBytes(manifest.Bytes()), plural(len(manifest.Files), "file"), c.Dir)
	return nil
}

// checkNew refuses a folder that holds something; an empty one is as good as none.
func checkNew(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("look at folder for backup: %w", err)
	case len(entries) > 0:
		return fmt.Errorf("%s holds something already; name a folder that does not exist yet", dir)
	}
	return nil
}

// receive unpacks what a running server streams.
func (c *Backup) receive(ctx context.Context, into string, progress *progress) (backup.Manifest, error) {
	server, err := c.client()
	if err != nil {
		return backup.Manifest{}, err
	}
	response, err := server.open(ctx, http.MethodGet, "/lookout/api/v1/backup", nil, nil)
	if err != nil {
		return backup.Manifest{}, offlineHint(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		content, _ := io.ReadAll(io.LimitReader(response.Body, 1<<20))
		return backup.Manifest{}, server.refusal(response, content)
	}
	size, err := announcedSize(response.Header, into)
	if err != nil {
		return backup.Manifest{}, err
	}
	progress.begin("receiving backup")
	body := &countingReader{source: response.Body, report: func(done int64) { progress.update(done, size) }}
	return backup.Unpack(ctx, body, into, size)
}

func offlineHint(err error) error {
	if unreachable, ok := errors.AsType[*unreachableError](err); ok {
		return fmt.Errorf("nothing answers at %s; start `lookout serve`, pass --server, or copy the folder of a stopped server with --data-dir", unreachable.server)
	}
	return err
}

// announcedSize is what the files will take, which the disk must have room for.
func announcedSize(header http.Header, dir string) (int64, error) {
	size, err := strconv.ParseInt(header.Get(backup.SizeHeader), 10, 64)
	if err != nil || size < 0 {
		return 0, fmt.Errorf("receive backup: the server does not say how large it is (header %s); is it a Lookout of this version?", backup.SizeHeader)
	}
	if room, err := diskAt(dir); err == nil && size > room.freeBytes {
		return 0, fmt.Errorf("receive backup: it takes %s, but only %s are free at %s", formatBytes(size), formatBytes(room.freeBytes), dir)
	}
	return size, nil
}

// copyOffline copies the folder of a server that does not run, and keeps it from starting
// meanwhile.
func (c *Backup) copyOffline(ctx context.Context, into string, progress *progress) (backup.Manifest, error) {
	store := filepath.Join(c.DataDir, "metrics")
	if info, err := os.Stat(store); err != nil || !info.IsDir() {
		return backup.Manifest{}, fmt.Errorf("%s is no data folder of Lookout: it has no metrics folder", c.DataDir)
	}
	release, err := metrics.Lock(store)
	if inUse, ok := errors.AsType[*metrics.InUseError](err); ok {
		return backup.Manifest{}, fmt.Errorf("%w; leave --data-dir out to back up the running server", inUse)
	}
	if err != nil {
		return backup.Manifest{}, err
	}
	defer func() { _ = release() }()
	source := backup.Folder(c.DataDir, isTransient)
	size, err := source.Size()
	if err != nil {
		return backup.Manifest{}, fmt.Errorf("measure data folder: %w", err)
	}
	progress.begin("copying data folder")
	made := backup.Manifest{Version: thisBuild().Version, Created: time.Now()}
	return backup.Copy(ctx, source, into, made, func(done int64) { progress.update(done, size) })
}

// isTransient names what a stopped server leaves that means nothing to the next one.
func isTransient(name string) bool {
	base := path.Base(name)
	switch {
	case name == "metrics/lock", name == "metrics/queries.active", name == "lookout.db-shm":
		return true
	case strings.HasSuffix(base, ".tmp"), strings.HasSuffix(base, ".tmp-for-creation"), strings.HasSuffix(base, ".tmp-for-deletion"):
		return true
	}
	return name == "metrics/backup-scratch" || strings.HasPrefix(name, "before-restore-") || strings.HasPrefix(name, restorePrefix) ||
		strings.HasPrefix(base, "import-") && path.Dir(name) == "metrics"
}
