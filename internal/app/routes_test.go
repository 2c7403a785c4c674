package app_test

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/app"
	"github.com/lookout-monitor/lookout/internal/gateway"
)

// TestEveryRouteOfPrometheusIsDeclared reads the routes that Prometheus' API
// registers from the library's source and fails for one that Lookout does not
// declare, with a scope, in both places where the API is mounted.
func TestEveryRouteOfPrometheusIsDeclared(t *testing.T) {
	declared := map[string]bool{}
	for _, r := range app.Routes(t) {
		declared[r.Method+" "+r.Path] = true
	}
	registered := registeredByPrometheus(t)
	require.Greater(t, len(registered), 40)
	for _, route := range registered {
		method, path, _ := strings.Cut(route, " ")
		require.True(t, declared[method+" /api/v1"+path], "%s /api/v1%s is not declared", method, path)
		require.True(t, declared[method+" /prometheus/api/v1"+path], "%s /prometheus/api/v1%s is not declared", method, path)
	}
}

// registeredByPrometheus returns "GET /query" and so on, in mux patterns.
func registeredByPrometheus(t *testing.T) []string {
	t.Helper()
	dir, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/prometheus/prometheus/web/api/v1").Output()
	require.NoError(t, err)
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(dir)), "api.go"), nil, 0)
	require.NoError(t, err)
	var routes []string
	ast.Inspect(file, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || len(call.Args) != 2 {
			return true
		}
		selector, ok := call.Fun.(*ast.SelectorExpr)
		path, literal := call.Args[0].(*ast.BasicLit)
		if !ok || !literal || path.Kind != token.STRING {
			return true
		}
		method := strings.ToUpper(selector.Sel.Name)
		text, _ := strconv.Unquote(path.Value)
		if receiver, ok := selector.X.(*ast.Ident); ok && receiver.Name == "r" && strings.HasPrefix(text, "/") {
			routes = append(routes, method+" "+asPattern(text))
		}
		return true
	})
	return routes
}

func asPattern(path string) string {
	path = regexp.MustCompile(`:(\w+)`).ReplaceAllString(path, "{$1}")
	return regexp.MustCompile(`\*(\w+)`).ReplaceAllString(path, "{$1...}")
}

func TestEveryDeclaredRouteHasAScopeAndASummary(t *testing.T) {
	for _, r := range app.Routes(t) {
		require.Contains(t, gateway.Scopes(), r.Scope, "%s %s", r.Method, r.Path)
		require.NotEmpty(t, r.Summary, "%s %s", r.Method, r.Path)
	}
}

// TestNobodyServesPastTheGateway fails for a package that opens a listener or
// uses the global mux: such a route would have no scope.
func TestNobodyServesPastTheGateway(t *testing.T) {
	allowed := map[string]bool{"gateway": true, "testkit": true}
	outsideWorld := regexp.MustCompile(`^(conformance|.+stub)$`) // what tests talk to; a wall keeps it out of the program
	own := regexp.MustCompile(`http\.(HandleFunc|Handle|ListenAndServe|ListenAndServeTLS|Serve)\(|net\.Listen\(`)
	require.NoError(t, filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		folders := strings.Split(filepath.ToSlash(path), "/")
		if allowed[folders[1]] || outsideWorld.MatchString(folders[len(folders)-2]) {
			return nil
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if found := own.Find(source); found != nil {
			t.Errorf("%s uses %s; declare a gateway.Route instead", path, found)
		}
		return nil
	}))
}

var update = flag.Bool("update", false, "rewrite the reference documentation")

// TestTheReferenceOfRoutesIsCurrent holds docs/reference/routes.md against the
// routes that are declared; -update rewrites it.
func TestTheReferenceOfRoutesIsCurrent(t *testing.T) {
	var page strings.Builder
	page.WriteString("# Routes\n\nEvery way in over HTTP, with the scope it needs. Generated from the declarations\n(`go test ./internal/app -run Reference -update`).\n\n| method | path | scope | what |\n|---|---|---|---|\n")
	for _, r := range app.Routes(t) {
		fmt.Fprintf(&page, "| %s | `%s` | %s | %s |\n", r.Method, r.Path, r.Scope, r.Summary)
	}
	path := filepath.Join("..", "..", "docs", "reference", "routes.md")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(page.String()), 0o644))
	}
	current, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, page.String(), string(current), "run the test with -update")
}
