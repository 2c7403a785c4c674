// Command gotest runs `go test` and shows its output as it is, quiet for what passes, plus one
// thing go test keeps to itself: at the end it names every test that was skipped and why, so that
// a machine without a browser or an exporter never passes silently. Its arguments are go test's.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "gotest:", err)
		stop()
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	command := exec.CommandContext(ctx, "go", append([]string{"test", "-json"}, args...)...)
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		return fmt.Errorf("read go test: %w", err)
	}
	if err := command.Start(); err != nil {
		return fmt.Errorf("start go test: %w", err)
	}
	report := newReport(out)
	if err := report.read(stdout); err != nil {
		return err
	}
	report.listSkipped()
	return command.Wait()
}

// event is a line of `go test -json`; see `go doc test2json`.
type event struct {
	Action, Package, ImportPath, Test, Output string
}

// report holds back a test's output until it is known how the test ended.
type report struct {
	out     io.Writer
	held    map[string][]string
	skipped []string
}

func newReport(out io.Writer) *report {
	return &report{out: out, held: map[string][]string{}}
}

func (r *report) read(lines io.Reader) error {
	scanner := bufio.NewScanner(lines)
	scanner.Buffer(nil, 16<<20)
	for scanner.Scan() {
		var e event
		if err := json.Unmarshal(scanner.Bytes(), &e); err != nil {
			fmt.Fprintln(r.out, scanner.Text())
			continue
		}
		r.handle(e)
	}
	return scanner.Err()
}

func (r *report) handle(e event) {
	key := e.Package + " " + e.Test
	switch {
	case e.Action == "build-output":
		fmt.Fprint(r.out, e.Output)
	case e.Action == "output" && e.Test == "":
		r.packageLine(e.Output)
	case e.Action == "output":
		r.held[key] = append(r.held[key], e.Output)
	case e.Action == "fail" && e.Test != "":
		fmt.Fprint(r.out, strings.Join(r.held[key], ""))
		delete(r.held, key)
	case e.Action == "skip" && e.Test != "":
		r.skipped = append(r.skipped, key+": "+reason(r.held[key]))
		delete(r.held, key)
	case e.Action == "pass" && e.Test != "":
		delete(r.held, key)
	case e.Action == "fail":
		r.flush(e.Package)
	}
}

// packageLine passes on what concerns the whole package: its result, a panic, a data race.
func (r *report) packageLine(line string) {
	if line == "PASS\n" || strings.HasSuffix(line, "[no test files]\n") {
		return
	}
	fmt.Fprint(r.out, line)
}

// flush prints what tests said that never ended, as after a panic or a timeout.
func (r *report) flush(pkg string) {
	for key, lines := range r.held {
		if strings.HasPrefix(key, pkg+" ") {
			fmt.Fprint(r.out, strings.Join(lines, ""))
			delete(r.held, key)
		}
	}
}

func (r *report) listSkipped() {
	if len(r.skipped) == 0 {
		return
	}
	slices.Sort(r.skipped)
	fmt.Fprintf(r.out, "\n%d skipped:\n", len(r.skipped))
	for _, line := range r.skipped {
		fmt.Fprintln(r.out, "SKIP", line)
	}
}

// reason finds what a test said when it skipped: the last line that is not go test's own.
func reason(output []string) string {
	for _, line := range slices.Backward(output) {
		line = strings.TrimSpace(line)
		if line != "" && !strings.HasPrefix(line, "---") && !strings.HasPrefix(line, "===") {
			return line
		}
	}
	return "no reason given"
}
