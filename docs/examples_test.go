package docs

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/lookout-monitor/lookout/internal/config"
)

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

func TestExamplesOfConfigurationLoad(t *testing.T) {
	pages, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, block := range yamlBlock.FindAllSubmatch(text, -1) {
			found++
			file := filepath.Join(t.TempDir(), "lookout.yml")
			if err := os.WriteFile(file, block[1], 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := config.Load(config.Source{LookoutFile: file}, config.Environment{
				Listen: "127.0.0.1:7600", Hostname: "host",
				LookupEnv: func(string) (string, bool) { return "https://example.org/hook", true },
			})
			if err != nil {
				t.Errorf("an example in %s does not load: %v", page, err)
			}
		}
	}
	if found == 0 {
		t.Error("no examples found")
	}
}
