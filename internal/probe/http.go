package probe

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/prometheus/client_golang/prometheus"
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
