package notify

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"github.com/prometheus/common/model"
	"go.uber.org/goleak"

	"github.com/prometheus/alertmanager/alert"
	amnotify "github.com/prometheus/alertmanager/notify"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

// receiver is an integration that does as the test says.
type receiver func(ctx context.Context) (bool, error)

func (r receiver) Notify(ctx context.Context, _ ...*alert.Alert) (bool, error) { return r(ctx) }

func (receiver) SendResolved() bool { return true }

// wrapped is the receiver as the pipeline gets it.
func wrapped(o *Outbox, r receiver) amnotify.Integration {
	return o.Wrap("team", []amnotify.Integration{amnotify.NewIntegration(r, r, "webhook", 0, "team")})[0]
}

// flush is the context of one flush of a group.
func flush(ctx context.Context, n uint64) context.Context {
	ctx = amnotify.WithGroupLabels(ctx, model.LabelSet{"alertname": "DiskFull"})
	return amnotify.WithFlushID(amnotify.WithAggrGroupID(ctx, "group"), n)
}

func firing(name string) *alert.Alert {
	return &alert.Alert{Alert: model.Alert{
		Labels:      model.LabelSet{"alertname": model.LabelValue(name)},
		Annotations: model.LabelSet{"summary": "the disk is full"},
		StartsAt:    time.Now(),
	}}
}

func TestJournalTellsHowTheLatestAttemptEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := NewJournal()
		results := []error{errors.New("connection refused"), errors.New("status 500"), nil}
		i := wrapped(NewOutbox(j), func(context.Context) (bool, error) {
			err := results[0]
			results = results[1:]
			return true, err
		})
		for attempt, want := range []string{"connection refused", "status 500", ""} {
			time.Sleep(time.Second)
			_, _ = i.Notify(flush(t.Context(), 1), firing("DiskFull"))
			got := j.List()
			if len(got) != 1 || got[0].Error != want || got[0].Attempts != attempt+1 || !got[0].Time.Equal(time.Now()) {
				t.Errorf("after attempt %d: %+v, want one entry of now with error %q", attempt+1, got, want)
			}
		}
		e := j.List()[0]
		if e.Receiver != "team" || e.Integration != "webhook" || e.GroupLabels["alertname"] != "DiskFull" {
			t.Errorf("the entry does not say who was notified of what: %+v", e)
		}
		if len(e.Alerts) != 1 || e.Alerts[0].Status != model.AlertFiring || e.Alerts[0].Annotations["summary"] != "the disk is full" {
			t.Errorf("the alert is not as it was sent: %+v", e.Alerts)
		}
	})
}

func TestJournalListsTheNewestFirstAndForgetsTheOldest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := NewJournal()
		i := wrapped(NewOutbox(j), func(context.Context) (bool, error) { return false, nil })
		for n := range maxEntries + 50 {
			time.Sleep(time.Second)
			_, _ = i.Notify(flush(t.Context(), uint64(n)), firing(fmt.Sprint("Alert", n)))
		}
		got := j.List()
		if len(got) != maxEntries {
			t.Fatalf("%d entries, want %d", len(got), maxEntries)
		}
		first, last := got[0].Alerts[0].Labels["alertname"], got[maxEntries-1].Alerts[0].Labels["alertname"]
		if first != "Alert249" || last != "Alert50" {
			t.Errorf("from %s to %s, want from Alert249 to Alert50", first, last)
		}
	})
}

