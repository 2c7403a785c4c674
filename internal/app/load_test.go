package app_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/app"
	"github.com/lookout-monitor/lookout/internal/config"
)

// TestCheckJudgesEveryFileThatIsNamed looks for what the configuration's own
// loaders cannot see, all of it at once.
func TestCheckJudgesEveryFileThatIsNamed(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"bad.yml":  "groups:\n- {name: g, rules: [{alert: A, exprr: up}]}\n",
		"bad.tmpl": `{{ define "t" }}{{ if }}{{ end }}`,
		"lookout.yml": `
watch: [self, host]
rule_files: [bad.yml]
templates: [bad.tmpl]
scrape_configs: [{job_name: shop, tls_config: {ca_file: missing.pem}}]
`,
	} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	_, err := app.Check(config.Source{LookoutFile: filepath.Join(dir, "lookout.yml")}, config.Environment{Listen: "127.0.0.1:7600"})
	require.ErrorContains(t, err, `bad.yml:2:32: unknown key "exprr"`)
	require.ErrorContains(t, err, `scrape job "shop"`)
	require.ErrorContains(t, err, "missing.pem")
	require.ErrorContains(t, err, "bad.tmpl")

	conf, err := app.Check(config.Source{}, config.Environment{Listen: "127.0.0.1:7600", Hostname: "db1"})
	require.NoError(t, err)
	require.True(t, conf.Builtin)
}
