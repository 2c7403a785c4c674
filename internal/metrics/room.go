// Package metrics is the room that holds samples: Prometheus' time-series
// database on disk, the engine that answers PromQL over it, and the remote
// endpoints that mirror or extend it. Samples flow in through Write, from
// scrapes, rules and pushes alike; series flow out through Read, to whoever
// says what they may see. The room does not know where a sample came from,
// what a target or an alert is, or how HTTP spells an answer. It is the only
// package that knows the database's types.
package metrics

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync/atomic"
	"time"

	"github.com/alecthomas/units"
	"github.com/prometheus/client_golang/prometheus"
	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/storage"
	"github.com/prometheus/prometheus/storage/remote"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/prometheus/prometheus/util/compression"

	"github.com/lookout-monitor/lookout/internal/metrics/reuse"
)

// Options says where the room keeps its data and for how long.
type Options struct {
	Dir           string // folder of the database, created when missing
	Keep          Keep
	MaxExemplars  int64         // exemplars held in memory, over all series
	Answers       *reuse.Memory // is told of what is written; nil: nobody is
	FlushDeadline time.Duration // how long a stop waits for remote write to drain
	Logger        *slog.Logger
	Registerer    prometheus.Registerer
}

// Keep says what the store keeps and takes. A limit of zero is no limit.
type Keep struct {
	Time             time.Duration // blocks older than this are deleted
	Size             int64         // bytes of blocks and log
	Percentage       float64       // of the disk, instead of Size
	OutOfOrderWindow time.Duration // how much older than the newest sample a late one may be
}

// MaxAge is how old a sample may be for the store to take it while it also gets
// present ones: half the span of a block, or as late as the window allows.
func MaxAge(outOfOrderWindow time.Duration) time.Duration {
	return max(outOfOrderWindow, time.Duration(tsdb.DefaultBlockDuration)*time.Millisecond/2)
}

// Room is the open store. Make one with New, then Open it before anything
// reads or writes; all other methods are safe for concurrent use.
type Room struct {
	options Options
	stats   *tsdb.DBStats
	db      atomic.Pointer[tsdb.DB]
	remote  *remote.Storage
	all     storage.Storage // the database and what remote_write and remote_read add to it

	readsRemote atomic.Bool // whether there are endpoints of remote_read
}

// New allocates a room; nothing on disk is touched.
func New(o Options) *Room {
	return &Room{options: o, stats: tsdb.NewDBStats()}
}

// Open opens the database and replays its write-ahead log, which can take a
// while after an unclean end; WALReplay tells the progress meanwhile.
// Scraper lets remote write tell its receivers the type and help of metrics.
func (r *Room) Open(scraper remote.ReadyScrapeManager) error {
	if err := os.MkdirAll(r.options.Dir, 0o750); err != nil {
		return fmt.Errorf("create metrics folder: %w", err)
	}
	if err := CheckUnused(r.options.Dir); err != nil {
		return fmt.Errorf("open metrics store: %w (choose another data folder, or stop that process)", err)
	}
	if err := sweep(r.options.Dir, importPrefix); err != nil {
		return fmt.Errorf("clear away what killed imports left: %w", err)
	}
	db, err := tsdb.Open(r.options.Dir, r.options.Logger.With("component", "tsdb"), r.options.Registerer, r.databaseOptions(), r.stats)
	if err != nil {
		return fmt.Errorf("open metrics store in %s: %w", r.options.Dir, err)
	}
	r.db.Store(db)
	r.registerBounds(db)
	r.remote = remote.NewStorage(r.options.Logger.With("component", "remote"), r.options.Registerer,
		db.StartTime, r.options.Dir, r.options.FlushDeadline, scraper, false)
	db.SetWriteNotified(r.remote)
	r.all = storage.NewFanout(r.options.Logger, db, r.remote)
	return nil
}

// Apply takes over what a reload can change: remote endpoints, what is kept
// and the out-of-order window. The configuration itself stays as it is.
func (r *Room) Apply(conf *promconfig.Config, keep Keep) error {
	if err := r.db.Load().ApplyConfig(r.settings(conf, keep)); err != nil {
		return fmt.Errorf("apply storage settings: %w", err)
	}
	if err := r.remote.ApplyConfig(conf); err != nil {
		return fmt.Errorf("apply remote endpoints: %w", err)
	}
	r.readsRemote.Store(len(conf.RemoteReadConfigs) > 0)
	return nil
}

