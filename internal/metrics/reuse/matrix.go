package reuse

import (
	"slices"
	"sort"

	promlabels "github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql"
)

// What one of these occupies in memory, in bytes, about.
const (
	bytesOfAnswer = 512
	bytesOfSeries = 256
	bytesOfFloat  = 16
)

func bytesOfKey(k Key) int64 { return int64(bytesOfAnswer + len(k.Scope) + len(k.Expr)) }

// part returns an answer's steps from one time to another. It shares the points with the answer:
// nobody changes a point that was remembered.
func (a *answer) part(from, to int64) *answer {
	part := *a
	part.from, part.to = from, to
	part.matrix = make(promql.Matrix, 0, len(a.matrix))
	part.bytes = 0
	for _, series := range a.matrix {
		series.Floats = floatsWithin(series.Floats, from, to)
		series.Histograms = histogramsWithin(series.Histograms, from, to)
		if len(series.Floats)+len(series.Histograms) > 0 {
			part.matrix = append(part.matrix, series)
			part.bytes += bytesOf(series)
		}
	}
	return &part
}

func bytesOf(s promql.Series) int64 {
	all := int64(bytesOfSeries + bytesOfFloat*cap(s.Floats))
	for _, point := range s.Histograms {
		all += int64(point.H.Size())
	}
	return all
}

func floatsWithin(points []promql.FPoint, from, to int64) []promql.FPoint {
	first := sort.Search(len(points), func(i int) bool { return points[i].T >= from })
	end := sort.Search(len(points), func(i int) bool { return points[i].T > to })
	return points[first:max(first, end)]
}

func histogramsWithin(points []promql.HPoint, from, to int64) []promql.HPoint {
	first := sort.Search(len(points), func(i int) bool { return points[i].T >= from })
	end := sort.Search(len(points), func(i int) bool { return points[i].T > to })
	return points[first:max(first, end)]
}

// join appends the points of one matrix to those of another, series by series. Both are in the order
// of their labels, as the engine leaves them, and so is the result, which shares no points with either.
func join(known, news promql.Matrix) promql.Matrix {
	all := make(promql.Matrix, 0, max(len(known), len(news)))
	for len(known) > 0 || len(news) > 0 {
		var a, b promql.Series
		order := inFront(known, news)
		if order <= 0 {
			a, known = known[0], known[1:]
		}
		if order >= 0 {
			b, news = news[0], news[1:]
		}
		all = append(all, joined(a, b))
	}
	return all
}

// inFront compares the first series of two matrices of which one has any.
func inFront(a, b promql.Matrix) int {
	switch {
	case len(a) == 0:
		return 1
	case len(b) == 0:
		return -1
	}
	return promlabels.Compare(a[0].Metric, b[0].Metric)
}

func joined(a, b promql.Series) promql.Series {
	s := promql.Series{Metric: a.Metric, DropName: a.DropName}
	if len(a.Floats)+len(a.Histograms) == 0 {
		s.Metric, s.DropName = b.Metric, b.DropName
	}
	s.Floats = slices.Concat(a.Floats, b.Floats)
	// Histograms are copied: the engine may use those of its result again.
	s.Histograms = slices.Clone(a.Histograms)
	for _, point := range b.Histograms {
		s.Histograms = append(s.Histograms, promql.HPoint{T: point.T, H: point.H.Copy()})
	}
	return s
}
