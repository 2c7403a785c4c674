package legacystatus

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// What an endpoint may send. Real ones send some dozens of checks in a few kilobytes.
const (
	maxBody     = 1 << 20
	maxChecks   = 1000
	maxName     = 200
	maxWord     = 100
	maxMessage  = 1000
	maxProblems = 20 // that are told in words; all are counted
)

// Kinds of problems, which are values of a label.
const (
	malformed    = "malformed"
	unknownState = "unknown_state"
	duplicate    = "duplicate"
	omitted      = "omitted"
)

// Entry is one check, a thing that an endpoint tells of.
type Entry struct {
	Name    string
	State   State
	Word    string // for the state, as the endpoint wrote it
	Message string
}

// answer is what an endpoint told, as far as it could be understood.
type answer struct {
	checks   []Entry // by name
	counts   map[string]int
	problems []string
}

// parse reads an answer. An entry that makes no sense does no harm to the others; an answer that is no list at all is an
// error.
func parse(body io.Reader, words map[string]State) (*answer, error) {
	content, err := io.ReadAll(io.LimitReader(body, maxBody+1))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	if len(content) > maxBody {
		return nil, fmt.Errorf("the answer is longer than the %d bytes that are read; tell of fewer checks, or of several lists", maxBody)
	}
	var entries []json.RawMessage
	if err := json.Unmarshal(content, &entries); err != nil {
		return nil, fmt.Errorf(`the answer is no JSON list such as [{"queue": "ok"}]: %w`, err)
	}
	p := parser{words: words, checks: map[string]Entry{}, answer: &answer{counts: map[string]int{}}}
	for i, entry := range entries {
		p.entry(i, entry)
	}
	for _, name := range slices.Sorted(maps.Keys(p.checks)) {
		p.answer.checks = append(p.answer.checks, p.checks[name])
	}
	return p.answer, nil
}

type parser struct {
	words  map[string]State
	checks map[string]Entry
	answer *answer
}

func (p *parser) problem(kind, format string, args ...any) {
	p.answer.counts[kind]++
	if len(p.answer.problems) < maxProblems {
		p.answer.problems = append(p.answer.problems, printable(fmt.Sprintf(format, args...), maxMessage))
	}
}

// messageKeys are what endpoints call the text beside a state.
var messageKeys = []string{"msg", "message"}

// entry reads one object: names of checks with their states, and a message that belongs to all of them.
func (p *parser) entry(i int, raw json.RawMessage) {
	fields, names := fieldsOf(raw)
	if fields == nil {
		p.problem(malformed, `entry %d is no object such as {"queue": "ok"}: %s`, i, raw)
		return
	}
	message, told := "", map[string]bool{}
	fields = slices.DeleteFunc(fields, func(f field) bool {
		text, ok := f.value.(string)
		if !ok || names == 1 || !slices.Contains(messageKeys, f.name) {
			return false
		}
		if told[f.name] {
			p.problem(duplicate, "entry %d has %q twice; the last counts", i, f.name)
		}
		message, told[f.name] = text, true
		return true
	})
	if len(fields) == 0 {
		p.problem(malformed, "entry %d names no check: %s", i, raw)
	}
	for _, f := range fields {
		p.check(i, f.name, f.value, message)
	}
}

// field is a name in an object, with its value.
type field struct {
	name  string
	value any
}

// fieldsOf reads an object by name, and counts the different names; nil where it is none. A map would keep one of two
// fields of the same name, and nobody would learn of the other.
func fieldsOf(raw json.RawMessage) (fields []field, names int) {
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.UseNumber() // one that is too large for a float is no state either
	if open, err := decoder.Token(); err != nil || open != json.Delim('{') {
		return nil, 0
	}
	fields, seen := []field{}, map[string]bool{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, 0
		}
		f := field{name: name.(string)} // what else could stand there was refused when the list was read
		if err := decoder.Decode(&f.value); err != nil {
			return nil, 0
		}
		fields, seen[f.name] = append(fields, f), true
	}
	slices.SortStableFunc(fields, func(a, b field) int { return strings.Compare(a.name, b.name) })
	return fields, len(seen)
}

func (p *parser) check(i int, name string, value any, message string) {
	word, ok := value.(string)
	switch {
	case !ok:
		p.problem(malformed, "entry %d: the state of %q is no word: %v", i, name, value)
		return
	case name == "" || len(name) > maxName:
		p.problem(malformed, "entry %d: the name of the check is empty or longer than %d bytes: %q", i, maxName, name)
		return
	}
	c := Entry{Name: name, State: p.state(word), Word: printable(word, maxWord), Message: printable(message, maxMessage)}
	before, twice := p.checks[name]
	if !twice && len(p.checks) == maxChecks {
		p.problem(omitted, "there are more than %d checks; %q is left out", maxChecks, name)
		return
	}
	if c.State == Unknown {
		p.problem(unknownState, "%q is %q, which means nothing here; say what it means under states", name, c.Word)
	}
	if twice {
		p.problem(duplicate, "%q stands there twice, as %s and as %s; the worse counts", name, before.Word, c.Word)
		if before.State.rank() >= c.State.rank() {
			return
		}
	}
	p.checks[name] = c
}

// state is what a word means, in whatever case it is written.
func (p *parser) state(word string) State {
	for known, state := range p.words {
		if strings.EqualFold(known, word) {
			return state
		}
	}
	switch strings.ToLower(word) {
	case "ok":
		return OK
	case "warning", "warn":
		return Warning
	case "critical", "crit":
		return Critical
	}
	return Unknown
}

// printable bounds a text of somebody else, and takes out what could confuse a terminal or a page.
func printable(text string, most int) string {
	if len(text) > most {
		cut := most
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut] + "…"
	}
	return strings.Map(func(c rune) rune {
		if c < ' ' || c == 0x7f {
			return ' '
		}
		return c
	}, strings.ToValidUTF8(text, "?"))
}
