package api

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/ledger"
)

// untouched is a ledger of which nothing may be retired.
type untouched struct{ t *testing.T }

func (untouched) List() []ledger.Missing { return nil }
func (u untouched) Retire(job string, _ []string) (int, int) {
	u.t.Errorf("job %s was retired", job)
	return 1, 0
}

func TestWhatIsNoRetirementRetiresNothing(t *testing.T) {
	for _, body := range []string{`{"job": "web"} {"job": "db"}`, `{"job": "web"}]`, `{"job": "web", "instance": "a"}`, `{"job": "web"`, `{}`, ``} {
		w := httptest.NewRecorder()
		Lookout{Ledger: untouched{t}}.retireTargets(w, httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)))
		require.Equal(t, http.StatusBadRequest, w.Code, body)
	}
}

func TestAnAuditEntryNamesOnlySoMuch(t *testing.T) {
	few := retirement{Job: "web", Instances: []string{"a:1", "b:1"}}
	require.Equal(t, "web a:1 b:1", few.target())
	many := retirement{Job: "web"}
	for i := range 1000 {
		many.Instances = append(many.Instances, fmt.Sprintf("%d-%s", i, strings.Repeat("x", 1000)))
	}
	named := many.target()
	require.Less(t, len(named), 5000)
	require.True(t, strings.HasPrefix(named, "web 0-xx"), named)
	require.True(t, strings.HasSuffix(named, " and 980 more"), named)
	require.Len(t, many.Instances[0], 1002, "what is retired is named in full")
}
