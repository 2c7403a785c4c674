package model

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// corpus holds public dashboards; it lies beside the checkout of those who have it.
func corpus(t *testing.T) []string {
	t.Helper()
	root := os.Getenv("LOOKOUT_MIXINS")
	if root == "" {
		root = "../../../../shared/corpus/mixins"
	}
	files, err := filepath.Glob(filepath.Join(root, "*", "dashboards", "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no public dashboards at ../shared/corpus/mixins beside the checkout, nor where LOOKOUT_MIXINS says")
	}
	return files
}

func TestCorpusKeepsTheGuarantees(t *testing.T) {
	for _, file := range corpus(t) {
		t.Run(filepath.Base(filepath.Dir(filepath.Dir(file)))+"/"+filepath.Base(file), func(t *testing.T) {
			stored, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Parse(stored, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			for _, broken := range guarantees(t, doc) {
				t.Error(broken)
			}
		})
	}
}

func mustParse(t *testing.T, stored string) Document {
	t.Helper()
	doc, err := Parse([]byte(stored), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// normal returns the normal form as JSON brings it to others.
func normal(t *testing.T, doc Document) map[string]any {
	t.Helper()
	data, err := json.Marshal(doc.Normal)
	if err != nil {
		t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(data, &out); err != nil {
		t.Fatal(err)
	}
	return out
}
