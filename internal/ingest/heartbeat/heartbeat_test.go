package heartbeat_test

import (
	"context"
	"database/sql"
	"log/slog"
	"math"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/value"
	"github.com/prometheus/prometheus/util/teststorage"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/ingest/heartbeat"
	"github.com/lookout-monitor/lookout/internal/state"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const hour = model.Duration(time.Hour)

func hourly(name string) heartbeat.Job {
	return heartbeat.Job{Name: name, Period: hour, Grace: hour, Labels: map[string]string{"team": "storage"}}
}

// world is a watch with a store and a database that a test looks into.
type world struct {
	*heartbeat.Watch
	store *teststorage.Appendable
	reg   *prometheus.Registry
}

func open(t *testing.T, db *sql.DB, conf heartbeat.Config) world {
	t.Helper()
	w := world{store: teststorage.NewAppendable(), reg: prometheus.NewRegistry()}
	w.Watch = heartbeat.New(heartbeat.Options{DB: db, Write: w.store, Now: time.Now, Logger: slog.New(slog.DiscardHandler), Registerer: w.reg})
	require.NoError(t, w.Apply(t.Context(), conf))
	return w
}

func database(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := state.Open(t.Context(), path)
	require.NoError(t, err)
	t.Cleanup(func() { db.Close() })
	return db
}

func newDatabase(t *testing.T) *sql.DB { return database(t, filepath.Join(t.TempDir(), "lookout.db")) }

// newest returns the newest value of a job's series, and when it was written.
func (w world) newest(metric, name string) (float64, time.Time) {
	samples := w.store.ResultSamples()
	for i := len(samples) - 1; i >= 0; i-- {
		if l := samples[i].L; l.Get("__name__") == metric && l.Get("heartbeat") == name {
			return samples[i].V, time.UnixMilli(samples[i].T)
		}
	}
	return math.NaN(), time.Time{}
}

// run runs the watch as long as during takes.
func (w world) run(t *testing.T, during func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- w.Run(ctx) }()
	during()
	cancel()
	require.NoError(t, <-ended)
}

func TestTheSeriesSayLateFromTheVeryMoment(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, newDatabase(t), heartbeat.Config{hourly("backup")})
		began := time.Now()
		w.run(t, func() {
			time.Sleep(2*time.Hour - time.Second)
			synctest.Wait()
			late, _ := w.newest("lookout_heartbeat_late", "backup")
			require.Zero(t, late)
			time.Sleep(time.Second)
			synctest.Wait()
			late, at := w.newest("lookout_heartbeat_late", "backup")
			require.EqualValues(t, 1, late)
			require.WithinDuration(t, began.Add(2*time.Hour), at, 2*time.Millisecond)

			require.NoError(t, w.Hear(t.Context(), "backup", heartbeat.Success, ""))
			late, _ = w.newest("lookout_heartbeat_late", "backup")
			require.Zero(t, late, "a check-in is in the series when it is answered")
		})
	})
}

func TestARunIsCalledTooLongAtItsBoundNotAtTheNextRefresh(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		job := hourly("backup")
		job.MaxRuntime = model.Duration(5 * time.Second)
		w := open(t, newDatabase(t), heartbeat.Config{job})
		w.run(t, func() {
			synctest.Wait()
			require.NoError(t, w.Hear(t.Context(), "backup", heartbeat.Start, ""))
			time.Sleep(5 * time.Second)
			synctest.Wait()
			over, _ := w.newest("lookout_heartbeat_overrunning", "backup")
			require.EqualValues(t, 1, over)
		})
	})
}

func TestARestartChangesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "lookout.db")
		conf := heartbeat.Config{hourly("backup"), hourly("never"), hourly("failed"), hourly("runs")}
		db := database(t, path)
		w := open(t, db, conf)
		time.Sleep(10 * time.Minute)
		require.NoError(t, w.Hear(t.Context(), "backup", heartbeat.Start, ""))
		time.Sleep(1234 * time.Millisecond)
		require.NoError(t, w.Hear(t.Context(), "backup", heartbeat.Success, "42 files"))
		require.NoError(t, w.Hear(t.Context(), "failed", heartbeat.Fail, "no space left"))
		require.NoError(t, w.Hear(t.Context(), "runs", heartbeat.Start, ""))
		before := w.List()
		require.NoError(t, db.Close())

		again := open(t, database(t, path), conf)
		require.Equal(t, before, again.List())
		time.Sleep(2*time.Hour - 10*time.Minute - 1234*time.Millisecond)
		states := map[string]heartbeat.State{}
		for _, job := range again.List() {
			states[job.Name] = job.State
		}
		require.Equal(t, map[string]heartbeat.State{
			"backup": heartbeat.OK, "never": heartbeat.Late, "failed": heartbeat.Failed, "runs": heartbeat.Running,
		}, states)
	})
}

func TestAReloadKeepsWhatStaysAndEndsWhatGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := newDatabase(t)
		w := open(t, db, heartbeat.Config{hourly("stays"), hourly("goes"), hourly("changes")})
		for _, name := range []string{"stays", "goes", "changes"} {
			require.NoError(t, w.Hear(t.Context(), name, heartbeat.Success, name))
		}
		time.Sleep(3 * time.Hour)
		changed := hourly("changes")
		changed.Period = 2 * hour
		require.NoError(t, w.Apply(t.Context(), heartbeat.Config{hourly("stays"), changed}))

		list := w.List()
		require.Len(t, list, 2)
		require.Equal(t, heartbeat.OK, list[0].State, "a new schedule counts from the reload")
		require.Equal(t, "changes", list[0].Message)
		require.Equal(t, heartbeat.Late, list[1].State)
		ended, _ := w.newest("lookout_heartbeat_late", "goes")
		require.True(t, value.IsStaleNaN(ended))

		require.NoError(t, w.Apply(t.Context(), heartbeat.Config{hourly("goes")}))
		require.Nil(t, w.List()[0].LastCheckIn, "what was removed begins anew")
	})
}

