package script

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// server is the Lookout that a story has started, if it has.
type server struct {
	command *exec.Cmd
	ended   chan error
	log     lockedBuffer
}

type serverKey struct{}

// patience is how long a start or an end may take on a busy machine.
const patience = time.Minute

// start runs lookout serve with what the story says and waits for its line with the URL.
func start(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(serverKey{}).(*server)
	if neg || s.command != nil {
		ts.Fatalf("start runs one server at a time, and expects it to start")
	}
	path, err := exec.LookPath("lookout")
	ts.Check(err)
	address := freeAddress(ts)
	s.command = exec.Command(path, append([]string{"serve", "--listen", address, "--log.level", "warn"}, args...)...)
	s.command.Dir, s.command.Env, s.command.Stderr = ts.Getenv("WORK"), environment(ts), &s.log
	output, err := s.command.StdoutPipe()
	ts.Check(err)
	ts.Check(s.command.Start())
	s.ended = make(chan error, 1)
	ready := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(output)
		for lines.Scan() {
			if _, url, found := strings.Cut(lines.Text(), "Lookout is ready: "); found {
				ready <- url
			}
		}
		_, _ = io.Copy(io.Discard, output)
		s.ended <- s.command.Wait()
	}()
	select {
	case url := <-ready:
		ts.Setenv("LOOKOUT_SERVER", url)
		ts.Setenv("ADDRESS", address)
	case err := <-s.ended:
		s.command = nil
		ts.Fatalf("the server did not start: %v\n%s", err, s.log.String())
	case <-time.After(patience):
		ts.Fatalf("the server was not ready within %v\n%s", patience, s.log.String())
	}
}

func freeAddress(ts *testscript.TestScript) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	defer listener.Close()
	return listener.Addr().String()
}

func stop(ts *testscript.TestScript, neg bool, _ []string) {
	s := ts.Value(serverKey{}).(*server)
	if neg || s.command == nil {
		ts.Fatalf("there is no server to stop")
	}
	ts.Check(s.command.Process.Signal(syscall.SIGTERM))
	select {
	case err := <-s.ended:
		if err != nil {
			ts.Fatalf("the server did not end well: %v\n%s", err, s.log.String())
		}
	case <-time.After(patience):
		ts.Fatalf("the server did not end within %v\n%s", patience, s.log.String())
	}
	s.command = nil
	ts.Setenv("LOOKOUT_SERVER", "http://127.0.0.1:1")
}

func reload(ts *testscript.TestScript, neg bool, _ []string) {
	s := ts.Value(serverKey{}).(*server)
	if neg || s.command == nil {
		ts.Fatalf("there is no server to reload")
	}
	ts.Check(s.command.Process.Signal(syscall.SIGHUP))
}

// kill ends a server that its story left running.
func (s *server) kill() {
	if s.command == nil {
		return
	}
	_ = s.command.Process.Signal(os.Kill)
	<-s.ended
}

// lockedBuffer is written by a process while the story reads it.
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
