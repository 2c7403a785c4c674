package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestNumbersOfTheDocumentation holds what docs/check-dashboards.md tells of public dashboards against the check itself.
func TestNumbersOfTheDocumentation(t *testing.T) {
	const corpus = "../../../shared/corpus/mixins"
	if _, err := os.Stat(corpus); err != nil {
		t.Skip("no dashboards to check: ../shared/corpus/mixins is missing")
	}
	page, err := os.ReadFile("../../docs/check-dashboards.md")
	require.NoError(t, err)
	want := map[string]int{}
	for _, row := range regexp.MustCompile("(?m)^\\| `([a-z-]+)` \\| (\\d+) \\|$").FindAllSubmatch(page, -1) {
		want[string(row[1])], err = strconv.Atoi(string(row[2]))
		require.NoError(t, err)
	}

	var out bytes.Buffer
	start := time.Now()
	command := CheckDashboards{Paths: []string{corpus}, FailOn: "error", Output: "json"}
	require.ErrorIs(t, command.Run(t.Context(), Streams{Out: &out}), errShown, "one query is no PromQL")
	require.Less(t, time.Since(start), 10*time.Second)
	var found []struct{ Rule string }
	require.NoError(t, json.Unmarshal(out.Bytes(), &found))
	have := map[string]int{}
	for _, f := range found {
		have[f.Rule]++
	}
	require.Equal(t, want, have)
}

func TestTemplatesAreCheckedToo(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	write("part.libsonnet", `{ id: 1, type: 'stat', title: 'One', fieldConfig: { defaults: { unit: 'short' } }, targets: [{ refId: 'A', expr: 'sum(' }] }`)
	write("shop.jsonnet", `{ uid: 'shop', title: 'Shop', panels: [import 'part.libsonnet'] }`)
	write("broken.jsonnet", `{ title: nope }`)
	var out bytes.Buffer
	command := CheckDashboards{Paths: []string{dir}, FailOn: "error", Output: "text"}
	require.ErrorIs(t, command.Run(t.Context(), Streams{Out: &out}), errShown)
	require.Contains(t, out.String(), "[query-parse]")
	require.Contains(t, out.String(), "Unknown variable: nope")
	require.Contains(t, out.String(), "2 dashboards: 2 errors")
}
