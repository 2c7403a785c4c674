package legacystatus

import (
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/common/model"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestParse(t *testing.T) {
	long := strings.Repeat("é", maxMessage)
	for name, c := range map[string]struct {
		text   string
		words  map[string]State
		checks []Entry
		counts map[string]int
	}{
		"as documented": {
			text: `[{"CeleryHealthCheck": "ok"}, {"queue_x": "warning", "msg": "12,000 wait"}, {"amazon_s3": "critical", "msg": "403"}]`,
			checks: []Entry{
				{"CeleryHealthCheck", OK, "ok", ""}, {"amazon_s3", Critical, "critical", "403"}, {"queue_x", Warning, "warning", "12,000 wait"},
			},
		},
		"nothing":             {text: `[]`},
		"words in other case": {text: `[{"a": "OK"}, {"b": "Warn"}]`, checks: []Entry{{"a", OK, "OK", ""}, {"b", Warning, "Warn", ""}}},
		"words of their own":  {text: `[{"a": "Green"}]`, words: map[string]State{"green": OK}, checks: []Entry{{"a", OK, "Green", ""}}},
		"an unknown state":    {text: `[{"a": "purple"}]`, checks: []Entry{{"a", Unknown, "purple", ""}}, counts: map[string]int{unknownState: 1}},
		"several in one":      {text: `[{"a": "ok", "b": "critical", "message": "m"}]`, checks: []Entry{{"a", OK, "ok", "m"}, {"b", Critical, "critical", "m"}}},
		"a check named msg":   {text: `[{"msg": "ok"}]`, checks: []Entry{{"msg", OK, "ok", ""}}},
		"malformed beside good": {
			text:   `[1, null, "ok", {}, {"a": 5}, {"b": null}, {"": "ok"}, {"c": "ok"}, [{"d": "ok"}]]`,
			checks: []Entry{{"c", OK, "ok", ""}}, counts: map[string]int{malformed: 8},
		},
		"twice, the worse counts": {
			text:   `[{"a": "ok"}, {"a": "critical", "msg": "m"}, {"a": "warning"}]`,
			checks: []Entry{{"a", Critical, "critical", "m"}}, counts: map[string]int{duplicate: 2},
		},
		"twice in one object": {
			text:   `[{"a": "ok", "a": "critical", "a": "warning", "b": "ok", "msg": "m"}]`,
			checks: []Entry{{"a", Critical, "critical", "m"}, {"b", OK, "ok", "m"}}, counts: map[string]int{duplicate: 2},
		},
		"two messages":             {text: `[{"msg": "m", "a": "ok", "msg": "n"}]`, checks: []Entry{{"a", OK, "ok", "n"}}, counts: map[string]int{duplicate: 1}},
		"a check named msg, twice": {text: `[{"msg": "ok", "msg": "warning"}]`, checks: []Entry{{"msg", Warning, "warning", ""}}, counts: map[string]int{duplicate: 1}},
		"too large a number":       {text: `[{"a": 1e999}]`, counts: map[string]int{malformed: 1}},
		"a long message":           {text: `[{"a": "ok", "msg": "` + long + `"}]`, checks: []Entry{{"a", OK, "ok", strings.Repeat("é", maxMessage/2) + "…"}}},
		"a terminal's codes":       {text: `[{"a": "ok", "msg": "\u001b[31mred\n"}]`, checks: []Entry{{"a", OK, "ok", " [31mred "}}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parse(strings.NewReader(c.text), c.words)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(got.checks, c.checks) {
				t.Errorf("checks are %+v, want %+v", got.checks, c.checks)
			}
			if c.counts == nil {
				c.counts = map[string]int{}
			}
			if !reflect.DeepEqual(got.counts, c.counts) {
				t.Errorf("problems are %v %q, want %v", got.counts, got.problems, c.counts)
			}
			total := 0
			for _, n := range got.counts {
				total += n
			}
			if len(got.problems) != min(total, maxProblems) {
				t.Errorf("%d problems are told of %d", len(got.problems), total)
			}
		})
	}
}

