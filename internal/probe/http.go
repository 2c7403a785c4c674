package probe

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/version"
)

// httpMetrics are there whatever happens.
type httpMetrics struct {
	phases                                                             *prometheus.GaugeVec
	contentLength, bodyLength, redirects, usedTLS, status, httpVersion prometheus.Gauge
}

func newHTTPMetrics(r *report) httpMetrics {
	return httpMetrics{
		phases:        r.gauges("probe_http_duration_seconds", "Duration of http request by phase, summed over all redirects", "phase"),
		contentLength: r.gauge("probe_http_content_length", "Length of http content response"),
		bodyLength:    r.gauge("probe_http_uncompressed_body_length", "Length of uncompressed response body"),
		redirects:     r.gauge("probe_http_redirects", "The number of redirects"),
		usedTLS:       r.gauge("probe_http_ssl", "Indicates if SSL was used for the final redirect"),
		status:        r.gauge("probe_http_status_code", "Response HTTP status code"),
		httpVersion:   r.gauge("probe_http_version", "Returns the version of HTTP of the probe response"),
	}
}

// httpProbe is one question over HTTP on its way.
type httpProbe struct {
	*report
	module  HTTP
	metrics httpMetrics
	target  *url.URL
	address string // where to connect instead of the target's host and port; empty with a proxy that looks up names
}

func askHTTP(ctx context.Context, q Question, r *report) error {
	p := &httpProbe{report: r, module: q.How.HTTP, metrics: newHTTPMetrics(r)}
	r.regexps()
	var err error
	if p.target, err = httpTarget(q.Target); err != nil {
		return err
	}
	if err := p.find(ctx); err != nil {
		return err
	}
	response, timings, err := p.send(ctx)
	if response == nil {
		p.record(timings)
		return connectError(err)
	}
	defer response.Body.Close()
	problem := p.judge(response)
	timings.finish()
	p.record(timings)
	if errors.Is(err, errRoundAndRound) {
		return errRoundAndRound
	}
	return problem
}

// httpTarget reads a target: a URL, or what follows http:// in one.
func httpTarget(target string) (*url.URL, error) {
	if !strings.HasPrefix(target, "http://") && !strings.HasPrefix(target, "https://") {
		target = "http://" + target
	}
	u, err := url.Parse(target)
	if err != nil {
		// The parser quotes what it was given, with any password in it.
		return nil, errors.New("the target is no URL: write one such as https://shop.example.org/health")
	}
	if u.Hostname() == "" {
		return nil, errors.New("the target names no host: write a URL such as https://shop.example.org/health")
	}
	return u, nil
}

// find looks up where to connect.
func (p *httpProbe) find(ctx context.Context) error {
	proxied := p.module.Client.ProxyURL.URL != nil || p.module.Client.ProxyFromEnvironment
	if proxied && p.module.SkipResolve {
		p.ipMetrics()
		return nil
	}
	addr, took, err := p.resolve(ctx, p.target.Hostname(), p.module.Family)
	p.metrics.phases.WithLabelValues("resolve").Set(took.Seconds())
	if err != nil {
		return err
	}
	for _, phase := range []string{"connect", "tls", "processing", "transfer"} {
		p.metrics.phases.WithLabelValues(phase)
	}
	p.address = net.JoinHostPort(addr.String(), portOf(p.target))
	return nil
}

func portOf(u *url.URL) string {
	switch {
	case u.Port() != "":
		return u.Port()
	case u.Scheme == "https":
		return "443"
	}
	return "80"
}

// send makes the request and those that it is redirected to. There is an answer in spite of an error where there were too
// many of them: the last one.
func (p *httpProbe) send(ctx context.Context) (*http.Response, *timings, error) {
	timings := newTimings()
	client, err := p.client(timings)
	if err != nil {
		return nil, timings, err
	}
	defer client.CloseIdleConnections()
	request, err := p.request(ctx)
	if err != nil {
		return nil, timings, err
	}
	p.step("%s %s", request.Method, p.target.Redacted())
	response, err := client.Do(request)
	return response, timings, err
}

// tooManyRedirects is where following ends.
const tooManyRedirects = 10

var errRoundAndRound = fmt.Errorf("redirected more than %d times", tooManyRedirects)

func (p *httpProbe) client(t *timings) (*http.Client, error) {
	elsewhere, err := p.transport(p.module.Client)
	if err != nil {
		return nil, err
	}
	here := elsewhere
	if name := p.serverName(); name != "" && p.module.Client.TLSConfig.ServerName == "" {
		conf := p.module.Client
		conf.TLSConfig.ServerName = name
		if here, err = p.transport(conf); err != nil {
			return nil, err
		}
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, fmt.Errorf("prepare cookies: %w", err)
	}
	transport := timedTransport{timings: t, host: p.target.Host, here: here, elsewhere: elsewhere}
	return &http.Client{Transport: transport, Jar: jar, CheckRedirect: p.redirect}, nil
}

func (p *httpProbe) transport(conf httpconfig.HTTPClientConfig) (http.RoundTripper, error) {
	transport, err := httpconfig.NewRoundTripperFromConfig(conf, "probe", httpconfig.WithKeepAlivesDisabled(),
		httpconfig.WithUserAgent("Lookout/"+version.Version), httpconfig.WithDialContextFunc(p.dial))
	if err != nil {
		return nil, fmt.Errorf("prepare HTTP client: %w", err)
	}
	return transport, nil
}

