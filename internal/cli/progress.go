package cli

import (
	"fmt"
	"io"
	"time"
)

// progressInterval is how often the line changes: often enough to seem alive.
const progressInterval = 100 * time.Millisecond

// progress is the one line that long work keeps up to date for whoever looks at a terminal.
// Elsewhere, and when told to be quiet, it writes nothing.
type progress struct {
	out     io.Writer
	enabled bool
	now     func() time.Time

	label   string
	started time.Time
	shown   time.Time
}

func newProgress(streams Streams, quiet bool) *progress {
	return &progress{out: streams.Err, enabled: !quiet && isTerminal(streams.Err), now: time.Now}
}

// begin starts the line of the next piece of work.
func (p *progress) begin(label string) {
	p.label, p.started, p.shown = label, p.now(), time.Time{}
}

// update shows how many bytes are done; a total of 0 is unknown.
func (p *progress) update(done, total int64) {
	now := p.now()
	if !p.enabled || now.Sub(p.shown) < progressInterval {
		return
	}
	p.shown = now
	fmt.Fprintf(p.out, "\r\x1b[K%s  %s", p.label, p.figures(done, total, now))
}

func (p *progress) figures(done, total int64, now time.Time) string {
	text := formatBytes(done)
	if total > 0 {
		text = fmt.Sprintf("%3d%%  %s of %s", min(100, done*100/total), formatBytes(done), formatBytes(total))
	}
	if elapsed := now.Sub(p.started).Seconds(); elapsed > 1 {
		text += fmt.Sprintf("  %s/s", formatBytes(int64(float64(done)/elapsed)))
	}
	return text
}

// end takes the line away; what follows is said in plain output.
func (p *progress) end() {
	if p.enabled && !p.shown.IsZero() {
		fmt.Fprint(p.out, "\r\x1b[K")
	}
	p.shown = time.Time{}
}

// countingReader reports how much has been read through it.
type countingReader struct {
	source io.Reader
	done   int64
	report func(done int64)
}

func (r *countingReader) Read(buffer []byte) (int, error) {
	n, err := r.source.Read(buffer)
	r.done += int64(n)
	r.report(r.done)
	return n, err
}
