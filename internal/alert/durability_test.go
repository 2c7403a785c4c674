package alert_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const silent = `
route: {receiver: nobody}
receivers: [{name: nobody}]
`

// crash is what is left of a data directory when the power goes: a copy of its
// files as they are, while their writer still runs.
func crash(t *testing.T, dir string) string {
	t.Helper()
	left := t.TempDir()
	if err := os.CopyFS(left, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return left
}

type silence struct {
	ID     string
	Status struct{ State string }
}

func TestSilenceIsOnDiskBeforeItIsAcknowledged(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, silent)
	made, expired := r.silence("DiskFull"), r.silence("DiskSlow")
	if code := r.call("DELETE", "/api/v2/silence/"+expired, "", nil); code != 200 {
		t.Fatalf("expiring: status %d", code)
	}

	again := start(t, crash(t, dir), silent)
	for id, want := range map[string]string{made: "active", expired: "expired"} {
		var got silence
		if code := again.call("GET", "/api/v2/silence/"+id, "", &got); code != 200 || got.Status.State != want {
			t.Errorf("after the crash: status %d, state %q, want %q", code, got.Status.State, want)
		}
	}
}

func TestSilencesMadeAtOnceAreAllOnDisk(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, silent)
	const n = 100
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { r.silence(fmt.Sprint("Alert", i)) })
	}
	wg.Wait()
	var got []silence
	start(t, crash(t, dir), silent).call("GET", "/api/v2/silences", "", &got)
	if len(got) != n {
		t.Errorf("%d silences after the crash, want %d", len(got), n)
	}
}

func TestSilenceThatCannotBeWrittenIsNotAcknowledged(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, silent)
	obstacle := filepath.Join(dir, "silences.tmp")
	if err := os.Mkdir(obstacle, 0o700); err != nil {
		t.Fatal(err)
	}
	var answer string
	code := r.call("POST", "/api/v2/silences", postableSilence("", "DiskFull", time.Hour), &answer)
	if code != 500 || !strings.Contains(answer, "lost at a restart") || !strings.Contains(answer, "silences.tmp") {
		t.Errorf("status %d and %q, want 500 and why", code, answer)
	}
	if len(r.changes) != 0 {
		t.Errorf("a change that failed was reported: %+v", <-r.changes)
	}
	if err := os.RemoveAll(obstacle); err != nil {
		t.Fatal(err)
	}
	r.silence("DiskFull")
}

func TestNotificationIsNotRepeatedAfterACrash(t *testing.T) {
	h, dir := newHook(t), t.TempDir()
	r := start(t, dir, h.config(""))
	a := r.fire("alertname=DiskFull")
	h.next(t)
	eventually(t, "the notification log is on disk", func() bool {
		info, err := os.Stat(filepath.Join(dir, "nflog"))
		return err == nil && info.Size() > 0
	})

	again := start(t, crash(t, dir), h.config(""))
	again.put(a)
	h.quiet(t, 1500*time.Millisecond)

	again.resolve(a)
	if p := h.next(t); p.Status != "resolved" {
		t.Errorf("got %s, want the resolution of what was notified before the crash", p.Status)
	}
}

func TestCleanShutdownKeepsTheLatestNotification(t *testing.T) {
	h, dir := newHook(t), t.TempDir()
	r := start(t, dir, h.config(""))
	a := r.fire("alertname=DiskFull")
	h.next(t)
	r.stop()

	again := start(t, dir, h.config(""))
	again.put(a)
	h.quiet(t, 1500*time.Millisecond)
}

func TestDamagedFileStopsTheStartAndSaysHowToMendIt(t *testing.T) {
	dir := t.TempDir()
	r := start(t, dir, silent)
	for i := range 20 {
		r.silence(fmt.Sprint("Alert", i))
	}
	r.stop()
	intact, err := os.ReadFile(filepath.Join(dir, "silences"))
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 10_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	for _, file := range []string{"silences", "nflog"} {
		for name, content := range map[string][]byte{
			"cut off": intact[:len(intact)-7],
			"noise":   noise,
			"text":    []byte("this is not a snapshot"),
			"endless": {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0},
		} {
			t.Run(file+" "+name, func(t *testing.T) {
				dir := t.TempDir()
				path := filepath.Join(dir, file)
				if err := os.WriteFile(path, content, 0o600); err != nil {
					t.Fatal(err)
				}
				_, err := openSilent(dir)
				if err == nil {
					t.Fatal("opened a damaged file")
				}
				if mend := "mv " + path + " " + path + ".damaged"; !strings.Contains(err.Error(), mend) {
					t.Errorf("%q does not say %q", err, mend)
				}
			})
		}
	}
}
