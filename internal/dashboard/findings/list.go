package findings

import (
	"context"
	"path"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/check"
)

// Counts says how many findings a dashboard has.
type Counts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
	Infos    int `json:"infos"`
}

// Counts returns what is known of the dashboards of a list, by uid, without
// checking any. The missing are checked in the background, for the next who asks.
func (k *Keeper) Counts(all []dashboard.Summary) map[string]Counts {
	together := k.together(all)
	counts := map[string]Counts{}
	for _, one := range all {
		c, known := k.last(one)
		if !known {
			continue
		}
		var n Counts
		n.add(c.findings)
		n.add(together[one.UID])
		counts[one.UID] = n
	}
	select {
	case k.wanted <- struct{}{}:
	default: // somebody has asked already
	}
	return counts
}

func (n *Counts) add(findings []check.Finding) {
	for _, f := range findings {
		switch f.Severity {
		case check.Error:
			n.Errors++
		case check.Warning:
			n.Warnings++
		default:
			n.Infos++
		}
	}
}

// last is what was found of this version, whatever metrics existed then.
func (k *Keeper) last(of dashboard.Summary) (checked, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	c, known := k.kept[of.UID]
	return c, known && c.version == of.Version
}

// Run checks what lists have asked for until ctx ends.
func (k *Keeper) Run(ctx context.Context) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-k.wanted:
		}
		if err := k.checkAll(ctx); err != nil && ctx.Err() == nil {
			k.options.Logger.Warn("dashboards not checked", "err", err)
		}
	}
}

func (k *Keeper) checkAll(ctx context.Context) error {
	all, err := k.options.Store.List(ctx)
	if err != nil {
		return err
	}
	k.forget(all)
	for _, one := range all {
		_, err := k.check(ctx, one)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			k.options.Logger.Warn("dashboard not checked", "uid", one.UID, "err", err)
		}
	}
	return nil
}

// forget drops what is known of dashboards that are gone.
func (k *Keeper) forget(all []dashboard.Summary) {
	there := map[string]bool{}
	for _, one := range all {
		there[one.UID] = true
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for uid := range k.kept {
		if !there[uid] {
			delete(k.kept, uid)
		}
	}
}

// together judges all dashboards that their sources still have by the rules that
// one alone cannot break.
func (k *Keeper) together(all []dashboard.Summary) map[string][]check.Finding {
	var boards []check.Board
	for _, one := range all {
		if one.StaleSince == nil {
			c, _ := k.last(one)
			boards = append(boards, boardOf(one, c.own))
		}
	}
	found := map[string][]check.Finding{}
	for i, of := range check.Together(boards) {
		found[boards[i].UID] = of
	}
	return found
}

func boardOf(s dashboard.Summary, own map[string]any) check.Board {
	b := check.Board{Name: s.UID, Folder: s.Folder, UID: s.UID, Title: s.Title, Raw: own}
	switch s.Source.Kind {
	case dashboard.Service:
		b.Service, b.Name = s.Source.Name, path.Base(s.Source.Origin)
	case dashboard.Folder:
		b.Name = path.Base(s.Source.Origin)
	}
	return b
}
