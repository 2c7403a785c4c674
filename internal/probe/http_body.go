package probe

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"

	"github.com/andybalholm/brotli"
)

// matchedBody bounds the memory of a body that regular expressions read, where the module sets no limit.
const matchedBody = 10 << 20

// Bodies longer than smallBody wait for one of maxMatching places before they are held in memory as a whole: as many as
// there may be questions under way would take gigabytes. Smaller ones never wait, so that a few slow servers with long
// bodies keep nobody else from an answer.
const (
	smallBody   = 64 << 10
	maxMatching = 16
)

// places are where long bodies are held; each has one at a time.
type places chan struct{}

func (p places) take(ctx context.Context) (release func(), err error) {
	select {
	case p <- struct{}{}:
		return func() { <-p }, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%d other long bodies were being matched all the time; probe a smaller page, or set body_size_limit", cap(p))
	}
}

// judgeBody reads the body to its end. Expressions are compared only while nothing else is wrong.
func (p *httpProbe) judgeBody(response *http.Response, match bool) error {
	counted := &countingReader{}
	defer func() { p.metrics.bodyLength.Set(float64(counted.n)) }()
	body, err := p.uncompressed(response)
	if err != nil {
		return err
	}
	defer body.Close()
	counted.Reader = body
	if limit := int64(p.module.BodySizeLimit); limit > 0 {
		counted.Reader = http.MaxBytesReader(nil, io.NopCloser(body), limit)
	}
	if match && len(p.module.BodyMatches)+len(p.module.BodyNotMatches) > 0 {
		if err := p.matchBody(response.Request.Context(), counted); err != nil {
			return err
		}
	}
	if _, err := io.Copy(io.Discard, counted); err != nil {
		return p.readError(err)
	}
	return nil
}

func (p *httpProbe) readError(err error) error {
	if long, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return fmt.Errorf("the body is longer than %d bytes (body_size_limit)", long.Limit)
	}
	return fmt.Errorf("read the body: %w", err)
}

// uncompressed is the body as the module expects it to be compressed, provided that the server says so.
func (p *httpProbe) uncompressed(response *http.Response) (io.ReadCloser, error) {
	switch compression := p.module.Compression; compression {
	case "", "identity":
		return response.Body, nil
	case "gzip":
		reader, err := gzip.NewReader(response.Body)
		if err != nil {
			return nil, fmt.Errorf("the body is not compressed with gzip: %w", err)
		}
		return reader, nil
	case "deflate":
		return flate.NewReader(response.Body), nil
	default:
		return io.NopCloser(brotli.NewReader(response.Body)), nil
	}
}

func (p *httpProbe) matchBody(ctx context.Context, body io.Reader) error {
	content, err := io.ReadAll(io.LimitReader(body, smallBody))
	if err == nil && len(content) == smallBody {
		release, full := p.matching.take(ctx)
		if full != nil {
			return full
		}
		defer release()
		content, err = io.ReadAll(io.MultiReader(bytes.NewReader(content), io.LimitReader(body, matchedBody+1-smallBody)))
	}
	if err != nil {
		// As in blackbox_exporter: what cannot be read in full counts as refused by the expressions.
		return p.byRegexp(p.readError(err))
	}
	if len(content) > matchedBody {
		return fmt.Errorf("the body is longer than the %d bytes that regular expressions read; set body_size_limit, or probe a smaller page", matchedBody)
	}
	return p.byRegexp(p.judgeContent(content))
}

func (p *httpProbe) judgeContent(content []byte) error {
	for _, expression := range p.module.BodyMatches {
		if expression.compiled.Match(content) {
			return fmt.Errorf("the body matches %q (fail_if_body_matches_regexp)", expression)
		}
	}
	for _, expression := range p.module.BodyNotMatches {
		if !expression.compiled.Match(content) {
			return fmt.Errorf("the body does not match %q (fail_if_body_not_matches_regexp)", expression)
		}
	}
	return nil
}

func (p *httpProbe) judgeHeaders(header http.Header) error {
	for _, wanted := range p.module.HeaderMatches {
		values := header.Values(wanted.Header)
		if len(values) == 0 && !wanted.AllowMissing {
			return fmt.Errorf("header %s is missing (fail_if_header_matches)", wanted.Header)
		}
		if slices.ContainsFunc(values, wanted.Regexp.compiled.MatchString) {
			return fmt.Errorf("header %s matches %q (fail_if_header_matches)", wanted.Header, wanted.Regexp)
		}
	}
	for _, wanted := range p.module.HeaderNotMatches {
		values := header.Values(wanted.Header)
		if len(values) == 0 && wanted.AllowMissing {
			continue
		}
		if !slices.ContainsFunc(values, wanted.Regexp.compiled.MatchString) {
			return fmt.Errorf("header %s does not match %q (fail_if_header_not_matches)", wanted.Header, wanted.Regexp)
		}
	}
	return nil
}

type countingReader struct {
	io.Reader
	n int64
}

func (c *countingReader) Read(b []byte) (int, error) {
	n, err := c.Reader.Read(b)
	c.n += int64(n)
	return n, err
}
