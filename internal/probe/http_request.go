package probe

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"strings"

	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/version"
)

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
