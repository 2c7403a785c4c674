// Package variable puts the values of a dashboard's variables into text, as the page does: the tests of
// both hold the same vectors. Text, a scope and a format flow in; text flows out. Placeholders makes
// scopes for those who read a dashboard without opening it. The package refuses to know where values
// come from, and leaves out what only a browser shows: moments in a pattern (`${__from:date:YYYY}`).
package variable

import "strings"

// Bound is what a name stands for.
type Bound struct {
	Text, Value []string
	Multi       bool   // several values are possible, so that PromQL gets a regular expression
	Listed      bool   // Value is a list, even if of one
	All         bool   // everything is selected; Value holds every option
	AllValue    string // what the author says All stands for; inserted as it is
	Fields      map[string]string
}

// One is a variable with a single value.
func One(value string) Bound { return Bound{Text: []string{value}, Value: []string{value}} }

// Scope is what names stand for. A name that is not in it stays as it is.
type Scope map[string]Bound

// Formats in which a reference is written that names none itself.
const (
	Glob   = "glob"
	PromQL = "promql"
	Text   = "text"
)

// deepest bounds how often what All stands for may refer to variables in turn.
const deepest = 5

// longest bounds what a text may grow to: a short one that names a long value a thousand times, or what
// All stands for by itself, would otherwise take all memory there is.
const longest = 1 << 20

// Interpolate puts values in the place of references. A text that would grow beyond all bounds stays as
// it is: a part of it could mean something else.
func Interpolate(text string, scope Scope, format string) string {
	room := max(longest, len(text))
	if out := (replacement{scope, format, 0, &room, map[nested]string{}}).replace(text); room >= 0 {
		return out
	}
	return text
}

type replacement struct {
	scope  Scope
	format string
	depth  int
	room   *int // how much may still be written; below 0 there was too much
	// What All was found to stand for: it may name itself so often that even nothing takes minutes.
	written map[nested]string
}

type nested struct {
	depth int
	name  string
}

func (r replacement) replace(text string) string {
	var b strings.Builder
	quotes := quoteReader{text: text}
	end := 0
	for _, ref := range References(text) {
		if *r.room < 0 {
			return ""
		}
		quote := quotes.at(ref.Start, ref.End)
		b.WriteString(text[end:ref.Start])
		if value, ok := r.value(ref, quote); ok {
			*r.room -= len(value)
			b.WriteString(value)
		} else {
			b.WriteString(text[ref.Start:ref.End])
		}
		end = ref.End
	}
	b.WriteString(text[end:])
	return b.String()
}

func (r replacement) value(ref Reference, quote byte) (string, bool) {
	bound, ok := r.scope[ref.Name]
	if ok && ref.Field != "" {
		bound, ok = bound.field(ref.Field)
	}
	if !ok {
		return "", false
	}
	wanted := ref.Format
	if wanted == "" {
		wanted = r.format
	}
	id, args, _ := strings.Cut(wanted, ":")
	if bound.All && bound.AllValue != "" && !formatsAll(id) {
		if r.depth >= deepest {
			return bound.AllValue, true
		}
		return r.all(ref.Name, bound.AllValue), true
	}
	if id == PromQL {
		return forPromQL(bound, quote), true
	}
	return written(id, bound, context{ref.Name, args, id != wanted}), true
}

func (r replacement) all(name, allValue string) string {
	r.depth++
	key := nested{r.depth, name}
	value, known := r.written[key]
	if !known {
		value = r.replace(allValue)
		r.written[key] = value
	}
	return value
}

// field is what ${x.field} stands for: the text, the value, one of several, or a field of a built-in.
func (b Bound) field(name string) (Bound, bool) {
	if value, ok := b.Fields[name]; ok {
		return One(value), true
	}
	switch name {
	case "value":
		return b, true
	case "text":
		return Bound{Text: b.Text, Value: b.Text, Multi: b.Multi, Listed: len(b.Text) > 1}, true
	}
	if i, ok := position(name); ok && b.Listed && i < len(b.Value) {
		return Bound{Text: b.Value[i : i+1], Value: b.Value[i : i+1], Multi: b.Multi}, true
	}
	return Bound{}, false
}
