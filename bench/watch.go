package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const scrapeInterval = 15 * time.Second

// watch lets every subject scrape the same targets at the same time and measures, once the
// duration is over, the most each held in memory lately and what CPU it took.
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
	held := make([]memory, len(started))
	for end := time.Now().Add(o.watch); time.Now().Before(end); {
		if err := sleep(ctx, 2*time.Second); err != nil {
			return nil, err
		}
		for i, r := range started {
			now, err := r.memory()
			if err != nil {
				return nil, err
			}
			// The last third is what counts: the collector's saw tooth is in it several times.
			if time.Until(end) < o.watch/3 {
				held[i] = held[i].max(now)
			}
		}
	}
	var results []usage
	for i, r := range started {
		u, err := r.usage()
		if err != nil {
			return nil, err
		}
		u.memory = held[i]
		if want := float64(o.targets*o.series) * 0.99; u.headSeries < want {
			return nil, fmt.Errorf("%s holds %.0f series, expected at least %.0f: it did not do the work", r.name, u.headSeries, want)
		}
		results = append(results, u)
	}
	return results, nil
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
