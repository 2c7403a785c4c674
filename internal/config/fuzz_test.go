package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v4"
)

var seeds = []string{
	"", "a: b", "global: {scrape_interval: 15s, smtp_from: a}\nwatch: [self]\n",
	"scrape_configs: &a\n- &b {job_name: x}\n- <<: *b\n  job_name: y\nreceivers: *a\n",
	"external_labels: {a: \"${X}\"}\nb: |\n  ${X}\n  c\nd: >-\n  e\n  ${X}\n",
	"a: &a [*a]", "<<: {a: b}\n<<: [{c: d}]", "? [a]\n: b", "a: !!binary aGk=\nb: !x y\n", "a: '\\n'\nb: \"\\x00\"\n", "- - - a\n", "a:\n\tb",
}

// FuzzTree holds that what Lookout hands to the libraries says what the author's document says, whatever the document
// and the variables contain.
func FuzzTree(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed, "v: \"w\" # x\n- y")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		root, err := readTree("fuzz.yml", text)
		if err != nil {
			return
		}
		x := &expander{lookup: func(string) (string, bool) { return value, true }, used: map[string]string{}}
		x.expand(root, nil)
		again, err := parseTree("fuzz.yml", render(root))
		if err != nil {
			t.Fatalf("rendered text is broken: %v\n%s", err, render(root))
		}
		pairNodes(root, again, func(a, b *yaml.Node) {
			if len(a.Content) != len(b.Content) || a.Kind != b.Kind || a.Value != b.Value {
				t.Fatalf("%q became %q in\n%s", a.Value, b.Value, render(root))
			}
		})
	})
}

// FuzzLookoutFile holds that no document makes reading a lookout.yml panic or hang.
func FuzzLookoutFile(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed)
	}
	path := filepath.Join(f.TempDir(), "lookout.yml")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		cfg, err := Load(Source{LookoutFile: path}, Environment{Listen: ":7600"})
		switch {
		case err == nil:
			cfg.Redacted()
		case AsErrors(err)[0].File == "":
			t.Errorf("%v says no file", err)
		}
	})
}

// FuzzLocate holds that searching ends, finds a node of the tree, and leaves the tree as it was.
func FuzzLocate(f *testing.F) {
	for _, seed := range seeds {
		f.Add(seed, "x")
	}
	f.Fuzz(func(t *testing.T, text, culprit string) {
		root, err := readTree("fuzz.yml", text)
		if err != nil {
			return
		}
		before := render(root)
		check := func(text string) error {
			if strings.Contains(text, culprit) {
				return errors.New("it contains \"" + culprit + "\"")
			}
			return nil
		}
		place := locate(root, check, errors.New("it contains \""+culprit+"\""), 100*time.Millisecond)
		if place != root && pathTo(root, place) == "" && enclosing(root, place) == nil {
			t.Errorf("found what is not there: %+v", place)
		}
		if after := render(root); after != before {
			t.Errorf("tree changed from\n%s\nto\n%s", before, after)
		}
	})
}
