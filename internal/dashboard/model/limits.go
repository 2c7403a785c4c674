package model

import (
	"fmt"
	"strconv"
)

// Limits bound what one document may cost. A field that is zero has its default.
type Limits struct {
	Bytes     int // of the stored document; 10 MiB
	Panels    int // in all rows together; 2,000
	Variables int // 200
	Depth     int // of objects and lists within each other; 100
	RowDepth  int // of rows within rows; 3
	Values    int // of strings, numbers, objects and lists in all; 300,000
}

// DefaultLimits are far above what people write and far below what hurts.
func DefaultLimits() Limits {
	return Limits{Bytes: 10 << 20, Panels: 2_000, Variables: 200, Depth: 100, RowDepth: 3, Values: 300_000}
}

func (l Limits) orDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct {
		field    *int
		fallback int
	}{
		{&l.Bytes, d.Bytes}, {&l.Panels, d.Panels}, {&l.Variables, d.Variables},
		{&l.Depth, d.Depth}, {&l.RowDepth, d.RowDepth}, {&l.Values, d.Values},
	} {
		if *f.field == 0 {
			*f.field = f.fallback
		}
	}
	return l
}

// check counts before anything is migrated, so that migration works on bounded lists only.
func (l Limits) check(dash object) error {
	panels, depth := count(list(dash, "panels"), 1)
	for _, row := range objects(dash, "rows") {
		n, d := count(list(row, "panels"), 2)
		panels, depth = panels+n, max(depth, d)
	}
	if panels > l.Panels {
		return fmt.Errorf("dashboard has %s panels; the most is %s: split it", thousands(panels), thousands(l.Panels))
	}
	if depth > l.RowDepth {
		return fmt.Errorf("dashboard has rows within rows, %d deep; the most is %d: take the inner rows out", depth, l.RowDepth)
	}
	if n := len(list(obj(dash, "templating"), "list")); n > l.Variables {
		return fmt.Errorf("dashboard has %s variables; the most is %s: split it", thousands(n), thousands(l.Variables))
	}
	return nil
}

// count returns how many panels there are and how deep they are nested. The depth of the JSON is
// bounded already, and so is this recursion.
func count(panels []any, level int) (n, depth int) {
	for _, p := range panels {
		n, depth = n+1, max(depth, level)
		inner, _ := p.(object)
		more, deeper := count(list(inner, "panels"), level+1)
		n, depth = n+more, max(depth, deeper)
	}
	return n, depth
}

// thousands writes 10000 as 10,000, as people read it.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
