package pushgateway

import (
	"fmt"
	"hash/maphash"
	"slices"
	"strings"

	dto "github.com/prometheus/client_model/go"
)

// index knows every series and the type of every metric in all groups, so that
// a push is judged against what is there already in the time that the push
// itself takes, not in that of everything pushed before.
type index struct {
	seed   maphash.Seed
	series map[uint64]struct{}
	uses   map[string]*use
}

// use is how a name is used, and in how many groups.
type use struct {
	kind   dto.MetricType
	groups int
}

// newIndex returns an index in which the names of other families are taken.
func newIndex(taken ...*dto.MetricFamily) *index {
	x := &index{seed: maphash.MakeSeed(), series: map[uint64]struct{}{}, uses: map[string]*use{}}
	for _, f := range taken {
		x.uses[f.GetName()] = &use{kind: f.GetType(), groups: 1}
	}
	return x
}

// replace takes families out and puts others in, or returns why these do not
// fit and changes nothing.
func (x *index) replace(out, in []Family) error {
	for _, f := range out {
		x.remove(f, f.Metric)
	}
	for i, f := range in {
		err := x.add(f)
		if err == nil {
			continue
		}
		for _, added := range in[:i] {
			x.remove(added, added.Metric)
		}
		for _, before := range out {
			if again := x.add(before); again != nil {
				return fmt.Errorf("%w; and then, on going back: %w", err, again)
			}
		}
		return err
	}
	return nil
}

func (x *index) add(f Family) error {
	if err := x.fits(f.MetricFamily); err != nil {
		return err
	}
	if x.uses[f.GetName()] == nil {
		x.uses[f.GetName()] = &use{kind: f.GetType()}
	}
	x.uses[f.GetName()].groups++
	for i, m := range f.Metric {
		sum := x.sum(f, m)
		if _, there := x.series[sum]; there {
			x.remove(f, f.Metric[:i])
			return fmt.Errorf("series %s is there already, in this push or in another group", seriesText(f.MetricFamily, m))
		}
		x.series[sum] = struct{}{}
	}
	return nil
}

func (x *index) remove(f Family, metrics []*dto.Metric) {
	if u := x.uses[f.GetName()]; u.groups > 1 {
		u.groups--
	} else {
		delete(x.uses, f.GetName())
	}
	for _, m := range metrics {
		delete(x.series, x.sum(f, m))
	}
}

func (x *index) sum(f Family, m *dto.Metric) uint64 {
	var h maphash.Hash
	h.SetSeed(x.seed)
	write := func(text string) {
		_, _ = h.WriteString(text) // never fails
		_ = h.WriteByte(0xff)      // in no valid UTF-8
	}
	write(f.GetName())
	for _, l := range m.Label {
		write(l.GetName())
		write(l.GetValue())
	}
	return h.Sum64()
}

// fits refuses a family whose name another group uses for something else.
func (x *index) fits(f *dto.MetricFamily) error {
	name, kind := f.GetName(), f.GetType()
	if u := x.uses[name]; u != nil && u.kind != kind {
		return fmt.Errorf("metric %s is of type %s here and of type %s in another group: give one of them another name, or delete that group", name, typeName(kind), typeName(u.kind))
	}
	for _, suffix := range []string{"_count", "_sum", "_bucket"} {
		if base, ok := strings.CutSuffix(name, suffix); ok && x.uses[base] != nil && slices.Contains(suffixesOf(x.uses[base].kind), suffix) {
			return fmt.Errorf("metric %s collides with a series of the %s %s", name, typeName(x.uses[base].kind), base)
		}
	}
	for _, suffix := range suffixesOf(kind) {
		if x.uses[name+suffix] != nil {
			return fmt.Errorf("a series of the %s %s collides with the metric %s", typeName(kind), name, name+suffix)
		}
	}
	return nil
}

// suffixesOf are the endings of the series into which a type is spelt out.
func suffixesOf(t dto.MetricType) []string {
	switch t {
	case dto.MetricType_SUMMARY:
		return []string{"_count", "_sum"}
	case dto.MetricType_HISTOGRAM, dto.MetricType_GAUGE_HISTOGRAM:
		return []string{"_count", "_sum", "_bucket"}
	}
	return nil
}
