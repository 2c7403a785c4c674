package notify

import (
	"context"
	"log/slog"
	"slices"

	"github.com/prometheus/common/model"

	"github.com/prometheus/alertmanager/alert"
	amnotify "github.com/prometheus/alertmanager/notify"
)

// maxNames bounds the alert names in one log line.
const maxNames = 20

// page is the integration of last resort: it delivers to the log, and by way
// of the outbox to the page. It serves as long as nobody has configured a
// receiver, so that a first alert is seen somewhere.
type page struct {
	logger *slog.Logger
}

// NewPage returns the page as an integration of the named receiver.
func NewPage(receiver string, logger *slog.Logger) amnotify.Integration {
	p := page{logger: logger}
	return amnotify.NewIntegration(p, p, "page", 0, receiver)
}

// SendResolved implements amnotify.ResolvedSender.
func (page) SendResolved() bool { return true }

// Notify writes one line for the group. It cannot fail.
func (p page) Notify(ctx context.Context, alerts ...*alert.Alert) (bool, error) {
	var firing int
	var names []string
	for _, a := range alerts {
		if !a.Resolved() {
			firing++
		}
		if name := a.Name(); len(names) < maxNames && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	status, level := model.AlertResolved, slog.LevelInfo
	if firing > 0 {
		status, level = model.AlertFiring, slog.LevelWarn
	}
	group, _ := amnotify.GroupLabels(ctx)
	p.logger.Log(ctx, level, "alert notification, no receiver is configured",
		"status", status, "alerts", names, "firing", firing, "resolved", len(alerts)-firing, "group", group.String())
	return false, nil
}
