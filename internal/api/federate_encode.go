package api

import (
	"slices"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/prometheus/prometheus/model/histogram"
	promlabels "github.com/prometheus/prometheus/model/labels"
	"google.golang.org/protobuf/proto"
)

// kind is the type a sample is exposed as. The store keeps no metric types, so
// floats are untyped.
func (s newestSample) kind() dto.MetricType {
	switch {
	case s.histogram == nil:
		return dto.MetricType_UNTYPED
	case s.histogram.CounterResetHint == histogram.GaugeType:
		return dto.MetricType_GAUGE_HISTOGRAM
	default:
		return dto.MetricType_HISTOGRAM
	}
}

// encode writes sorted samples as families. Native histograms are left out
// where the format has no form for them; those with custom buckets become
// classic ones.
func (f *federation) encode(enc expfmt.Encoder, samples []newestSample, native bool) error {
	external := f.externalLabels()
	var family *dto.MetricFamily
	flush := func() error {
		if family == nil || len(family.Metric) == 0 {
			return nil
		}
		return enc.Encode(family)
	}
	for _, s := range samples {
		if s.name() == "" {
			f.logger.Warn("series without a name left out of federation", "series", s.labels.String())
			continue
		}
		if s.histogram != nil && !s.histogram.UsesCustomBuckets() && !native {
			continue
		}
		if family == nil || family.GetName() != s.name() || family.GetType() != s.kind() {
			if err := flush(); err != nil {
				return err
			}
			family = &dto.MetricFamily{Name: proto.String(s.name()), Type: s.kind().Enum()}
		}
		family.Metric = append(family.Metric, s.metric(external))
	}
	return flush()
}

// externalLabels are those that identify this Lookout. An empty instance label
// goes with each series that has none, so that the scraping Prometheus does
// not put its own idea of the instance there.
func (f *federation) externalLabels() promlabels.Labels {
	b := promlabels.NewBuilder(f.config().GlobalConfig.ExternalLabels)
	pairs := b.Labels()
	if pairs.Has(model.InstanceLabel) {
		return pairs
	}
	scratch := promlabels.NewScratchBuilder(pairs.Len() + 1)
	pairs.Range(func(l promlabels.Label) { scratch.Add(l.Name, l.Value) })
	scratch.Add(model.InstanceLabel, "")
	scratch.Sort()
	return scratch.Labels()
}

// metric is the sample with its own labels and those external ones it lacks.
func (s newestSample) metric(external promlabels.Labels) *dto.Metric {
	m := &dto.Metric{TimestampMs: proto.Int64(s.millis)}
	add := func(l promlabels.Label) {
		m.Label = append(m.Label, &dto.LabelPair{Name: proto.String(l.Name), Value: proto.String(l.Value)})
	}
	s.labels.Range(func(l promlabels.Label) {
		if l.Name != model.MetricNameLabel && l.Value != "" {
			add(l)
		}
	})
	external.Range(func(l promlabels.Label) {
		if s.labels.Get(l.Name) == "" {
			add(l)
		}
	})
	switch {
	case s.histogram == nil:
		m.Untyped = &dto.Untyped{Value: proto.Float64(s.value)}
	case s.histogram.UsesCustomBuckets():
		m.Histogram = classic(s.histogram)
	default:
		m.Histogram = native(s.histogram)
	}
	return m
}

// native is a histogram with exponential buckets.
func native(h *histogram.FloatHistogram) *dto.Histogram {
	return &dto.Histogram{
		SampleCountFloat: proto.Float64(h.Count),
		SampleSum:        proto.Float64(h.Sum),
		Schema:           proto.Int32(h.Schema),
		ZeroThreshold:    proto.Float64(h.ZeroThreshold),
		ZeroCountFloat:   proto.Float64(h.ZeroCount),
		NegativeSpan:     spans(h.NegativeSpans),
		NegativeCount:    slices.Clone(h.NegativeBuckets),
		PositiveSpan:     spans(h.PositiveSpans),
		PositiveCount:    slices.Clone(h.PositiveBuckets),
	}
}

func spans(from []histogram.Span) []*dto.BucketSpan {
	to := make([]*dto.BucketSpan, len(from))
	for i, s := range from {
		to[i] = &dto.BucketSpan{Offset: proto.Int32(s.Offset), Length: proto.Uint32(s.Length)}
	}
	return to
}

// classic is a histogram with custom buckets, cumulated as classic ones are.
func classic(h *histogram.FloatHistogram) *dto.Histogram {
	out := &dto.Histogram{SampleCountFloat: proto.Float64(h.Count), SampleSum: proto.Float64(h.Sum)}
	counts := make([]float64, len(h.CustomValues)+1)
	for it := h.PositiveBucketIterator(); it.Next(); {
		bucket := it.At()
		counts[bucket.Index] += bucket.Count
	}
	cumulated := 0.0
	for i, bound := range h.CustomValues {
		cumulated += counts[i]
		out.Bucket = append(out.Bucket, &dto.Bucket{
			UpperBound: proto.Float64(bound), CumulativeCountFloat: proto.Float64(cumulated),
		})
	}
	return out
}
