package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"time"

	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/config"
	"github.com/lookout-monitor/lookout/internal/gateway"
	"github.com/lookout-monitor/lookout/internal/metrics"
	"github.com/lookout-monitor/lookout/internal/state"
)

// Import takes over what another system has kept.
type Import struct {
	Blocks  ImportBlocks  `cmd:"" help:"Take over the data folder of a Prometheus."`
	Grafana ImportGrafana `cmd:"" help:"Take over the dashboards of a Grafana."`
}

// ImportBlocks copies blocks, and what is not in blocks yet.
type ImportBlocks struct {
	Remote
	Dir        string `arg:"" complete:"dir" help:"Data folder of the Prometheus: what it was given as --storage.tsdb.path."`
	DataDir    string `default:"./lookout-data" placeholder:"DIR" complete:"dir" help:"Data folder of Lookout, which may be running (${default})."`
	Config     string `placeholder:"FILE" complete:"file" help:"lookout.yml to read the retention from, when no server runs on the data folder."`
	BlocksOnly bool   `help:"Leave out what is not in blocks yet (up to three hours), so that the Prometheus may go on running."`
	Quiet      bool   `short:"q" help:"Show no progress."`
}

// Help is the text below the flags of `lookout import blocks --help`.
func (*ImportBlocks) Help() string {
	return `Nothing in the folder is changed. Blocks that are there already are skipped, so an import that broke off is simply repeated. A running Lookout shows what was imported within a minute.

Examples:

	lookout import blocks /var/lib/prometheus/metrics2
	lookout import blocks /prometheus --data-dir /var/lib/lookout --blocks-only`
}

// Run imports, and tells about blocks that would not stay.
func (c *ImportBlocks) Run(ctx context.Context, streams Streams) error {
	retention, err := c.retention(ctx)
	if err != nil {
		return err
	}
	progress := newProgress(streams, c.Quiet)
	defer progress.end()
	progress.begin("copying blocks")
	report, err := metrics.Import(ctx, metrics.ImportOptions{
		From:       c.Dir,
		Into:       filepath.Join(c.DataDir, "metrics"),
		BlocksOnly: c.BlocksOnly,
		Logger:     slog.New(slog.DiscardHandler),
		Progress:   progress.update,
	})
	progress.end()
	var notRecorded error
	if len(report.Imported) > 0 {
		notRecorded = c.record(context.WithoutCancel(ctx), report)
	}
	if err != nil {
		return importHint(errors.Join(err, notRecorded))
	}
	outcome := printImport(report, retention, time.Now(), streams)
	return cmp.Or(notRecorded, outcome)
}

func importHint(err error) error {
	if inUse, ok := errors.AsType[*metrics.InUseError](err); ok {
		return fmt.Errorf("%w: stop it, or pass --blocks-only to take all but its last hours", inUse)
	}
	return err
}

// retention is how long the data folder's server keeps samples: as it runs, else as it is
// configured, else as it would be. 0 is forever.
func (c *ImportBlocks) retention(ctx context.Context) (time.Duration, error) {
	if c.Config == "" {
		if status, err := c.statusOf(ctx, c.DataDir); err == nil {
			kept, err := model.ParseDuration(status.Storage.Retention)
			return time.Duration(kept), err
		}
	}
	conf, err := config.Load(config.Source{LookoutFile: c.Config}, configEnvironment("127.0.0.1:7600"))
	if err != nil {
		return 0, err
	}
	return conf.Metrics.Retention, nil
}

// record leaves a line in the audit log, as every change a person makes does.
func (c *ImportBlocks) record(ctx context.Context, report metrics.ImportReport) error {
	path := filepath.Join(c.DataDir, "lookout.db")
	db, err := state.Open(ctx, path)
	if err != nil {
		return fmt.Errorf("record import in audit log: %w", err)
	}
	defer db.Close()
	audit := gateway.NewAudit(db, slog.New(slog.DiscardHandler), time.Now)
	err = audit.Append(ctx, gateway.Entry{
		Actor:  currentUser(),
		Action: "blocks.import",
		Target: c.Dir,
		Detail: importedSpan(report.Imported),
	})
	// Before the first start it is us who create the file, and it may be root.
	if err := errors.Join(err, metrics.GiveToOwnerOf(c.DataDir, path)); err != nil {
		return fmt.Errorf("record import in audit log: %w", err)
	}
	return nil
}

func importedSpan(blocks []metrics.ImportedBlock) string {
	from, to, size := blocks[0].MinTime, blocks[0].MaxTime, int64(0)
	for _, b := range blocks {
		if b.MinTime.Before(from) {
			from = b.MinTime
		}
		if b.MaxTime.After(to) {
			to = b.MaxTime
		}
		size += b.Bytes
	}
	return fmt.Sprintf("%s (%s) from %s to %s", plural(len(blocks), "block"), formatBytes(size),
		from.Format(time.RFC3339), to.Format(time.RFC3339))
}

func printImport(report metrics.ImportReport, retention time.Duration, now time.Time, streams Streams) error {
	if len(report.Imported) > 0 {
		fmt.Fprintf(streams.Out, "imported %s\n", importedSpan(report.Imported))
	} else {
		fmt.Fprintln(streams.Out, "nothing new to import")
	}
	if n := len(report.Present); n > 0 {
		fmt.Fprintf(streams.Out, "%s there already\n", plural(n, "block"))
	}
	if n := countExpired(report.Imported, retention, now); n > 0 {
		fmt.Fprintf(streams.Err, "warning: %s older than the retention of %s will be deleted soon; "+
			"raise facilities.metrics.retention in lookout.yml (storage.tsdb.retention.time in a prometheus.yml) to keep them\n",
			plural(n, "block"), model.Duration(retention))
	}
	for _, broken := range report.Broken {
		fmt.Fprintf(streams.Err, "lookout: %v\n", broken)
	}
	if len(report.Broken) > 0 {
		return errShown
	}
	return nil
}

// countExpired counts the blocks that the server would delete.
func countExpired(blocks []metrics.ImportedBlock, retention time.Duration, now time.Time) int {
	n := 0
	for _, b := range blocks {
		if retention > 0 && now.Sub(b.MaxTime) >= retention {
			n++
		}
	}
	return n
}
