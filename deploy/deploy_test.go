// Package deploy checks that what is shipped for running Lookout fits the program: the flags exist,
// the unit is valid, the versions agree.
package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func read(t *testing.T, name string) string {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func TestUnitIsValid(t *testing.T) {
	verify, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("no systemd-analyze here: apt-get install systemd")
	}
	// The program itself need not be installed for its unit to be right.
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(t.TempDir(), "lookout.service")
	text := strings.ReplaceAll(read(t, "lookout.service"), "/usr/bin/lookout", self)
	if err := os.WriteFile(unit, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	output, err := exec.Command(verify, "verify", "--man=no", "--recursive-errors=no", unit).CombinedOutput()
	if err != nil || strings.Contains(string(output), "lookout.service:") {
		t.Errorf("%v: %s", err, output)
	}
}

func TestFlagsExist(t *testing.T) {
	source := read(t, "../internal/cli/serve.go")
	for _, file := range []string{"lookout.service", "Containerfile"} {
		text := read(t, file)
		flags := regexp.MustCompile(`--(config|data-dir|listen|[a-z.-]+)=/?`).FindAllStringSubmatch(text, -1)
		if len(flags) == 0 {
			t.Errorf("%s starts Lookout without any flag", file)
		}
		for _, flag := range flags {
			if !declared(source, flag[1]) && flag[1] != "from" && flag[1] != "chown" {
				t.Errorf("%s uses --%s, which `lookout serve` does not have", file, flag[1])
			}
		}
	}
}

// declared finds a flag in the command's struct: by the field's name in kong's spelling, or a name tag.
func declared(source, flag string) bool {
	if strings.Contains(source, `name:"`+flag+`"`) {
		return true
	}
	field := ""
	for part := range strings.SplitSeq(flag, "-") {
		field += strings.ToUpper(part[:1]) + part[1:]
	}
	return regexp.MustCompile(`(?m)^\s+` + regexp.QuoteMeta(field) + `\s`).MatchString(source)
}

func TestContainerBuildsWithTheRightGo(t *testing.T) {
	wanted := regexp.MustCompile(`(?m)^go (\d+\.\d+)`).FindStringSubmatch(read(t, "../go.mod"))
	used := regexp.MustCompile(`golang:(\d+\.\d+)`).FindStringSubmatch(read(t, "Containerfile"))
	if wanted == nil || used == nil || wanted[1] != used[1] {
		t.Errorf("go.mod wants Go %v, the container is built with %v", wanted, used)
	}
}
