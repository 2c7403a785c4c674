package walls

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = "../.."

func load(t *testing.T) map[string]Wall {
	t.Helper()
	walls, err := Load(filepath.Join(root, ".golangci.yml"))
	if err != nil {
		t.Fatal(err)
	}
	if len(walls) == 0 {
		t.Fatal("no depguard rules found in .golangci.yml")
	}
	return walls
}

func TestNoImportCrossesAWall(t *testing.T) {
	broken, err := Check(root, load(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range broken {
		t.Error(line)
	}
}

func TestWalls(t *testing.T) {
	const (
		lookout      = "github.com/lookout-monitor/lookout/internal/"
		prometheus   = "github.com/prometheus/prometheus/"
		alertmanager = "github.com/prometheus/alertmanager/"
	)
	cases := []struct {
		file, imports string
		allowed       bool
	}{
		{"internal/metrics/store.go", prometheus + "tsdb", true},
		{"internal/rules/load.go", prometheus + "tsdb", false},
		{"internal/rules/load_test.go", prometheus + "tsdb", true},
		{"internal/api/query.go", prometheus + "tsdb/chunkenc", true},
		{"internal/gateway/tenant.go", prometheus + "promql/parser", true},
		{"internal/cli/query.go", prometheus + "promql/parser", false},
		{"internal/app/app.go", prometheus + "web/api/v1", false},
		{"internal/api/prometheus.go", prometheus + "web/api/v1", true},
		{"internal/config/load.go", alertmanager + "config", true},
		{"internal/app/app.go", alertmanager + "dispatch", false},
		{"internal/alert/chain.go", alertmanager + "dispatch", true},
		{"internal/rules/load.go", lookout + "app", false},
		{"internal/cli/serve.go", lookout + "app", true},
		{"internal/gateway/audit.go", "modernc.org/sqlite", false},
		{"internal/state/state.go", "modernc.org/sqlite", true},
		{"internal/app/app.go", lookout + "cli", false},
		{"internal/metrics/store.go", lookout + "alert", false},
		{"internal/alert/room.go", lookout + "metrics", false},
		{"internal/app/app.go", lookout + "testkit", false},
		{"cmd/lookout/main.go", "log", false},
		{"cmd/lookout/main.go", "log/slog", true},
	}
	walls := load(t)
	for _, c := range cases {
		t.Run(c.file+" imports "+c.imports, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, filepath.FromSlash(c.file))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			source := "package p\n\nimport _ \"" + c.imports + "\"\n"
			if err := os.WriteFile(path, []byte(source), 0o644); err != nil {
				t.Fatal(err)
			}
			broken, err := Check(dir, walls)
			if err != nil {
				t.Fatal(err)
			}
			if allowed := len(broken) == 0; allowed != c.allowed {
				t.Fatalf("allowed = %v, want %v: %s", allowed, c.allowed, strings.Join(broken, "\n"))
			}
			if !c.allowed && !strings.HasPrefix(broken[0], c.file+":3 imports "+c.imports+": ") {
				t.Errorf("unclear report: %s", broken[0])
			}
		})
	}
}
