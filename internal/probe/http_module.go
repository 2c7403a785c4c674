package probe

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/alecthomas/units"
	httpconfig "github.com/prometheus/common/config"
)

// HTTP is how to ask over HTTP, and what a good answer is.
type HTTP struct {
	ValidStatusCodes  []int                        `yaml:"valid_status_codes,omitempty" help:"Good status codes." default:"200 to 299" example:"[200, 401]"`
	ValidHTTPVersions []string                     `yaml:"valid_http_versions,omitempty" help:"Good versions of HTTP." default:"any" example:"[HTTP/1.1, HTTP/2.0]"`
	Family            Family                       `yaml:",inline"`
	SkipResolve       bool                         `yaml:"skip_resolve_phase_with_proxy,omitempty" help:"Leave looking up the name to the proxy."`
	NoFollowRedirects *bool                        `yaml:"no_follow_redirects,omitempty" help:"The old word for the contrary of \x60follow_redirects\x60."`
	FailIfSSL         bool                         `yaml:"fail_if_ssl,omitempty" help:"Fail if the answer came over TLS."`
	FailIfNotSSL      bool                         `yaml:"fail_if_not_ssl,omitempty" help:"Fail if the answer did not come over TLS."`
	Method            string                       `yaml:"method,omitempty" help:"The request's method." default:"GET" example:"POST"`
	Headers           map[string]httpconfig.Secret `yaml:"headers,omitempty" help:"Headers of the request." example:"{Accept: application/json}"`
	BodyMatches       []Regexp                     `yaml:"fail_if_body_matches_regexp,omitempty" help:"Fail if the body matches any of these regular expressions."`
	BodyNotMatches    []Regexp                     `yaml:"fail_if_body_not_matches_regexp,omitempty" help:"Fail if the body does not match all of these regular expressions."`
	HeaderMatches     []HeaderMatch                `yaml:"fail_if_header_matches,omitempty" help:"Fail if a header matches."`
	HeaderNotMatches  []HeaderMatch                `yaml:"fail_if_header_not_matches,omitempty" help:"Fail if a header does not match."`
	Body              httpconfig.Secret            `yaml:"body,omitempty" help:"The request's body."`
	BodyFile          string                       `yaml:"body_file,omitempty" help:"A file with the request's body."`
	Compression       string                       `yaml:"compression,omitempty" help:"How the answer is compressed: \x60gzip\x60, \x60br\x60, \x60deflate\x60 or \x60identity\x60. To ask for it, set the header Accept-Encoding too."`
	BodySizeLimit     units.Base2Bytes             `yaml:"body_size_limit,omitempty" help:"Fail if the uncompressed body is longer." default:"no limit; 10MB where a regular expression reads it" example:"1MB"`

	Client httpconfig.HTTPClientConfig `yaml:",inline" help:"How to connect and who to be, as everywhere in Prometheus."`
}

// HeaderMatch compares a header of the answer.
type HeaderMatch struct {
	Header       string `yaml:"header" help:"The header's name." example:"Content-Type"`
	Regexp       Regexp `yaml:"regexp" help:"What its values are compared with." example:"^text/html"`
	AllowMissing bool   `yaml:"allow_missing,omitempty" help:"Be content without the header."`
}

func defaultHTTP() HTTP {
	return HTTP{Family: Family{Fallback: true}, Client: httpconfig.DefaultHTTPClientConfig}
}

// UnmarshalYAML fills in the defaults first.
func (h *HTTP) UnmarshalYAML(unmarshal func(any) error) error {
	*h = defaultHTTP()
	type plain HTTP
	if err := unmarshal((*plain)(h)); err != nil {
		return err
	}
	if h.NoFollowRedirects != nil {
		h.Client.FollowRedirects = !*h.NoFollowRedirects
	}
	return nil
}

// Validate refuses what cannot be meant.
func (h *HTTP) Validate() error {
	// Each word becomes a request once, here, where its error can name the key.
	if _, err := http.NewRequest(h.method(), "http://target/", nil); err != nil { //nolint:noctx // never sent
		return fmt.Errorf("method: %q is no method", h.Method)
	}
	if h.Body != "" && h.BodyFile != "" {
		return errors.New("body_file: body is set as well; keep one of them")
	}
	for _, matches := range [][]HeaderMatch{h.HeaderMatches, h.HeaderNotMatches} {
		for _, m := range matches {
			if m.Header == "" || m.Regexp.IsZero() {
				return errors.New("a header to be compared needs header and regexp")
			}
		}
	}
	return firstOf([]error{h.Family.check(), h.checkVersions(), h.checkCompression(), h.Client.Validate()})
}

func (h *HTTP) checkVersions() error {
	for _, version := range h.ValidHTTPVersions {
		if _, _, ok := http.ParseHTTPVersion(version); !ok {
			return fmt.Errorf("valid_http_versions: %q is no version: write HTTP/1.1 or HTTP/2.0", version)
		}
	}
	return nil
}

func (h *HTTP) checkCompression() error {
	if h.Compression == "" {
		return nil
	}
	if !slices.Contains([]string{"gzip", "br", "deflate", "identity"}, h.Compression) {
		return fmt.Errorf("compression: %q is none of gzip, br, deflate and identity", h.Compression)
	}
	for name, value := range h.Headers {
		if strings.EqualFold(name, "Accept-Encoding") && !accepts(string(value), h.Compression) {
			return fmt.Errorf("compression: %s is not what the Accept-Encoding header asks for (%s)", h.Compression, value)
		}
	}
	return nil
}

// accepts tells whether an Accept-Encoding header lets a server answer in an encoding.
func accepts(header, encoding string) bool {
	refused := false
	for part := range strings.SplitSeq(header, ",") {
		name, parameters, _ := strings.Cut(strings.TrimSpace(part), ";")
		none := zeroQuality.MatchString(strings.TrimSpace(parameters))
		switch name = strings.TrimSpace(name); {
		case strings.EqualFold(name, encoding):
			return !none
		case name == "*":
			refused = none
			if !none {
				return true
			}
		}
	}
	return !refused && encoding == "identity"
}

var zeroQuality = regexp.MustCompile(`^q\s*=\s*0(\.0*)?$`)

func (h *HTTP) method() string {
	if h.Method == "" {
		return http.MethodGet
	}
	return h.Method
}

func (h *HTTP) setDirectory(dir string) {
	h.Client.SetDirectory(dir)
	h.BodyFile = httpconfig.JoinDir(dir, h.BodyFile)
}

func (h *HTTP) check() error {
	if h.BodyFile != "" {
		if _, err := os.Stat(h.BodyFile); err != nil {
			return fmt.Errorf("find body_file: %w", err)
		}
	}
	client, err := httpconfig.NewClientFromConfig(h.Client, "probe")
	if err != nil {
		return fmt.Errorf("prepare HTTP client: %w", err)
	}
	client.CloseIdleConnections()
	return nil
}

func checkTLS(c *httpconfig.TLSConfig) error {
	_, err := newTLSConfig(c, "")
	return err
}

// newTLSConfig is a client's, which asks for serverName unless the module has another.
func newTLSConfig(c *httpconfig.TLSConfig, serverName string) (*tls.Config, error) {
	made, err := httpconfig.NewTLSConfig(c)
	if err != nil {
		return nil, fmt.Errorf("prepare TLS: %w", err)
	}
	if made.ServerName == "" {
		made.ServerName = serverName
	}
	return made, nil
}
