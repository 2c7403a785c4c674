package instrument

import (
	"bufio"
	"io"
	"net"
	"net/http"
)

// response remembers what a handler answers. Unwrap lets http.ResponseController reach what is beneath; Flush, Hijack and
// ReadFrom are here for the code that asks for those interfaces by themselves.
type response struct {
	http.ResponseWriter
	code  int
	bytes int64
}

func (w *response) Unwrap() http.ResponseWriter { return w.ResponseWriter }

func (w *response) WriteHeader(code int) {
	informational := code >= 100 && code < 200 && code != http.StatusSwitchingProtocols
	if w.code == 0 && !informational {
		w.code = code
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *response) Write(content []byte) (int, error) {
	w.begin()
	n, err := w.ResponseWriter.Write(content)
	w.bytes += int64(n)
	return n, err
}

// ReadFrom keeps the kernel's copy from file to connection, which net/http offers this way.
func (w *response) ReadFrom(source io.Reader) (int64, error) {
	w.begin()
	n, err := io.Copy(w.ResponseWriter, source)
	w.bytes += n
	return n, err
}

func (w *response) Flush() {
	w.begin()
	// Flush of http.Flusher has no way to say that it failed.
	_ = http.NewResponseController(w.ResponseWriter).Flush()
}

func (w *response) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	conn, buffered, err := http.NewResponseController(w.ResponseWriter).Hijack()
	if err == nil && w.code == 0 {
		w.code = http.StatusSwitchingProtocols
	}
	return conn, buffered, err
}

func (w *response) begin() {
	if w.code == 0 {
		w.code = http.StatusOK
	}
}
