package ledger

import (
	"cmp"
	"time"
)

const (
	// settling is how long after the first deliveries of its mechanisms a job is
	// not held against the past: some deliver target by target.
	settling = 30 * time.Second
	// writing is how long it may take to write a file of targets anew.
	writing = 5 * time.Second
	// announcement is how long it holds that a target will go.
	announcement = 24 * time.Hour
	// maxEntries bounds what is remembered.
	maxEntries = 100_000
)

// Why an entry is forgotten, as it is counted.
const (
	byHand      = "hand"
	byPolicy    = "policy"
	byConfig    = "configuration"
	bySuccessor = "successor"
)

// judgeJob holds what is found of a job against what is remembered of it.
func (l *Ledger) judgeJob(j *job, now time.Time) {
	if j.gone {
		l.forgetJob(j)
		return
	}
	if j.found == nil {
		return
	}
	if j.complete.IsZero() && l.Complete(j.settings) {
		j.complete = now
	}
	settled := !j.complete.IsZero() && now.Sub(j.complete) >= settling
	appeared := l.enter(j, now)
	for _, e := range j.entries {
		if j.found.active[e.key] == nil {
			l.judgeAbsent(j, e, now, settled, appeared)
		}
	}
	j.replaced = j.replaced && !settled
}

// judgeAbsent decides what it means that a target is not found.
func (l *Ledger) judgeAbsent(j *job, e *entry, now time.Time, settled bool, appeared []*entry) {
	switch {
	case hasSuccessor(e, appeared):
		l.forget(j, e, bySuccessor)
	case !e.missing.IsZero():
	case !e.announced.IsZero() && now.Sub(e.announced) < announcement:
		l.forget(j, e, byHand)
	case e.seen && e.doubtful(now): // it may be back at once
	case e.seen:
		l.miss(j, e, cmp.Or(e.absent, now))
	case !settled: // it may be found yet
	case j.replaced:
		l.forget(j, e, byConfig)
	case j.seen.After(e.first): // it went while nobody looked
		l.miss(j, e, j.seen)
	default:
		l.miss(j, e, e.first)
	}
}

// enter remembers what is found, and returns what was not known before.
func (l *Ledger) enter(j *job, now time.Time) (appeared []*entry) {
	room := maxEntries - l.count()
	for key, found := range j.found.active {
		e := j.entries[key]
		switch {
		case e == nil && room <= len(appeared):
			l.metrics.refused.Inc()
			continue
		case e == nil:
			e = found
			e.first = now
			j.entries[key] = e
			appeared = append(appeared, e)
			l.unsaved.enter(j, e)
		case e.changedTo(found) || !e.missing.IsZero():
			e.labels, e.address, e.mechanism, e.missing = found.labels, found.address, found.mechanism, time.Time{}
			l.unsaved.enter(j, e)
		}
		e.seen, e.absent = true, time.Time{}
	}
	return appeared
}

func (e *entry) changedTo(found *entry) bool {
	return e.labels.Hash() != found.labels.Hash() || e.address != found.address || e.mechanism != found.mechanism
}

// hasSuccessor tells whether a target has moved: one of its name is found
// elsewhere.
func hasSuccessor(e *entry, appeared []*entry) bool {
	for _, other := range appeared {
		if e.sameName(other.key) {
			return true
		}
	}
	return false
}

// doubtful tells whether a target that is not found may be one of a file that is
// being written: YAML that is empty or cut off is valid, and has fewer targets.
func (e *entry) doubtful(now time.Time) bool {
	if e.mechanism != "file" {
		return false
	}
	if e.absent.IsZero() {
		e.absent = now
	}
	return now.Sub(e.absent) < writing
}

func (l *Ledger) miss(j *job, e *entry, since time.Time) {
	e.missing = since
	l.unsaved.enter(j, e)
	l.Logger.Warn("target is missing", "job", e.job, "instance", e.instance, "found_by", e.mechanism)
}

func (l *Ledger) forget(j *job, e *entry, by string) {
	delete(j.entries, e.key)
	l.unsaved.forget(j, e)
	l.metrics.retired.WithLabelValues(by).Inc()
	l.Logger.Info("target is retired", "job", e.job, "instance", e.instance, "by", by)
}

// forgetJob ends a job that is not configured any more.
func (l *Ledger) forgetJob(j *job) {
	for _, e := range j.entries {
		l.forget(j, e, byConfig)
	}
	delete(l.jobs, j.name)
	l.unsaved.jobs[j.name] = true
}

// retireByPolicy forgets what is missing for as long as its policy says.
func (l *Ledger) retireByPolicy(now time.Time) {
	for _, j := range l.jobs {
		for _, e := range j.entries {
			if at := l.retiresAt(e); !at.IsZero() && !now.Before(at) {
				l.forget(j, e, byPolicy)
			}
		}
	}
}

// retiresAt is when a missing target will be retired by itself; zero for never.
func (l *Ledger) retiresAt(e *entry) time.Time {
	if e.missing.IsZero() {
		return time.Time{}
	}
	if after := l.policies.retires(e.job, e.mechanism); after > 0 {
		return e.missing.Add(after)
	}
	return time.Time{}
}

// count is how many targets are remembered.
func (l *Ledger) count() int {
	n := 0
	for _, j := range l.jobs {
		n += len(j.entries)
	}
	return n
}
