package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// largestAnswer bounds what one answer may take in memory; a backup is streamed instead.
const largestAnswer = 256 << 20

// Remote is the flag of every command that asks a running server.
type Remote struct {
	Server string `env:"LOOKOUT_SERVER" default:"http://127.0.0.1:7600" placeholder:"URL" help:"Where Lookout runs (${default})."`
}

// client speaks HTTP to one Lookout.
type client struct {
	base *url.URL
	http *http.Client
}

func (r Remote) client() (*client, error) {
	server := r.Server
	if !strings.Contains(server, "://") {
		server = "http://" + server // as curl does
	}
	base, err := url.Parse(server)
	if err != nil || base.Host == "" || (base.Scheme != "http" && base.Scheme != "https") {
		return nil, usagef("--server %q is no URL: it looks like http://127.0.0.1:7600", r.Server)
	}
	transport := &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 5 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: 5 * time.Minute,
		DisableKeepAlives:     true,
	}
	return &client{base: base, http: &http.Client{Transport: transport}}, nil
}

// get asks for path and decodes the answer into the given value.
func (c *client) get(ctx context.Context, path string, query url.Values, into any) error {
	return c.call(ctx, http.MethodGet, path, query, nil, into)
}

// call sends body as JSON, or a form when it is url.Values, and decodes the answer. A nil
// into ignores it.
func (c *client) call(ctx context.Context, method, path string, query url.Values, body, into any) error {
	response, err := c.open(ctx, method, path, query, body)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, largestAnswer+1))
	if err != nil {
		return fmt.Errorf("read answer of %s: %w", c.base.Redacted(), err)
	}
	if len(content) > largestAnswer {
		return fmt.Errorf("read answer of %s: more than %d MiB; ask for less", c.base.Redacted(), largestAnswer>>20)
	}
	if response.StatusCode/100 != 2 {
		return c.refusal(response, content)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("understand answer of %s: %w; is that a Lookout? Check --server", c.base.Redacted(), err)
	}
	return nil
}

// open returns the answer with its body unread.
func (c *client) open(ctx context.Context, method, path string, query url.Values, body any) (*http.Response, error) {
	content, contentType, err := encodeBody(body)
	if err != nil {
		return nil, err
	}
	target := c.base.JoinPath(path)
	target.RawQuery = query.Encode()
	request, err := http.NewRequestWithContext(ctx, method, target.String(), content)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	if contentType != "" {
		request.Header.Set("Content-Type", contentType)
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, c.unreachable(err)
	}
	return response, nil
}

func encodeBody(body any) (io.Reader, string, error) {
	switch body := body.(type) {
	case nil:
		return http.NoBody, "", nil
	case url.Values:
		return strings.NewReader(body.Encode()), "application/x-www-form-urlencoded", nil
	default:
		content, err := json.Marshal(body)
		if err != nil {
			return nil, "", fmt.Errorf("encode request: %w", err)
		}
		return bytes.NewReader(content), "application/json", nil
	}
}

// unreachableError is a server that gave no answer at all.
type unreachableError struct {
	server string
	cause  error
}

func (e *unreachableError) Error() string {
	if errors.Is(e.cause, syscall.ECONNREFUSED) {
		return fmt.Sprintf("nothing answers at %s; start it with `lookout serve` or pass --server", e.server)
	}
	return fmt.Sprintf("reach %s: %v; check --server", e.server, e.cause)
}

func (e *unreachableError) Unwrap() error { return e.cause }

func (c *client) unreachable(err error) error {
	if errors.Is(err, context.Canceled) {
		return errors.New("interrupted")
	}
	// The URL stands in the message already.
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	return &unreachableError{server: c.base.Redacted(), cause: err}
}

// refusedError is an answer that says no, in the server's own words.
type refusedError struct {
	status  int
	message string
}

func (e *refusedError) Error() string { return e.message }

func (c *client) refusal(response *http.Response, content []byte) error {
	if message := errorMessage(content); message != "" {
		return &refusedError{response.StatusCode, message}
	}
	return &refusedError{response.StatusCode, fmt.Sprintf(
		"%s answers %q at %s, which Lookout does not; check --server",
		c.base.Redacted(), response.Status, response.Request.URL.Path)}
}

// errorMessage finds the sentence in an error answer: Prometheus and Lookout say "error",
// Alertmanager says "message" or sends a bare string.
func errorMessage(content []byte) string {
	var fields struct{ Error, Message string }
	if json.Unmarshal(content, &fields) == nil && fields.Error+fields.Message != "" {
		return fields.Error + fields.Message
	}
	var bare string
	if json.Unmarshal(content, &bare) == nil {
		return bare
	}
	return ""
}

// askPrometheus calls the Prometheus API, which wraps what it answers.
func askPrometheus[T any](ctx context.Context, c *client, path string, form url.Values) (data T, warnings []string, err error) {
	var envelope struct {
		Data            T
		Warnings, Infos []string
	}
	err = c.call(ctx, http.MethodPost, "/api/v1/"+path, nil, form, &envelope)
	return envelope.Data, append(envelope.Warnings, envelope.Infos...), err
}
