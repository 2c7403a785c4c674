package app

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/prometheus/common/version"

	"github.com/lookout-monitor/lookout/internal/api"
	"github.com/lookout-monitor/lookout/internal/backup"
	"github.com/lookout-monitor/lookout/internal/metrics"
	"github.com/lookout-monitor/lookout/internal/state"
)

// backupParts are the owners of what a backup holds.
type backupParts struct {
	dataDir string
	room    *metrics.Room
	state   *sql.DB
}

// scratch is where a backup is staged: inside the metrics folder, because blocks
// are hard links there and that folder may be a disk of its own.
func (b backupParts) scratch() string {
	return filepath.Join(b.dataDir, "metrics", "backup-scratch")
}

// send stages a consistent copy and streams it.
func (b backupParts) send(ctx context.Context, w http.ResponseWriter) (err error) {
	staged, err := backup.Stage(ctx, b.scratch(), b.parts()...)
	if err != nil {
		return errors.Join(api.ErrNothingSent, err)
	}
	defer func() {
		err = errors.Join(err, staged.Close())
		_ = os.Remove(b.scratch()) // stays while another backup is staged there
	}()
	size, err := staged.Size()
	if err != nil {
		return errors.Join(api.ErrNothingSent, fmt.Errorf("measure backup: %w", err))
	}
	w.Header().Set(backup.SizeHeader, strconv.FormatInt(size, 10))
	return staged.Write(ctx, w, version.Version, time.Now())
}

func (b backupParts) parts() []backup.Part {
	return []backup.Part{
		{Name: "metrics", Put: b.room.Snapshot},
		{Name: "alerts", Put: backup.Files(filepath.Join(b.dataDir, "alerts"))},
		{Name: "pushed", Put: backup.Files(filepath.Join(b.dataDir, "pushed"))},
		{Name: "lookout.db", Put: func(ctx context.Context, path string) error { return state.Copy(ctx, b.state, path) }},
	}
}
