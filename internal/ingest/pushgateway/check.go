package pushgateway

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/model"
	"google.golang.org/protobuf/proto"
)

var errTimestamp = errors.New("pushed metrics must not have timestamps: the time of a sample is that of the scrape which reads it; push_time_seconds tells when it was pushed")

// stamp puts a group's labels on each series, over labels of the same names,
// and an empty instance where there is none, so that the instance of whoever
// hosts the push gateway is not taken for that of the pusher.
func stamp(f *dto.MetricFamily, group map[string]string) {
	for _, m := range f.Metric {
		labels := slices.DeleteFunc(m.Label, func(l *dto.LabelPair) bool { _, ours := group[l.GetName()]; return ours })
		for name, value := range group {
			labels = append(labels, &dto.LabelPair{Name: proto.String(name), Value: proto.String(value)})
		}
		if !slices.ContainsFunc(labels, func(l *dto.LabelPair) bool { return l.GetName() == model.InstanceLabel }) {
			labels = append(labels, &dto.LabelPair{Name: proto.String(model.InstanceLabel), Value: proto.String("")})
		}
		slices.SortStableFunc(labels, func(a, b *dto.LabelPair) int { return strings.Compare(a.GetName(), b.GetName()) })
		m.Label = labels
	}
}

// verify refuses a family that no scrape could read: a scraper that stumbles over
// one loses all groups.
func verify(f *dto.MetricFamily) error {
	switch name, unit := f.GetName(), f.GetUnit(); {
	case !model.UTF8Validation.IsValidMetricName(name):
		return fmt.Errorf("%q is no name of a metric", name)
	case !utf8.ValidString(f.GetHelp()):
		return fmt.Errorf("the help of metric %s is not UTF-8", name)
	case unit != "" && !hasUnit(name, unit):
		return fmt.Errorf("metric %s is in the unit %q, in which its name does not end", name, unit)
	}
	for _, m := range f.Metric {
		if err := verifyMetric(f, m); err != nil {
			return fmt.Errorf("series %s: %w", seriesText(f, m), err)
		}
	}
	return nil
}

func verifyMetric(f *dto.MetricFamily, m *dto.Metric) error {
	if m.TimestampMs != nil {
		return errTimestamp
	}
	if !hasValueOf(f.GetType(), m) {
		return fmt.Errorf("has no value of its type, %s", typeName(f.GetType()))
	}
	for i, l := range m.Label {
		switch name := l.GetName(); {
		case !model.UTF8Validation.IsValidLabelName(name) || strings.HasPrefix(name, model.ReservedLabelPrefix):
			return fmt.Errorf("%q is no name of a label", name)
		case i > 0 && m.Label[i-1].GetName() == name:
			return fmt.Errorf("has the label %q twice", name)
		case m.Summary != nil && name == model.QuantileLabel, m.Histogram != nil && name == model.BucketLabel:
			return fmt.Errorf("a %s cannot have a label %q of its own", typeName(f.GetType()), name)
		case !utf8.ValidString(l.GetValue()):
			return fmt.Errorf("the value of label %q is not UTF-8", name)
		}
	}
	return verifyExemplars(m)
}

// hasUnit tells whether a name ends in its unit, as OpenMetrics has it.
func hasUnit(name, unit string) bool {
	return model.LegacyValidation.IsValidMetricName(unit) && strings.HasSuffix(strings.TrimSuffix(name, "_total"), "_"+unit)
}

// verifyExemplars refuses those that cannot be written out.
func verifyExemplars(m *dto.Metric) error {
	exemplars := slices.Concat([]*dto.Exemplar{m.GetCounter().GetExemplar()}, m.GetHistogram().GetExemplars())
	for _, b := range m.GetHistogram().GetBucket() {
		exemplars = append(exemplars, b.GetExemplar())
	}
	for _, e := range exemplars {
		if t := e.GetTimestamp(); t != nil && !t.IsValid() {
			return errors.New("the time of an exemplar is none")
		}
		for _, l := range e.GetLabel() {
			if !model.UTF8Validation.IsValidLabelName(l.GetName()) || !utf8.ValidString(l.GetValue()) {
				return fmt.Errorf("%q=%q is no label of an exemplar", l.GetName(), l.GetValue())
			}
		}
	}
	return nil
}

func hasValueOf(t dto.MetricType, m *dto.Metric) bool {
	switch t {
	case dto.MetricType_COUNTER:
		return m.Counter != nil
	case dto.MetricType_GAUGE:
		return m.Gauge != nil
	case dto.MetricType_UNTYPED:
		return m.Untyped != nil
	case dto.MetricType_SUMMARY:
		return m.Summary != nil
	case dto.MetricType_HISTOGRAM, dto.MetricType_GAUGE_HISTOGRAM:
		return m.Histogram != nil
	}
	return false
}

func typeName(t dto.MetricType) string {
	return strings.ReplaceAll(strings.ToLower(t.String()), "_", " ")
}

// seriesText names a series in an error.
func seriesText(f *dto.MetricFamily, m *dto.Metric) string {
	pairs := make([]string, len(m.Label))
	for i, l := range m.Label {
		pairs[i] = fmt.Sprintf("%s=%q", l.GetName(), l.GetValue())
	}
	return f.GetName() + "{" + strings.Join(pairs, ", ") + "}"
}
