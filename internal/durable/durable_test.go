package durable_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/lookout-monitor/lookout/internal/durable"
)

func TestReplaceLeavesNothingBehind(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "state")
	for _, content := range []string{"first", "second, which is longer", "3"} {
		if err := durable.ReplaceFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("got %q (%v), want %q", got, err, content)
		}
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("files left behind: %v", files)
	}
	if err := durable.ReplaceFile(filepath.Join(dir, "absent", "state"), nil, 0o600); err == nil {
		t.Error("no error for a directory that does not exist")
	}
}

func TestAReplacementThatFailsKeepsTheOldContent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state")
	if err := durable.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(path+".tmp", "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := durable.ReplaceFile(path, []byte("new"), 0o600); err == nil {
		t.Error("no error though nothing could be written")
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
		t.Errorf("got %q (%v), want what was there before", got, err)
	}
}
