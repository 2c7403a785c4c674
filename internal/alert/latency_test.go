package alert_test

import (
	"testing"
	"time"
)

func TestAlertIsNotifiedAtOnceAndResolvedWithinASecondMore(t *testing.T) {
	h := newHook(t)
	r := start(t, t.TempDir(), h.config(""))

	before := time.Now()
	a := r.fire("alertname=DiskFull")
	firing := h.next(t)
	took := firing.at.Sub(before)
	t.Logf("firing after %v", took)
	if firing.Status != "firing" || took > time.Second {
		t.Errorf("got %s after %v, want firing at once", firing.Status, took)
	}

	before = time.Now()
	r.resolve(a)
	resolved := h.next(t)
	took = resolved.at.Sub(before)
	t.Logf("resolved after %v", took)
	if resolved.Status != "resolved" || took > 2*time.Second {
		t.Errorf("got %s after %v, want resolved after a group_interval of 1s", resolved.Status, took)
	}
}
