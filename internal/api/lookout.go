package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/lookout-monitor/lookout/internal/gateway"
	"github.com/lookout-monitor/lookout/internal/legacystatus"
	"github.com/lookout-monitor/lookout/internal/notify"
	"github.com/lookout-monitor/lookout/internal/probe"
	"github.com/lookout-monitor/lookout/internal/scrape/budget"
)

// Lookout is what Lookout's own resources are answered from.
type Lookout struct {
	Status        func() Status
	Config        func() []ConfigPart
	Notifications func() []notify.Entry
	Budgets       func() []budget.Standing
	TeamBudgets   func() []budget.TeamStanding
	Audit         *gateway.Audit
	Discovery     func() Discovery
	Probes        func() []probe.State
	LegacyStatus  func() []legacystatus.Status
	Heartbeats    func() []Heartbeat
	Ledger        Ledger
	Backup        func(ctx context.Context, w http.ResponseWriter) error
	Logger        *slog.Logger
}

// Status is what the status page shows of this process.
type Status struct {
	Version             string        `json:"version"`
	Revision            string        `json:"revision"`
	GoVersion           string        `json:"goVersion"`
	StartTime           time.Time     `json:"startTime"`
	DataDir             string        `json:"dataDir"`
	Listen              string        `json:"listen"`
	Hostname            string        `json:"hostname"`
	Config              ConfigStatus  `json:"config"`
	ReceiversConfigured bool          `json:"receiversConfigured"`
	AdminEnabled        bool          `json:"adminEnabled"` // beyond loopback
	Process             ProcessStatus `json:"process"`
	Storage             StorageStatus `json:"storage"`
}

// ConfigStatus tells which files run and how the last load went.
type ConfigStatus struct {
	Builtin bool         `json:"builtin"`
	Files   []string     `json:"files"`
	Reload  ReloadStatus `json:"reload"`
}

// ReloadStatus is the outcome of the last attempt to load the configuration.
type ReloadStatus struct {
	Successful bool      `json:"successful"`
	Time       time.Time `json:"time"` // of the last success
	Error      string    `json:"error"`
}

// ProcessStatus is what the process uses; a figure that the system does not
// tell is zero.
type ProcessStatus struct {
	ResidentBytes uint64  `json:"residentBytes"`
	HeapBytes     uint64  `json:"heapBytes"`
	Goroutines    int     `json:"goroutines"`
	OpenFiles     int     `json:"openFiles"`
	MaxOpenFiles  uint64  `json:"maxOpenFiles"`
	CPUSeconds    float64 `json:"cpuSeconds"`
}

// StorageStatus is what the metrics store keeps and occupies.
type StorageStatus struct {
	Retention        string     `json:"retention"`
	RetentionSize    string     `json:"retentionSize"`
	OutOfOrderWindow string     `json:"outOfOrderWindow"`
	Blocks           int        `json:"blocks"`
	BlocksBytes      int64      `json:"blocksBytes"`
	WALBytes         int64      `json:"walBytes"`
	MinTime          *time.Time `json:"minTime"` // null while the store is empty
	MaxTime          *time.Time `json:"maxTime"`
}

// ConfigPart is one file's worth of running configuration, secrets hidden.
type ConfigPart struct {
	Name string `json:"name"`
	YAML string `json:"yaml"`
}

// Routes declares Lookout's own resources, to be mounted under /lookout.
func (l Lookout) Routes() []gateway.Route {
	get := func(path string, scope gateway.Scope, summary string, h http.HandlerFunc) gateway.Route {
		return gateway.Route{Method: http.MethodGet, Path: "/api/v1" + path, Scope: scope, Handler: h, Summary: summary}
	}
	return []gateway.Route{
		get("/status", gateway.ReadStatus, "version, configuration, process and store", l.status),
		get("/config", gateway.ReadStatus, "running configuration, secrets hidden", l.config),
		get("/notifications", gateway.ReadAlerts, "latest notifications and how they went", l.notifications),
		get("/budgets", gateway.ReadMetrics, "how targets and teams stand against their budgets, those over them first", l.budgets),
		get("/discovery", gateway.ReadMetrics, "how targets were found, and why candidates were not taken", l.discovery),
		get("/probes", gateway.ReadMetrics, "what was asked from outside, and what came of it", l.probes),
		get("/legacy-status", gateway.ReadMetrics, "what legacy status endpoints told last", l.legacyStatus),
		get("/heartbeats", gateway.ReadMetrics, "cron jobs that check in, and how each is doing", l.heartbeats),
		get("/targets/missing", gateway.ReadMetrics, "targets that vanished from discovery unannounced", l.missingTargets),
		{Method: http.MethodPost, Path: "/api/v1/targets/retire", Scope: gateway.WriteAlerts, Handler: http.HandlerFunc(l.retireTargets), Summary: "say that targets are gone for good, or will go", MaxBody: 1 << 20},
		get("/audit", gateway.ReadStatus, "changes that people made, newest first", l.audit),
		get("/backup", gateway.Admin, "consistent copy of all data, as a tar stream", l.backup),
		get("/openapi.yaml", gateway.Open, "description of this API", l.openAPI),
	}
}

func (l Lookout) status(w http.ResponseWriter, _ *http.Request) { writeJSON(w, l.Status()) }

func (l Lookout) config(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"parts": l.Config()})
}

func (l Lookout) notifications(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"notifications": emptyNotNull(l.Notifications())})
}

func (l Lookout) budgets(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"targets": emptyNotNull(l.Budgets()), "teams": emptyNotNull(l.TeamBudgets())})
}

// Audit entries in one answer: by default, and at most.
const (
	auditLimit    = 100
	auditLimitMax = 1000
)

func (l Lookout) audit(w http.ResponseWriter, r *http.Request) {
	limit, err := limitOf(r, auditLimit, auditLimitMax)
	if err != nil {
		gateway.WriteError(w, http.StatusBadRequest, err)
		return
	}
	entries, err := l.Audit.List(r.Context(), limit)
	if err != nil {
		gateway.WriteError(w, http.StatusInternalServerError, err)
		return
	}
	writeJSON(w, map[string]any{"entries": entries})
}

// limitOf is how many items a request wants at most.
func limitOf(r *http.Request, fallback, most int) (int, error) {
	text := r.URL.Query().Get("limit")
	if text == "" {
		return fallback, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > most {
		return 0, fmt.Errorf("limit %q: give a number from 1 to %d", text, most)
	}
	return n, nil
}

// backup streams; once bytes have left, an error can only be told by ending
// the connection, which leaves the reader without the archive's end.
func (l Lookout) backup(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/x-tar")
	err := l.Backup(r.Context(), w)
	switch {
	case err == nil:
		l.Audit.Record(r, "backup.create", "", "")
	case errors.Is(err, ErrNothingSent):
		w.Header().Del("Content-Type")
		gateway.WriteError(w, http.StatusInternalServerError, err)
	default:
		l.Logger.Error("backup broken off", "err", err)
		panic(http.ErrAbortHandler)
	}
}

// ErrNothingSent marks a backup that failed before its first byte.
var ErrNothingSent = errors.New("backup not started")

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(v) // a reader that left is not an error of ours
}

func emptyNotNull[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
