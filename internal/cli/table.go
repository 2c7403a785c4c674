package cli

import (
	"io"
	"os"
	"strings"
	"unicode/utf8"
)

// style is how a cell looks on a terminal: an SGR code, or plain when empty.
type style string

const (
	plain  style = ""
	bold   style = "1"
	faint  style = "2"
	red    style = "31"
	green  style = "32"
	yellow style = "33"
)

// painter colours text for those who look at a terminal and did not say NO_COLOR.
type painter struct{ enabled bool }

func painterFor(w io.Writer) painter {
	return painter{enabled: isTerminal(w) && os.Getenv("NO_COLOR") == ""}
}

func (p painter) paint(s style, text string) string {
	if !p.enabled || s == plain || text == "" {
		return text
	}
	return "\x1b[" + string(s) + "m" + text + "\x1b[0m"
}

type cell struct {
	text  string
	style style
	right bool // numbers line up on their last digit
}

func text(s string) cell   { return cell{text: s} }
func number(s string) cell { return cell{text: s, right: true} }

// table lines cells up in columns, two blanks apart.
type table struct {
	header []string
	rows   [][]cell
}

func (t *table) add(cells ...cell) { t.rows = append(t.rows, cells) }

func (t *table) write(w io.Writer) error {
	widths := t.widths()
	paint := painterFor(w)
	var b strings.Builder
	if len(t.header) > 0 {
		header := make([]cell, len(t.header))
		for i, name := range t.header {
			header[i] = cell{text: strings.ToUpper(name), style: bold, right: t.isNumeric(i)}
		}
		writeRow(&b, header, widths, paint)
	}
	for _, row := range t.rows {
		writeRow(&b, row, widths, paint)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *table) widths() []int {
	var widths []int
	grow := func(column int, text string) {
		for len(widths) <= column {
			widths = append(widths, 0)
		}
		widths[column] = max(widths[column], utf8.RuneCountInString(text))
	}
	for i, name := range t.header {
		grow(i, name)
	}
	for _, row := range t.rows {
		for i, c := range row {
			grow(i, c.text)
		}
	}
	return widths
}

// isNumeric lets a heading stand above its numbers.
func (t *table) isNumeric(column int) bool {
	return len(t.rows) > 0 && column < len(t.rows[0]) && t.rows[0][column].right
}

func writeRow(b *strings.Builder, row []cell, widths []int, paint painter) {
	last := len(row) - 1
	for i, c := range row {
		padding := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c.text))
		switch {
		case c.right:
			b.WriteString(padding + paint.paint(c.style, c.text))
		case i == last:
			b.WriteString(paint.paint(c.style, c.text))
		default:
			b.WriteString(paint.paint(c.style, c.text) + padding)
		}
		if i < last {
			b.WriteString("  ")
		}
	}
	b.WriteByte('\n')
}
