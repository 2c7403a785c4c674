package pushgateway

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"

	"github.com/lookout-monitor/lookout/internal/durable"
)

// A group is a file named by its ID: a line of JSON, then its families as
// length-delimited protocol buffers, the form in which they can be pushed.
const (
	fileSuffix   = ".group"
	brokenSuffix = ".broken"
	fileMode     = 0o640
)

// errDisk marks a change that could not be kept, and so was not made.
var errDisk = errors.New("pushed groups cannot be kept on disk")

// header is the first line of a group's file.
type header struct {
	Labels   map[string]string `json:"labels"`
	Pushed   time.Time         `json:"pushed"`
	Failed   time.Time         `json:"failed"`
	Failure  string            `json:"failure,omitempty"`
	TTL      *time.Duration    `json:"ttl,omitempty"` // nanoseconds
	Families []time.Time       `json:"families"`      // when each that follows was pushed
}

func (s *Store) path(id string) string { return filepath.Join(s.Dir, id+fileSuffix) }

func (s *Store) save(g *Group) error {
	content, err := encode(g)
	if err == nil {
		err = durable.ReplaceFile(s.path(g.ID), content, fileMode)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errDisk, err)
	}
	return nil
}

func (s *Store) erase(g *Group) error {
	if err := os.Remove(s.path(g.ID)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %w", errDisk, err)
	}
	return nil
}

// settle makes removals durable.
func (s *Store) settle() error {
	if err := durable.SyncFolder(s.Dir); err != nil {
		return fmt.Errorf("%w: %w", errDisk, err)
	}
	return nil
}

// load reads all groups. One that cannot be read must not keep the others, or
// all of Lookout, from starting: it is put aside under another name.
func (s *Store) load() error {
	entries, err := os.ReadDir(s.Dir)
	if err != nil {
		return fmt.Errorf("read pushed groups: %w", err)
	}
	for _, entry := range entries {
		id, ok := strings.CutSuffix(entry.Name(), fileSuffix)
		if !ok {
			continue
		}
		if err := s.loadGroup(id); err != nil {
			s.metrics.unreadable.Inc()
			s.Logger.Error("pushed group not read, its file is put aside", "err", err, "file", s.path(id)+brokenSuffix)
			if err := os.Rename(s.path(id), s.path(id)+brokenSuffix); err != nil {
				return fmt.Errorf("put aside pushed group: %w", err)
			}
		}
	}
	return nil
}

func (s *Store) loadGroup(id string) error {
	content, err := os.ReadFile(s.path(id))
	if err != nil {
		return err
	}
	g, err := decode(content)
	if err != nil {
		return err
	}
	if g.ID != id {
		return fmt.Errorf("file holds the group %s", g.ID)
	}
	if err := s.index.replace(nil, g.Families); err != nil {
		return err
	}
	s.put(g)
	return nil
}

func encode(g *Group) ([]byte, error) {
	h := header{Labels: g.Labels, Pushed: g.Pushed, Failed: g.Failed, Failure: g.Failure, TTL: g.TTL, Families: []time.Time{}}
	for _, f := range g.Families {
		h.Families = append(h.Families, f.Pushed)
	}
	line, err := json.Marshal(h)
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(append(line, '\n'))
	for _, f := range g.Families {
		if _, err := protodelim.MarshalTo(b, f.MetricFamily); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

func decode(content []byte) (*Group, error) {
	line, rest, _ := bytes.Cut(content, []byte("\n"))
	var h header
	if err := json.Unmarshal(line, &h); err != nil {
		return nil, err
	}
	g := newGroup(h.Labels)
	g.Pushed, g.Failed, g.Failure, g.TTL = h.Pushed, h.Failed, h.Failure, h.TTL
	read := protodelim.UnmarshalOptions{MaxSize: -1} // we wrote it
	r := bytes.NewReader(rest)
	for _, pushed := range h.Families {
		f := &dto.MetricFamily{}
		if err := read.UnmarshalFrom(r, f); err != nil {
			return nil, err
		}
		g.Families = append(g.Families, Family{f, pushed})
		g.Samples += samplesIn(f)
		g.bytes += proto.Size(f)
	}
	if _, err := r.ReadByte(); !errors.Is(err, io.EOF) {
		return nil, errors.New("file goes on after its last metric")
	}
	return g, nil
}