// Check builds the HTTP client of every remote endpoint and reports those that
// cannot be built, before anything changes.
func Check(conf *promconfig.Config) error {
	var problems []error
	try := func(where string, client httpconfig.HTTPClientConfig) {
		built, err := httpconfig.NewClientFromConfig(client, where)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", where, err))
			return
		}
		built.CloseIdleConnections()
	}
	for _, w := range conf.RemoteWriteConfigs {
		try("remote_write to "+w.URL.Redacted(), w.HTTPClientConfig)
	}
	for _, r := range conf.RemoteReadConfigs {
		try("remote_read from "+r.URL.Redacted(), r.HTTPClientConfig)
	}
	return errors.Join(problems...)
}

// settings returns the configuration with what is kept in the form in which
// the database reads it.
func (r *Room) settings(conf *promconfig.Config, keep Keep) *promconfig.Config {
	store := promconfig.TSDBConfig{}
	if conf.StorageConfig.TSDBConfig != nil {
		store = *conf.StorageConfig.TSDBConfig
	}
	store.OutOfOrderTimeWindow = keep.OutOfOrderWindow.Milliseconds()
	store.Retention = &promconfig.TSDBRetentionConfig{
		Time:       model.Duration(keep.Time),
		Size:       units.Base2Bytes(keep.Size),
		Percentage: keep.Percentage,
	}
	changed := *conf
	changed.StorageConfig.TSDBConfig = &store
	if changed.StorageConfig.ExemplarsConfig == nil {
		changed.StorageConfig.ExemplarsConfig = &promconfig.ExemplarsConfig{MaxExemplars: r.options.MaxExemplars}
	}
	return &changed
}

// Close drains remote write, writes the head's snapshot and closes the
// database. A room that never opened closes without effect.
func (r *Room) Close() error {
	if r.all == nil {
		return nil
	}
	return r.all.Close()
}

// Write returns the door for samples: whatever is committed through it is in
// the write-ahead log before Commit returns, and mirrored to remote_write.
func (r *Room) Write() Writer {
	if r.options.Answers == nil {
		return r.all
	}
	return r.options.Answers.Watch(r.all)
}

// Writer takes samples and nothing else: what is stored is read through a View.
type Writer interface {
	storage.Appendable
	storage.AppendableV2
}

// databaseOptions translates the room's options into the database's own.
func (r *Room) databaseOptions() *tsdb.Options {
	o := tsdb.DefaultOptions()
	o.RetentionDuration = r.options.Keep.Time.Milliseconds()
	o.MaxBytes = r.options.Keep.Size
	o.MaxPercentage = r.options.Keep.Percentage
	o.OutOfOrderTimeWindow = r.options.Keep.OutOfOrderWindow.Milliseconds()
	o.MaxBlockDuration = maxBlockDuration(r.options.Keep.Time).Milliseconds()
	o.WALCompression = compression.Snappy
	o.StripeSize = stripes
	o.EnableExemplarStorage = r.options.MaxExemplars > 0
	o.MaxExemplars = r.options.MaxExemplars
	o.EnableMemorySnapshotOnShutdown = true
	return o
}

// stripes is how many locks the head's series are spread over. The library's
// 16,384 take 5 MB before the first sample; a quarter of them is still a
// thousand for each core of a small machine.
const stripes = 1 << 12

// maxBlockDuration bounds how far compaction merges blocks: a tenth of the
// retention, so that deleting by age stays fine-grained, and 31 days at most.
func maxBlockDuration(retention time.Duration) time.Duration {
	const longest = 31 * 24 * time.Hour
	if retention == 0 || retention/10 > longest {
		return longest
	}
	return max(retention/10, time.Duration(tsdb.DefaultBlockDuration)*time.Millisecond)
}

// registerBounds exports the time span the store covers, under the names
// Prometheus' own server gives them.
func (r *Room) registerBounds(db *tsdb.DB) {
	seconds := func(name, help string, read func() int64) {
		r.options.Registerer.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help},
			func() float64 { return float64(read() / 1000) }))
	}
	seconds("prometheus_tsdb_lowest_timestamp_seconds", "Lowest timestamp value stored in the database.",
		func() int64 { return lowestTime(db) })
	seconds("prometheus_tsdb_head_min_time_seconds", "Minimum time bound of the head block.",
		func() int64 { return db.Head().MinTime() })
	seconds("prometheus_tsdb_head_max_time_seconds", "Maximum timestamp of the head block.",
		func() int64 { return db.Head().MaxTime() })
}

func lowestTime(db *tsdb.DB) int64 {
	if blocks := db.Blocks(); len(blocks) > 0 {
		return blocks[0].Meta().MinTime
	}
	return db.Head().MinTime()
}
