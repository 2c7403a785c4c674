package probe

import (
	"context"
	"crypto/tls"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	"go.uber.org/goleak"
	"go.yaml.in/yaml/v4"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// module reads a module as a file has it.
func module(t testing.TB, text string) Module {
	t.Helper()
	var m Module
	if err := yaml.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	if err := m.Validate(); err != nil {
		t.Fatal(err)
	}
	return m
}

func askOnce(t testing.TB, m Module, target string) *Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	return Ask(ctx, Question{Module: "m", How: m, Target: target})
}

// steps is what a result says about its way, without the times.
func steps(r *Result) string {
	var b strings.Builder
	for _, s := range r.Steps {
		b.WriteString(s.Text + "\n")
	}
	return b.String()
}

// TestFailuresSayWhy is about what people read; that the metrics are right is held against blackbox_exporter itself.
func TestFailuresSayWhy(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/broken":
			w.WriteHeader(http.StatusInternalServerError)
		case "/slow":
			<-r.Context().Done()
		default:
			_, _ = io.WriteString(w, "welcome\x1b[31m")
		}
	}))
	defer web.Close()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed.Close()

	for name, c := range map[string]struct{ module, target, want string }{
		"status":      {"prober: http", web.URL + "/broken", "status 500 is not 2xx"},
		"other":       {"{prober: http, http: {valid_status_codes: [200, 204]}}", web.URL + "/broken", "status 500 is none of [200 204]"},
		"body":        {"{prober: http, http: {fail_if_body_not_matches_regexp: [bye]}}", web.URL, `the body does not match "bye" (fail_if_body_not_matches_regexp)`},
		"nobody":      {"prober: http", "http://" + closed.Addr().String(), "connect: dial tcp " + closed.Addr().String() + ": connect: connection refused; nothing listens there"},
		"no name":     {"prober: http", "http://no.such.host.invalid", "look up no.such.host.invalid: "},
		"no URL":      {"prober: http", "http://a b:secret@c/", "the target is no URL"},
		"no host":     {"prober: http", "http:///path", "the target names no host"},
		"no port":     {"prober: tcp", "db", "the target needs a host and a port, such as db.example.org:5432"},
		"nobody: tcp": {"prober: tcp", closed.Addr().String(), "nothing listens there"},
		"no IPv6":     {"{prober: icmp, icmp: {ip_protocol_fallback: false}}", "127.0.0.1", "look up an IPv6 address of 127.0.0.1: no such address; ip_protocol_fallback is off"},
	} {
		t.Run(name, func(t *testing.T) {
			r := askOnce(t, module(t, c.module), c.target)
			if r.Success || !strings.Contains(r.Reason, c.want) {
				t.Errorf("got  %q\nwant %q", r.Reason, c.want)
			}
			if !strings.Contains(steps(r), "failed: "+r.Reason) || strings.Contains(steps(r), "secret") {
				t.Errorf("steps are:\n%s", steps(r))
			}
		})
	}
	t.Run("no time left", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		r := Ask(ctx, Question{How: NewModule("http"), Target: web.URL + "/slow"})
		if !strings.HasPrefix(r.Reason, "no good answer within ") {
			t.Errorf("reason is %q", r.Reason)
		}
	})
}

func TestAPasswordInATargetIsNotShown(t *testing.T) {
	web := httptest.NewServer(http.NotFoundHandler())
	defer web.Close()
	u, _ := url.Parse(web.URL)
	u.User = url.UserPassword("me", "hunter2")
	r := askOnce(t, NewModule("http"), u.String())
	if strings.Contains(steps(r)+r.Reason+r.ShownTarget(), "hunter2") {
		t.Errorf("the password is shown:\n%s", steps(r))
	}
}

func TestAPasswordWhereNobodyAsksForOneIsNotShown(t *testing.T) {
	for _, prober := range []string{"tcp", "dns, dns: {query_name: example.org}", "icmp", "grpc"} {
		for _, target := range []string{"me:hunter2@db.invalid:5432", "me:hunter2@db.invalid", "tcp://me:hunter2@db.invalid:5432", "db.invalid:hunter2@x"} {
			r := askOnce(t, module(t, "{prober: "+prober+"}"), target)
			if r.Success || r.Reason == "" || strings.Contains(steps(r)+r.Reason, "hunter2") {
				t.Errorf("%s, asked for %s: %q\n%s", prober, target, r.Reason, steps(r))
			}
		}
	}
}

