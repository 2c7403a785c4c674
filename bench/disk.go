package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/compression"

	"github.com/lookout-monitor/lookout/internal/metrics"
)

// diskUse is what a day of samples came to on disk.
type diskUse struct {
	samples uint64 // in blocks
	bytes   int64  // of those blocks: chunks, index, meta
}

func (d diskUse) perSample() float64 { return float64(d.bytes) / float64(d.samples) }

// store is an open database of either kind, reduced to what filling it needs.
type store struct {
	appendable storage.AppendableV2
	close      func() error
}

// openLookout opens the metrics room with the options that `lookout serve` uses by default.
func openLookout(dir string) (store, error) {
	room := metrics.New(metrics.Options{
		Dir: dir, MaxExemplars: 20_000,
		Keep:   metrics.Keep{Time: 60 * 24 * time.Hour, OutOfOrderWindow: 10 * time.Minute},
		Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
	})
	if err := room.Open(nil); err != nil {
		return store{}, err
	}
	return store{room.Write(), room.Close}, nil
}

// openPrometheus opens the database with the values that Prometheus' own flags default to.
func openPrometheus(dir string) (store, error) {
	o := tsdb.DefaultOptions()
	o.RetentionDuration = (15 * 24 * time.Hour).Milliseconds()
	o.MaxBlockDuration = o.RetentionDuration / 10
	o.WALCompression = compression.Snappy
	db, err := tsdb.Open(dir, slog.New(slog.DiscardHandler), prometheus.NewRegistry(), o, nil)
	if err != nil {
		return store{}, err
	}
	return store{db, db.Close}, nil
}

// fill appends a day of samples up to end, as fast as the store takes them, and waits until it has
// compacted what it wants to.
func fill(ctx context.Context, s store, dir string, o options, end time.Time) (diskUse, error) {
	all, err := seriesOfTargets(o.diskTargets, o.series)
	if err != nil {
		return diskUse{}, err
	}
	refs := make([]storage.SeriesRef, len(all))
	for at := end.Add(-24 * time.Hour); at.Before(end); at = at.Add(scrapeInterval) {
		if err := appendOnce(ctx, s.appendable, all, refs, at); err != nil {
			return diskUse{}, err
		}
	}
	if err := waitForCompaction(ctx, dir); err != nil {
		return diskUse{}, err
	}
	if err := s.close(); err != nil {
		return diskUse{}, fmt.Errorf("close store: %w", err)
	}
	return measureBlocks(dir)
}

// labelled is a series as the store knows it.
type labelled struct {
	series
	labels promlabels.Labels
}

func appendOnce(ctx context.Context, to storage.AppendableV2, all []labelled, refs []storage.SeriesRef, at time.Time) error {
	appender := to.AppenderV2(ctx)
	second := math.Mod(float64(at.Unix()), 1_000_000)
	for i, s := range all {
		ref, err := appender.Append(refs[i], s.labels, 0, at.UnixMilli(), s.value(second), nil, nil, storage.AppendV2Options{})
		if err != nil {
			appender.Rollback()
			return fmt.Errorf("append sample: %w", err)
		}
		refs[i] = ref
	}
	return appender.Commit()
}

// seriesOfTargets builds the labels a scrape would give the simulated series.
func seriesOfTargets(targets, seriesPerTarget int) ([]labelled, error) {
	var all []labelled
	for i := range targets {
		for _, f := range exposition(seriesPerTarget, float64(i)/7) {
			for _, s := range f.series {
				labels, err := parseLabels(string(s.text))
				if err != nil {
					return nil, err
				}
				labels["instance"] = fmt.Sprintf("127.0.10.%d:9100", i)
				labels["job"] = fmt.Sprintf("service-%02d", i%5)
				all = append(all, labelled{s, promlabels.FromMap(labels)})
			}
		}
	}
	return all, nil
}

// parseLabels reads `name{a="b",c="d"} ` as the simulator writes it: values hold no quotes.
func parseLabels(text string) (map[string]string, error) {
	name, rest, found := strings.Cut(strings.TrimSuffix(text, "} "), "{")
	if !found {
		return nil, fmt.Errorf("parse simulated series %q: no labels", text)
	}
	labels := map[string]string{"__name__": name}
	for pair := range strings.SplitSeq(rest, `",`) {
		key, value, found := strings.Cut(pair, `="`)
		if !found {
			return nil, fmt.Errorf("parse simulated series %q: bad pair %q", text, pair)
		}
		labels[key] = strings.TrimSuffix(value, `"`)
	}
	return labels, nil
}

// waitForCompaction returns once the set of blocks has not changed for five seconds.
func waitForCompaction(ctx context.Context, dir string) error {
	var last string
	for calm := 0; calm < 5; calm++ {
		if err := sleep(ctx, time.Second); err != nil {
			return err
		}
		entries, err := filepath.Glob(filepath.Join(dir, "01*"))
		if err != nil {
			return err
		}
		if now := strings.Join(entries, " "); now != last {
			last, calm = now, -1
		}
	}
	return nil
}

func measureBlocks(dir string) (diskUse, error) {
	var use diskUse
	metas, err := filepath.Glob(filepath.Join(dir, "01*", "meta.json"))
	if err != nil {
		return use, err
	}
	for _, path := range metas {
		raw, err := os.ReadFile(path)
		if err != nil {
			return use, fmt.Errorf("read block: %w", err)
		}
		var meta tsdb.BlockMeta
		if err := json.Unmarshal(raw, &meta); err != nil {
			return use, fmt.Errorf("read block %s: %w", path, err)
		}
		use.samples += meta.Stats.NumSamples
		size, err := folderSize(filepath.Dir(path))
		if err != nil {
			return use, err
		}
		use.bytes += size
	}
	if use.samples == 0 {
		return use, fmt.Errorf("no blocks were compacted in %s", dir)
	}
	return use, nil
}

func folderSize(dir string) (int64, error) {
	var size int64
	err := filepath.WalkDir(dir, func(_ string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			size += info.Size()
		}
		return err
	})
	return size, err
}
