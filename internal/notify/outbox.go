package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/prometheus/alertmanager/alert"
	amnotify "github.com/prometheus/alertmanager/notify"
)

// Outbox holds the deliveries of one configuration. It writes each attempt to
// the journal, and it can be emptied: a reload or a shutdown lets deliveries
// that are under way reach their receiver, because a delivery cut off half-way
// is one that the receiver may get twice.
type Outbox struct {
	journal    *Journal
	deliveries *gate
	flushes    *gate
}

// NewOutbox returns an outbox that writes to journal.
func NewOutbox(journal *Journal) *Outbox {
	return &Outbox{journal: journal, deliveries: newGate(), flushes: newGate()}
}

// Wrap returns the integrations of a receiver with every attempt they make
// passing through the outbox.
func (o *Outbox) Wrap(receiver string, integrations []amnotify.Integration) []amnotify.Integration {
	wrapped := make([]amnotify.Integration, 0, len(integrations))
	for _, i := range integrations {
		d := &delivery{Integration: i, receiver: receiver, outbox: o}
		wrapped = append(wrapped, amnotify.NewIntegration(d, d, i.Name(), i.Index(), receiver))
	}
	return wrapped
}

// Stage returns the pipeline with its runs counted, so that Settle knows when
// the last of them has written to the notification log.
func (o *Outbox) Stage(pipeline amnotify.Stage) amnotify.Stage {
	run := func(ctx context.Context, l *slog.Logger, alerts ...*alert.Alert) (context.Context, []*alert.Alert, error) {
		if !o.flushes.enter() {
			<-ctx.Done()
			return ctx, nil, ctx.Err()
		}
		defer o.flushes.leave()
		return pipeline.Exec(ctx, l, alerts...)
	}
	return amnotify.StageFunc(run)
}

// Drain lets no further delivery begin and waits for those under way, or for
// the end of ctx. What is held back waits for its own context: whoever drains
// stops the dispatcher next.
func (o *Outbox) Drain(ctx context.Context) {
	o.deliveries.shut(ctx)
}

// Settle waits, after the dispatcher has been stopped, until nothing runs in
// the pipeline any more, or for the end of ctx.
func (o *Outbox) Settle(ctx context.Context) {
	o.flushes.shut(ctx)
}

// delivery is an integration whose attempts pass through the outbox.
type delivery struct {
	amnotify.Integration
	receiver string
	outbox   *Outbox
}

// Notify delivers and notes how it went. Its error goes to the log.
func (d *delivery) Notify(ctx context.Context, alerts ...*alert.Alert) (bool, error) {
	if !d.outbox.deliveries.enter() {
		<-ctx.Done()
		return true, ctx.Err()
	}
	defer d.outbox.deliveries.leave()

	retry, err := d.Integration.Notify(ctx, alerts...)
	err = redact(err)
	// An attempt that a reload cut off says nothing about the receiver; the
	// next configuration makes it again.
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return retry, err
	}
	group, _ := amnotify.GroupLabels(ctx)
	e := newEntry(d.receiver, d.Name(), group, alerts)
	if err != nil {
		e.Error = err.Error()
	}
	d.outbox.journal.record(d.id(ctx), e)
	return retry, err
}

// id tells one notification from the next across the attempts made at it.
func (d *delivery) id(ctx context.Context) string {
	group, _ := amnotify.AggrGroupID(ctx)
	flush, _ := amnotify.FlushID(ctx)
	return fmt.Sprintf("%s/%d/%s/%s", group, flush, d.receiver, d.String())
}
