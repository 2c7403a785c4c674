package alert_test

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// amtool builds Alertmanager's own command from the module graph.
func amtool(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("skipped: building amtool takes a while, and -short is given")
	}
	path := filepath.Join(t.TempDir(), "amtool")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, "github.com/prometheus/alertmanager/cmd/amtool").CombinedOutput()
	if err != nil {
		t.Skipf("skipped: amtool cannot be built here: %v\n%s", err, out)
	}
	return path
}

func TestAmtoolMakesListsAndExpiresASilence(t *testing.T) {
	r := start(t, t.TempDir(), inhibiting)
	r.fire("alertname=DiskFull", "instance=a")
	path := amtool(t)
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), path, append(args, "--alertmanager.url="+r.url)...)
		cmd.Env = append(cmd.Environ(), "HOME="+t.TempDir())
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("amtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return strings.TrimSpace(string(out))
	}

	id := run("silence", "add", "alertname=DiskFull", "--author=ada", "--comment=being mended", "--duration=1h")
	if !regexp.MustCompile(`^[0-9a-f-]{36}$`).MatchString(id) {
		t.Fatalf("silence add printed %q", id)
	}
	if got := run("silence", "query"); !strings.Contains(got, id) || !strings.Contains(got, "being mended") {
		t.Errorf("silence query printed:\n%s", got)
	}
	if got := run("alert", "query", "--silenced", "alertname=DiskFull"); !strings.Contains(got, "DiskFull") {
		t.Errorf("alert query printed:\n%s", got)
	}
	run("silence", "expire", id)
	if got := run("silence", "query", "-q"); got != "" {
		t.Errorf("silence query printed %q after the silence was expired", got)
	}
	if got := run("config", "show"); !strings.Contains(got, "receiver: team") {
		t.Errorf("config show printed:\n%s", got)
	}
	if got := run("alert", "add", "alertname=Added"); got != "" {
		t.Errorf("alert add printed %q", got)
	}
	if got := run("alert", "query", "alertname=Added"); !strings.Contains(got, "Added") {
		t.Errorf("alert query printed:\n%s", got)
	}
}
