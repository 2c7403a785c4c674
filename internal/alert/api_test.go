package alert_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"

	"github.com/lookout-monitor/lookout/internal/alert"
)

const inhibiting = `
route: {receiver: team, group_by: [alertname]}
receivers: [{name: team}, {name: other}]
inhibit_rules:
- source_matchers: [severity="critical"]
  target_matchers: [severity="warning"]
  equal: [instance]
`

func TestAPIV2(t *testing.T) {
	r := start(t, t.TempDir(), inhibiting)
	r.fire("alertname=Down", "severity=critical", "instance=a")
	r.fire("alertname=Slow", "severity=warning", "instance=a")
	r.fire("alertname=Slow", "severity=warning", "instance=b")
	id := r.silence("Down")

	t.Run("status", func(t *testing.T) {
		var got struct {
			Config  struct{ Original string }
			Cluster struct{ Status string }
		}
		if code := r.call("GET", "/api/v2/status", "", &got); code != 200 {
			t.Errorf("status %d", code)
		}
		if !strings.Contains(got.Config.Original, "receiver: team") || got.Cluster.Status != "disabled" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("receivers", func(t *testing.T) {
		var got []struct{ Name string }
		r.call("GET", "/api/v2/receivers", "", &got)
		if fmt.Sprint(got) != "[{team} {other}]" {
			t.Errorf("got %v", got)
		}
	})
	t.Run("groups", func(t *testing.T) {
		var got []struct {
			Labels   map[string]string
			Receiver struct{ Name string }
			Alerts   []struct{ Fingerprint string }
		}
		eventually(t, "both groups are formed", func() bool {
			r.call("GET", "/api/v2/alerts/groups", "", &got)
			return len(got) == 2 && len(got[0].Alerts) == 1 && len(got[1].Alerts) == 2
		})
		if got[1].Labels["alertname"] != "Slow" || got[1].Receiver.Name != "team" {
			t.Errorf("got %+v", got[1])
		}
	})
	t.Run("alerts", func(t *testing.T) {
		type listed struct {
			Labels map[string]string
			Status struct {
				State                   string
				SilencedBy, InhibitedBy []string
			}
		}
		for query, want := range map[string]string{
			"":                     "Down/a=suppressed Slow/a=suppressed Slow/b=active",
			"?silenced=false":      "Slow/a=suppressed Slow/b=active",
			"?inhibited=false":     "Down/a=suppressed Slow/b=active",
			"?active=false":        "Down/a=suppressed Slow/a=suppressed",
			"?receiver=nobody":     "",
			"?filter=instance%3Db": "Slow/b=active",
		} {
			var got []listed
			var names []string
			eventually(t, "the inhibition is known", func() bool {
				r.call("GET", "/api/v2/alerts"+query, "", &got)
				names = nil
				for _, a := range got {
					names = append(names, a.Labels["alertname"]+"/"+a.Labels["instance"]+"="+a.Status.State)
				}
				slices.Sort(names)
				return strings.Join(names, " ") == want
			})
		}
	})
	t.Run("silence", func(t *testing.T) {
		var got struct{ Status struct{ State string } }
		if code := r.call("GET", "/api/v2/silence/"+id, "", &got); code != 200 || got.Status.State != "active" {
			t.Errorf("status %d, %+v", code, got)
		}
	})
	t.Run("posted alert", func(t *testing.T) {
		if code := r.call("POST", "/api/v2/alerts", `[{"labels":{"alertname":"Posted"}}]`, nil); code != 200 {
			t.Errorf("status %d", code)
		}
		var got []struct{ Labels map[string]string }
		r.call("GET", "/api/v2/alerts?filter=alertname%3DPosted", "", &got)
		if len(got) != 1 {
			t.Errorf("got %v", got)
		}
	})
}

func TestAPIV2RefusesWithAReason(t *testing.T) {
	r := start(t, t.TempDir(), inhibiting)
	const nobody = "00000000-0000-0000-0000-000000000000"
	for _, test := range []struct {
		method, path, body string
		want               int
	}{
		{"GET", "/api/v2/nothing", "", 404},
		{"DELETE", "/api/v2/alerts", "", 405},
		{"PUT", "/api/v2/silences", "{}", 405},
		{"GET", "/api/v2/silence/" + nobody, "", 404},
		{"DELETE", "/api/v2/silence/" + nobody, "", 404},
		{"DELETE", "/api/v2/silence/not-an-id", "", 422},
		{"POST", "/api/v2/silences", "not json", 400},
		{"POST", "/api/v2/silences", postableSilence("", "Past", -time.Hour), 400},
		{"POST", "/api/v2/silences", postableSilence(nobody, "Absent", time.Hour), 404},
		{"GET", "/api/v2/alerts?filter=%7B%7B", "", 400},
		{"POST", "/api/v2/alerts", `[{"labels":{}}]`, 400},
	} {
		if got := r.call(test.method, test.path, test.body, nil); got != test.want {
			t.Errorf("%s %s: status %d, want %d", test.method, test.path, got, test.want)
		}
	}
	if len(r.changes) != 0 {
		t.Errorf("a refused request was reported as a change: %+v", <-r.changes)
	}
}

func TestBodiesAreLimited(t *testing.T) {
	r := start(t, t.TempDir(), inhibiting)
	for path, limit := range map[string]int{"/api/v2/silences": 1 << 20, "/api/v2/alerts": 4 << 20} {
		// Spaces keep the body valid up to its end.
		var answer string
		if code := r.call("POST", path, strings.Repeat(" ", limit+1), &answer); code != 413 || !strings.Contains(answer, "smaller parts") {
			t.Errorf("%s: status %d and %q for a body too large, want 413 and what to do", path, code, answer)
		}
	}
	padded := `[{"labels":{"alertname":"Padded"}}]`
	padded += strings.Repeat(" ", 4<<20-len(padded))
	if code := r.call("POST", "/api/v2/alerts", padded, nil); code != 200 {
		t.Errorf("status %d for a body that just fits", code)
	}
}

// TestOthersCannotFillTheStore nor take the place of the alerts of our own rules.
func TestOthersCannotFillTheStore(t *testing.T) {
	r := start(t, t.TempDir(), inhibiting)
	batch := func(from, n int) string {
		alerts := make([]string, n)
		for i := range alerts {
			alerts[i] = fmt.Sprintf(`{"labels":{"alertname":"Posted","i":"%d"}}`, from+i)
		}
		return "[" + strings.Join(alerts, ",") + "]"
	}
	for i := range 5 {
		if code := r.call("POST", "/api/v2/alerts", batch(i*10_000, 10_000), nil); code != 200 {
			t.Fatalf("status %d after %d alerts", code, i*10_000)
		}
	}
	var answer string
	if code := r.call("POST", "/api/v2/alerts", batch(49_999, 3), &answer); code != 507 || !strings.Contains(answer, "there is no room for 2 more alerts: 50000 are held") {
		t.Errorf("status %d and %q for two too many", code, answer)
	}
	if code := r.call("POST", "/api/v2/alerts", batch(49_999, 1), nil); code != 200 {
		t.Errorf("status %d for one that is held already", code)
	}
	if err := r.Put(t.Context(), newAlert("alertname=Ours")); err != nil {
		t.Error(err)
	}
	eventually(t, "that of our rules is held", func() bool {
		var got []struct{ Labels map[string]string }
		r.call("GET", "/api/v2/alerts?filter=alertname%3DOurs", "", &got)
		return len(got) == 1
	})
	const want = `
# HELP lookout_alerts_refused_total Alerts that others posted and that were not taken, because too many are held.
# TYPE lookout_alerts_refused_total counter
lookout_alerts_refused_total 2
`
	if err := testutil.GatherAndCompare(r.metrics, strings.NewReader(want), "lookout_alerts_refused_total"); err != nil {
		t.Error(err)
	}
}

func TestUnavailableUntilAConfigurationIsInEffect(t *testing.T) {
	r := open(t, t.TempDir())
	for _, path := range []string{"/api/v2/status", "/api/v2/alerts/groups", "/api/v1/alerts"} {
		if code := r.call("GET", path, "", nil); code != 503 {
			t.Errorf("%s: status %d, want 503", path, code)
		}
	}
	r.apply(inhibiting)
	if code := r.call("GET", "/api/v2/status", "", nil); code != 200 {
		t.Errorf("status %d after the configuration was applied", code)
	}
}

func TestEveryRouteIsServed(t *testing.T) {
	r := start(t, t.TempDir(), inhibiting)
	for _, route := range r.Routes() {
		path := strings.ReplaceAll(route.Path, "{silenceID}", "00000000-0000-0000-0000-000000000000")
		req := httptest.NewRequestWithContext(t.Context(), route.Method, path, http.NoBody)
		w := httptest.NewRecorder()
		r.HandlerV2().ServeHTTP(w, req)
		// The library's own 404 for a silence has no body; the mux's has.
		if w.Code == 405 || w.Code == 404 && w.Body.Len() > 0 {
			t.Errorf("%s: status %d %s", route, w.Code, w.Body)
		}
	}
	if !slices.Contains(r.Routes(), alert.Route{Method: "POST", Path: "/api/v2/silences"}) {
		t.Error("the list of routes lacks the making of silences")
	}
}

func TestChangesAreReported(t *testing.T) {
	r := start(t, t.TempDir(), inhibiting)
	expect := func(action, id string, detail ...string) {
		t.Helper()
		select {
		case got := <-r.changes:
			if got.action != action || got.id != id {
				t.Errorf("got %+v, want %s of %s", got, action, id)
			}
			for _, part := range detail {
				if !strings.Contains(got.detail, part) {
					t.Errorf("detail %q lacks %q", got.detail, part)
				}
			}
		default:
			t.Errorf("%s was not reported", action)
		}
	}
	post := func(body string) string {
		t.Helper()
		var made struct{ SilenceID string }
		if code := r.call("POST", "/api/v2/silences", body, &made); code != 200 {
			t.Fatalf("status %d", code)
		}
		return made.SilenceID
	}

	id := r.silence("DiskFull")
	expect("silence.create", id, `{alertname="DiskFull"}`, `by="ada"`, `comment="being mended"`)

	other := post(postableSilence(id, "DiskSlow", time.Hour))
	expect("silence.update", other, `{alertname="DiskSlow"}`, "replaces="+id)

	r.call("DELETE", "/api/v2/silence/"+other, "", nil)
	expect("silence.expire", other, `{alertname="DiskSlow"}`)

	if code := r.call("DELETE", "/api/v2/silence/"+other, "", nil); code != 200 {
		t.Errorf("status %d for expiring once more", code)
	}
	if len(r.changes) != 0 {
		t.Errorf("what changed nothing was reported: %+v", <-r.changes)
	}
}

func TestExtendingASilenceKeepsItsID(t *testing.T) {
	r := start(t, t.TempDir(), inhibiting)
	id := r.silence("DiskFull")
	<-r.changes
	var s struct{ StartsAt string }
	r.call("GET", "/api/v2/silence/"+id, "", &s)
	body := fmt.Sprintf(`{"id":%q,"matchers":[{"name":"alertname","value":"DiskFull","isRegex":false,"isEqual":true}],
		"startsAt":%q,"endsAt":%q,"createdBy":"ada","comment":"takes longer"}`,
		id, s.StartsAt, time.Now().Add(5*time.Hour).Format(time.RFC3339))
	var made struct{ SilenceID string }
	if code := r.call("POST", "/api/v2/silences", body, &made); code != 200 || made.SilenceID != id {
		t.Fatalf("status %d, id %s, want %s", code, made.SilenceID, id)
	}
	if got := <-r.changes; got.action != "silence.update" || strings.Contains(got.detail, "replaces") {
		t.Errorf("got %+v, want a plain update", got)
	}
}

func TestAPIV1Alerts(t *testing.T) {
	r := start(t, t.TempDir(), inhibiting)
	r.fire("alertname=Down", "severity=critical", "instance=a")
	r.fire("alertname=Slow", "severity=warning", "instance=a")
	r.fire("alertname=Fine", "severity=warning", "instance=b")
	r.resolve(r.fire("alertname=Over"))
	silenceID := r.silence("Down")

	type envelope struct {
		Status, ErrorType, Error string
		Data                     []struct {
			Labels, Annotations map[string]string
			StartsAt, EndsAt    time.Time
			GeneratorURL        *string
			Status              struct {
				State                   string
				SilencedBy, InhibitedBy []string
			}
			Receivers   []string
			Fingerprint string
		}
	}
	for query, want := range map[string]string{
		"":                                  "Down=suppressed Fine=active Slow=suppressed",
		"?silenced=false":                   "Fine=active Slow=suppressed",
		"?inhibited=false":                  "Down=suppressed Fine=active",
		"?active=false":                     "Down=suppressed Slow=suppressed",
		"?unprocessed=false":                "Down=suppressed Fine=active Slow=suppressed",
		"?receiver=te.*":                    "Down=suppressed Fine=active Slow=suppressed",
		"?receiver=te":                      "",
		"?filter=%7Binstance%3D~%22a%22%7D": "Down=suppressed Slow=suppressed",
	} {
		var got envelope
		var names []string
		eventually(t, fmt.Sprintf("%s lists %q", query, want), func() bool {
			got = envelope{}
			if code := r.call("GET", "/api/v1/alerts"+query, "", &got); code != 200 || got.Status != "success" || got.Data == nil {
				t.Fatalf("%s: status %d, %+v", query, code, got)
			}
			names = nil
			for _, a := range got.Data {
				names = append(names, a.Labels["alertname"]+"="+a.Status.State)
			}
			slices.Sort(names)
			return strings.Join(names, " ") == want
		})
		for _, a := range got.Data {
			if a.Annotations == nil || a.GeneratorURL == nil || len(a.Fingerprint) != 16 || fmt.Sprint(a.Receivers) != "[team]" || a.StartsAt.IsZero() {
				t.Errorf("a field is missing: %+v", a)
			}
			if a.Labels["alertname"] == "Down" && fmt.Sprint(a.Status.SilencedBy) != "["+silenceID+"]" {
				t.Errorf("silenced by %v, want %s", a.Status.SilencedBy, silenceID)
			}
			if a.Labels["alertname"] == "Slow" && len(a.Status.InhibitedBy) != 1 {
				t.Errorf("inhibited by %v, want one", a.Status.InhibitedBy)
			}
		}
	}
	for _, query := range []string{"?silenced=maybe", "?receiver=(", "?filter=%7B%7B"} {
		var got envelope
		if code := r.call("GET", "/api/v1/alerts"+query, "", &got); code != 400 || got.Status != "error" || got.ErrorType != "bad_data" || got.Error == "" {
			t.Errorf("%s: status %d, %+v, want 400 and a reason", query, code, got)
		}
	}
}
