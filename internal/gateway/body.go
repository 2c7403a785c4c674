package gateway

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// ErrBodyTooLarge marks a body that is larger than it may be, as sent or as
// decompressed.
var ErrBodyTooLarge = errors.New("body is too large")

// ReadBody reads a whole body, decompressed where it says that it is gzip. It
// holds no more than most bytes, whatever a small body decompresses to.
func ReadBody(r *http.Request, most int) ([]byte, error) {
	body := io.Reader(r.Body)
	switch encoding := r.Header.Get("Content-Encoding"); encoding {
	case "", "identity":
	case "gzip":
		unzipped, err := gzip.NewReader(r.Body)
		if err != nil {
			return nil, tooLargeOr(fmt.Errorf("body is said to be gzip: %w", err))
		}
		body = unzipped
	default:
		return nil, fmt.Errorf("body is encoded as %q: send it as it is, or as gzip", encoding)
	}
	content, err := io.ReadAll(io.LimitReader(body, int64(most)+1))
	switch {
	case err != nil:
		return nil, tooLargeOr(fmt.Errorf("read body: %w", err))
	case len(content) > most:
		return nil, ErrBodyTooLarge
	}
	return content, nil
}

// tooLargeOr recognises the bound that a route declares.
func tooLargeOr(err error) error {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return ErrBodyTooLarge
	}
	return err
}
