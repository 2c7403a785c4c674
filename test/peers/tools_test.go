package peers

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestPromtoolQueries(t *testing.T) {
	t.Parallel()
	lookout := startSelfScraping(t)
	up := awaitValue(t, lookout, `up{job="lookout"}`, "1")
	instance := up.Metric["instance"]
	now := time.Now()

	for _, server := range []string{lookout, lookout + "/prometheus"} {
		for _, c := range []struct {
			name string
			args []string
			want string
		}{
			{"instant", []string{"query", "instant", server, `up{job="lookout"}`}, `up{instance="` + instance + `", job="lookout"} => 1 @`},
			{"range", []string{"query", "range", "--start=" + fmt.Sprint(now.Add(-time.Minute).Unix()), "--end=" + fmt.Sprint(now.Add(time.Minute).Unix()), "--step=1s", server, `up{job="lookout"}`}, "1 @["},
			{"labels", []string{"query", "labels", server, "job"}, "lookout"},
			{"series", []string{"query", "series", "--match=up", server}, `job="lookout"`},
		} {
			t.Run(c.name, func(t *testing.T) {
				if out := tool(t, "promtool", c.args...); !strings.Contains(out, c.want) {
					t.Errorf("promtool %s prints:\n%s\nwant %s", strings.Join(c.args, " "), out, c.want)
				}
			})
		}
	}
}

// silence is what amtool prints of one.
type silence struct {
	ID      string
	Comment string
	Status  struct{ State string }
}

func TestAmtoolSilences(t *testing.T) {
	t.Parallel()
	lookout := startLookout(t)
	amtool := func(args ...string) string {
		t.Helper()
		return tool(t, "amtool", append(args, "--alertmanager.url="+lookout+"/alertmanager")...)
	}
	silences := func(args ...string) []silence {
		t.Helper()
		var list []silence
		if err := json.Unmarshal([]byte(amtool(append([]string{"silence", "query", "-o", "json"}, args...)...)), &list); err != nil {
			t.Fatalf("read amtool's silences: %v", err)
		}
		return list
	}

	id := strings.TrimSpace(amtool("silence", "add", "--author=peer", "--comment=a test", "--duration=1h", `alertname="Broken"`, `instance=~"web-.+"`))
	if list := silences(); len(list) != 1 || list[0].ID != id || list[0].Comment != "a test" || list[0].Status.State != "active" {
		t.Fatalf("after adding %s amtool lists %+v", id, list)
	}
	if list := silences(`alertname="Other"`); len(list) != 0 {
		t.Errorf("the silence is listed for another alert: %+v", list)
	}

	amtool("alert", "add", "Broken", "instance=web-1")
	amtool("alert", "add", "Broken", "instance=db-1")
	for _, c := range []struct {
		args []string
		want int
	}{
		{[]string{"alert", "query", "-o", "json", "alertname=Broken"}, 1},
		{[]string{"alert", "query", "-o", "json", "--silenced", "alertname=Broken"}, 1},
	} {
		eventually(t, func() error {
			var list []any
			if err := json.Unmarshal([]byte(amtool(c.args...)), &list); err != nil {
				return err
			}
			if len(list) != c.want {
				return fmt.Errorf("amtool %v lists %d alerts, want %d", c.args, len(list), c.want)
			}
			return nil
		})
	}

	amtool("silence", "expire", id)
	if list := silences(); len(list) != 0 {
		t.Errorf("after expiring it amtool still lists %+v", list)
	}
	if list := silences("--expired"); len(list) != 1 || list[0].Status.State != "expired" {
		t.Errorf("amtool lists %+v as expired", list)
	}
	if out := amtool("config", "routes", "show"); !strings.Contains(out, "receiver: ") {
		t.Errorf("amtool shows no routes:\n%s", out)
	}
}
