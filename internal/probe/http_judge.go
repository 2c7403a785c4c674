package probe

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

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
