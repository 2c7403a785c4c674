package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
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

// What of a retirement an audit entry names: one is for people to read.
const (
	mostNamed      = 20
	longestName    = 200
	longestComment = 1000
)

// target is what was retired, as the audit log has it.
func (r *retirement) target() string {
	names := []string{r.Job}
	names = append(names, r.Instances[:min(len(r.Instances), mostNamed)]...)
	for i, name := range names {
		names[i] = cut(name, longestName)
	}
	if more := len(r.Instances) - mostNamed; more > 0 {
		names = append(names, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(names, " ")
}

func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}

func (l Lookout) retireTargets(w http.ResponseWriter, r *http.Request) {
	var asked retirement
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&asked)
	if _, more := decoder.Token(); err == nil && !errors.Is(more, io.EOF) {
		err = errors.New("something follows the object")
	}
	if err != nil {
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
	l.Audit.Record(r, "target.retire", asked.target(), cut(asked.Comment, longestComment))
	writeJSON(w, map[string]int{"forgotten": forgotten, "announced": announced})
}
