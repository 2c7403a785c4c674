// Package peers holds Lookout against the programs it has to live with: it runs the
// built binary beside a real node_exporter, Debian's Prometheus, promtool, amtool, an
// application instrumented with npm's prom-client, and Prometheus itself built from
// the same module graph. Nothing here knows Lookout's packages, except to read the
// built-in rules; whatever a peer cannot see over HTTP is not tested here. A peer that
// this machine lacks skips its tests, saying how to get it.
package peers

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// binaryVariable names a lookout that is built already, as a release is; without it
// the tests build their own.
const binaryVariable = "LOOKOUT_BINARY"

var (
	lookoutBinary string   // built once for all tests of the package
	tools         sync.Map // of name to a func that builds the tool and finds it
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "lookout-peers-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if lookoutBinary = os.Getenv(binaryVariable); lookoutBinary != "" {
		return m.Run()
	}
	lookoutBinary = filepath.Join(dir, "lookout")
	out, err := exec.Command("go", "build", "-o", lookoutBinary, "github.com/lookout-monitor/lookout/cmd/lookout").CombinedOutput()
	if err != nil {
		fmt.Fprintf(os.Stderr, "build lookout: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// process is a program that runs until the test ends. What it wrote is shown when the
// test fails.
type process struct {
	cmd *exec.Cmd
	log lockedBuffer
}

// start runs a program; lines receives its standard output when it is not nil.
func start(t *testing.T, lines chan<- string, name string, args ...string) *process {
	t.Helper()
	p := &process{cmd: exec.Command(name, args...)}
	p.cmd.Stderr = &p.log
	stdout, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatalf("start %s: %v", name, err)
	}
	read := make(chan struct{})
	go func() {
		defer close(read)
		for scanner := bufio.NewScanner(stdout); scanner.Scan(); {
			fmt.Fprintln(&p.log, scanner.Text())
			if lines != nil {
				select {
				case lines <- scanner.Text():
				default:
				}
			}
		}
	}()
	t.Cleanup(func() {
		_ = p.cmd.Process.Signal(os.Interrupt)
		killer := time.AfterFunc(20*time.Second, func() { _ = p.cmd.Process.Kill() })
		defer killer.Stop()
		<-read
		_ = p.cmd.Wait()
		if t.Failed() {
			t.Logf("%s wrote:\n%s", filepath.Base(name), p.log.String())
		}
	})
	return p
}

// startLookout runs lookout serve on a free port and returns its URL when it is ready.
func startLookout(t *testing.T, args ...string) string {
	t.Helper()
	return startLookoutOn(t, freeAddress(t), args...)
}

func startLookoutOn(t *testing.T, address string, args ...string) string {
	t.Helper()
	lines := make(chan string, 16)
	start(t, lines, lookoutBinary, append([]string{"serve", "--listen", address, "--data-dir", filepath.Join(t.TempDir(), "data")}, args...)...)
	timeout := time.After(20 * time.Second)
	for {
		select {
		case line := <-lines:
			if url, ok := strings.CutPrefix(line, "Lookout is ready: "); ok {
				return strings.TrimSuffix(url, "/")
			}
		case <-timeout:
			t.Fatal("lookout is not ready after 20s")
		}
	}
}

// freeAddress is a loopback address that nobody listened on a moment ago.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// need skips the test when program is missing, saying which Debian package has it.
func need(t *testing.T, program, debianPackage string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is missing: apt-get install %s", program, debianPackage)
	}
	return path
}

// tool runs a command line tool from the module graph and returns what it prints.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), toolPath(t, name), args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%s %s: %v\n%s%s", name, strings.Join(args, " "), err, &stdout, &stderr)
	}
	return stdout.String()
}

// toolPath is where a tool of go.mod is. The go command builds it when its own cache
// has it no more, which takes a minute for Prometheus; it is asked once for each.
func toolPath(t *testing.T, name string) string {
	t.Helper()
	find, _ := tools.LoadOrStore(name, sync.OnceValues(func() (string, error) {
		out, err := exec.Command("go", "tool", "-n", name).Output()
		return strings.TrimSpace(string(out)), err
	}))
	path, err := find.(func() (string, error))()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = fmt.Errorf("%w\n%s", err, exit.Stderr)
		}
		t.Fatalf("build %s: %v", name, err)
	}
	return path
}

// writeFile writes a file into the test's own directory and returns its path.
func writeFile(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// get returns the body of a page that must be there.
func get(t *testing.T, url string) string {
	t.Helper()
	body, err := fetch(url)
	if err != nil {
		t.Fatal(err)
	}
	return body
}

func fetch(url string) (string, error) {
	resp, err := http.Get(url)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	if resp.StatusCode != http.StatusOK {
		return "", fmt.Errorf("GET %s: %s: %s", url, resp.Status, body)
	}
	return string(body), nil
}

// eventually tries until there is no error any more, for half a minute at most.
func eventually(t *testing.T, try func() error) {
	t.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		err := try()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("still after 30s: %v", err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// lockedBuffer is a buffer that a process may write while the test reads.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
