package cli

import (
	"context"
	"fmt"
	"net/url"
	"strings"
)

// mostNamed is how many of many broken things are named before they are only counted.
const mostNamed = 5

// health asks the running server what it knows to be wrong.
func (p *patient) health(ctx context.Context) []diagnosis {
	if p.status == nil {
		return nil
	}
	var found []diagnosis
	if reload := p.status.Config.Reload; !reload.Successful {
		found = append(found, diagnosis{broken, "reload", "the last reload failed and changed nothing: " + reload.Error,
			"mend the file, then send SIGHUP or POST /-/reload"})
	}
	for _, probe := range []func(context.Context) (diagnosis, error){p.targets, p.rules, p.notifications} {
		d, err := probe(ctx)
		if err != nil {
			d = diagnosis{unknown, "server", err.Error(), ""}
		}
		found = append(found, d)
	}
	return found
}

func (p *patient) targets(ctx context.Context) (diagnosis, error) {
	var answer struct {
		Data struct {
			ActiveTargets []struct{ ScrapePool, ScrapeURL, Health, LastError string }
		}
	}
	if err := p.server.get(ctx, "/api/v1/targets", url.Values{"state": {"active"}}, &answer); err != nil {
		return diagnosis{}, fmt.Errorf("list targets: %w", err)
	}
	var down []string
	for _, target := range answer.Data.ActiveTargets {
		if target.Health == "down" {
			down = append(down, fmt.Sprintf("%s %s: %s", target.ScrapePool, target.ScrapeURL, target.LastError))
		}
	}
	all := len(answer.Data.ActiveTargets)
	if len(down) == 0 {
		return ok("targets", "%s, none is down", plural(all, "target")), nil
	}
	return diagnosis{doubtful, "targets", fmt.Sprintf("%d of %s down\n%s", len(down), plural(all, "target"), some(down)),
		"start them, or take them out of the configuration"}, nil
}

func (p *patient) rules(ctx context.Context) (diagnosis, error) {
	var answer struct {
		Data struct {
			Groups []struct {
				Name  string
				Rules []struct{ Name, Health, LastError string }
			}
		}
	}
	if err := p.server.get(ctx, "/api/v1/rules", nil, &answer); err != nil {
		return diagnosis{}, fmt.Errorf("list rules: %w", err)
	}
	var failing []string
	all := 0
	for _, group := range answer.Data.Groups {
		for _, rule := range group.Rules {
			if all++; rule.Health == "err" {
				failing = append(failing, fmt.Sprintf("%s/%s: %s", group.Name, rule.Name, rule.LastError))
			}
		}
	}
	if len(failing) == 0 {
		return ok("rules", "%s, none fails", plural(all, "rule")), nil
	}
	return diagnosis{broken, "rules", fmt.Sprintf("%d of %s cannot be evaluated\n%s", len(failing), plural(all, "rule"), some(failing)),
		"try each expression with `lookout query`"}, nil
}

// notifications looks at the newest attempt of each integration.
func (p *patient) notifications(ctx context.Context) (diagnosis, error) {
	var answer struct {
		Notifications []struct{ Receiver, Integration, Error string }
	}
	if err := p.server.get(ctx, "/lookout/api/v1/notifications", nil, &answer); err != nil {
		return diagnosis{}, fmt.Errorf("list notifications: %w", err)
	}
	var failing []string
	seen := map[string]bool{}
	for _, n := range answer.Notifications { // the newest first
		name := n.Receiver + " (" + n.Integration + ")"
		if n.Error != "" && !seen[name] {
			failing = append(failing, name+": "+n.Error)
		}
		seen[name] = true
	}
	if len(failing) == 0 {
		return ok("notifications", "none has failed lately"), nil
	}
	return diagnosis{broken, "notifications", "the last one could not be sent\n" + some(failing),
		"mend the receiver; Lookout goes on trying"}, nil
}

// some names the first of many.
func some(lines []string) string {
	if extra := len(lines) - mostNamed; extra > 0 {
		lines = append(lines[:mostNamed:mostNamed], fmt.Sprintf("and %d more", extra))
	}
	return strings.Join(lines, "\n")
}