func TestEntryIsBounded(t *testing.T) {
	huge := firing("Huge")
	huge.Annotations["description"] = model.LabelValue(strings.Repeat("é", 10<<20))
	many := make([]*alert.Alert, 100_000)
	for i := range many {
		many[i] = firing(fmt.Sprint("Alert", i))
	}
	wide := firing("Wide")
	for i := range 100_000 {
		wide.Labels[model.LabelName(fmt.Sprint("label", i))] = "value"
	}
	tests := map[string]struct {
		group  model.LabelSet
		alerts []*alert.Alert
	}{
		"a huge annotation":  {alerts: []*alert.Alert{huge}},
		"many alerts":        {alerts: many},
		"many labels":        {alerts: []*alert.Alert{wide}},
		"many group labels":  {group: wide.Labels, alerts: []*alert.Alert{wide}},
		"a huge group label": {group: huge.Annotations, alerts: []*alert.Alert{huge}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			e := newEntry("team", "webhook", test.group, test.alerts)
			total := size(e.GroupLabels)
			for _, a := range e.Alerts {
				total += size(a.Labels) + size(a.Annotations)
				if !utf8.ValidString(a.Annotations["description"]) {
					t.Error("a text was cut within a character")
				}
			}
			if total > maxEntryBytes {
				t.Errorf("the entry holds %d bytes, want at most %d", total, maxEntryBytes)
			}
			if len(e.Alerts)+e.AlertsOmitted != len(test.alerts) {
				t.Errorf("%d alerts and %d omitted of %d", len(e.Alerts), e.AlertsOmitted, len(test.alerts))
			}
		})
	}
}

func TestErrorsHideTheURLOfTheReceiver(t *testing.T) {
	refused := func(address string) error {
		return &url.Error{Op: "Post", URL: address, Err: errors.New("connection refused")}
	}
	const slack = "https://hooks.example/services/T0/B0/s3cr3t"
	tests := map[string]struct {
		err  error
		want string
	}{
		"plain":    {errors.New("status 500"), "status 500"},
		"telegram": {fmt.Errorf("telebot: %w", refused("https://api.telegram.example/bot1234:s3cr3t/sendMessage")), `telebot: Post "<redacted>": connection refused`},
		"slack":    {refused(slack), `Post "<redacted>": connection refused`},
		"webhook":  {refused("http://user:s3cr3t@hook.example:8080/s3cr3t?key=s3cr3t"), `Post "<redacted>": connection refused`},
		"discord":  {amnotify.NewErrorWithReason(amnotify.ClientErrorReason, refused("https://discord.example/api/webhooks/1/s3cr3t")), `Post "<redacted>": connection refused`},
		"twice":    {fmt.Errorf("send to %s: %w", slack, refused(slack)), `send to <redacted>: Post "<redacted>": connection refused`},
		"redirect": {&url.Error{Op: "Get", URL: slack, Err: refused(slack + "/2")}, `Get "<redacted>": Post "<redacted>": connection refused`},
		"joined":   {errors.Join(refused(slack), refused("https://b.example/s3cr3t")), "Post \"<redacted>\": connection refused\nPost \"<redacted>\": connection refused"},
		"printed":  {fmt.Errorf("send to %s: refused", slack), "send to <redacted>: refused"},
		"unusable": {&url.Error{Op: "parse", URL: "://s3cr3t\x7f", Err: errors.New("missing scheme")}, `parse "<redacted>": missing scheme`},
		"no url":   {&url.Error{Op: "parse", Err: errors.New("missing scheme")}, `parse "": missing scheme`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			j := NewJournal()
			i := wrapped(NewOutbox(j), func(context.Context) (bool, error) { return true, test.err })
			retry, err := i.Notify(flush(t.Context(), 1), firing("DiskFull"))
			if !retry || err.Error() != test.want {
				t.Errorf("the log gets %v, %q, want a retry and %q", retry, err, test.want)
			}
			if got := j.List()[0].Error; got != test.want {
				t.Errorf("the journal has %q, want %q", got, test.want)
			}
			if !errors.Is(err, test.err) {
				t.Error("the error is no longer known as what it is")
			}
		})
	}
}

func TestAnEndedContextIsKnownBehindTheRedaction(t *testing.T) {
	i := wrapped(NewOutbox(NewJournal()), func(ctx context.Context) (bool, error) {
		return true, &url.Error{Op: "Post", URL: "https://hooks.example/s3cr3t", Err: ctx.Err()}
	})
	ctx, cancel := context.WithCancel(flush(t.Context(), 1))
	cancel()
	_, err := i.Notify(ctx, firing("DiskFull"))
	if !errors.Is(err, context.Canceled) || strings.Contains(err.Error(), "s3cr3t") {
		t.Errorf("got %v, want a cancellation without the URL", err)
	}
}

