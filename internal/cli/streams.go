package cli

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Streams are what a command reads from and writes to. Colours and progress appear only
// where the stream is a terminal, so output that is piped stays plain.
type Streams struct {
	In  io.Reader
	Out io.Writer
	Err io.Writer
}

// Standard are the streams of the process.
func Standard() Streams {
	return Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}
}

// isTerminal reports whether a person looks at w.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// terminalWidth is the number of columns of w, or fallback when nobody looks.
func terminalWidth(w io.Writer, fallback int) int {
	file, ok := w.(*os.File)
	if !ok {
		return fallback
	}
	width, _, err := term.GetSize(int(file.Fd()))
	if err != nil || width <= 0 {
		return fallback
	}
	return width
}
