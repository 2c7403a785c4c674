package heartbeat

import (
	"iter"
	"time"

	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/labels"

	"github.com/lookout-monitor/lookout/internal/gauges"
)

// metric is one that each job has, where get knows a value.
type metric struct {
	gauges.Family
	get func(j *watched, v verdict) (float64, bool)
}

// metricsOfAJob are documented in docs/heartbeats.md, since they never stand on
// a /metrics page.
func metricsOfAJob() []metric {
	return []metric{
		{gauges.Family{Name: "lookout_heartbeat_late", Help: "Whether the job was due, its grace is over, and it was not heard of."},
			func(_ *watched, v verdict) (float64, bool) { return number(v.late), true }},
		{gauges.Family{Name: "lookout_heartbeat_failed", Help: "Whether the job's last run ended with /fail."},
			func(_ *watched, v verdict) (float64, bool) { return number(v.failed), true }},
		{gauges.Family{Name: "lookout_heartbeat_overrunning", Help: "Whether a run of the job takes longer than max_runtime."},
			func(_ *watched, v verdict) (float64, bool) { return number(v.overrunning), true }},
		{gauges.Family{Name: "lookout_heartbeat_due_timestamp_seconds", Help: "When the job was or will be due, without grace.", Unit: "seconds"},
			func(_ *watched, v verdict) (float64, bool) { return seconds(v.due) }},
		{gauges.Family{Name: "lookout_heartbeat_last_check_in_timestamp_seconds", Help: "When a run of the job last ended, well or badly.", Unit: "seconds"},
			func(j *watched, _ verdict) (float64, bool) { return seconds(j.ended) }},
		{gauges.Family{Name: "lookout_heartbeat_last_success_timestamp_seconds", Help: "When a run of the job last ended well.", Unit: "seconds"},
			func(j *watched, _ verdict) (float64, bool) { return seconds(j.succeeded) }},
		{gauges.Family{Name: "lookout_heartbeat_running_since_timestamp_seconds", Help: "When the run began that has not ended yet.", Unit: "seconds"},
			func(j *watched, _ verdict) (float64, bool) { return seconds(j.started) }},
		{gauges.Family{Name: "lookout_heartbeat_last_duration_seconds", Help: "How long the job's last run took.", Unit: "seconds"},
			func(j *watched, _ verdict) (float64, bool) { return j.duration.Seconds(), j.duration > 0 }},
	}
}

func number(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

func seconds(t time.Time) (float64, bool) { return float64(t.UnixMilli()) / 1000, !t.IsZero() }

// samples are the metrics of all jobs at a time.
func samples(jobs map[string]*watched, now time.Time) iter.Seq[gauges.Sample] {
	return func(yield func(gauges.Sample) bool) {
		for _, job := range jobs {
			for s := range job.samples(now) {
				if !yield(s) {
					return
				}
			}
		}
	}
}

func (j *watched) samples(now time.Time) iter.Seq[gauges.Sample] {
	return func(yield func(gauges.Sample) bool) {
		v := j.judge(now)
		for _, m := range metricsOfAJob() {
			value, known := m.get(j, v)
			if known && !yield(gauges.Sample{Family: m.Family, Labels: j.labels(m.Name), Value: value}) {
				return
			}
		}
	}
}

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
