// Package probe asks services from outside, as those do who use them: over HTTP, TCP, DNS, ICMP and gRPC.
//
// In flows a question: a module, which says how to ask and what is a good answer, and a target. Out flows a result: the
// metrics that blackbox_exporter has for it, under its names, the steps that were taken, and why the answer was bad. Modules
// are read as blackbox_exporter reads them. The package keeps the last result of each question for the page; it refuses to
// know who scrapes it, when the next question is due and where samples go.
package probe

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Question is one thing to find out.
type Question struct {
	Module   string // its name
	How      Module
	Target   string
	Hostname string // the name to ask for where the target is an address; may be empty
}

// ask is how each kind of prober asks. It returns why the answer was not good, or nil.
type ask func(ctx context.Context, q Question, r *report) error

func probers() map[string]ask {
	return map[string]ask{"http": askHTTP, "tcp": askTCP, "dns": askDNS, "icmp": askICMP, "grpc": askGRPC}
}

// Ask asks a question once and returns what came of it. It takes no longer than ctx lasts.
func Ask(ctx context.Context, q Question) *Result { return newReport(q, make(places, 1)).ask(ctx) }

func (r *report) ask(ctx context.Context) *Result {
	err := r.within(ctx, probers()[r.question.How.Prober])
	return r.result(err)
}

// within has a prober ask, and says in plain words when time ran out under it.
func (r *report) within(ctx context.Context, ask ask) error {
	if ask == nil {
		return fmt.Errorf("prober %q is none of http, tcp, dns, icmp and grpc", r.question.How.Prober)
	}
	r.step("ask %s with module %s", r.question.ShownTarget(), r.question.Module)
	err := ask(ctx, r.question, r)
	r.refusedCertificate(err)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("no good answer within %s: %w", r.elapsed().Round(time.Millisecond), err)
	}
	return err
}
