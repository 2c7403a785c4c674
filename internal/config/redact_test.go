package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/config"
)

func TestSecretsInBlocksAreNotShown(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "lookout.yml")
	require.NoError(t, os.WriteFile(path, []byte(`
environment: prod
discover:
  - http:
      url: http://inventory.example.org/
      basic_auth: {username: lookout, password: hunter2-a}
      http_headers: {X-Key: {secrets: [hunter2-b]}}
  - consul: {token: "${TOKEN}"}
`), 0o600))
	cfg, err := config.Load(config.Source{LookoutFile: path}, config.Environment{LookupEnv: func(string) (string, bool) { return "hunter2-c", true }})
	require.NoError(t, err)
	shown := cfg.Redacted()[0].YAML
	require.NotContains(t, shown, "hunter2")
	require.Contains(t, shown, "password: <secret>")
	require.Contains(t, shown, "username: lookout")
	require.Contains(t, shown, "${TOKEN}")
}
