package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const scrapeInterval = 15 * time.Second

// watch lets every subject scrape the same targets at the same time and measures, once the
// duration is over, what each holds in memory and what CPU it took.
func watch(ctx context.Context, o options, subjects []subject, jobs string) ([]usage, error) {
	fmt.Printf("watching %d targets with %d series each for %s: %s\n", o.targets, o.series, o.watch, names(subjects))
	var started []*running
	defer func() {
		for _, r := range started {
			r.stop()
		}
	}()
	for _, s := range subjects {
		r, err := s.start(ctx, filepath.Dir(jobs))
		if err != nil {
			return nil, err
		}
		started = append(started, r)
	}
	if err := sleep(ctx, o.watch); err != nil {
		return nil, err
	}
	var results []usage
	for _, r := range started {
		u, err := r.settledUsage()
		if err != nil {
			return nil, err
		}
		if want := float64(o.targets*o.series) * 0.99; u.headSeries < want {
			return nil, fmt.Errorf("%s holds %.0f series, expected at least %.0f: it did not do the work", r.name, u.headSeries, want)
		}
		results = append(results, u)
	}
	return results, nil
}

// settledUsage takes the peak of the resident figures over a few garbage collections, since a
// single look can fall anywhere in the collector's saw tooth, then the live heap after a forced one.
func (r *running) settledUsage() (usage, error) {
	var peak usage
	for range 20 {
		u, err := r.usage()
		if err != nil {
			return peak, err
		}
		peak.resident = max(peak.resident, u.resident)
		peak.anonymous = max(peak.anonymous, u.anonymous)
		peak.proportional = max(peak.proportional, u.proportional)
		peak.cpu = u.cpu
		time.Sleep(time.Second)
	}
	if err := get(r.url+"/debug/pprof/heap?gc=1", func(body io.Reader) error {
		_, err := io.Copy(io.Discard, body)
		return err
	}); err != nil {
		return peak, fmt.Errorf("force garbage collection in %s: %w", r.name, err)
	}
	err := get(r.url+"/metrics", func(body io.Reader) error {
		lines := bufio.NewScanner(body)
		for lines.Scan() {
			metric, value, _ := strings.Cut(lines.Text(), " ")
			switch metric {
			case "go_memstats_heap_alloc_bytes":
				peak.heapLive, _ = strconv.ParseFloat(value, 64)
			case "prometheus_tsdb_head_series":
				peak.headSeries, _ = strconv.ParseFloat(value, 64)
			}
		}
		return lines.Err()
	})
	return peak, err
}

// writeJobs writes the prometheus.yml that every subject runs: the simulated targets in 25 jobs.
func writeJobs(dir string, addresses []string) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "global:\n  scrape_interval: %s\nscrape_configs:\n", scrapeInterval)
	const jobs = 25
	for job := range jobs {
		fmt.Fprintf(&b, "  - job_name: service-%02d\n    static_configs:\n      - labels: {cluster: eu-west-1a, team: team-%d}\n        targets: [", job, job%6)
		for i := job; i < len(addresses); i += jobs {
			fmt.Fprintf(&b, "'%s', ", addresses[i])
		}
		b.WriteString("]\n")
	}
	path := filepath.Join(dir, "prometheus.yml")
	return path, os.WriteFile(path, []byte(b.String()), 0o644)
}

func get(url string, read func(io.Reader) error) error {
	response, err := http.Get(url)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("get %s: %s", url, response.Status)
	}
	return read(response.Body)
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
