package probe

import (
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/prometheus/common/expfmt"
	"go.yaml.in/yaml/v4"
)

// writeExplanation answers debug=true: steps, metrics and module, with secrets hidden.
func writeExplanation(w http.ResponseWriter, r *Result) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprint(w, "Logs for the probe:\n")
	writeSteps(w, r)
	fmt.Fprint(w, "\n\n\nMetrics that would have been returned:\n")
	r.WriteMetrics(w)
	fmt.Fprint(w, "\n\n\nModule configuration:\n")
	text, err := yaml.Marshal(r.How)
	if err != nil {
		fmt.Fprintf(w, "cannot be shown: %v\n", err)
		return
	}
	_, _ = w.Write(text)
}

func writeSteps(w io.Writer, r *Result) {
	for _, step := range r.Steps {
		fmt.Fprintf(w, "%10s  %s\n", step.After.Round(time.Microsecond), step.Text)
	}
}

// WriteMetrics writes the metrics in the text format.
func (r *Result) WriteMetrics(w io.Writer) {
	for _, family := range r.Metrics {
		_, _ = expfmt.MetricFamilyToText(w, family) // a reader that left is no error of ours
	}
}
