package kubernetes_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/discover/kubernetes"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

func pod(name, ip, annotations string) string {
	return fmt.Sprintf(`{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": %q, "namespace": "shop", "uid": %q, "resourceVersion": "1",
	"labels": {"app.kubernetes.io/name": "checkout", "team": "shop"}, "annotations": {%s}},
	"spec": {"nodeName": "n", "containers": [{"name": "c", "ports": [{"containerPort": 8080, "protocol": "TCP"}]}]},
	"status": {"phase": "Running", "podIP": %q}}`, name, name, annotations, ip)
}

// cluster lists pods and sends changes to whoever watches them.
type cluster struct {
	broken atomic.Bool
	events chan string
}

func (c *cluster) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch q := r.URL.Query(); {
	case c.broken.Load() || r.Header.Get("Authorization") != "Bearer hunter2-cluster":
		w.WriteHeader(http.StatusForbidden)
	case r.URL.Path != "/api/v1/pods":
		w.WriteHeader(http.StatusNotFound)
	case q.Get("sendInitialEvents") != "":
		w.WriteHeader(http.StatusUnprocessableEntity) // as clusters answer that cannot stream lists
	case q.Get("watch") != "":
		c.watch(w, r)
	default:
		fmt.Fprintf(w, `{"apiVersion": "v1", "kind": "PodList", "metadata": {"resourceVersion": "1"}, "items": [%s]}`, strings.Join([]string{
			pod("a", "10.0.0.1", `"prometheus.io/scrape": "true", "prometheus.io/port": "8080", "prometheus.io/path": "/m"`),
			pod("b", "10.0.0.2", `"prometheus.io/scrape": "true"`),
			pod("c", "10.0.0.3", `"prometheus.io/scrape": "false"`),
		}, ","))
	}
}

func (c *cluster) watch(w http.ResponseWriter, r *http.Request) {
	w.(http.Flusher).Flush()
	for {
		select {
		case event := <-c.events:
			fmt.Fprintln(w, event)
			w.(http.Flusher).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

func TestConformance(t *testing.T) {
	c := &cluster{events: make(chan string)}
	api := httptest.NewServer(c)
	defer api.Close()
	newer := pod("d", "10.0.0.4", `"prometheus.io/scrape": "true"`)
	conformance.Run(t, conformance.World{
		Kind: "kubernetes", Settings: &kubernetes.Config{},
		Config:  fmt.Sprintf("{api_server: %q, authorization: {credentials: hunter2-cluster}, refresh_interval: 1s}", api.URL),
		Targets: []string{"10.0.0.1:8080", "10.0.0.2:19100"},
		Labels:  map[string]string{"service": "checkout", "team": "shop", "namespace": "shop", "pod": "a", "__metrics_path__": "/m"},
		Dropped: `its prometheus.io/scrape is "false"`,
		Add:     func() { c.events <- `{"type": "ADDED", "object": ` + newer + `}` }, Added: "10.0.0.4:19100",
		Remove: func() { c.events <- `{"type": "DELETED", "object": ` + newer + `}` },
		Break:  func() { c.broken.Store(true) }, Mend: func() { c.broken.Store(false) },
		Secret: "hunter2-cluster",
	})
}

func TestOutsideOfAClusterIsAFailureThatIsTold(t *testing.T) {
	t.Setenv("KUBERNETES_SERVICE_HOST", "")
	config := &kubernetes.Config{}
	conformance.Load(t, "{}", config)
	if err := conformance.Outcomes(t, config, 1)[""].Err; err == nil {
		t.Error("nothing is wrong")
	}
}
