// Package script runs user stories: what a person types, and what they see. Each story is a
// text file in testdata, readable by itself, with the files it needs at its end. Besides the
// commands of testscript it may use:
//
//	lookout ARGS…             the program itself
//	start ARGS…               lookout serve on a free port; later commands find it in $LOOKOUT_SERVER
//	stop                      ask that server to end, and check that it ends well
//	reload                    send that server SIGHUP
//	eventually PATTERN ARGS…  run lookout ARGS until its output matches PATTERN
//	checkin PATH [MESSAGE]    POST to /heartbeat/PATH of that server, as a cron job does
//	push PATH METRICS         POST to /metrics/job/PATH of that server, as a batch job does
//	pushed-id VAR LABEL=VALUE keeps the id of the one pushed group with that label
//	ships NAME DIR            a service with the dashboards of DIR; later commands find its list at $SHIPPED
//	prometheus-data DIR AGE   what a Prometheus leaves that ran for six hours until AGE ago
package script

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/promslog"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/tsdb"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/lookout-monitor/lookout/internal/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"lookout": func() { os.Exit(cli.Main(context.Background(), os.Args[1:], cli.Standard())) },
	})
}

func TestStories(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Setenv("LOOKOUT_SERVER", "http://127.0.0.1:1") // nothing answers there
			env.Values[serverKey{}] = &server{}
			env.Defer(func() { env.Values[serverKey{}].(*server).kill() })
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"start":           start,
			"stop":            stop,
			"reload":          reload,
			"eventually":      eventually,
			"checkin":         checkIn,
			"push":            push,
			"pushed-id":       pushedID,
			"ships":           ships,
			"prometheus-data": prometheusData,
		},
	})
}

// eventually allows for what takes a moment in a running server: a scrape, an evaluation.
func eventually(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: eventually PATTERN ARGS…")
	}
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	var output []byte
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(200 * time.Millisecond) {
		command := exec.Command("lookout", args[1:]...)
		command.Path, err = exec.LookPath("lookout")
		ts.Check(err)
		command.Dir, command.Env = ts.Getenv("WORK"), environment(ts)
		if output, _ = command.CombinedOutput(); pattern.Match(output) {
			ts.Logf("%s", output)
			return
		}
	}
	ts.Fatalf("lookout %v never printed %q; the last output was:\n%s", args[1:], pattern, output)
}

// checkIn does what curl does in a cron job: silence is success, an error is told.
func checkIn(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 1 || len(args) > 2 {
		ts.Fatalf("usage: checkin PATH [MESSAGE]")
	}
	post(ts, neg, "/heartbeat/"+args[0], strings.Join(args[1:], ""))
}

func push(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: push PATH METRICS")
	}
	post(ts, neg, "/metrics/job/"+args[0], args[1]+"\n")
}

func post(ts *testscript.TestScript, neg bool, path, body string) {
	response, err := http.Post(ts.Getenv("LOOKOUT_SERVER")+path, "text/plain", strings.NewReader(body))
	ts.Check(err)
	defer response.Body.Close()
	answer, err := io.ReadAll(response.Body)
	ts.Check(err)
	if response.StatusCode == http.StatusOK {
		if neg {
			ts.Fatalf("%s was taken", path)
		}
		return
	}
	_, _ = ts.Stderr().Write(answer)
	if !neg {
		ts.Fatalf("%s was refused: %s", path, answer)
	}
}

func pushedID(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: pushed-id VAR LABEL=VALUE")
	}
	response, err := http.Get(ts.Getenv("LOOKOUT_SERVER") + "/lookout/api/v1/pushed")
	ts.Check(err)
	defer response.Body.Close()
	var answer struct {
		Groups []struct {
			ID     string
			Labels map[string]string
		}
	}
	ts.Check(json.NewDecoder(response.Body).Decode(&answer))
	name, value, _ := strings.Cut(args[1], "=")
	for _, g := range answer.Groups {
		if g.Labels[name] == value {
			ts.Setenv(args[0], g.ID)
			return
		}
	}
	ts.Fatalf("no pushed group has %s", args[1])
}

func environment(ts *testscript.TestScript) []string {
	return append(os.Environ(), "LOOKOUT_SERVER="+ts.Getenv("LOOKOUT_SERVER"), "NO_COLOR=1")
}

// prometheusData makes a data folder with blocks, and a write-ahead log with the rest.
func prometheusData(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: prometheus-data DIR AGE")
	}
	age, err := time.ParseDuration(args[1])
	ts.Check(err)
	db, err := tsdb.Open(ts.MkAbs(args[0]), promslog.NewNopLogger(), nil, tsdb.DefaultOptions(), nil)
	ts.Check(err)
	end := time.Now().Add(-age)
	for at := end.Add(-6 * time.Hour); at.Before(end); at = at.Add(time.Minute) {
		app := db.Appender(context.Background())
		_, err := app.Append(0, promlabels.FromStrings("__name__", "old_metric"), at.UnixMilli(), 7)
		ts.Check(err)
		ts.Check(app.Commit())
	}
	ts.Check(db.Compact(context.Background()))
	ts.Check(db.Close())
}
