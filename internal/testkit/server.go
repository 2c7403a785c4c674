// Package testkit runs the platform inside a test: a whole Lookout on a free
// port with a data folder of its own, and the small outside worlds that it
// needs, a target to scrape and a receiver to notify. Configuration texts flow
// in, a URL flows out; everything ends with the test. Nothing but tests
// imports it.
package testkit

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/lookout-monitor/lookout/internal/app"
	"github.com/lookout-monitor/lookout/internal/config"
)

// Setup says what a Lookout of a test runs. Texts are written to files of
// these names in Dir; all empty runs the built-in configuration.
type Setup struct {
	Lookout      string            // lookout.yml
	Prometheus   string            // prometheus.yml
	Alertmanager string            // alertmanager.yml
	Files        map[string]string // further files, by name
	Dir          string            // where files and data go; a new folder when empty
	Log          io.Writer         // where it logs; nowhere when nil
}

// Server is a running Lookout.
type Server struct {
	URL     string
	Dir     string // of the configuration files
	DataDir string

	t      testing.TB
	cancel context.CancelFunc
	reload chan os.Signal
	once   sync.Once
	done   chan error
}

// startTimeout is how long a Lookout may take to be ready. It is generous for
// the race detector on a busy machine.
const startTimeout = time.Minute

// Start runs a Lookout until the test ends or Stop is called, and returns when
// it is ready. A start that fails fails the test.
func Start(t testing.TB, setup Setup) *Server {
	t.Helper()
	s, err := TryStart(t, setup)
	if err != nil {
		t.Fatalf("start lookout: %v", err)
	}
	return s
}

// TryStart is Start for tests of starts that fail.
func TryStart(t testing.TB, setup Setup) (*Server, error) {
	t.Helper()
	if setup.Dir == "" {
		setup.Dir = t.TempDir()
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{
		Dir: setup.Dir, DataDir: filepath.Join(setup.Dir, "lookout-data"),
		t: t, cancel: cancel, reload: make(chan os.Signal, 1), done: make(chan error, 1),
	}
	ready := make(chan string, 1)
	options := app.Options{
		Source:  s.write(setup),
		DataDir: s.DataDir,
		Listen:  "127.0.0.1:0",
		Logger:  logger(setup.Log),
		Reload:  s.reload,
		Ready:   func(url string) { ready <- url },
	}
	go func() { s.done <- app.Run(ctx, options) }()
	select {
	case s.URL = <-ready:
		t.Cleanup(s.Stop)
		return s, nil
	case err := <-s.done:
		cancel()
		return nil, err
	case <-time.After(startTimeout):
		cancel()
		t.Fatalf("lookout was not ready within %v", startTimeout)
		return nil, nil
	}
}

// write puts the texts into files and returns them as the server's source.
func (s *Server) write(setup Setup) config.Source {
	for name, text := range setup.Files {
		s.WriteFile(name, text)
	}
	var source config.Source
	for name, text := range map[string]struct {
		text string
		path *string
	}{
		"lookout.yml":      {setup.Lookout, &source.LookoutFile},
		"prometheus.yml":   {setup.Prometheus, &source.PrometheusFile},
		"alertmanager.yml": {setup.Alertmanager, &source.AlertmanagerFile},
	} {
		if text.text != "" {
			*text.path = s.WriteFile(name, text.text)
		}
	}
	return source
}

// WriteFile writes a file beside the configuration and returns its path.
func (s *Server) WriteFile(name, text string) string {
	s.t.Helper()
	path := filepath.Join(s.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		s.t.Fatal(err)
	}
	return path
}

// Stop ends the Lookout in order and fails the test if that went wrong.
func (s *Server) Stop() {
	s.once.Do(func() {
		s.cancel()
		if err := <-s.done; err != nil {
			s.t.Errorf("stop lookout: %v", err)
		}
	})
}

// Get fetches a path and returns status code and body.
func (s *Server) Get(path string) (int, string) {
	s.t.Helper()
	response, err := http.Get(s.URL + path)
	return s.read(response, err)
}

// Post sends a body to a path and returns status code and body.
func (s *Server) Post(path, contentType, body string) (int, string) {
	s.t.Helper()
	response, err := http.Post(s.URL+path, contentType, strings.NewReader(body))
	return s.read(response, err)
}

func (s *Server) read(response *http.Response, err error) (int, string) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

// GetJSON fetches a path, which must answer 200, into v.
func (s *Server) GetJSON(path string, v any) {
	s.t.Helper()
	code, body := s.Get(path)
	if code != http.StatusOK {
		s.t.Fatalf("GET %s: %d: %s", path, code, body)
	}
	if err := json.Unmarshal([]byte(body), v); err != nil {
		s.t.Fatalf("GET %s: %v: %s", path, err, body)
	}
}

// AwaitRemembered waits until as many targets are remembered: one that vanishes
// before is not missed.
func (s *Server) AwaitRemembered(targets int) {
	s.t.Helper()
	Eventually(s.t, startTimeout, func() error {
		_, text := s.Get("/metrics")
		_, after, _ := strings.Cut(text, "\nlookout_ledger_targets ")
		count, _, _ := strings.Cut(after, "\n")
		if count != strconv.Itoa(targets) {
			return fmt.Errorf("%s targets are remembered, not %d", count, targets)
		}
		return nil
	})
}

// Eventually repeats check until it returns nil, and fails with its last error
// when that does not happen in time.
func Eventually(t testing.TB, within time.Duration, check func() error) {
	t.Helper()
	deadline := time.Now().Add(within)
	for {
		err := check()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("not within %v: %v", within, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

func logger(w io.Writer) *slog.Logger {
	if w == nil {
		return slog.New(slog.DiscardHandler)
	}
	return slog.New(slog.NewTextHandler(w, &slog.HandlerOptions{Level: slog.LevelDebug}))
}
