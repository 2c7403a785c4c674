package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// subject is a program under measurement.
type subject struct {
	name string
	bin  string
	args []string
	env  []string // beside the benchmark's own environment
	url  string   // of its Prometheus API and /-/ready
}

// running is a started subject.
type running struct {
	subject
	command *exec.Cmd
	started time.Time
	ready   time.Duration // from exec to the first 200 of /-/ready
}

// start runs the subject with its output in logDir and waits until it is ready.
func (s subject) start(ctx context.Context, logDir string) (*running, error) {
	log, err := os.Create(filepath.Join(logDir, strings.ReplaceAll(s.name, " ", "-")+".log"))
	if err != nil {
		return nil, fmt.Errorf("create log: %w", err)
	}
	defer log.Close()
	command := exec.CommandContext(ctx, s.bin, s.args...)
	command.Stdout, command.Stderr = log, log
	command.Env = append(os.Environ(), s.env...)
	command.Cancel = func() error { return command.Process.Signal(syscall.SIGTERM) }
	command.WaitDelay = time.Minute
	r := &running{subject: s, command: command, started: time.Now()}
	if err := command.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", s.name, err)
	}
	for time.Since(r.started) < 2*time.Minute {
		response, err := http.Get(s.url + "/-/ready")
		if err == nil {
			response.Body.Close()
			if response.StatusCode == http.StatusOK {
				r.ready = time.Since(r.started)
				return r, nil
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	r.stop()
	return nil, fmt.Errorf("%s did not become ready within two minutes; see %s", s.name, log.Name())
}

func (r *running) stop() {
	r.command.Process.Signal(syscall.SIGTERM)
	r.command.Wait()
}

// memory is what the kernel says a process holds, in bytes: VmRSS, RssAnon and Pss.
type memory struct{ resident, anonymous, proportional float64 }

func (m memory) max(other memory) memory {
	return memory{
		max(m.resident, other.resident), max(m.anonymous, other.anonymous), max(m.proportional, other.proportional),
	}
}

func (r *running) memory() (memory, error) {
	pid := r.command.Process.Pid
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return memory{}, fmt.Errorf("read memory of %s: %w", r.name, err)
	}
	rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return memory{}, fmt.Errorf("read memory of %s: %w", r.name, err)
	}
	return memory{kilobytes(string(status), "VmRSS:"), kilobytes(string(status), "RssAnon:"), kilobytes(string(rollup), "Pss:")}, nil
}

// usage is what a process took so far.
type usage struct {
	memory
	cpu        float64 // seconds, user and system
	heapLive   float64 // bytes after a garbage collection
	headSeries float64
}

func (r *running) usage() (usage, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", r.command.Process.Pid))
	if err != nil {
		return usage{}, fmt.Errorf("read times of %s: %w", r.name, err)
	}
	u := usage{cpu: ticks(string(stat)) / 100} // USER_HZ is 100 on every Linux port Go has
	if u.memory, err = r.memory(); err != nil {
		return u, err
	}
	return u, r.askItself(&u)
}

// askItself takes from the program's own metrics what the kernel cannot know, after a forced
// garbage collection.
func (r *running) askItself(u *usage) error {
	err := get(r.url+"/debug/pprof/heap?gc=1", func(profile io.Reader) error {
		_, err := io.Copy(io.Discard, profile)
		return err
	})
	if err != nil {
		return fmt.Errorf("force garbage collection in %s: %w", r.name, err)
	}
	return get(r.url+"/metrics", func(body io.Reader) error {
		lines := bufio.NewScanner(body)
		for lines.Scan() {
			metric, value, _ := strings.Cut(lines.Text(), " ")
			switch metric {
			case "go_memstats_heap_alloc_bytes":
				u.heapLive, _ = strconv.ParseFloat(value, 64)
			case "prometheus_tsdb_head_series":
				u.headSeries, _ = strconv.ParseFloat(value, 64)
			}
		}
		return lines.Err()
	})
}

// kilobytes finds "Name:  123 kB" and returns bytes.
func kilobytes(text, name string) float64 {
	for line := range strings.Lines(text) {
		if rest, found := strings.CutPrefix(line, name); found {
			n, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			return n * 1024
		}
	}
	return 0
}

// ticks adds utime and stime, the 14th and 15th field; the second one may contain spaces.
func ticks(stat string) float64 {
	fields := strings.Fields(stat[strings.LastIndex(stat, ")")+1:])
	user, _ := strconv.ParseFloat(fields[11], 64)
	system, _ := strconv.ParseFloat(fields[12], 64)
	return user + system
}
