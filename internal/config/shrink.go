package config

import (
	"math"
	"slices"

	"go.yaml.in/yaml/v4"
)

// keepIf replaces a node's children if the error persists without the others.
func (l *locator) keepIf(n *yaml.Node, children []*yaml.Node) bool {
	before := n.Content
	n.Content = children
	if !l.stillFails() {
		n.Content = before
		return false
	}
	l.undo = append(l.undo, func() { n.Content = before })
	return true
}

// shrink removes what the error does not need, from the outside inwards.
func (l *locator) shrink(n *yaml.Node) {
	if l.expired() {
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		l.shrinkMapping(n)
		for i := 1; i < len(n.Content); i += 2 {
			l.shrink(n.Content[i])
		}
	case yaml.SequenceNode:
		l.shrinkList(n)
		for _, item := range n.Content {
			l.shrink(item)
		}
	}
}

// shrinkMapping tries large blocks first: without them every further attempt is quicker. A large block that is needed
// is shrunk before its neighbours are tried for the same reason.
func (l *locator) shrinkMapping(n *yaml.Node) {
	values := make([]*yaml.Node, 0, len(n.Content)/2)
	for i := 1; i < len(n.Content); i += 2 {
		values = append(values, n.Content[i])
	}
	sizes := make(map[*yaml.Node]int, len(values))
	for _, value := range values {
		sizes[value] = size(value)
	}
	slices.SortStableFunc(values, func(a, b *yaml.Node) int { return sizes[b] - sizes[a] })
	const large = 1000
	for _, value := range values {
		at := slices.Index(n.Content, value)
		if l.keepIf(n, slices.Concat(n.Content[:at-1], n.Content[at+1:])) || l.expired() {
			continue
		}
		if l.needed[value] = true; sizes[value] >= large {
			l.shrink(value)
		}
	}
}

func size(n *yaml.Node) int {
	total := 1
	for _, child := range n.Content {
		total += size(child)
	}
	return total
}

// shrinkList finds the items an error needs: mostly one, of duplicates two. Lists may have thousands of items, and each
// attempt takes as long as it has items: so it tries those first that the message mentions, then short runs of
// neighbours, and only then ever shorter beginnings and ends.
func (l *locator) shrinkList(n *yaml.Node) {
	if len(l.quoted) > 0 && len(n.Content) > 2 {
		l.keepIf(n, slices.DeleteFunc(slices.Clone(n.Content), func(item *yaml.Node) bool { return !l.mentions(item) }))
	}
	for len(n.Content) > 1 && l.keepRun(n) {
	}
	if len(n.Content) < 3 {
		return
	}
	l.cutTail(n)
	l.cutHead(n)
	for i := len(n.Content) - 2; i > 0 && !l.expired(); i-- {
		l.keepIf(n, slices.Concat(n.Content[:i], n.Content[i+1:]))
	}
}

// keepRun keeps a run of about as many neighbours as there are runs, if one of them fails by itself.
func (l *locator) keepRun(n *yaml.Node) bool {
	length := int(math.Sqrt(float64(len(n.Content))))
	for run := range slices.Chunk(n.Content, length) {
		if l.keepIf(n, run) {
			return true
		}
	}
	return false
}

// cutTail keeps the shortest beginning of a list that fails.
func (l *locator) cutTail(n *yaml.Node) {
	for low := 0; low < len(n.Content)-1 && !l.expired(); {
		middle := (low + len(n.Content)) / 2
		if !l.keepIf(n, n.Content[:middle]) {
			low = middle
		}
	}
}

// cutHead keeps the shortest end of a list that fails.
func (l *locator) cutHead(n *yaml.Node) {
	for low := 0; low < len(n.Content)-1 && !l.expired(); {
		middle := (low + len(n.Content)) / 2
		if !l.keepIf(n, n.Content[len(n.Content)-middle:]) {
			low = middle
		}
	}
}
