package api

import (
	"net/http"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/check"
	"github.com/lookout-monitor/lookout/internal/dashboard/findings"
	"github.com/lookout-monitor/lookout/internal/gateway"
)

// listed is a dashboard in the list.
type listed struct {
	dashboard.Summary
	Findings *findings.Counts `json:"findings"` // null: not checked yet
}

func (d Dashboards) list(w http.ResponseWriter, r *http.Request) {
	all, err := d.Store.List(r.Context())
	if err != nil {
		gateway.WriteError(w, http.StatusInternalServerError, err)
		return
	}
	counts := d.Findings.Counts(all)
	list := []listed{}
	for _, one := range all {
		entry := listed{Summary: one}
		if n, known := counts[one.UID]; known {
			entry.Findings = &n
		}
		list = append(list, entry)
	}
	writeJSON(w, map[string]any{"dashboards": list})
}

// mendable is a finding with what its rule says to do about it.
type mendable struct {
	check.Finding
	Mend string `json:"mend"`
}

func (d Dashboards) found(w http.ResponseWriter, r *http.Request) {
	report, err := d.Findings.Of(r.Context(), r.PathValue("uid"))
	if err != nil {
		writeDashboardError(w, err)
		return
	}
	mend := map[string]string{}
	for _, rule := range check.Rules() {
		mend[rule.Name] = rule.Mend
	}
	list := []mendable{}
	for _, f := range report.Findings {
		list = append(list, mendable{f, mend[f.Rule]})
	}
	writeJSON(w, struct {
		Version  int        `json:"version"`
		Checked  time.Time  `json:"checked"`
		Findings []mendable `json:"findings"`
	}{report.Version, report.Checked, list})
}
