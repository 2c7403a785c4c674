package budget

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/prometheus/common/model"
	promlabels "github.com/prometheus/prometheus/model/labels"
)

// Bounds of a census, whatever a target sends. Beyond them counts are the least
// there can be.
const (
	maxMetrics  = 2_000  // counted by name
	maxColumns  = 4_000  // labels of metrics
	maxValues   = 10_000 // told apart in each of them
	maxExamples = 3      // values kept of each
	maxExample  = 64     // bytes of each value kept
	maxLargest  = 5      // metrics kept when all is counted, and labels of each
)

// census counts the samples of one scrape by metric and the values of their
// labels.
type census struct {
	seed    maphash.Seed
	metrics map[string]int
	columns map[column]*values
}

type column struct{ metric, label string }

type values struct {
	seen     map[uint64]struct{}
	examples []string
}

func newCensus() *census {
	return &census{seed: maphash.MakeSeed(), metrics: map[string]int{}, columns: map[column]*values{}}
}

func (c *census) add(lset promlabels.Labels) {
	metric := lset.Get(model.MetricNameLabel)
	if _, known := c.metrics[metric]; !known && len(c.metrics) >= maxMetrics {
		return
	} else if !known {
		metric = strings.Clone(metric) // of the labels, which live as long as the scrape's body
	}
	c.metrics[metric]++
	lset.Range(func(l promlabels.Label) {
		if l.Name != model.MetricNameLabel {
			c.value(metric, l)
		}
	})
}

func (c *census) value(metric string, l promlabels.Label) {
	v := c.columns[column{metric, l.Name}]
	if v == nil {
		if len(c.columns) >= maxColumns {
			return
		}
		v = &values{seen: map[uint64]struct{}{}}
		c.columns[column{metric, strings.Clone(l.Name)}] = v
	}
	hash := maphash.String(c.seed, l.Value)
	if _, known := v.seen[hash]; known || len(v.seen) >= maxValues {
		return
	}
	v.seen[hash] = struct{}{}
	if len(v.examples) < maxExamples {
		v.examples = append(v.examples, example(l.Value))
	}
}

func example(value string) string {
	if len(value) <= maxExample {
		return strings.Clone(value)
	}
	cut := maxExample
	for !utf8.RuneStart(value[cut]) {
		cut--
	}
	return value[:cut] + "…"
}

// Metric is how much of a scrape is one metric's.
type Metric struct {
	Name   string  `json:"name"`
	Series int     `json:"series"`
	Labels []Label `json:"labels"` // with the most different values first
}

// Label is how wide a label of a metric is.
type Label struct {
	Name     string   `json:"name"`
	Values   int      `json:"values"`   // different ones; at 10,000 counting stops
	Examples []string `json:"examples"` // a few of them
}

// findings are what is kept of a census: the largest metrics.
type findings []Metric

func (c *census) findings() findings {
	found := make(findings, 0, len(c.metrics))
	for name, series := range c.metrics {
		found = append(found, Metric{Name: name, Series: series, Labels: []Label{}})
	}
	slices.SortFunc(found, func(a, b Metric) int { return cmp.Or(b.Series-a.Series, cmp.Compare(a.Name, b.Name)) })
	found = slices.Clone(found[:min(len(found), maxLargest)])
	for col, v := range c.columns {
		for i := range found {
			if found[i].Name == col.metric {
				found[i].Labels = append(found[i].Labels, Label{col.label, len(v.seen), v.examples})
			}
		}
	}
	for i := range found {
		labels := found[i].Labels
		slices.SortFunc(labels, func(a, b Label) int { return cmp.Or(b.Values-a.Values, cmp.Compare(a.Name, b.Name)) })
		found[i].Labels = slices.Clone(labels[:min(len(labels), maxLargest)])
	}
	return found
}

func (f findings) largest() []Metric {
	if f == nil {
		return []Metric{}
	}
	return f
}

// widest is the number of values of the widest label.
func (f findings) widest() int {
	most := 0
	for _, m := range f {
		if len(m.Labels) > 0 {
			most = max(most, m.Labels[0].Values)
		}
	}
	return most
}

// blame names the metric and the label that are most of a scrape, with values.
func (f findings) blame() string {
	if len(f) == 0 {
		return ""
	}
	m := f[0]
	text := fmt.Sprintf("%s has %d series", m.Name, m.Series)
	if len(m.Labels) == 0 || m.Labels[0].Values < 2 {
		return text
	}
	l := m.Labels[0]
	count := fmt.Sprint(l.Values)
	if l.Values >= maxValues {
		count = fmt.Sprintf("%d or more", maxValues)
	}
	return fmt.Sprintf("%s, its label %s has %s values such as %q", text, l.Name, count, l.Examples)
}
