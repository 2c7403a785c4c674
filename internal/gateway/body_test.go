package gateway_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/gateway"
)

func TestBodiesAreReadWithinTheirBound(t *testing.T) {
	zipped := func(text string) string {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		_, _ = w.Write([]byte(text))
		require.NoError(t, w.Close())
		return b.String()
	}
	const most = 100
	whole := strings.Repeat("a", most)
	for name, c := range map[string]struct {
		encoding, body, want, problem string
	}{
		"as it is":             {"", whole, whole, ""},
		"identity":             {"identity", "a", "a", ""},
		"gzip":                 {"gzip", zipped(whole), whole, ""},
		"too large":            {"", whole + "a", "", "body is too large"},
		"too large, unzipped":  {"gzip", zipped(strings.Repeat("a", 1<<20)), "", "body is too large"},
		"too large, as sent":   {"", strings.Repeat("a", 10*most), "", "body is too large"},
		"no gzip":              {"gzip", "a", "", "body is said to be gzip"},
		"cut off":              {"gzip", zipped(whole)[:20], "", "read body"},
		"of another encoding":  {"zstd", "a", "", `body is encoded as "zstd"`},
		"nothing, said zipped": {"gzip", "", "", "body is said to be gzip"},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(c.body))
			r.Body = http.MaxBytesReader(nil, r.Body, 2*most) // as a route bounds it
			r.Header.Set("Content-Encoding", c.encoding)
			got, err := gateway.ReadBody(r, most)
			require.Equal(t, c.want, string(got))
			if c.problem == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.problem)
			require.Equal(t, strings.HasPrefix(name, "too large"), errors.Is(err, gateway.ErrBodyTooLarge))
		})
	}
}
