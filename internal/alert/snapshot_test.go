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

// FuzzDropUnreadable holds dropping against reading what is left: in records
// that are all whole, none that is kept is too large, none that fits is lost.
func FuzzDropUnreadable(f *testing.F) {
	f.Add([]byte{}, uint8(0))
	f.Add([]byte{1, 'x'}, uint8(1))
	f.Add([]byte{1, 'x', 200}, uint8(0))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01}, uint8(2))
	large := append(binary.AppendUvarint(nil, maxRecordBytes+1), make([]byte, maxRecordBytes+1)...)
	f.Fuzz(func(t *testing.T, small []byte, n uint8) {
		in := bytes.Clone(small)
		if wholeRecords(small) {
			for range n % 3 {
				in = append(in, large...)
			}
			in = append(in, small...)
		}
		kept, dropped := dropUnreadable(bytes.Clone(in))
		if !wholeRecords(small) {
			if dropped != 0 || !bytes.Equal(kept, in) {
				t.Errorf("dropped %d records of %d bytes, none of which is too large", dropped, len(in))
			}
			return
		}
		if dropped != int(n%3) || !bytes.Equal(kept, append(bytes.Clone(small), small...)) {
			t.Errorf("dropped %d records and kept %d bytes, want %d and twice %d", dropped, len(kept), n%3, len(small))
		}
	})
}

// wholeRecords tells whether data is a sequence of complete records.
func wholeRecords(data []byte) bool {
	r := bytes.NewReader(data)
	for r.Len() > 0 {
		size, err := binary.ReadUvarint(r)
		if err != nil || size > uint64(r.Len()) {
			return false
		}
		_, _ = r.Seek(int64(size), io.SeekCurrent)
	}
	return true
}
