package alert_test

import (
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/config"
)

// TestBuiltinRoute judges who is told, with the route that Lookout makes when
// nobody wrote one.
func TestBuiltinRoute(t *testing.T) {
	conf, err := config.Load(config.Source{}, config.Environment{Listen: "127.0.0.1:7600", Hostname: "db1"})
	if err != nil {
		t.Fatal(err)
	}
	// The inhibitor learns of an alert beside the dispatcher, not before it: what
	// bridges the two is the group's wait.
	wait := model.Duration(500 * time.Millisecond)
	conf.Alertmanager.Route.GroupWait, conf.Alertmanager.Route.GroupByAll = &wait, true
	r := open(t, t.TempDir())
	plan, err := r.Prepare(conf.Alertmanager)
	if err != nil {
		t.Fatal(err)
	}
	r.Apply(plan)
	r.run()
	told := func(what string) bool {
		for _, n := range r.journal.List() {
			for _, a := range n.Alerts {
				if a.Labels["alertname"]+" "+a.Labels["job"] == what {
					return true
				}
			}
		}
		return false
	}
	r.fire("alertname=ManyTargetsDown", "job=api", "severity=critical")
	eventually(t, "the cause is told", func() bool { return told("ManyTargetsDown api") })
	r.fire("alertname=TargetDown", "job=api", "instance=a", "severity=warning")
	r.fire("alertname=HostRebooted", "job=node", "severity=info")
	r.fire("alertname=ServiceScaled", "service=shop", "severity=info")
	r.fire("alertname=ServiceDown", "service=cart", "severity=critical")
	eventually(t, "a service that is down is told", func() bool { return told("ServiceDown ") })
	r.fire("alertname=TargetDown", "job=cart", "service=cart", "instance=c", "severity=warning")
	r.fire("alertname=TargetDown", "job=db", "instance=b", "severity=warning")
	eventually(t, "a warning is told", func() bool { return told("TargetDown db") })
	time.Sleep(300 * time.Millisecond)
	for _, quiet := range []string{"TargetDown api", "HostRebooted node", "ServiceScaled ", "TargetDown cart"} {
		if told(quiet) {
			t.Errorf("%s is told: %+v", quiet, r.journal.List())
		}
	}
	if strings.Contains(r.logs.String(), "HostRebooted") {
		t.Errorf("the log tells what is for nobody: %s", r.logs)
	}
	var shown []struct{ Labels map[string]string }
	r.call("GET", "/api/v2/alerts", "", &shown)
	if len(shown) != 7 {
		t.Errorf("%d alerts are shown, want all 7: %+v", len(shown), shown)
	}
}