func TestCredentialsStayWithTheirHost(t *testing.T) {
	var elsewhere http.Header
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { elsewhere = r.Header }))
	defer other.Close()
	// The same machine under another name is another host.
	away := strings.Replace(other.URL, "127.0.0.1", "localhost", 1)
	first := httptest.NewServer(http.RedirectHandler(away, http.StatusFound))
	defer first.Close()
	r := askOnce(t, module(t, "{prober: http, http: {basic_auth: {username: me, password: hunter2}, headers: {Cookie: hunter3}}}"), first.URL)
	if !r.Success || r.Value("probe_http_redirects") != 1 {
		t.Fatalf("the redirect was not followed: %s", steps(r))
	}
	if elsewhere.Get("Authorization") != "" || elsewhere.Get("Cookie") != "" {
		t.Errorf("the other host got %v", elsewhere)
	}
}

func TestTheHostnameIsAskedFor(t *testing.T) {
	var host, sni string
	web := httptest.NewTLSServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { host, sni = r.Host, r.TLS.ServerName }))
	defer web.Close()
	m := module(t, "{prober: http, http: {tls_config: {insecure_skip_verify: true}}}")
	q, err := NewQuestion("m", m, web.URL, "shop.example.org")
	if err != nil {
		t.Fatal(err)
	}
	if r := Ask(t.Context(), q); !r.Success || host != "shop.example.org" || sni != "shop.example.org" {
		t.Errorf("asked for %q by TLS name %q: %s", host, sni, r.Reason)
	}
	other := module(t, "{prober: http, http: {headers: {host: other.example.org}}}")
	if _, err := NewQuestion("m", other, web.URL, "shop.example.org"); err == nil {
		t.Error("a hostname that contradicts the Host header is taken")
	}
}

func TestTheCertificateThatEndsFirstIsKept(t *testing.T) {
	web := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer web.Close()
	r := askOnce(t, module(t, "{prober: http, http: {tls_config: {insecure_skip_verify: true}}}"), web.URL)
	if want := web.Certificate().NotAfter; !r.Expiry.Equal(want) || r.Value("probe_ssl_earliest_cert_expiry") != float64(want.Unix()) {
		t.Errorf("expiry is %s, want %s", r.Expiry, want)
	}
}

// TestABodyIsBounded lets a server send without end: with a limit the probe fails there, and regular expressions never
// read more than they may.
func TestABodyIsBounded(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		chunk := make([]byte, 1<<20)
		for {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	}))
	defer web.Close()
	for config, want := range map[string]string{
		"{prober: http, http: {body_size_limit: 3MB}}":                                   "the body is longer than 3145728 bytes (body_size_limit)",
		"{prober: http, http: {fail_if_body_matches_regexp: [x]}}":                       "the body is longer than the 10485760 bytes that regular expressions read",
		"{prober: http, http: {body_size_limit: 3MB, fail_if_body_matches_regexp: [x]}}": "the body is longer than 3145728 bytes",
	} {
		if r := askOnce(t, module(t, config), web.URL); r.Success || !strings.Contains(r.Reason, want) {
			t.Errorf("%s: reason is %q, want %q", config, r.Reason, want)
		}
	}
}

// TestLongBodiesToMatchWaitForAPlace has all places taken: a short body needs none, a long one says what it waited for,
// and gets one that falls free.
func TestLongBodiesToMatchWaitForAPlace(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/long" {
			_, _ = w.Write(make([]byte, 2*smallBody))
		}
		_, _ = w.Write([]byte("the end"))
	}))
	defer web.Close()
	e := endpoint()
	e.Apply(Modules{"m": module(t, "{prober: http, timeout: 300ms, http: {fail_if_body_not_matches_regexp: [the end]}}")}, nil)
	ask := func(path string) string {
		return get(e, url.Values{"target": {web.URL + path}, "module": {"m"}, "debug": {"true"}}).Body.String()
	}
	for range maxMatching {
		e.matching <- struct{}{}
	}
	if said := ask("/short"); !strings.Contains(said, "probe_success 1") {
		t.Errorf("a short body waits: %s", said)
	}
	if said := ask("/long"); !strings.Contains(said, "16 other long bodies were being matched all the time") {
		t.Errorf("a long body does not wait: %s", said)
	}
	<-e.matching
	if said := ask("/long"); !strings.Contains(said, "probe_success 1") {
		t.Errorf("a place that is free is not taken: %s", said)
	}
	if len(e.matching) != maxMatching-1 {
		t.Errorf("%d places are taken, want %d: one was not given back", len(e.matching), maxMatching-1)
	}
}

