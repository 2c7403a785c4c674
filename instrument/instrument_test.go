package instrument

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// running starts a service on free ports and ends it with the test.
func running(t *testing.T, config Config) *Service {
	t.Helper()
	config.MetricsAddress, config.DashboardsAddress = "127.0.0.1:0", "127.0.0.1:0"
	s, err := New(config)
	require.NoError(t, err)
	require.NoError(t, s.Listen(t.Context()))
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error)
	go func() { ended <- s.Run(ctx) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
	return s
}

func get(t *testing.T, method string, addr net.Addr, path string, header ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, "http://"+addr.String()+path, nil)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	response, err := client.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(body)
}

func TestMetricsTellWhichVersionRunsAndHowFullThingsAre(t *testing.T) {
	s := running(t, Config{Name: "shop-Cart", Version: "1.2.3"})
	require.NoError(t, s.Saturation("database", func() (float64, float64) { return 3, 10 }))
	require.NoError(t, s.Saturation("orders", func() (float64, float64) { return 7, 0 }))
	response, body := get(t, http.MethodGet, s.MetricsAddr(), "/metrics")
	require.Equal(t, http.StatusOK, response.StatusCode)
	for _, line := range []string{
		`shop_cart_info{version="1.2.3"} 1`,
		`saturation_in_use{resource="database"} 3`,
		`saturation_limit{resource="database"} 10`,
		`saturation_in_use{resource="orders"} 7`,
		"http_requests_in_flight 0",
		"go_sched_gomaxprocs_threads ",
		"process_cpu_seconds_total ",
		"go_build_info{",
	} {
		require.Contains(t, body, "\n"+line)
	}
	require.NotContains(t, body, `saturation_limit{resource="orders"}`)
}

// TestAReadingThatPanicsIsLeftOut and neither ends the service nor hides what others read.
func TestAReadingThatPanicsIsLeftOut(t *testing.T) {
	var log syncedLog
	s := running(t, Config{Name: "shop", Logger: slog.New(slog.NewTextHandler(&log, nil))})
	require.NoError(t, s.Saturation("database", func() (float64, float64) { return 3, 10 }))
	require.NoError(t, s.Saturation("orders", func() (float64, float64) { panic("no queue yet") }))
	get(t, http.MethodGet, s.MetricsAddr(), "/metrics")
	response, body := get(t, http.MethodGet, s.MetricsAddr(), "/metrics")
	require.Equal(t, http.StatusOK, response.StatusCode)
	require.Contains(t, body, `saturation_in_use{resource="database"} 3`)
	require.NotContains(t, body, `saturation_in_use{resource="orders"}`)
	require.Contains(t, body, "saturation_panics_total{resource=\"orders\"} 2\n")
	require.NotContains(t, body, `saturation_panics_total{resource="database"}`)
	require.Equal(t, 1, strings.Count(log.String(), "no queue yet"), "told once")
}

// syncedLog is written to while the test reads it.
type syncedLog struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *syncedLog) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *syncedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func TestDashboardsAreListedAndServedUnderAnETag(t *testing.T) {
	files := fstest.MapFS{
		"dashboards/shop-main.json": {Data: []byte(`{"title":"Shop"}`)},
		"dashboards/more/slow.json": {Data: []byte(`{"title":"Slow"}`)},
		"dashboards/README.md":      {Data: []byte("not a dashboard")},
	}
	s := running(t, Config{Name: "shop", Version: "7", Folder: "The shop", Dashboards: files})
	list, body := get(t, http.MethodGet, s.DashboardsAddr(), "/grafana")
	require.JSONEq(t, `[{"dashboard_file":"slow.json","folder":"The shop"},{"dashboard_file":"shop-main.json","folder":"The shop"}]`, body)
	first, body := get(t, http.MethodGet, s.DashboardsAddr(), "/grafana/shop-main.json")
	require.Equal(t, `{"title":"Shop"}`, body)
	require.Equal(t, "application/json", first.Header.Get("Content-Type"))

	tag := first.Header.Get("ETag")
	require.Regexp(t, `^"[0-9a-f]{32}"$`, tag)
	again, body := get(t, http.MethodGet, s.DashboardsAddr(), "/grafana/shop-main.json", "If-None-Match", tag)
	require.Equal(t, http.StatusNotModified, again.StatusCode)
	require.Empty(t, body)
	require.Equal(t, "7", again.Header.Get("Service-Version"))

	head, body := get(t, http.MethodHead, s.DashboardsAddr(), "/grafana/shop-main.json")
	require.Equal(t, http.StatusOK, head.StatusCode)
	require.Empty(t, body)
	require.Equal(t, tag, head.Header.Get("ETag"))
	require.EqualValues(t, len(`{"title":"Shop"}`), head.ContentLength)

	files["dashboards/shop-main.json"] = &fstest.MapFile{Data: []byte(`{"title":"Shop, changed"}`)}
	changed, body := get(t, http.MethodGet, s.DashboardsAddr(), "/grafana/shop-main.json", "If-None-Match", tag)
	require.Equal(t, http.StatusOK, changed.StatusCode)
	require.Equal(t, `{"title":"Shop, changed"}`, body)
	require.NotEqual(t, tag, changed.Header.Get("ETag"))
	same, _ := get(t, http.MethodGet, s.DashboardsAddr(), "/grafana", "If-None-Match", list.Header.Get("ETag"))
	require.Equal(t, http.StatusNotModified, same.StatusCode, "the list did not change")
}