func TestDrainLetsADeliveryFinishAndHoldsBackTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		j := NewJournal()
		o := NewOutbox(j)
		slow := wrapped(o, func(context.Context) (bool, error) {
			time.Sleep(3 * time.Second)
			return false, nil
		})
		dispatcher, stop := context.WithCancel(t.Context())
		go func() { _, _ = slow.Notify(flush(dispatcher, 1), firing("UnderWay")) }()
		synctest.Wait()

		begun := time.Now()
		o.Drain(t.Context())
		if took := time.Since(begun); took != 3*time.Second {
			t.Errorf("drained after %v, want the 3s that the delivery needs", took)
		}
		held := make(chan error, 1)
		go func() {
			_, err := slow.Notify(flush(dispatcher, 2), firing("TooLate"))
			held <- err
		}()
		synctest.Wait()
		select {
		case err := <-held:
			t.Errorf("the next delivery was not held back: %v", err)
		default:
		}
		stop()
		if err := <-held; !errors.Is(err, context.Canceled) {
			t.Errorf("the delivery that was held back ended with %v", err)
		}
		if got := j.List(); len(got) != 1 || got[0].Alerts[0].Labels["alertname"] != "UnderWay" {
			t.Errorf("the journal holds %+v, want the delivery that was under way", got)
		}
	})
}

func TestDrainGivesUpInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := NewOutbox(NewJournal())
		stuck := wrapped(o, func(ctx context.Context) (bool, error) {
			<-ctx.Done()
			return true, ctx.Err()
		})
		dispatcher, stop := context.WithCancel(t.Context())
		go func() { _, _ = stuck.Notify(flush(dispatcher, 1), firing("Stuck")) }()
		synctest.Wait()

		grace, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		begun := time.Now()
		o.Drain(grace)
		if took := time.Since(begun); took != 5*time.Second {
			t.Errorf("gave up after %v, want 5s", took)
		}
		stop()
		synctest.Wait()
		if got := o.journal.List(); len(got) != 0 {
			t.Errorf("a delivery that was cut off stands in the journal: %+v", got)
		}
	})
}

func TestSettleWaitsForThePipeline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := NewOutbox(NewJournal())
		logged := false
		stage := o.Stage(amnotify.StageFunc(func(ctx context.Context, _ *slog.Logger, _ ...*alert.Alert) (context.Context, []*alert.Alert, error) {
			<-ctx.Done()
			time.Sleep(time.Second) // the notification log is written after the delivery
			logged = true
			return ctx, nil, ctx.Err()
		}))
		dispatcher, stop := context.WithCancel(t.Context())
		go func() { _, _, _ = stage.Exec(dispatcher, slog.New(slog.DiscardHandler)) }()
		synctest.Wait()
		stop()
		o.Settle(t.Context())
		if !logged {
			t.Error("settled before the pipeline had ended")
		}
		if _, _, err := stage.Exec(dispatcher, slog.New(slog.DiscardHandler)); !errors.Is(err, context.Canceled) {
			t.Errorf("the pipeline ran once more after it had settled: %v", err)
		}
	})
}

func TestPageWritesOneLineForAGroup(t *testing.T) {
	resolved := firing("DiskFull")
	resolved.EndsAt = time.Now().Add(-time.Second)
	tests := map[string]struct {
		alerts []*alert.Alert
		want   string
	}{
		"firing": {
			[]*alert.Alert{firing("DiskFull"), firing("DiskFull"), firing("DiskSlow"), resolved},
			`level=WARN msg="alert notification, no receiver is configured" status=firing alerts="[DiskFull DiskSlow]" firing=3 resolved=1 group="{alertname=\"DiskFull\"}"`,
		},
		"resolved": {
			[]*alert.Alert{resolved},
			`level=INFO msg="alert notification, no receiver is configured" status=resolved alerts=[DiskFull] firing=0 resolved=1 group="{alertname=\"DiskFull\"}"`,
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var log strings.Builder
			i := NewPage("default", slog.New(slog.NewTextHandler(&log, nil)))
			if retry, err := i.Notify(flush(t.Context(), 1), test.alerts...); retry || err != nil {
				t.Errorf("got %v, %v", retry, err)
			}
			if lines := strings.Count(log.String(), "\n"); lines != 1 || !strings.Contains(log.String(), test.want) {
				t.Errorf("got %s\nwant %s", log.String(), test.want)
			}
		})
	}
}
