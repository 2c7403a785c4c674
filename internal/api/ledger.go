package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/lookout-monitor/lookout/internal/gateway"
	"github.com/lookout-monitor/lookout/internal/ledger"
)

// Ledger remembers targets. Retire forgets those of a job that are missing and
// announces that the others will go; without instances it is all that are missing.
type Ledger interface {
	List() []ledger.Missing
	Retire(job string, instances []string) (forgotten, announced int)
}

func (l Lookout) missingTargets(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, map[string]any{"missing": l.Ledger.List()})
}

// retirement is what is asked for.
type retirement struct {
	Job       string   `json:"job"`
	Instances []string `json:"instances"`
	Comment   string   `json:"comment"`
}

func (l Lookout) retireTargets(w http.ResponseWriter, r *http.Request) {
	var asked retirement
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&asked); err != nil {
		gateway.WriteError(w, http.StatusBadRequest, fmt.Errorf(`read what to retire: %w; it looks like {"job": "web", "instances": ["web-1:8080"]}`, err))
		return
	}
	if asked.Job == "" {
		gateway.WriteError(w, http.StatusBadRequest, errors.New("job is missing: it is the label job of the targets"))
		return
	}
	forgotten, announced := l.Ledger.Retire(asked.Job, asked.Instances)
	if forgotten+announced == 0 {
		gateway.WriteError(w, http.StatusNotFound, fmt.Errorf("no such target of job %q is remembered; GET /lookout/api/v1/targets/missing lists those that are missing", asked.Job))
		return
	}
	target := asked.Job
	if len(asked.Instances) > 0 {
		target += " " + strings.Join(asked.Instances, " ")
	}
	l.Audit.Record(r, "target.retire", target, asked.Comment)
	writeJSON(w, map[string]int{"forgotten": forgotten, "announced": announced})
}
