package alert

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/lookout-monitor/lookout/internal/durable"
)

// snapshot keeps a file equal to a state in memory. Whoever has changed the
// state calls commit and knows, when it returns, that the change will survive
// a crash. Callers that meet share one write, so a hundred people who silence
// at once wait for two writes, not for a hundred.
type snapshot struct {
	path   string
	state  func(io.Writer) (int64, error)
	logger *slog.Logger

	mu      sync.Mutex
	next    *round     // the write that will hold every change made so far, if one is due
	writing sync.Mutex // held by whoever writes
}

// round is one write and its outcome.
type round struct {
	done chan struct{}
	size int64
	err  error
}

func newSnapshot(path string, state func(io.Writer) (int64, error), logger *slog.Logger) *snapshot {
	return &snapshot{path: path, state: state, logger: logger.With("file", path)}
}

// commit returns once the state as it is now, or a later one, is on disk. The
// size is that of the file.
func (s *snapshot) commit() (int64, error) {
	s.mu.Lock()
	if r := s.next; r != nil {
		s.mu.Unlock()
		<-r.done
		return r.size, r.err
	}
	r := &round{done: make(chan struct{})}
	s.next = r
	s.mu.Unlock()

	s.writing.Lock()
	defer s.writing.Unlock()
	// From here on a change may come too late for this round.
	s.mu.Lock()
	s.next = nil
	s.mu.Unlock()
	r.size, r.err = s.write()
	close(r.done)
	return r.size, r.err
}

// write marshals before it opens the file, so that the state is not locked
// while a slow disk syncs.
func (s *snapshot) write() (int64, error) {
	var buf bytes.Buffer
	if _, err := s.state(&buf); err != nil {
		return 0, fmt.Errorf("marshal %s: %w", filepath.Base(s.path), err)
	}
	data, dropped := dropUnreadable(buf.Bytes())
	if dropped > 0 {
		s.logger.Warn("records too large to be read back were left out of the snapshot", "records", dropped)
	}
	if err := durable.ReplaceFile(s.path, data, 0o600); err != nil {
		return 0, fmt.Errorf("write %s: %w", s.path, err)
	}
	return int64(len(data)), nil
}

// maxRecordBytes is the largest record that the library reads back: the limit
// that protodelim has by default.
const maxRecordBytes = 4 << 20

// dropUnreadable removes the records that would make the whole file unreadable
// at the next start. The library writes records of any size, and an alert that
// somebody sends may carry a label of megabytes into the notification log.
func dropUnreadable(data []byte) (kept []byte, dropped int) {
	kept = data[:0]
	for len(data) > 0 {
		size, prefix := binary.Uvarint(data)
		if prefix <= 0 || size > uint64(len(data)-prefix) {
			return append(kept, data...), dropped // not ours to judge
		}
		end := prefix + int(size)
		if size > maxRecordBytes {
			dropped++
		} else {
			kept = append(kept, data[:end]...)
		}
		data = data[end:]
	}
	return kept, dropped
}

// keep commits whenever changed says so, at most once in every period, until
// ctx ends. A failure is logged and tried again.
func (s *snapshot) keep(ctx context.Context, changed chan struct{}, every time.Duration) {
	const afterFailure = 5 * time.Second
	for {
		select {
		case <-ctx.Done():
			return
		case <-changed:
		}
		pause := every
		if _, err := s.commit(); err != nil {
			s.logger.Error("writing snapshot failed, it is tried again", "err", err)
			signal(changed)
			pause = afterFailure
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(pause):
		}
	}
}

// finish commits for the last time. Without a snapshot there is nothing to do.
func (s *snapshot) finish() error {
	if s == nil {
		return nil
	}
	_, err := s.commit()
	return err
}

// openState opens a snapshot for reading and creates its directory. A file
// that is not there reads as an empty one.
func openState(path string) (io.ReadCloser, error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return io.NopCloser(bytes.NewReader(nil)), nil
	}
	return f, err
}

// damaged explains what to do about a snapshot that cannot be read.
func damaged(path, what string, err error) error {
	return fmt.Errorf("%s is damaged (%w): restore it from a backup, or start without %s by moving it away: mv %s %s.damaged",
		path, err, what, path, path)
}