func TestAChattyServerDoesNotFillTheSteps(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	done := make(chan struct{})
	go func() {
		defer close(done)
		conn, err := listener.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		for range 500 {
			_, _ = io.WriteString(conn, strings.Repeat("\x1b]0;x", 500)+"\n")
		}
		_, _ = io.WriteString(conn, "ready 1.2\n")
		_, _ = io.Copy(io.Discard, conn)
	}()
	r := askOnce(t, module(t, "{prober: tcp, tcp: {query_response: [{expect: 'ready (.*)', labels: [{name: version, value: '${1}'}]}]}}"), listener.Addr().String())
	<-done
	if !r.Success || r.Value("probe_expect_info") != 1 {
		t.Fatalf("reason is %q", r.Reason)
	}
	if len(r.Steps) != maxSteps {
		t.Errorf("%d steps are kept, want %d", len(r.Steps), maxSteps)
	}
	for _, s := range r.Steps {
		if len(s.Text) > maxStepText+100 || strings.ContainsRune(s.Text, '\x1b') {
			t.Fatalf("step of %d bytes: %q", len(s.Text), s.Text)
		}
	}
}

func TestTimeIsThatOfTheCallerOrTheModule(t *testing.T) {
	for _, c := range []struct{ module, caller, want time.Duration }{
		{0, 0, 2*time.Minute - grace},
		{5 * time.Second, 0, 5 * time.Second},
		{5 * time.Second, 10 * time.Second, 5 * time.Second},
		{5 * time.Second, 3 * time.Second, 2500 * time.Millisecond},
		{0, 10 * time.Second, 9500 * time.Millisecond},
		{5 * time.Second, 300 * time.Millisecond, 5 * time.Second},
		{0, 300 * time.Millisecond, 300 * time.Millisecond},
	} {
		if got := (Module{Timeout: Duration(c.module)}).limit(c.caller); got != c.want {
			t.Errorf("module %s, caller %s: limit is %s, want %s", c.module, c.caller, got, c.want)
		}
	}
}

func endpoint() *Endpoint {
	return NewEndpoint(slog.New(slog.DiscardHandler), prometheus.NewRegistry())
}

func get(e *Endpoint, query url.Values) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	e.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/probe?"+query.Encode(), nil))
	return w
}

func TestTheEndpointRefusesWhatAsksNothing(t *testing.T) {
	e := endpoint()
	long := strings.Repeat("x", maxTarget+1)
	for _, c := range []struct {
		reason string
		query  url.Values
		want   string
	}{
		{"module", url.Values{"target": {"a"}, "module": {"nowhere"}}, `unknown module "nowhere"; there are dns,`},
		{"target", url.Values{}, "the target parameter is missing"},
		{"target", url.Values{"target": {long}}, "may have 2048 bytes, this one has 2049"},
		{"target", url.Values{"target": {"a"}, "hostname": {long}}, "may have 2048 bytes, this one has 2049"},
	} {
		before := testutil.ToFloat64(e.refused.WithLabelValues(c.reason))
		w := get(e, c.query)
		if w.Code != http.StatusBadRequest || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d %s", c.want, w.Code, w.Body)
		}
		if n := testutil.ToFloat64(e.refused.WithLabelValues(c.reason)); n != before+1 {
			t.Errorf("%s: counted %v times", c.want, n-before)
		}
	}
	if n := testutil.ToFloat64(e.unknown); n != 1 {
		t.Errorf("blackbox_module_unknown_total is %v", n)
	}
}

func TestTooManyProbesAtOnceAreRefused(t *testing.T) {
	e := endpoint()
	for range maxAtOnce {
		e.underWay <- struct{}{}
	}
	if w := get(e, url.Values{"target": {"127.0.0.1:1"}, "module": {"tcp_connect"}}); w.Code != http.StatusServiceUnavailable {
		t.Errorf("answered %d: %s", w.Code, w.Body)
	}
}

func TestDebugShowsStepsMetricsAndModuleButNoSecret(t *testing.T) {
	web := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	defer web.Close()
	e := endpoint()
	e.Apply(Modules{"m": module(t, "{prober: http, http: {method: POST, body: hunter1, headers: {X-Key: hunter2}, authorization: {credentials: hunter3}}}")}, nil)
	text := get(e, url.Values{"target": {web.URL}, "module": {"m"}, "debug": {"true"}}).Body.String()
	for _, want := range []string{"Logs for the probe:", "POST " + web.URL, "probe_success 1", "Module configuration:", "method: POST", "X-Key: <secret>"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not shown", want)
		}
	}
	if strings.Contains(text, "hunter") {
		t.Errorf("a secret is shown:\n%s", text)
	}
}

