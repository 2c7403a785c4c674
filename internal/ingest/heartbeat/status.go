package heartbeat

import (
	"cmp"
	"time"
)

// Status is a job with its verdict, as the page and the command line show it.
type Status struct {
	Name              string            `json:"name"`
	Labels            map[string]string `json:"labels"`
	Schedule          string            `json:"schedule"` // "every 1d", or the cron expression with its zone
	GraceSeconds      float64           `json:"graceSeconds"`
	MaxRuntimeSeconds float64           `json:"maxRuntimeSeconds"` // 0 when only the next time it is due bounds it
	State             State             `json:"state"`
	Late              bool              `json:"late"`
	Failed            bool              `json:"failed"`
	Overrunning       bool              `json:"overrunning"`
	Due               time.Time         `json:"due"`          // without grace
	RunningSince      *time.Time        `json:"runningSince"` // null while nothing runs
	LastCheckIn       *time.Time        `json:"lastCheckIn"`  // end of the last run; null before the first
	LastSuccess       *time.Time        `json:"lastSuccess"`
	LastSeconds       *float64          `json:"lastSeconds"` // duration of the last run; null when it did not say when it began
	Message           string            `json:"message"`     // what the last run said at its end
}

// List returns all jobs by name, as they are now.
func (w *Watch) List() []Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := w.now()
	list := make([]Status, 0, len(w.jobs))
	for _, job := range w.sorted() {
		list = append(list, job.status(now))
	}
	return list
}

func (j *watched) status(now time.Time) Status {
	v := j.judge(now)
	s := Status{
		Name: j.Name, Labels: j.Labels, Schedule: j.describe(),
		GraceSeconds: time.Duration(j.Grace).Seconds(), MaxRuntimeSeconds: time.Duration(j.MaxRuntime).Seconds(),
		State: v.state, Late: v.late, Failed: v.failed, Overrunning: v.overrunning, Due: v.due,
		RunningSince: pointer(j.started), LastCheckIn: pointer(j.ended), LastSuccess: pointer(j.succeeded), Message: j.message,
	}
	if s.Labels == nil {
		s.Labels = map[string]string{}
	}
	if j.duration > 0 {
		took := j.duration.Seconds()
		s.LastSeconds = &took
	}
	return s
}

func (j *watched) describe() string {
	if j.Cron == "" {
		return "every " + j.Period.String()
	}
	return j.Cron + " " + cmp.Or(j.Timezone, "UTC")
}

func pointer(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