func TestAnApplyThatCannotBeKeptChangesNothing(t *testing.T) {
	db := newDatabase(t)
	w := open(t, db, heartbeat.Config{hourly("backup")})
	require.NoError(t, db.Close())
	require.Error(t, w.Apply(t.Context(), heartbeat.Config{hourly("other")}))
	require.Equal(t, "backup", w.List()[0].Name)
}

func TestLabelsOfAJobStandOnItsSeries(t *testing.T) {
	w := open(t, newDatabase(t), heartbeat.Config{hourly("backup")})
	for _, sample := range w.store.ResultSamples() {
		require.Equal(t, "storage", sample.L.Get("team"))
		require.Equal(t, "gauge", string(sample.M.Type))
		require.NotEmpty(t, sample.M.Help)
	}
	_, known := w.newest("lookout_heartbeat_last_check_in_timestamp_seconds", "backup")
	require.Zero(t, known, "what is not known has no series")
}

// ask sends a request through the routes as they are declared.
func (w world) ask(method, path, body string) *httptest.ResponseRecorder {
	mux := http.NewServeMux()
	for _, route := range w.Routes() {
		mux.Handle(route.Method+" "+route.Path, route.Handler)
	}
	answer := httptest.NewRecorder()
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Body = http.MaxBytesReader(answer, request.Body, 1<<20)
	mux.ServeHTTP(answer, request)
	return answer
}

func TestCheckingIn(t *testing.T) {
	w := open(t, newDatabase(t), heartbeat.Config{hourly("backup")})
	for _, c := range []struct {
		method, path, body string
		code               int
		answer             string
		state              heartbeat.State
		message            string
	}{
		{"HEAD", "/heartbeat/backup", "", 405, "", heartbeat.Waiting, ""},
		{"GET", "/heartbeat/backup/start", "", 200, "ok\n", heartbeat.Running, ""},
		{"GET", "/heartbeat/backup", "", 200, "ok\n", heartbeat.OK, ""},
		{"POST", "/heartbeat/backup/fail", "disk full\n", 200, "ok\n", heartbeat.Failed, "disk full"},
		{"POST", "/heartbeat/backup", "\x1b[31mred\x07\xff\nline", 200, "ok\n", heartbeat.OK, "[31mred\nline"},
		{"POST", "/heartbeat/backup", strings.Repeat("x", 100_000) + "the end", 200, "ok\n", heartbeat.OK, strings.Repeat("x", 4096-7) + "the end"},
		{"POST", "/heartbeat/backup/fail", strings.Repeat("x", 2<<20), 413, "keep it short with `tail -c 4096`", heartbeat.OK, strings.Repeat("x", 4096-7) + "the end"},
		{"GET", "/heartbeat/bakcup", "", 404, `add it to lookout.yml and reload: heartbeats: [{name: bakcup, period: 1d, grace: 1h}]`, heartbeat.OK, strings.Repeat("x", 4096-7) + "the end"},
		{"GET", "/heartbeat/a%20b", "", 404, "is no name of a heartbeat", heartbeat.OK, strings.Repeat("x", 4096-7) + "the end"},
	} {
		answer := w.ask(c.method, c.path, c.body)
		require.Equal(t, c.code, answer.Code, "%s %s", c.method, c.path)
		require.Contains(t, answer.Body.String(), c.answer)
		require.Equal(t, c.state, w.List()[0].State, "%s %s", c.method, c.path)
		require.Equal(t, c.message, w.List()[0].Message)
	}
	require.NoError(t, testutil.GatherAndCompare(w.reg, strings.NewReader(`
# HELP lookout_heartbeat_requests_total Check-ins of cron jobs, by outcome: taken, unknown (no such heartbeat), refused (the body cannot be read or is too long), failed (not kept).
# TYPE lookout_heartbeat_requests_total counter
lookout_heartbeat_requests_total{outcome="failed"} 0
lookout_heartbeat_requests_total{outcome="refused"} 1
lookout_heartbeat_requests_total{outcome="taken"} 5
lookout_heartbeat_requests_total{outcome="unknown"} 2
`)))
}

func TestACheckInThatIsNotKeptIsNotAcknowledged(t *testing.T) {
	db := newDatabase(t)
	w := open(t, db, heartbeat.Config{hourly("backup")})
	require.NoError(t, db.Close())
	answer := w.ask("POST", "/heartbeat/backup", "")
	require.Equal(t, 500, answer.Code)
	require.Contains(t, answer.Body.String(), "check-in not kept, try again")
	require.Equal(t, heartbeat.Waiting, w.List()[0].State)
}

func TestACheckInWritesItsOwnSeriesAlone(t *testing.T) {
	w := open(t, newDatabase(t), heartbeat.Config{hourly("a"), hourly("b")})
	before := len(w.store.ResultSamples())
	require.NoError(t, w.Hear(t.Context(), "a", heartbeat.Success, ""))
	written := w.store.ResultSamples()[before:]
	require.NotEmpty(t, written)
	for _, s := range written {
		require.Equal(t, "a", s.L.Get("heartbeat"))
	}
}
