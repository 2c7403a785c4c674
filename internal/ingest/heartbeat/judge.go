package heartbeat

import "time"

// State is what a job is doing, in one word. Where several are true it is the
// first of failed, overrunning, late, running.
type State string

// The states there are.
const (
	Waiting     State = "waiting"     // not heard of yet, and not due
	OK          State = "ok"          // the last run ended well
	Running     State = "running"     // a run has begun and may still take its time
	Late        State = "late"        // due, its grace is over, and it was not heard of
	Overrunning State = "overrunning" // a run has taken longer than it may
	Failed      State = "failed"      // the last run ended with /fail
)

// record is what is remembered of a job. Zero times mean never.
type record struct {
	schedule  string        // how it was to check in when it was heard of
	since     time.Time     // when it began to be judged by that
	started   time.Time     // first /start after the last end: a run that never ends is not hidden by the next one
	begun     time.Time     // latest /start, from which the duration counts
	ended     time.Time     // last check-in or /fail
	succeeded time.Time     // last check-in
	failed    bool          // the last end was /fail
	duration  time.Duration // of the last run; 0 when it did not say /start
	message   string
}

// hear returns the record with one more check-in.
func (r record) hear(kind Kind, message string, at time.Time) record {
	if kind == Start {
		r.begun = at
		if r.started.IsZero() {
			r.started = at
		}
		return r
	}
	r.duration = 0
	if !r.started.IsZero() {
		r.duration = max(0, at.Sub(r.begun))
	}
	r.started, r.ended, r.failed, r.message = time.Time{}, at, kind == Fail, message
	if kind == Success {
		r.succeeded = at
	}
	return r
}

// verdict is what a record means at one time. It follows from the two alone, so
// that a restart changes nothing.
type verdict struct {
	state                     State
	due                       time.Time // when it was, or will be, to be heard of
	late, failed, overrunning bool
	changes                   time.Time // when the verdict changes by itself; zero for never
}

// judge decides at a time. A run that has begun counts as heard of: how long it
// may take is bounded by max_runtime, or else by when the job is due again.
func (j *watched) judge(now time.Time) verdict {
	running := !j.started.IsZero()
	bounded := running && j.MaxRuntime > 0
	v := verdict{failed: j.failed, due: j.plan.after(latest(j.since, j.ended, j.started))}
	end := v.due.Add(time.Duration(j.Grace))
	if bounded {
		v.due = j.started.Add(time.Duration(j.MaxRuntime))
		end = v.due
	}
	over := !now.Before(end)
	v.overrunning, v.late = over && bounded, over && !bounded
	if !over {
		v.changes = end
	}
	v.state = j.state(v, running)
	return v
}

func (j *watched) state(v verdict, running bool) State {
	switch {
	case v.failed:
		return Failed
	case v.overrunning:
		return Overrunning
	case v.late:
		return Late
	case running:
		return Running
	case j.ended.IsZero():
		return Waiting
	default:
		return OK
	}
}

func latest(times ...time.Time) time.Time {
	var found time.Time
	for _, t := range times {
		if t.After(found) {
			found = t
		}
	}
	return found
}
