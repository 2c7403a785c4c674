package folder

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTemplatesThatNestAreRefused parses what would otherwise end the process, and what people write.
func TestTemplatesThatNestAreRefused(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"brackets": {strings.Repeat("[", 100_000), "nested more than 1000 deep"},
		"objects":  {strings.Repeat("{a:", 100_000), "nested more than 1000 deep"},
		"signs":    {strings.Repeat("! ", 100_000) + "true", "nested more than 1000 deep"},
		"large":    {strings.Repeat(" ", 600<<10) + "{}", "larger than 512 KiB"},
		"plain":    {"local a = [[1], [2]]; { title: 'a' + -1, b: a } + {}", ""},
		"many":     {"[" + strings.Repeat("[], {}, -1,", 10_000) + "]", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, "a.jsonnet")
			require.NoError(t, os.WriteFile(file, []byte(c.source), 0o600))
			_, err := (&Config{Path: dir, Within: dir}).evaluate(file)
			if c.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, c.want)
			}
		})
	}
}
