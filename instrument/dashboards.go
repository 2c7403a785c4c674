package instrument

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"path"
	"time"
)

const (
	mostDashboards   = 200
	longestDashboard = 5 << 20
)

var errNoDashboard = errors.New("no such dashboard")

// entry is one line of the list at /grafana.
type entry struct {
	File   string `json:"dashboard_file"`
	Folder string `json:"folder"`

	path string
}

// shelf offers the dashboards of a file system. It serves bytes as they are: judging them is the collector's work, and it
// tells the owner what is wrong with them.
type shelf struct {
	files  fs.FS
	folder string
}

// list finds every .json file. Names must differ, because all are served from one place.
func (s *shelf) list() ([]entry, error) {
	entries := []entry{}
	if s.files == nil {
		return entries, nil
	}
	seen := map[string]string{}
	err := fs.WalkDir(s.files, ".", func(file string, found fs.DirEntry, err error) error {
		if err != nil || found.IsDir() || path.Ext(file) != ".json" {
			return err
		}
		name := path.Base(file)
		if first, twice := seen[name]; twice {
			return fmt.Errorf("%s and %s would both be served as /grafana/%s: rename one", first, file, name)
		}
		if len(entries) == mostDashboards {
			return fmt.Errorf("more than %d dashboards: a service ships few, split the service or the folder", mostDashboards)
		}
		seen[name] = file
		entries = append(entries, entry{File: name, Folder: s.folder, path: file})
		return nil
	})
	return entries, err
}

func (s *shelf) read(name string) ([]byte, error) {
	entries, err := s.list()
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.File == name {
			return readBounded(s.files, e.path)
		}
	}
	return nil, errNoDashboard
}

func readBounded(files fs.FS, name string) ([]byte, error) {
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, longestDashboard+1))
	if err == nil && len(content) > longestDashboard {
		err = fmt.Errorf("%s is longer than %d bytes", name, longestDashboard)
	}
	return content, err
}

func (s *shelf) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /grafana", func(w http.ResponseWriter, r *http.Request) {
		entries, err := s.list()
		content := []byte(nil)
		if err == nil {
			content, err = json.Marshal(entries)
		}
		answer(w, r, content, err)
	})
	mux.HandleFunc("GET /grafana/{file}", func(w http.ResponseWriter, r *http.Request) {
		content, err := s.read(r.PathValue("file"))
		answer(w, r, content, err)
	})
	return mux
}

// answer sends content under a strong ETag of its bytes; ServeContent knows HEAD and If-None-Match. The list's ETag does not
// depend on what is in the files, so a changed file costs one transfer, not two.
func answer(w http.ResponseWriter, r *http.Request, content []byte, err error) {
	switch {
	case errors.Is(err, errNoDashboard), errors.Is(err, fs.ErrNotExist):
		http.Error(w, "this service has no dashboard of that name; GET /grafana lists those it has", http.StatusNotFound)
		return
	case err != nil:
		http.Error(w, "read dashboards: "+err.Error(), http.StatusInternalServerError)
		return
	}
	sum := sha256.Sum256(content)
	w.Header().Set("ETag", `"`+hex.EncodeToString(sum[:16])+`"`)
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(content))
}
