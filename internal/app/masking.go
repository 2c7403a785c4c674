package app

import (
	"context"
	"fmt"
	"log/slog"
	"sync/atomic"

	"github.com/lookout-monitor/lookout/internal/config"
)

// masking is a log handler that hides what came from the environment, wherever
// an error quotes it. Errors of libraries name URLs, and a URL may hold a token.
type masking struct {
	slog.Handler
	mask func(text string) string
}

func (m masking) Handle(ctx context.Context, record slog.Record) error {
	masked := slog.NewRecord(record.Time, record.Level, m.mask(record.Message), record.PC)
	record.Attrs(func(a slog.Attr) bool {
		masked.AddAttrs(m.attr(a))
		return true
	})
	return m.Handler.Handle(ctx, masked)
}

func (m masking) WithAttrs(attrs []slog.Attr) slog.Handler {
	masked := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		masked[i] = m.attr(a)
	}
	return masking{m.Handler.WithAttrs(masked), m.mask}
}

func (m masking) WithGroup(name string) slog.Handler {
	return masking{m.Handler.WithGroup(name), m.mask}
}

// attr is an attribute with its value masked; one that quotes nothing keeps its
// type.
func (m masking) attr(a slog.Attr) slog.Attr {
	a.Value = a.Value.Resolve()
	switch a.Value.Kind() {
	case slog.KindGroup:
		var group []slog.Attr
		for _, inner := range a.Value.Group() {
			group = append(group, m.attr(inner))
		}
		return slog.Attr{Key: a.Key, Value: slog.GroupValue(group...)}
	case slog.KindString, slog.KindAny:
		text := fmt.Sprintf("%+v", a.Value.Any())
		if shown := m.mask(text); shown != text {
			return slog.String(a.Key, shown)
		}
	}
	return a
}

// secrets masks what of the configuration must not be shown. While one follows
// another, what is logged may quote either, so both count until the next.
type secrets struct {
	known atomic.Pointer[[]*config.Config]
}

func (s *secrets) mask(text string) string {
	if known := s.known.Load(); known != nil {
		for _, c := range *known {
			text = c.Mask(text)
		}
	}
	return text
}

func (s *secrets) hide(of ...*config.Config) { s.known.Store(&of) }