// redirect decides whether to follow. The answer that redirects is judged where it is not followed.
func (p *httpProbe) redirect(next *http.Request, via []*http.Request) error {
	p.metrics.redirects.Set(float64(len(via)))
	if !p.module.Client.FollowRedirects {
		p.step("not following the redirect to %s", next.URL.Redacted())
		return http.ErrUseLastResponse
	}
	if len(via) > tooManyRedirects {
		return errRoundAndRound
	}
	p.step("following the redirect to %s", next.URL.Redacted())
	return nil
}

// dial connects to the address that was looked up for the target, and to others as their names say.
func (p *httpProbe) dial(ctx context.Context, network, address string) (net.Conn, error) {
	if p.address != "" && address == net.JoinHostPort(p.target.Hostname(), portOf(p.target)) {
		address = p.address
	}
	return (&net.Dialer{}).DialContext(ctx, network, address)
}

// serverName is the name to ask for in TLS where that is not the target's host.
func (p *httpProbe) serverName() string {
	if name := p.question.Hostname; name != "" {
		return name
	}
	host := p.hostHeader()
	if h, _, err := net.SplitHostPort(host); err == nil {
		return h
	}
	return host
}

func (p *httpProbe) hostHeader() string {
	for name, value := range p.module.Headers {
		if strings.EqualFold(name, "Host") {
			return string(value)
		}
	}
	return p.question.Hostname
}

func (p *httpProbe) request(ctx context.Context) (*http.Request, error) {
	body, err := p.body()
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, p.module.method(), p.target.String(), body)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	for name, value := range p.module.Headers {
		request.Header.Set(name, string(value))
	}
	if host := p.hostHeader(); host != "" {
		request.Host = host
		request.Header.Del("Host")
	}
	return request, nil
}

func (p *httpProbe) body() (io.Reader, error) {
	if p.module.BodyFile == "" {
		return strings.NewReader(string(p.module.Body)), nil
	}
	content, err := os.ReadFile(p.module.BodyFile)
	if err != nil {
		return nil, fmt.Errorf("read body_file: %w", err)
	}
	return bytes.NewReader(content), nil
}

// judge reads an answer to its end, and returns the first thing that is wrong with it.
func (p *httpProbe) judge(response *http.Response) error {
	p.status = response.Status
	p.step("answered %s %s", response.Proto, response.Status)
	p.metrics.status.Set(float64(response.StatusCode))
	p.metrics.contentLength.Set(float64(response.ContentLength))
	p.lastModified(response)
	problems := []error{p.judgeStatus(response.StatusCode)}
	if problems[0] == nil {
		problems = append(problems, p.byRegexp(p.judgeHeaders(response.Header)))
	}
	problems = append(problems, p.judgeBody(response, errors.Join(problems...) == nil))
	problems = append(problems, p.judgeVersion(response), p.judgeTLS(response))
	return firstOf(problems)
}

func firstOf(problems []error) error {
	for _, err := range problems {
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *httpProbe) judgeStatus(code int) error {
	wanted := p.module.ValidStatusCodes
	switch {
	case len(wanted) == 0 && code >= 200 && code < 300, slices.Contains(wanted, code):
		return nil
	case len(wanted) == 0:
		return fmt.Errorf("status %d is not 2xx", code)
	}
	return fmt.Errorf("status %d is none of %v", code, wanted)
}

func (p *httpProbe) lastModified(response *http.Response) {
	if at, err := http.ParseTime(response.Header.Get("Last-Modified")); err == nil {
		p.gauge("probe_http_last_modified_timestamp_seconds", "Returns the Last-Modified HTTP response header in unixtime").Set(float64(at.Unix()))
	}
}

func (p *httpProbe) judgeVersion(response *http.Response) error {
	number, err := strconv.ParseFloat(strings.TrimPrefix(response.Proto, "HTTP/"), 64)
	if err == nil {
		p.metrics.httpVersion.Set(number)
	}
	if wanted := p.module.ValidHTTPVersions; len(wanted) > 0 && !slices.Contains(wanted, response.Proto) {
		return fmt.Errorf("answered over %s, which is none of %s", response.Proto, strings.Join(wanted, ", "))
	}
	return nil
}

func (p *httpProbe) judgeTLS(response *http.Response) error {
	if response.TLS == nil {
		if p.module.FailIfNotSSL {
			return errors.New("answered without TLS (fail_if_not_ssl)")
		}
		return nil
	}
	p.metrics.usedTLS.Set(1)
	p.tlsMetrics(response.TLS)
	if p.module.FailIfSSL {
		return errors.New("answered over TLS (fail_if_ssl)")
	}
	return nil
}

// connectError says what an error on the way to an answer means, without the URL, which stands in the steps.
func connectError(err error) error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err); ok {
		return fmt.Errorf("%w; if the authority is your own, name it in tls_config (ca_file)", err)
	}
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return fmt.Errorf("connect: %w; nothing listens there", err)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return fmt.Errorf("connect or wait for the answer: %w", err)
	}
	return err
}

func (p *httpProbe) record(t *timings) {
	var parts []string
	for phase, took := range t.phases() {
		p.metrics.phases.WithLabelValues(phase).Add(took.Seconds())
		if took > 0 {
			parts = append(parts, fmt.Sprintf("%s %s", phase, took.Round(time.Microsecond)))
		}
	}
	if parts != nil {
		p.step("time went to %s", strings.Join(parts, ", "))
	}
}
