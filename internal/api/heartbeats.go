package api

import (
	"net/http"

	"github.com/lookout-monitor/lookout/internal/ingest/heartbeat"
)

// Heartbeat is a cron job that checks in, and where.
type Heartbeat struct {
	heartbeat.Status
	URL string `json:"url"`
}

func (l Lookout) heartbeats(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"heartbeats": emptyNotNull(l.Heartbeats())})
}
