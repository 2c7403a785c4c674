package alert

import (
	"bytes"
	"net/http"
)

// answer holds a response back until it is known to be true.
type answer struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func newAnswer() *answer {
	return &answer{header: http.Header{}}
}

// Header implements http.ResponseWriter.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader implements http.ResponseWriter.
func (a *answer) WriteHeader(code int) {
	if a.code == 0 {
		a.code = code
	}
}

// Write implements http.ResponseWriter.
func (a *answer) Write(p []byte) (int, error) {
	a.WriteHeader(http.StatusOK)
	return a.body.Write(p)
}

// ok reports whether the answer is that of a success.
func (a *answer) ok() bool { return a.code/100 == 2 }

// writeTo sends the answer.
func (a *answer) writeTo(w http.ResponseWriter) {
	for name, values := range a.header {
		w.Header()[name] = values
	}
	if a.code == 0 {
		a.code = http.StatusOK
	}
	w.WriteHeader(a.code)
	// The client may be gone; there is nobody else to tell.
	_, _ = w.Write(a.body.Bytes())
}