func TestStatesAreThoseOfJobsThenOfOthers(t *testing.T) {
	answer := http.StatusInternalServerError
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(answer) }))
	defer web.Close()
	e := endpoint()
	e.Apply(BuiltinModules(), []Job{{Name: "shop", Use: "http_2xx", Targets: []string{web.URL, "http://other.invalid"}}})
	ask := func(target string) { get(e, url.Values{"target": {target}}) }
	ask(web.URL)
	answer = http.StatusOK
	ask(web.URL)
	ask(web.URL + "/elsewhere")
	get(e, url.Values{"target": {web.URL + "/elsewhere"}, "hostname": {"shop.example.org"}})

	states := e.States()
	if len(states) != 4 {
		t.Fatalf("there are %d states, want 4: %+v", len(states), states)
	}
	if s := states[0]; s.Job != "shop" || !s.Last.Success || s.Last.Status != "200 OK" || s.LastFailure.Reason != "status 500 is not 2xx" {
		t.Errorf("the first state is %+v", s)
	}
	if s := states[1]; s.Job != "shop" || s.Last != nil || s.Prober != "http" {
		t.Errorf("a target that was never asked is %+v", s)
	}
	if s := states[2]; s.Job != "" || s.Target != web.URL+"/elsewhere" || s.LastFailure != nil {
		t.Errorf("what others asked is %+v", s)
	}
	if s := states[3]; s.Target != states[2].Target || s.Hostname != "shop.example.org" {
		t.Errorf("the same asked for under another name is %+v", s)
	}
	jobs := e.recent.jobs
	e.Apply(BuiltinModules(), nil)
	if states := e.States(); len(states) != 2 {
		t.Errorf("before the end of a reload there are %+v", states)
	}
	e.Apply(BuiltinModules(), jobs)
	if s := e.States()[0]; s.Last == nil || s.LastFailure == nil {
		t.Errorf("a reload that failed forgot what was known of %+v", s)
	}
	e.Apply(BuiltinModules(), nil)
	e.Settle()
	e.Apply(BuiltinModules(), jobs)
	if s := e.States()[0]; s.Last != nil || s.LastFailure != nil {
		t.Errorf("after a reload without it this is still known: %+v", s)
	}
	e.Apply(BuiltinModules(), nil)
	if states := e.States(); len(states) != 2 || states[0].Job != "" {
		t.Errorf("after the job went there are %+v", states)
	}
}

func TestResultsOfOthersAreBounded(t *testing.T) {
	r := newRecent()
	kept := asked{"m", "kept", ""}
	r.follows = map[asked]bool{kept: true}
	at := time.Unix(0, 0)
	add := func(target string) {
		at = at.Add(time.Second)
		r.add(&Result{Question: Question{Module: "m", Target: target}, Time: at})
	}
	add("kept")
	for i := range maxRecent + 5 {
		add(strings.Repeat("x", i+1))
	}
	if len(r.results) != maxRecent+1 || len(r.failed) != maxRecent+1 || r.results[kept] == nil {
		t.Errorf("%d results and %d failures are kept, want %d", len(r.results), len(r.failed), maxRecent+1)
	}
	if r.results[asked{"m", "xxxxx", ""}] != nil || r.results[asked{"m", "xxxxxx", ""}] == nil {
		t.Error("it is not the oldest that went")
	}
}

func TestAcceptEncodingAndCompressionAgree(t *testing.T) {
	for header, want := range map[string]bool{
		"gzip": true, "br, gzip;q=0.5": true, "br": false, "gzip;q=0": false, "gzip; q=0.0, br": false, "*": true, "*;q=0": false, "": false,
	} {
		if accepts(header, "gzip") != want {
			t.Errorf("%q accepts gzip: want %v", header, want)
		}
	}
	if !accepts("br", "identity") || accepts("br, *;q=0", "identity") {
		t.Error("identity is accepted unless it is refused")
	}
}

func TestWithoutATrustedChainThereIsNoExpiryOfOne(t *testing.T) {
	if got := lastChainExpiry(&tls.ConnectionState{}); !got.IsZero() {
		t.Errorf("got %s", got)
	}
}

func TestBuiltinModulesAreGood(t *testing.T) {
	for name, m := range BuiltinModules() {
		if err := m.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := BuiltinModules().Check(); err != nil {
		t.Error(err)
	}
}

func TestFilesThatModulesNameAreTried(t *testing.T) {
	for _, text := range []string{
		"{prober: http, http: {body_file: nowhere}}",
		"{prober: http, http: {tls_config: {ca_file: nowhere}}}",
		"{prober: tcp, tcp: {tls: true, tls_config: {cert_file: nowhere, key_file: nowhere}}}",
		"{prober: grpc, grpc: {tls: true, tls_config: {ca_file: nowhere}}}",
		"{prober: dns, dns: {query_name: a, tls_config: {ca_file: nowhere}}}",
	} {
		err := Modules{"m": module(t, text)}.Check()
		if err == nil || !strings.Contains(err.Error(), `probe module "m"`) || !strings.Contains(err.Error(), "nowhere") {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestAMissingMetricHasNoValue(t *testing.T) {
	if v := (&Result{}).Value("probe_success"); !math.IsNaN(v) {
		t.Errorf("got %v", v)
	}
}
