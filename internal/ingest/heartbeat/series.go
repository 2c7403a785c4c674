package heartbeat

import (
	"context"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/model/metadata"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/storage"
)

// family is a metric that each job has, where get knows a value.
type family struct {
	name, help string
	unit       string
	get        func(j *watched, v verdict) (float64, bool)
}

// families are the metrics of a job. They are documented in docs/heartbeats.md,
// since they never stand on a /metrics page.
var families = []family{
	{"lookout_heartbeat_late", "Whether the job was due, its grace is over, and it was not heard of.", "",
		func(_ *watched, v verdict) (float64, bool) { return number(v.late), true }},
	{"lookout_heartbeat_failed", "Whether the job's last run ended with /fail.", "",
		func(_ *watched, v verdict) (float64, bool) { return number(v.failed), true }},
	{"lookout_heartbeat_overrunning", "Whether a run of the job takes longer than max_runtime.", "",
		func(_ *watched, v verdict) (float64, bool) { return number(v.overrunning), true }},
	{"lookout_heartbeat_due_timestamp_seconds", "When the job was or will be due, without grace.", "seconds",
		func(_ *watched, v verdict) (float64, bool) { return seconds(v.due) }},
	{"lookout_heartbeat_last_check_in_timestamp_seconds", "When a run of the job last ended, well or badly.", "seconds",
		func(j *watched, _ verdict) (float64, bool) { return seconds(j.ended) }},
	{"lookout_heartbeat_last_success_timestamp_seconds", "When a run of the job last ended well.", "seconds",
		func(j *watched, _ verdict) (float64, bool) { return seconds(j.succeeded) }},
	{"lookout_heartbeat_running_since_timestamp_seconds", "When the run began that has not ended yet.", "seconds",
		func(j *watched, _ verdict) (float64, bool) { return seconds(j.started) }},
	{"lookout_heartbeat_last_duration_seconds", "How long the job's last run took.", "seconds",
		func(j *watched, _ verdict) (float64, bool) { return j.duration.Seconds(), j.duration > 0 }},
}

func number(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func seconds(t time.Time) (float64, bool) { return float64(t.UnixMilli()) / 1000, !t.IsZero() }

// series writes the metrics and remembers which ones, so that those which end
// are marked and no query takes an old value for the present one.
type series struct {
	store   storage.AppendableV2
	written map[uint64]labels.Labels
	last    int64
}

func (s *series) write(jobs map[string]*watched, now time.Time) error {
	// Two writes within a millisecond, or a clock set back, must not be two
	// values of one moment.
	at := max(now.UnixMilli(), s.last+1)
	app := s.store.AppenderV2(context.Background())
	written := make(map[uint64]labels.Labels, len(families)*len(jobs))
	for _, job := range jobs {
		v := job.judge(now)
		for _, f := range families {
			sample, known := f.get(job, v)
			if !known {
				continue
			}
			series := job.labels(f.name)
			written[series.Hash()] = series
			options := storage.AOptions{MetricFamilyName: f.name, Metadata: metadata.Metadata{Type: model.MetricTypeGauge, Unit: f.unit, Help: f.help}}
			if err := appended(app.Append(0, series, 0, at, sample, nil, nil, options)); err != nil {
				return errors.Join(fmt.Errorf("append %s: %w", f.name, err), app.Rollback())
			}
		}
	}
	for hash, series := range s.written {
		if _, goesOn := written[hash]; goesOn {
			continue
		}
		if err := appended(app.Append(0, series, 0, at, math.Float64frombits(value.StaleNaN), nil, nil, storage.AOptions{})); err != nil {
			return errors.Join(fmt.Errorf("end %s: %w", series.Get(model.MetricNameLabel), err), app.Rollback())
		}
	}
	if err := app.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	s.written, s.last = written, at
	return nil
}

func appended(_ storage.SeriesRef, err error) error { return err }

// labels are the job's own and its name.
func (j *watched) labels(metric string) labels.Labels {
	b := labels.NewScratchBuilder(len(j.Labels) + 2)
	b.Add(model.MetricNameLabel, metric)
	b.Add("heartbeat", j.Name)
	for name, text := range j.Labels {
		if text != "" {
			b.Add(name, text)
		}
	}
	b.Sort()
	return b.Labels()
}