func TestWhatIsNoListIsAnError(t *testing.T) {
	for text, want := range map[string]string{
		"":                                 "is no JSON list",
		`{"a": "ok"}`:                      "is no JSON list",
		`[{"a": "ok"}`:                     "is no JSON list",
		"<html>":                           "is no JSON list",
		"[" + strings.Repeat(" ", maxBody): "is longer than",
	} {
		if _, err := parse(strings.NewReader(text), nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func TestChecksAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString(`[{"` + strings.Repeat("n", maxName+1) + `":"ok"}`)
	for i := range maxChecks + 7 {
		b.WriteString(`,{"` + strings.Repeat("c", i%150+1) + string(rune('a'+i/150)) + `":"ok"}`)
	}
	b.WriteString("]")
	got, err := parse(strings.NewReader(b.String()), nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.checks) != maxChecks || got.counts[omitted] != 7 || got.counts[malformed] != 1 {
		t.Errorf("%d checks, problems %v", len(got.checks), got.counts)
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{`[{"a": "ok"}]`, `[{"a": "x", "msg": "m"}, 1, {}]`, `[{"a":"ok"},{"a":"warn"}]`, `[`, `{"a":[]}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := parse(strings.NewReader(text), map[string]State{"green": OK})
		if err != nil {
			return
		}
		if len(got.checks) > maxChecks || len(got.problems) > maxProblems {
			t.Fatalf("%d checks, %d problems", len(got.checks), len(got.problems))
		}
		// Two series with the same labels would make the whole answer unreadable.
		if _, err := registryOf(got, time.Second).Gather(); err != nil {
			t.Fatal(err)
		}
	})
}

// asking is an endpoint with one target that answers what the test says.
func asking(t *testing.T, job Job, handler http.HandlerFunc) (*Endpoint, string) {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	job.Targets = []string{server.URL}
	if job.Timeout == 0 {
		job.Timeout = model.Duration(5 * time.Second)
	}
	e := NewEndpoint(slog.New(slog.DiscardHandler), prometheus.NewRegistry(), time.Now)
	e.Apply([]Job{job})
	return e, server.URL
}

func scrape(e *Endpoint, name, target string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, Path+"?"+url.Values{"name": {name}, "target": {target}}.Encode(), nil))
	return w
}

func answering(code int, text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(code)
		_, _ = io.WriteString(w, text)
	}
}

func TestOneSeriesForEveryCheckAndState(t *testing.T) {
	e, target := asking(t, Job{Name: "shop", Labels: map[string]string{"team": "a"}}, answering(500, `[{"s3": "critical", "msg": "403 from bucket"}, {"q": "purple"}]`))
	body := scrape(e, "shop", target).Body.String()
	for _, want := range []string{
		"lookout_legacy_status_up 1\n",
		`lookout_legacy_status{check="s3",state="critical"} 1`, `lookout_legacy_status{check="s3",state="ok"} 0`,
		`lookout_legacy_status{check="q",state="unknown"} 1`, `lookout_legacy_status_problems{kind="unknown_state"} 1`,
		`lookout_legacy_status_problems{kind="malformed"} 0`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%q is not there:\n%s", want, body)
		}
	}
	if strings.Contains(body, "bucket") || strings.Contains(body, "purple") {
		t.Error("a text of the endpoint became a label")
	}
	if got := e.Message("shop", target, "s3"); got != "403 from bucket" {
		t.Errorf("message is %q", got)
	}
	if n := testutil.ToFloat64(e.problems.WithLabelValues(unknownState)); n != 1 {
		t.Errorf("unknown states counted: %v", n)
	}
	if s := e.Statuses()[0]; s.Job != "shop" || s.Labels["team"] != "a" || len(s.Checks) != 2 || len(s.Problems) != 1 || s.Error != "" {
		t.Errorf("status is %+v", s)
	}
}

func TestAnEndpointThatDoesNotAnswerIsDown(t *testing.T) {
	release := make(chan struct{})
	t.Cleanup(func() { close(release) })
	for name, c := range map[string]struct {
		job     Job
		handler http.HandlerFunc
		want    string
	}{
		"no list":   {Job{}, answering(200, "<html>"), "is no JSON list"},
		"an error":  {Job{}, answering(503, "down"), "status 503: "},
		"no answer": {Job{Timeout: model.Duration(50 * time.Millisecond)}, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "deadline exceeded"},
	} {
		t.Run(name, func(t *testing.T) {
			c.job.Name = "shop"
			e, target := asking(t, c.job, c.handler)
			body := scrape(e, "shop", target).Body.String()
			if !strings.Contains(body, "lookout_legacy_status_up 0\n") || strings.Contains(body, "check=") {
				t.Errorf("metrics are:\n%s", body)
			}
			if s := e.Statuses()[0]; !strings.Contains(s.Error, c.want) || s.Time.IsZero() {
				t.Errorf("status is %+v", s)
			}
		})
	}
}

func TestOnlyTheTargetsOfTheConfigurationAreAsked(t *testing.T) {
	called := false
	e, target := asking(t, Job{Name: "shop"}, func(http.ResponseWriter, *http.Request) { called = true })
	for _, c := range [][2]string{{"shop", target + "/other"}, {"other", target}, {"", ""}} {
		if w := scrape(e, c[0], c[1]); w.Code != http.StatusNotFound {
			t.Errorf("%v is answered %d", c, w.Code)
		}
	}
	if called {
		t.Error("a target that is not configured was asked")
	}
}

func TestAReloadKeepsWhatIsKnownAndForgetsWhatWent(t *testing.T) {
	e, target := asking(t, Job{Name: "shop"}, answering(200, `[{"a": "ok", "msg": "m"}]`))
	scrape(e, "shop", target)
	e.Apply([]Job{{Name: "shop", Targets: []string{target}, Labels: map[string]string{"team": "b"}}})
	if s := e.Statuses()[0]; len(s.Checks) != 1 || s.Labels["team"] != "b" {
		t.Errorf("after a reload: %+v", s)
	}
	jobs := e.jobs
	e.Apply(nil)
	if w := scrape(e, "shop", target); w.Code != http.StatusNotFound {
		t.Errorf("a target that went is asked still: %d", w.Code)
	}
	e.Apply(jobs)
	if s := e.Statuses()[0]; len(s.Checks) != 1 {
		t.Errorf("a reload that failed forgot %+v", s)
	}
	e.Apply(nil)
	e.Settle()
	if len(e.Statuses()) != 0 || e.Message("shop", target, "a") != "" {
		t.Error("a target that went is remembered")
	}
}

func TestJobsThatCannotBeMeant(t *testing.T) {
	good := Job{Name: "a", Targets: []string{"http://b/c"}, Timeout: 1}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for want, change := range map[string]func(*Job){
		"name is missing":             func(j *Job) { j.Name = "" },
		"targets is missing":          func(j *Job) { j.Targets = nil },
		"targets: not a complete URL": func(j *Job) { j.Targets = []string{"shop/status"} },
		"basic_auth":                  func(j *Job) { j.Targets = []string{"http://me:pw@b/"} },
		"stands there twice":          func(j *Job) { j.Targets = []string{"http://b/", "http://b/"} },
		`labels: "check"`:             func(j *Job) { j.Labels = map[string]string{"check": "x"} },
		`states: "red"`:               func(j *Job) { j.States = map[string]State{"red": "bad"} },
		"case does not matter":        func(j *Job) { j.States = map[string]State{"Green": OK, "green": Critical} },
		"timeout":                     func(j *Job) { j.Timeout = 0 },
	} {
		j := good
		change(&j)
		if err := j.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