func TestOtherPathsAndMethodsAreRefused(t *testing.T) {
	s := running(t, Config{Name: "shop", Dashboards: fstest.MapFS{"a.json": {Data: []byte("{}")}, "secret.txt": {Data: []byte("x")}}})
	for _, c := range []struct {
		method string
		addr   net.Addr
		path   string
		want   int
	}{
		{http.MethodGet, s.DashboardsAddr(), "/grafana/b.json", 404},
		{http.MethodGet, s.DashboardsAddr(), "/grafana/secret.txt", 404},
		{http.MethodGet, s.DashboardsAddr(), "/grafana/..%2fgo.mod", 404},
		{http.MethodGet, s.DashboardsAddr(), "/metrics", 404},
		{http.MethodGet, s.MetricsAddr(), "/grafana", 404},
		{http.MethodGet, s.MetricsAddr(), "/debug/pprof/", 404},
		{http.MethodPost, s.DashboardsAddr(), "/grafana", 405},
		{http.MethodPost, s.MetricsAddr(), "/metrics", 405},
	} {
		response, _ := get(t, c.method, c.addr, c.path)
		require.Equal(t, c.want, response.StatusCode, "%s %s", c.method, c.path)
	}
}

func TestWithoutDashboardsTheListIsEmpty(t *testing.T) {
	s := running(t, Config{Name: "shop"})
	_, body := get(t, http.MethodGet, s.DashboardsAddr(), "/grafana")
	require.Equal(t, "[]", body)
}

func TestAStrangerIsRefusedWhateverItsHeadersSay(t *testing.T) {
	s := running(t, Config{Name: "shop", AllowFrom: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
	for _, addr := range []net.Addr{s.MetricsAddr(), s.DashboardsAddr()} {
		for _, header := range []string{"X-Forwarded-For", "Forwarded", "X-Real-IP"} {
			response, body := get(t, http.MethodGet, addr, "/metrics", header, "192.0.2.1")
			require.Equal(t, http.StatusForbidden, response.StatusCode)
			require.Contains(t, body, "127.0.0.1 may not read")
			require.Contains(t, body, "AllowFrom")
		}
	}
}

func TestATakenPortSaysWhatToSet(t *testing.T) {
	taken := running(t, Config{Name: "first"})
	for _, c := range []struct {
		config Config
		want   string
	}{
		{Config{Name: "second", MetricsAddress: taken.MetricsAddr().String(), DashboardsAddress: "127.0.0.1:0"}, "MetricsAddress"},
		{Config{Name: "second", MetricsAddress: "127.0.0.1:0", DashboardsAddress: taken.DashboardsAddr().String()}, "DashboardsAddress"},
	} {
		second, err := New(c.config)
		require.NoError(t, err)
		require.ErrorContains(t, second.Run(t.Context()), c.want)
		require.Nil(t, second.MetricsAddr(), "the other port is free again")
	}
}

func TestConfigurationsThatAreRefused(t *testing.T) {
	for _, c := range []struct {
		name   string
		config Config
		want   string
	}{
		{"no name", Config{}, "set Name"},
		{"spaces", Config{Name: "My Shop!"}, `for example "my-shop"`},
		{"digits only", Config{Name: "42"}, "beginning with a letter"},
		{"long", Config{Name: strings.Repeat("a", 64)}, "at most 63"},
		{"taken by Go's own metrics", Config{Name: "go"}, "choose another"},
		{"taken by OpenTelemetry", Config{Name: "target"}, "OpenTelemetry"},
		{"line break in version", Config{Name: "shop", Version: "1\n2"}, "control characters"},
		{"nobody allowed", Config{Name: "shop", AllowFrom: []netip.Prefix{}}, "nobody could read"},
		{"no network", Config{Name: "shop", AllowFrom: []netip.Prefix{{}}}, "AllowFrom[0]"},
		{"wider than IPv4", Config{Name: "shop", AllowFrom: []netip.Prefix{netip.MustParsePrefix("::ffff:0.0.0.0/90")}}, "write 0.0.0.0/0"},
		{"two of a name", Config{Name: "shop", Dashboards: fstest.MapFS{"a/x.json": {}, "b/x.json": {}}}, "rename one"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := New(c.config)
			require.ErrorContains(t, err, c.want)
		})
	}
}

func TestSaturationThatIsRefused(t *testing.T) {
	s, err := New(Config{Name: "shop"})
	require.NoError(t, err)
	reading := func() (float64, float64) { return 0, 0 }
	require.NoError(t, s.Saturation("database", reading))
	require.ErrorContains(t, s.Saturation("database", reading), "shown already")
	require.ErrorContains(t, s.Saturation("", reading), "name the resource")
	require.ErrorContains(t, s.Saturation("\xff", reading), "UTF-8")
	require.ErrorContains(t, s.Saturation("queue", nil), "function")
}
