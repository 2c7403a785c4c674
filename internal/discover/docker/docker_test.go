package docker_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/discover/docker"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

func container(id, ip, ports, labels string) string {
	return fmt.Sprintf(`{"Id": %q, "Names": ["/%s"], "Image": "i", "State": "running", "Ports": [%s], "Labels": {%s},
	"HostConfig": {"NetworkMode": "net"}, "NetworkSettings": {"Networks": {"net": {"NetworkID": "n1", "IPAddress": %q}}}}`, id, id, ports, labels, ip)
}

func TestConformance(t *testing.T) {
	var more, broken atomic.Bool
	engine := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Api-Version", "1.44")
		w.Header().Set("Content-Type", "application/json")
		switch {
		case broken.Load():
			w.WriteHeader(http.StatusInternalServerError)
		case strings.HasSuffix(r.URL.Path, "/containers/json"):
			list := []string{
				container("shop", "172.19.0.2", `{"PrivatePort": 80, "Type": "tcp"}, {"PrivatePort": 81, "Type": "tcp"}`,
					`"prometheus.io/scrape": "true", "com.docker.compose.service": "web", "Team": "shop", "prometheus.io/path": "/m"`),
				container("other", "172.19.0.3", `{"PrivatePort": 9100, "Type": "tcp"}`, `"prometheus.io/scrape": "1", "prometheus.io/port": "9100"`),
				container("quiet", "172.19.0.4", "", ""),
			}
			if more.Load() {
				list = append(list, container("new", "172.19.0.5", "", `"prometheus.io/scrape": "true"`))
			}
			fmt.Fprintf(w, "[%s]", strings.Join(list, ","))
		case strings.HasSuffix(r.URL.Path, "/networks"):
			fmt.Fprint(w, `[{"Id": "n1", "Name": "net", "Scope": "local"}]`)
		}
	}))
	defer engine.Close()
	conformance.Run(t, conformance.World{
		Kind: "docker", Settings: &docker.Config{},
		Config:  fmt.Sprintf("{host: %q, refresh_interval: 1s}", strings.Replace(engine.URL, "http", "tcp", 1)),
		Targets: []string{"172.19.0.2:19100", "172.19.0.3:9100"},
		Labels:  map[string]string{"service": "web", "team": "shop", "__metrics_path__": "/m"},
		Dropped: "it has no prometheus.io/scrape",
		Add:     func() { more.Store(true) }, Added: "172.19.0.5:19100", Remove: func() { more.Store(false) },
		Break: func() { broken.Store(true) }, Mend: func() { broken.Store(false) },
	})
}

// TestWhereAContainerIsReached asks over a socket, which is how most engines listen.
func TestWhereAContainerIsReached(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "docker.sock")
	listener, err := net.Listen("unix", socket)
	require.NoError(t, err)
	on := `"Labels": {"prometheus.io/scrape": "true"}`
	engine := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `[
			{"Id": "1", "Names": ["/networks"], %[1]s, "NetworkSettings": {"Networks": {"b": {"IPAddress": "10.0.0.2"}, "a": {"IPAddress": "10.0.0.1"}}}},
			{"Id": "2", "Names": ["/six"], %[1]s, "NetworkSettings": {"Networks": {"a": {"GlobalIPv6Address": "fd00::1"}}}},
			{"Id": "3", "Names": ["/host"], %[1]s, "HostConfig": {"NetworkMode": "host"}, "NetworkSettings": {"Networks": {"host": {}}}},
			{"Id": "4", "Names": ["/shares"], %[1]s, "HostConfig": {"NetworkMode": "container:1"}},
			{"Id": "5", "Names": ["/circle"], %[1]s, "HostConfig": {"NetworkMode": "container:5"}},
			{"Id": "6", %[1]s, "NetworkSettings": {"Networks": {"a": null}}}, {}]`, on)
	}))
	engine.Listener = listener
	engine.Start()
	defer engine.Close()
	got := map[string]string{}
	for _, c := range conformance.Find(t, &docker.Config{}, fmt.Sprintf("{host: 'unix://%s', host_networking_host: docker-1}", socket)) {
		got[c.Name] = c.Address
	}
	require.Equal(t, map[string]string{
		"networks": "10.0.0.1", "six": "fd00::1", "host": "docker-1", "shares": "10.0.0.1", "circle": "", "6": "", "": "",
	}, got)
}
