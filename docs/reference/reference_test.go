// Package reference holds the pages of docs/reference that are written by the code they describe.
// `go test ./docs/reference -update` writes them; without the flag the test fails when one is stale.
package reference

import (
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the pages instead of comparing them")

const generated = "<!-- Written by `go test ./docs/reference -update`; change the code instead. -->\n\n"

// hold compares a page with what the code says it must be.
func hold(t *testing.T, page, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != want {
		t.Errorf("%s is stale: go test ./docs/reference -update", page)
	}
}
