package config

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// An error without a position is searched for during locateBudget, or locateLoads times as long as the document took to
// load where that is more. What was found until then is reported.
const (
	locateBudget = 2 * time.Second
	locateLoads  = 20
)

// locator finds the place of an error that the libraries report without a position. It removes everything from the
// document whose absence leaves the error as it is; in the little that remains, the place is easy to tell. This
// needs no knowledge of what the libraries check.
type locator struct {
	check    func(text string) error
	root     *yaml.Node
	message  string   // the error searched for, as fingerprint prints it
	quoted   []string // the values that the message quotes
	deadline time.Time
	undo     []func()
	needed   map[*yaml.Node]bool // what the error goes away without
}

// locate returns the key or list item in root that failure is about, or root when it cannot tell. The tree is as before
// when locate returns.
func locate(root *yaml.Node, check func(text string) error, failure error, budget time.Duration) *yaml.Node {
	l := &locator{
		check:    check,
		root:     root,
		message:  fingerprint(failure),
		quoted:   quotedValues(failure.Error()),
		deadline: time.Now().Add(budget),
		needed:   map[*yaml.Node]bool{},
	}
	defer l.restore()
	l.shrink(root)
	if len(l.undo) == 0 && !l.expired() && !l.stillFails() {
		return cmp.Or(l.lastMention(root), root)
	}
	return l.choose(root, root)
}

var (
	linePrefix  = regexp.MustCompile(`line \d+: `)
	quotedValue = regexp.MustCompile("\"((?:[^\"\\\\]|\\\\.)+)\"|`([^`]+)`|'([^']+)'")
)

// fingerprint is an error's text without what changes when other parts of the document are removed.
func fingerprint(err error) string {
	return linePrefix.ReplaceAllString(err.Error(), "")
}

func quotedValues(message string) []string {
	var values []string
	for _, match := range quotedValue.FindAllStringSubmatch(message, -1) {
		for _, group := range match[1:] {
			if group != "" {
				values = append(values, group)
			}
		}
	}
	return values
}

func (l *locator) expired() bool { return time.Now().After(l.deadline) }

func (l *locator) stillFails() bool {
	if l.expired() {
		return false
	}
	err := l.check(render(l.root))
	return err != nil && fingerprint(err) == l.message
}

// render writes a tree as a library can read it.
func render(root *yaml.Node) string {
	text, err := yaml.Marshal(root)
	if err != nil {
		return ""
	}
	return string(text)
}

func (l *locator) restore() {
	for _, undo := range slices.Backward(l.undo) {
		undo()
	}
}

// mentions reports whether a value that the message quotes stands in the tree.
func (l *locator) mentions(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode {
		return slices.Contains(l.quoted, n.Value)
	}
	return slices.ContainsFunc(n.Content, l.mentions)
}

// choose descends into what shrink left over. Of several list items the last is the one that was too much; of several
// keys it takes the one that stands out, and if none does, they share their block as the place. When time ran out, it
// goes no further than what is known to be needed.
func (l *locator) choose(n, place *yaml.Node) *yaml.Node {
	if l.expired() {
		return l.chooseNeeded(n, place)
	}
	switch {
	case n.Kind == yaml.SequenceNode && len(n.Content) > 0:
		last := n.Content[len(n.Content)-1]
		return l.choose(last, last)
	case n.Kind == yaml.MappingNode && len(n.Content) == 2:
		return l.choose(n.Content[1], n.Content[0])
	case n.Kind == yaml.MappingNode && len(n.Content) > 2:
		if i := l.outstanding(n); i >= 0 {
			return l.choose(n.Content[i+1], n.Content[i])
		}
	}
	return place
}

func (l *locator) chooseNeeded(n, place *yaml.Node) *yaml.Node {
	for i := 1; n.Kind == yaml.MappingNode && i < len(n.Content); i += 2 {
		if l.needed[n.Content[i]] {
			return l.chooseNeeded(n.Content[i], n.Content[i-1])
		}
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) == 1 {
		return l.chooseNeeded(n.Content[0], n.Content[0])
	}
	return place
}

// outstanding picks the key whose removal would mend the document. Where several would, or none, it takes the only one
// that holds a value which the message quotes, and then the one the message names first. It returns -1 when no key
// stands out.
func (l *locator) outstanding(n *yaml.Node) int {
	all := n.Content
	var mending, quoting, every []int
	for i := 0; i+1 < len(all); i += 2 {
		every = append(every, i)
		n.Content = slices.Concat(all[:i], all[i+2:])
		if !l.expired() && l.check(render(l.root)) == nil {
			mending = append(mending, i)
		}
		if l.mentions(all[i+1]) {
			quoting = append(quoting, i)
		}
	}
	n.Content = all
	candidates := mending
	if len(candidates) == 0 {
		candidates = every
	}
	quoting = slices.DeleteFunc(quoting, func(i int) bool { return !slices.Contains(candidates, i) })
	switch {
	case len(candidates) == 1:
		return candidates[0]
	case len(quoting) == 1:
		return quoting[0]
	}
	if named := l.namedFirst(all, candidates); named >= 0 || len(mending) == 0 {
		return named
	}
	return mending[len(mending)-1]
}

// namedFirst picks the key whose name stands first in the message; -1 when none does.
func (l *locator) namedFirst(pairs []*yaml.Node, candidates []int) int {
	best, position := -1, len(l.message)
	for _, i := range candidates {
		for _, name := range spellings(pairs[i].Value) {
			if at := indexWord(l.message, name); at >= 0 && at < position {
				best, position = i, at
			}
		}
	}
	return best
}

// spellings are the ways in which messages name a key: slack_configs as slack_config or Slack, scrape_timeout as
// scrape timeout.
func spellings(key string) []string {
	return []string{
		key, strings.ReplaceAll(key, "_", " "), strings.TrimSuffix(key, "s"),
		strings.TrimSuffix(strings.TrimSuffix(key, "_configs"), "_sd"),
	}
}

// indexWord finds a whole word, in whatever case.
func indexWord(text, word string) int {
	pattern, err := regexp.Compile(`(?i)(^|\W)` + regexp.QuoteMeta(word) + `(\W|$)`)
	if err != nil || word == "" {
		return -1
	}
	if found := pattern.FindStringIndex(text); found != nil {
		return found[0]
	}
	return -1
}

// lastMention finds the last place of a value that the message quotes, for an error that cannot be reproduced.
func (l *locator) lastMention(n *yaml.Node) *yaml.Node {
	for i, child := range slices.Backward(n.Content) {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			continue
		}
		if found := l.lastMention(child); found != nil {
			return found
		}
	}
	if n.Kind == yaml.ScalarNode && l.mentions(n) {
		return n
	}
	return nil
}
