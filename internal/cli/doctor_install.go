package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"time"

	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/metrics"
)

// port tries to listen where the server would.
func (p *patient) port(ctx context.Context) []diagnosis {
	if p.status != nil && sameAddress(p.status.Listen, p.Listen) {
		return []diagnosis{ok("port", "the server listens on %s", p.Listen)}
	}
	var lc net.ListenConfig
	listener, err := lc.Listen(ctx, "tcp", p.Listen)
	if err != nil {
		mend := "stop it, or choose another address with --listen"
		if holder := portHolder(p.Listen); holder != "" {
			return []diagnosis{{broken, "port", fmt.Sprintf("%s is taken by %s", p.Listen, holder), mend}}
		}
		return []diagnosis{{broken, "port", fmt.Sprintf("cannot listen on %s: %v", p.Listen, err), mend}}
	}
	_ = listener.Close()
	return []diagnosis{ok("port", "%s is free", p.Listen)}
}

func sameAddress(a, b string) bool {
	_, portA, errA := net.SplitHostPort(a)
	_, portB, errB := net.SplitHostPort(b)
	return errA == nil && errB == nil && portA == portB
}

// dataFolder checks that this user can keep data there, and that nobody else does.
func (p *patient) dataFolder(context.Context) []diagnosis {
	info, err := os.Stat(p.DataDir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p.parentFolder()
	case err != nil:
		return []diagnosis{{broken, "data folder", err.Error(), "let the user that runs Lookout read it"}}
	case !info.IsDir():
		return []diagnosis{{broken, "data folder", p.DataDir + " is a file", "choose another folder with --data-dir"}}
	}
	if err := tryWriting(p.DataDir); err != nil {
		return []diagnosis{{broken, "data folder", err.Error(),
			fmt.Sprintf("give it to the user that runs Lookout: chown -R %s %s", currentUser(), p.DataDir)}}
	}
	if d, foreign := p.foreignOwner(); foreign {
		return []diagnosis{d}
	}
	err = metrics.CheckUnused(filepath.Join(p.DataDir, "metrics"))
	inUse, used := errors.AsType[*metrics.InUseError](err)
	switch {
	case used && (p.status == nil || !sameFolder(p.status.DataDir, p.DataDir)):
		return []diagnosis{{broken, "data folder", inUse.Error(), "stop that process, or choose another folder with --data-dir"}}
	case err != nil && !used:
		return []diagnosis{{broken, "data folder", err.Error(), "let the user that runs Lookout write there"}}
	}
	return []diagnosis{ok("data folder", "%s can be written", p.DataDir)}
}

// parentFolder answers for a folder that the first start will make.
func (p *patient) parentFolder() []diagnosis {
	parent := existingParent(p.DataDir)
	if err := tryWriting(parent); err != nil {
		return []diagnosis{{broken, "data folder", fmt.Sprintf("%s cannot be made: %v", p.DataDir, err),
			"make it for the user that runs Lookout, or choose another with --data-dir"}}
	}
	return []diagnosis{ok("data folder", "%s will be made by the first start", p.DataDir)}
}

func existingParent(dir string) string {
	for {
		if _, err := os.Stat(dir); err == nil {
			return dir
		}
		parent := filepath.Dir(dir)
		if parent == dir {
			return dir
		}
		dir = parent
	}
}

func tryWriting(dir string) error {
	file, err := os.CreateTemp(dir, ".doctor-")
	if err != nil {
		return fmt.Errorf("%s cannot be written: %w", dir, errors.Unwrap(err))
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// foreignOwner finds what an accidental start as root leaves behind.
func (p *patient) foreignOwner() (diagnosis, bool) {
	for _, name := range []string{"metrics", "metrics/wal", "alerts", "pushed", "lookout.db"} {
		path := filepath.Join(p.DataDir, name)
		info, err := os.Stat(path)
		if err != nil {
			continue
		}
		if err := checkWritable(path, info); err != nil {
			return diagnosis{broken, "data folder", fmt.Sprintf("%s cannot be written: %v", path, err),
				fmt.Sprintf("it may come from a start as another user: chown -R %s %s", currentUser(), p.DataDir)}, true
		}
	}
	return diagnosis{}, false
}

func checkWritable(path string, info fs.FileInfo) error {
	if info.IsDir() {
		return tryWriting(path)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return errors.Unwrap(err)
	}
	return file.Close()
}

// disk looks at the room there is, and at the room there will be when retention is reached.
func (p *patient) disk(context.Context) []diagnosis {
	room, err := diskAt(existingParent(p.DataDir))
	if err != nil {
		return []diagnosis{{unknown, "disk", err.Error(), ""}}
	}
	var found []diagnosis
	mend := "free space, or keep less: facilities.metrics.retention or retention_size in lookout.yml"
	free := float64(room.freeBytes) / float64(max(1, room.totalBytes))
	left := fmt.Sprintf("%s of %s are free (%.0f%%)", formatBytes(room.freeBytes), formatBytes(room.totalBytes), free*100)
	switch {
	case room.freeBytes < 512<<20 || free < 0.02:
		found = append(found, diagnosis{broken, "disk", left, mend})
	case room.freeBytes < 2<<30 || free < 0.1:
		found = append(found, diagnosis{doubtful, "disk", left, mend})
	}
	if room.totalInodes > 0 && room.freeInodes < room.totalInodes/50 {
		found = append(found, diagnosis{broken, "disk", fmt.Sprintf("only %d of %d inodes are free", room.freeInodes, room.totalInodes),
			"remove small files on that file system, or move the data folder to another one"})
	}
	if d, grows := p.growth(room); grows {
		found = append(found, d)
	}
	return or(found, ok("disk", "%s", left))
}

// growth foresees a disk that fills up before retention begins to delete.
func (p *patient) growth(room disk) (diagnosis, bool) {
	if p.status == nil || !sameFolder(p.status.DataDir, p.DataDir) {
		return diagnosis{}, false
	}
	kept := p.status.Storage
	retention, err := model.ParseDuration(kept.Retention)
	span := kept.MaxTime.Sub(kept.MinTime)
	if err != nil || retention == 0 || span < 3*time.Hour || kept.BlocksBytes == 0 {
		return diagnosis{}, false
	}
	perDay := float64(kept.BlocksBytes) / span.Hours() * 24
	needed := perDay*time.Duration(retention).Hours()/24 - float64(kept.BlocksBytes)
	if needed <= float64(room.freeBytes) {
		return diagnosis{}, false
	}
	return diagnosis{doubtful, "disk", fmt.Sprintf("metrics grow by %s a day; the disk is full in %.0f days, before the retention of %s deletes anything",
		formatBytes(int64(perDay)), float64(room.freeBytes)/perDay, kept.Retention),
		"set facilities.metrics.retention_size in lookout.yml below the size of the disk, or shorten retention"}, true
}

// newestStored is the end of the newest block in a data folder.
func newestStored(dataDir string) time.Time {
	var newest int64
	files, _ := filepath.Glob(filepath.Join(dataDir, "metrics", "*", "meta.json"))
	for _, file := range files {
		var meta struct{ MaxTime int64 }
		if content, err := os.ReadFile(file); err == nil && json.Unmarshal(content, &meta) == nil {
			newest = max(newest, meta.MaxTime)
		}
	}
	return time.UnixMilli(newest)
}
