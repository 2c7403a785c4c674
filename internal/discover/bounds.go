package discover

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"

	httpconfig "github.com/prometheus/common/config"
)

// LargestAnswer bounds what a mechanism may be answered at a time, in bytes. Some ten thousand targets with all that is
// known of them fit.
const LargestAnswer = 32 << 20

// MostFound bounds the candidates of one place, of an endless list over pages for example.
const MostFound = 100_000

// TooMany says that there are more candidates than may be; nil if there are not.
func TooMany(found int) error {
	if found <= MostFound {
		return nil
	}
	return fmt.Errorf("there are more than %d candidates; narrow down what the entry asks for, or split it", MostFound)
}

var errLargeAnswer = fmt.Errorf("the answer is longer than %d MiB; let the source list less, or split it", LargestAnswer>>20)

// BoundBody makes an answer end in an error where it is too long.
func BoundBody(response *http.Response) {
	response.Body = struct {
		io.Reader
		io.Closer
	}{&boundedReader{response.Body, LargestAnswer}, response.Body}
}

// boundedReader is not one of io's, because those end as if nothing more had come.
type boundedReader struct {
	io.Reader
	left int64
}

func (b *boundedReader) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, errors.Join(errLargeAnswer, err)
	}
	return n, err
}

// boundedConnections is for Prometheus' mechanisms, which read what comes to its end, whatever there is of it. Those that
// let their connections be made by others get ones for a single answer each.
func boundedConnections() []httpconfig.HTTPClientOption {
	return []httpconfig.HTTPClientOption{httpconfig.WithDialContextFunc(dialBounded), httpconfig.WithKeepAlivesDisabled()}
}

func dialBounded(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := (&net.Dialer{}).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return boundedConn{conn, &boundedReader{conn, LargestAnswer}}, nil
}

type boundedConn struct {
	net.Conn
	reader *boundedReader
}

func (c boundedConn) Read(p []byte) (int, error) { return c.reader.Read(p) }
