package doors

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/klauspost/compress/snappy"
	"github.com/prometheus/prometheus/prompb"
	writev2 "github.com/prometheus/prometheus/prompb/io/prometheus/write/v2"
)

const gigabyte = 1 << 30

// repeated is a text again and again, of which no more than a buffer is ever in memory.
type repeated struct {
	text string
	at   int
}

func (r *repeated) Read(p []byte) (n int, _ error) {
	for n < len(p) {
		copied := copy(p[n:], r.text[r.at:])
		n += copied
		r.at = (r.at + copied) % len(r.text)
	}
	return n, nil
}

// again is n bytes of a text that repeats.
func again(text string, n int64) io.Reader {
	// In steps of some 64 kB, so that copying is quick.
	return io.LimitReader(&repeated{text: strings.Repeat(text, 1+(64<<10)/len(text))}, n)
}

// body makes a body anew for each attempt.
type body func() io.Reader

func (b body) open() io.Reader {
	if b == nil {
		return nil
	}
	return b()
}

func text(s string) body { return func() io.Reader { return strings.NewReader(s) } }

// huge is a gigabyte on the wire.
func huge(of string) body { return func() io.Reader { return again(of, gigabyte) } }

// bomb is a gigabyte that gzip makes a megabyte of: many small members, which a reader takes as one stream.
func bomb(of string) body {
	member := gzipped(strings.Repeat(of, (1<<20)/len(of)))
	return func() io.Reader { return again(string(member), int64(len(member))*1024) }
}

func gzipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.Bytes()
}

// truncated is the first part of what gzip makes of a text.
func truncated(text string) string {
	whole := gzipped(text)
	return string(whole[:len(whole)-10])
}

// frame is a message as gRPC sends it.
func frame(message string) string {
	return string(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(message)))) + message
}

// written is a remote-write request of one sample, by protocol 1.
func written(t *testing.T, timestamp int64, labels ...string) string {
	series := prompb.TimeSeries{Samples: []prompb.Sample{{Value: 1, Timestamp: timestamp}}}
	for i := 0; i+1 < len(labels); i += 2 {
		series.Labels = append(series.Labels, prompb.Label{Name: labels[i], Value: labels[i+1]})
	}
	message, err := (&prompb.WriteRequest{Timeseries: []prompb.TimeSeries{series}}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return string(snappy.Encode(nil, message))
}

// written2 is the same by protocol 2, with labels as references into its symbols.
func written2(t *testing.T, timestamp int64, references []uint32, symbols ...string) string {
	message, err := (&writev2.Request{
		Symbols:    append([]string{""}, symbols...),
		Timeseries: []writev2.TimeSeries{{LabelsRefs: references, Samples: []writev2.Sample{{Value: 1, Timestamp: timestamp}}}},
	}).Marshal()
	if err != nil {
		t.Fatal(err)
	}
	return string(snappy.Encode(nil, message))
}

// serve answers with a content type and a body.
func serve(contentType string, content body) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		_, _ = io.Copy(w, content())
	}
}
