package alert

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// counter is a state that counts how often it is written.
type counter struct {
	value, writes atomic.Int64
	slow          time.Duration
}

func (c *counter) snapshot(w io.Writer) (int64, error) {
	c.writes.Add(1)
	text := fmt.Sprint(c.value.Load())
	time.Sleep(c.slow)
	n, err := io.WriteString(w, text)
	return int64(n), err
}

func newCounter(t *testing.T) (*counter, *snapshot) {
	t.Helper()
	c := new(counter)
	return c, newSnapshot(filepath.Join(t.TempDir(), "state"), c.snapshot, slog.New(slog.DiscardHandler))
}

func TestCommitsThatMeetShareAWrite(t *testing.T) {
	c, s := newCounter(t)
	c.slow = 50 * time.Millisecond // long enough for all to arrive during the first write
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(func() {
			mine := c.value.Add(1)
			if _, err := s.commit(); err != nil {
				t.Error(err)
			}
			data, err := os.ReadFile(s.path)
			if err != nil {
				t.Error(err)
			}
			var on int64
			if _, err := fmt.Sscan(string(data), &on); err != nil || on < mine {
				t.Errorf("change %d was acknowledged with %q on disk", mine, data)
			}
		})
	}
	wg.Wait()
	if n := c.writes.Load(); n > 10 {
		t.Errorf("%d writes for 100 commits at once, want a few", n)
	}
}

func TestFailedCommitReachesAllWhoWaited(t *testing.T) {
	_, s := newCounter(t)
	s.state = func(io.Writer) (int64, error) { return 0, errors.New("no") }
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			if _, err := s.commit(); err == nil {
				t.Error("a failed write was acknowledged")
			}
		})
	}
	wg.Wait()
}

func TestKeepWritesSoonAndNotTooOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := newCounter(t)
		changed := make(chan struct{}, 1)
		go s.keep(t.Context(), changed, 500*time.Millisecond)

		// Ten seconds of constant change.
		for range 1000 {
			c.value.Add(1)
			signal(changed)
			time.Sleep(10 * time.Millisecond)
		}
		if n := c.writes.Load(); n < 19 || n > 21 {
			t.Errorf("%d writes in ten seconds, want one every 500ms", n)
		}
		time.Sleep(time.Second)
		data, err := os.ReadFile(s.path)
		if err != nil || string(data) != "1000" {
			t.Errorf("a second after the last change there is %q (%v) on disk, want 1000", data, err)
		}
		before := c.writes.Load()
		time.Sleep(time.Hour)
		if n := c.writes.Load(); n != before {
			t.Errorf("%d writes without a change", n-before)
		}
	})
}

func TestKeepTriesAgainAfterAFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := newCounter(t)
		var log bytes.Buffer
		s.logger = slog.New(slog.NewTextHandler(&log, nil))
		if err := os.Mkdir(s.path+".tmp", 0o700); err != nil {
			t.Fatal(err)
		}
		changed := make(chan struct{}, 1)
		go s.keep(t.Context(), changed, 500*time.Millisecond)
		c.value.Store(7)
		signal(changed)
		synctest.Wait()
		if !bytes.Contains(log.Bytes(), []byte("writing snapshot failed")) {
			t.Errorf("the failure was not logged: %s", log.String())
		}
		if err := os.RemoveAll(s.path + ".tmp"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Second)
		if data, err := os.ReadFile(s.path); err != nil || string(data) != "7" {
			t.Errorf("got %q (%v), want 7 after another try", data, err)
		}
	})
}

func TestReplaceLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "state")
	for _, content := range []string{"first", "second, which is longer", "3"} {
		if err := replaceFile(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("got %q (%v), want %q", got, err, content)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("files left behind: %v", files)
	}
	if err := replaceFile(filepath.Join(dir, "absent", "state"), nil); err == nil {
		t.Error("no error for a directory that does not exist")
	}
}

func TestRecordsTooLargeToReadAreDropped(t *testing.T) {
	record := func(size int) []byte {
		return append(binary.AppendUvarint(nil, uint64(size)), bytes.Repeat([]byte{'x'}, size)...)
	}
	small, limit, large := record(10), record(maxRecordBytes), record(maxRecordBytes+1)
	tests := map[string]struct {
		in, want []byte
		dropped  int
	}{
		"empty":      {nil, nil, 0},
		"small":      {bytes.Repeat(small, 3), bytes.Repeat(small, 3), 0},
		"just fits":  {limit, limit, 0},
		"large":      {large, nil, 1},
		"in between": {bytes.Join([][]byte{small, large, limit, large, small}, nil), bytes.Join([][]byte{small, limit, small}, nil), 2},
		"unfinished": {append(bytes.Clone(small), 200), append(bytes.Clone(small), 200), 0},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, dropped := dropUnreadable(bytes.Clone(test.in))
			if !bytes.Equal(got, test.want) || dropped != test.dropped {
				t.Errorf("kept %d bytes and dropped %d, want %d and %d", len(got), dropped, len(test.want), test.dropped)
			}
		})
	}
}
