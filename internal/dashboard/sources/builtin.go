package sources

import (
	"context"
	"fmt"

	"github.com/lookout-monitor/lookout/internal/dashboard"
)

// builtinName is what the store calls the one source of this kind.
const builtinName = "lookout"

// Shipped is what comes with this release of Lookout.
type Shipped struct {
	Release    string
	Dashboards []dashboard.Offer
}

// deliverBuiltin makes the store agree with what this release ships: all of it, or,
// where the configuration does without, nothing.
func (s *Sources) deliverBuiltin(ctx context.Context, config Config) {
	delivery := dashboard.Delivery{Kind: dashboard.Builtin, Name: builtinName, Release: s.options.Shipped.Release}
	if config.Builtin {
		delivery.Offers = s.options.Shipped.Dashboards
	}
	refused, err := s.options.Store.Deliver(ctx, delivery)
	if err == nil {
		err = s.dropLostBuiltin(ctx)
	}
	if err != nil && ctx.Err() == nil {
		s.options.Logger.Error("built-in dashboards not delivered, those of before stand", "err", err)
	}
	for _, r := range refused {
		s.options.Logger.Warn("built-in dashboard refused", "file", r.Origin, "err", r.Err)
	}
}

// dropLostBuiltin deletes built-in dashboards that this release does without. Nobody made
// them here, so that there is nothing to keep them for; the next release may bring them back.
func (s *Sources) dropLostBuiltin(ctx context.Context) error {
	all, err := s.options.Store.List(ctx)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.Source.Kind != dashboard.Builtin || d.StaleSince == nil {
			continue
		}
		if err := s.options.Store.Delete(ctx, d.UID); err != nil {
			return fmt.Errorf("drop built-in dashboard: %w", err)
		}
	}
	return nil
}
