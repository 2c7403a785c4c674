package instrument

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus/testutil"
	"github.com/stretchr/testify/require"
)

func shop(t *testing.T, route func(*http.Request) string) *Service {
	t.Helper()
	s, err := New(Config{Name: "shop", Route: route})
	require.NoError(t, err)
	return s
}

func ask(handler http.Handler, method, path string) {
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(method, path, nil))
}

func TestRequestsAreCountedByMethodRouteAndCode(t *testing.T) {
	s := shop(t, nil)
	mux := http.NewServeMux()
	mux.HandleFunc("GET /cart/{id}", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") })
	mux.HandleFunc("/pay", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	mux.HandleFunc("/early", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusEarlyHints)
		w.WriteHeader(http.StatusCreated)
		w.WriteHeader(http.StatusOK) // superfluous, as net/http logs
	})
	mux.HandleFunc("/silent", func(http.ResponseWriter, *http.Request) {})
	handler := s.Handler(mux)
	for _, r := range [][2]string{
		{"GET", "/cart/1"}, {"GET", "/cart/2"}, {"POST", "/pay"}, {"BREW", "/pay"}, {"GET", "/early"}, {"GET", "/silent"}, {"GET", "/wp-login.php"}, {"GET", "/.env"},
	} {
		ask(handler, r[0], r[1])
	}
	require.NoError(t, testutil.GatherAndCompare(s.Registry(), strings.NewReader(`
# HELP http_requests_total HTTP requests answered.
# TYPE http_requests_total counter
http_requests_total{code="200",method="GET",route="/cart/{id}"} 2
http_requests_total{code="201",method="GET",route="/early"} 1
http_requests_total{code="200",method="GET",route="/silent"} 1
http_requests_total{code="404",method="GET",route="other"} 2
http_requests_total{code="502",method="POST",route="/pay"} 1
http_requests_total{code="502",method="other",route="/pay"} 1
# HELP http_response_bytes_total Bytes of response bodies.
# TYPE http_response_bytes_total counter
http_response_bytes_total{method="GET",route="/cart/{id}"} 10
http_response_bytes_total{method="GET",route="/early"} 0
http_response_bytes_total{method="GET",route="/silent"} 0
http_response_bytes_total{method="GET",route="other"} 38
http_response_bytes_total{method="POST",route="/pay"} 0
http_response_bytes_total{method="other",route="/pay"} 0
`), "http_requests_total", "http_response_bytes_total"))
}

func TestDurationsAreClassicAndNative(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := shop(t, nil)
		mux := http.NewServeMux()
		mux.HandleFunc("/slow", func(http.ResponseWriter, *http.Request) { time.Sleep(300 * time.Millisecond) })
		ask(s.Handler(mux), "GET", "/slow")
		families, err := s.Registry().Gather()
		require.NoError(t, err)
		for _, family := range families {
			if family.GetName() != "http_request_duration_seconds" {
				continue
			}
			h := family.GetMetric()[0].GetHistogram()
			require.InDelta(t, .3, h.GetSampleSum(), 1e-9)
			require.Len(t, h.GetBucket(), 12, "classic")
			require.EqualValues(t, 3, h.GetSchema(), "native, at most 9 percent off")
			require.NotEmpty(t, h.GetPositiveSpan())
			return
		}
		t.Fatal("no durations")
	})
}

func TestRoutesAreBounded(t *testing.T) {
	s := shop(t, func(r *http.Request) string { return r.URL.Path }) // what a service must not do
	handler := s.Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	for i := range 1000 {
		ask(handler, "GET", fmt.Sprintf("/%d", i))
	}
	count, err := testutil.GatherAndCount(s.Registry(), "http_requests_total")
	require.NoError(t, err)
	require.Equal(t, mostRoutes+1, count)
}

func TestAPanicIsCountedAndGoesOn(t *testing.T) {
	s := shop(t, nil)
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusOK)
		panic(http.ErrAbortHandler)
	})
	require.PanicsWithError(t, http.ErrAbortHandler.Error(), func() { ask(s.Handler(mux), "GET", "/") })
	require.EqualValues(t, 1, testutil.ToFloat64(s.requests.total.WithLabelValues("GET", "/", "500")))
	require.Zero(t, testutil.ToFloat64(s.requests.inFlight))
}

func TestRequestsInFlight(t *testing.T) {
	s := shop(t, nil)
	var during float64
	ask(s.Handler(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { during = testutil.ToFloat64(s.requests.inFlight) })), "GET", "/")
	require.EqualValues(t, 1, during)
	require.Zero(t, testutil.ToFloat64(s.requests.inFlight))
}

func TestWhatHandlersAskOfTheWriterStillWorks(t *testing.T) {
	s := shop(t, nil)
	mux := http.NewServeMux()
	mux.HandleFunc("/flush", func(w http.ResponseWriter, _ *http.Request) {
		w.(http.Flusher).Flush()
		io.Copy(w, strings.NewReader("streamed"))
		if err := http.NewResponseController(w).SetWriteDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Error(err)
		}
	})
	mux.HandleFunc("/hijack", func(w http.ResponseWriter, _ *http.Request) {
		conn, _, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\n\r\n")
		conn.Close()
	})
	server := httptest.NewServer(s.Handler(mux))
	defer server.Close()
	_, body := get(t, "GET", server.Listener.Addr(), "/flush")
	require.Equal(t, "streamed", body)

	conn, err := new(net.Dialer).DialContext(context.Background(), "tcp", server.Listener.Addr().String())
	require.NoError(t, err)
	defer conn.Close()
	io.WriteString(conn, "GET /hijack HTTP/1.1\r\nHost: shop\r\n\r\n")
	line, err := bufio.NewReader(conn).ReadString('\n')
	require.NoError(t, err)
	require.Contains(t, line, "101")
	require.Eventually(t, func() bool {
		return testutil.ToFloat64(s.requests.total.WithLabelValues("GET", "/hijack", "101")) == 1
	}, 5*time.Second, time.Millisecond)
	require.EqualValues(t, len("streamed"), testutil.ToFloat64(s.requests.size.WithLabelValues("GET", "/flush")))
}
