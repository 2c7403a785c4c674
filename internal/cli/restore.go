package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/lookout-monitor/lookout/internal/backup"
	"github.com/lookout-monitor/lookout/internal/metrics"
)

// Restore puts a backup where a server finds it.
type Restore struct {
	Dir     string `arg:"" complete:"dir" help:"The backup, as made by lookout backup."`
	DataDir string `default:"./lookout-data" placeholder:"DIR" complete:"dir" help:"Data folder to fill (${default})."`
	Force   bool   `help:"Move what the data folder holds aside instead of refusing."`
	Quiet   bool   `short:"q" help:"Show no progress."`
}

// Help is the text below the flags of `lookout restore --help`.
func (*Restore) Help() string {
	return `Every file is compared with the backup's manifest before anything is changed.

Examples:

	lookout restore /backups/monday
	lookout restore /backups/monday --data-dir /var/lib/lookout --force`
}

// Run verifies, copies beside the present content, and swaps.
func (c *Restore) Run(ctx context.Context, streams Streams) error {
	progress := newProgress(streams, c.Quiet)
	defer progress.end()
	listed, err := backup.Load(c.Dir)
	if err != nil {
		return err
	}
	progress.begin("verifying backup")
	manifest, err := backup.Verify(ctx, c.Dir, func(done int64) { progress.update(done, listed.Bytes()) })
	if err != nil {
		return err
	}
	if err := os.MkdirAll(c.DataDir, 0o750); err != nil {
		return fmt.Errorf("create data folder: %w", err)
	}
	release, err := c.takeFolder()
	if err != nil {
		return err
	}
	defer release()
	aside, err := c.restore(ctx, manifest, progress)
	if err != nil {
		return err
	}
	progress.end()
	if aside != "" {
		fmt.Fprintf(streams.Out, "what was there before: %s (delete it when it is not needed)\n", aside)
	}
	fmt.Fprintf(streams.Out, "restored %s of %s into %s\n",
		formatBytes(manifest.Bytes()), manifest.Created.Local().Format(time.DateTime), c.DataDir)
	return nil
}

// takeFolder makes sure that no server runs on the data folder and none starts, and that
// nothing is there that the person did not give up.
func (c *Restore) takeFolder() (release func(), err error) {
	release = func() {}
	store := filepath.Join(c.DataDir, "metrics")
	if _, err := os.Stat(store); err == nil {
		unlock, err := metrics.Lock(store)
		if inUse, ok := errors.AsType[*metrics.InUseError](err); ok {
			return nil, fmt.Errorf("%w; stop it first", inUse)
		}
		if err != nil {
			return nil, err
		}
		release = func() { _ = unlock() }
	}
	entries, err := heldBy(c.DataDir)
	if err == nil && len(entries) > 0 && !c.Force {
		err = fmt.Errorf("%s is not empty; --force moves what is there aside", c.DataDir)
	}
	if err != nil {
		release()
		return nil, err
	}
	return release, nil
}

// restore works inside the data folder, because that may be a mount point: renames never
// leave its file system.
func (c *Restore) restore(ctx context.Context, manifest backup.Manifest, progress *progress) (aside string, err error) {
	work, remove, err := metrics.Scratch(c.DataDir, restorePrefix)
	if err != nil {
		return "", fmt.Errorf("create folder for restore: %w", err)
	}
	defer func() { _ = remove() }() // what stays, the next restore clears away
	progress.begin("copying backup")
	copied, err := backup.Copy(ctx, backup.Folder(c.Dir, nil), work, manifest,
		func(done int64) { progress.update(done, manifest.Bytes()) })
	if err != nil {
		return "", err
	}
	if copied.Bytes() != manifest.Bytes() {
		return "", fmt.Errorf("the backup in %s changed while it was copied; try again", c.Dir)
	}
	if err := metrics.GiveToOwnerOf(c.DataDir, work); err != nil {
		return "", fmt.Errorf("hand files to their owner: %w", err)
	}
	return swap(c.DataDir, work, time.Now())
}
