package alert_test

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	amconfig "github.com/prometheus/alertmanager/config"

	"github.com/lookout-monitor/lookout/internal/alert"
	"github.com/lookout-monitor/lookout/internal/notify"
)

// childDir names the variable that turns this test binary into the child that
// TestAcknowledgedSilencesSurviveKills kills.
const childDir = "LOOKOUT_TEST_ALERT_DIR"

// serve is the child: it serves on dir, prints where, and waits to be killed.
func serve(dir string) {
	a, err := openSilent(dir)
	if err != nil {
		panic(err)
	}
	fmt.Println(httptest.NewServer(a.HandlerV2()).URL)
	panic(a.Run(context.Background()))
}

// openSilent opens an Alertmanager on dir and lets it notify nobody.
func openSilent(dir string) (*alert.Alertmanager, error) {
	a := alert.New(alert.Options{
		Dir:         dir,
		ExternalURL: new(url.URL),
		Logger:      slog.New(slog.DiscardHandler),
		Registerer:  prometheus.NewRegistry(),
		Journal:     notify.NewJournal(),
	})
	if err := a.Open(); err != nil {
		return nil, err
	}
	conf, err := amconfig.Load(silent)
	if err != nil {
		return nil, err
	}
	plan, err := a.Prepare(conf)
	if err != nil {
		return nil, err
	}
	a.Apply(plan)
	return a, nil
}

func TestAcknowledgedSilencesSurviveKills(t *testing.T) {
	dir := t.TempDir()
	var acknowledged []string
	for round := range 3 {
		acknowledged = append(acknowledged, makeSilencesUntilKilled(t, dir, 5*(round+1))...)
	}
	t.Logf("%d silences were acknowledged", len(acknowledged))

	var found []silence
	start(t, dir, silent).call("GET", "/api/v2/silences", "", &found)
	kept := map[string]bool{}
	for _, s := range found {
		kept[s.ID] = true
	}
	for _, id := range acknowledged {
		if !kept[id] {
			t.Errorf("silence %s was acknowledged and is lost", id)
		}
	}
}

// makeSilencesUntilKilled starts a child on dir, keeps several clients making
// silences, kills the child in their midst once it has acknowledged enough of
// them, and returns all it acknowledged.
func makeSilencesUntilKilled(t *testing.T, dir string, enough int) []string {
	t.Helper()
	child := exec.CommandContext(t.Context(), os.Args[0])
	child.Env = append(os.Environ(), childDir+"="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	address, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}

	var mu sync.Mutex
	var made []string
	var clients sync.WaitGroup
	reached := make(chan struct{})
	for range 4 {
		clients.Go(func() {
			for {
				id, err := makeSilence(strings.TrimSpace(address))
				if err != nil {
					return // the child is gone
				}
				mu.Lock()
				if made = append(made, id); len(made) == enough {
					close(reached)
				}
				mu.Unlock()
			}
		})
	}
	select {
	case <-reached:
	case <-time.After(time.Minute):
		t.Errorf("the child did not acknowledge %d silences within a minute", enough)
	}
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed, which is an error
	clients.Wait()
	http.DefaultClient.CloseIdleConnections()
	return made
}

func makeSilence(url string) (string, error) {
	body := strings.NewReader(postableSilence("", "DiskFull", time.Hour))
	res, err := http.Post(url+"/api/v2/silences", "application/json", body)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	var made struct{ SilenceID string }
	err = json.NewDecoder(res.Body).Decode(&made)
	return made.SilenceID, err
}
