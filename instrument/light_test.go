package instrument

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A service that imports this package gets client_golang with it and nothing else.
func TestNothingButClientGolangIsNeeded(t *testing.T) {
	allowed := dependencies(t, "github.com/prometheus/client_golang/prometheus/promhttp", "github.com/prometheus/client_golang/prometheus/collectors")
	ours := dependencies(t, ".")
	require.Contains(t, ours, "github.com/prometheus/client_golang/prometheus")
	for pkg := range ours {
		if !allowed[pkg] && !strings.HasPrefix(pkg, "github.com/lookout-monitor/lookout/instrument") {
			t.Errorf("%s is imported, beyond what client_golang needs", pkg)
		}
	}
}

func dependencies(t *testing.T, packages ...string) map[string]bool {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", append([]string{"list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}}{{end}}"}, packages...)...).Output()
	require.NoError(t, err)
	found := map[string]bool{}
	for _, pkg := range strings.Fields(string(out)) {
		found[pkg] = true
	}
	return found
}
