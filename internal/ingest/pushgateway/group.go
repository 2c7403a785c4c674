package pushgateway

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/proto"
)

// Names of the two series that every group has besides what is pushed.
const (
	pushTimeName    = "push_time_seconds"
	failureTimeName = "push_failure_time_seconds"
)

// Group is what was pushed under one set of grouping labels. A group that can
// be reached from outside never changes: each push makes a new one.
type Group struct {
	ID       string // of the grouping labels, fit for a URL and for a file's name
	Labels   map[string]string
	Pushed   time.Time      // of the last push that was taken; zero when none was
	Failed   time.Time      // of the last push that was refused; zero when none was
	Failure  string         // why it was refused
	TTL      *time.Duration // as its last push asked for; nil leaves it to the configuration, 0 is forever
	Families []Family       // by name
	Samples  int

	key   string // the labels in an order of their own, for sorting
	bytes int    // that the families take as protocol buffers
}

// Family is a metric with all its series in a group.
type Family struct {
	*dto.MetricFamily
	Pushed time.Time
}

// size is what a group takes, in bytes: its families and, where it has none, its labels.
func (g *Group) size() int { return len(g.key) + g.bytes }

// LastPushFailed tells whether the last push was refused.
func (g *Group) LastPushFailed() bool { return g.Failed.After(g.Pushed) }

// since is the moment from which a group's time to live counts: refused pushes
// do not prolong the life of values that get older all the time.
func (g *Group) since() time.Time {
	if g.Pushed.IsZero() {
		return g.Failed
	}
	return g.Pushed
}

// Expires tells when a group ends that gets no further push; zero is never.
func (c *Config) Expires(g *Group) time.Time {
	if ttl := c.lifetime(g.TTL); ttl > 0 {
		return g.since().Add(ttl)
	}
	return time.Time{}
}

func newGroup(labels map[string]string) *Group {
	key := keyOf(labels)
	return &Group{ID: idOf(key), Labels: labels, key: key}
}

// keyOf spells labels so that equal sets, and no others, have equal keys.
func keyOf(labels map[string]string) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(labels)) {
		b.WriteString(strconv.Quote(name) + strconv.Quote(labels[name]))
	}
	return b.String()
}

func idOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:16])
}

// with is the group after a push: of its families those stay that the push
// neither replaces as a whole nor has under the same name.
func (g *Group) with(p Push, now time.Time) *Group {
	next := &Group{ID: g.ID, Labels: g.Labels, key: g.key, Pushed: now, Failed: g.Failed, Failure: g.Failure, TTL: p.TTL}
	for _, f := range g.Families {
		if _, again := p.Families[f.GetName()]; !p.Replace && !again {
			next.Families = append(next.Families, f)
		}
	}
	for _, f := range p.Families {
		next.Families = append(next.Families, Family{f, now})
	}
	slices.SortFunc(next.Families, func(a, b Family) int { return strings.Compare(a.GetName(), b.GetName()) })
	for _, f := range next.Families {
		next.Samples += samplesIn(f.MetricFamily)
		next.bytes += proto.Size(f.MetricFamily)
	}
	return next
}

// failed is the group after a push that was refused.
func (g *Group) failed(reason error, now time.Time) *Group {
	next := *g
	next.Failed, next.Failure = now, shortened(reason.Error())
	return &next
}

// maxFailure bounds what is kept of a reason, which quotes what was pushed.
const maxFailure = 1000

func shortened(text string) string {
	if len(text) <= maxFailure {
		return text
	}
	return strings.ToValidUTF8(text[:maxFailure], "") + "…"
}

// times are the two series that tell of the pushes themselves.
func (g *Group) times() []Family {
	return []Family{
		{g.timeFamily(failureTimeName, "Last Unix time when changing this group in the Pushgateway failed.", g.Failed), g.Failed},
		{g.timeFamily(pushTimeName, "Last Unix time when changing this group in the Pushgateway succeeded.", g.Pushed), g.Pushed},
	}
}

func (g *Group) timeFamily(name, help string, at time.Time) *dto.MetricFamily {
	value := 0.0
	if !at.IsZero() {
		value = float64(at.UnixNano()) / 1e9
	}
	family := &dto.MetricFamily{
		Name: proto.String(name), Help: proto.String(help), Type: dto.MetricType_GAUGE.Enum(),
		Metric: []*dto.Metric{{Gauge: &dto.Gauge{Value: proto.Float64(value)}}},
	}
	stamp(family, g.Labels)
	return family
}

// samplesIn counts the lines that a family takes in the text format.
func samplesIn(f *dto.MetricFamily) int {
	n := 0
	for _, m := range f.Metric {
		switch {
		case m.Summary != nil:
			n += len(m.Summary.Quantile) + 2
		case m.Histogram != nil:
			n += len(m.Histogram.Bucket) + 2
		default:
			n++
		}
	}
	return n
}
