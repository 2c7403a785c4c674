package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/prometheus/promql/parser"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var client = &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// lines hands on what is logged, a line at a time.
type lines chan string

func (l lines) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

// open runs a shop on free ports and returns the addresses it logs: api, metrics, dashboards.
func open(t *testing.T, flags ...string) map[string]string {
	t.Helper()
	settings, err := parse(append([]string{"-listen=127.0.0.1:0", "-metrics=127.0.0.1:0", "-grafana=127.0.0.1:0", "-latency=0s"}, flags...))
	require.NoError(t, err)
	ctx, stop := context.WithCancel(context.Background())
	logged, ended := make(lines, 10), make(chan error)
	go func() { ended <- run(ctx, settings, slog.New(slog.NewTextHandler(logged, nil))) }()
	t.Cleanup(func() {
		stop()
		require.NoError(t, <-ended)
	})
	addresses := map[string]string{}
	for len(addresses) < 3 {
		select {
		case line := <-logged:
			for _, found := range regexp.MustCompile(`(api|metrics|dashboards)=(\S+)`).FindAllStringSubmatch(line, -1) {
				addresses[found[1]] = "http://" + found[2]
			}
		case <-time.After(10 * time.Second):
			t.Fatal("the shop does not open")
		}
	}
	return addresses
}

func ask(t *testing.T, method, url string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, nil)
	require.NoError(t, err)
	response, err := client.Do(r)
	require.NoError(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response.StatusCode, string(body)
}

func TestTwoShopsSideBySide(t *testing.T) {
	good, bad := open(t, "-name=shop", "-error-rate=0"), open(t, "-name=shop-b", "-version=2.0.0", "-error-rate=1")
	for _, c := range []struct {
		method, url string
		want        int
	}{
		{"GET", good["api"] + "/items", 200},
		{"GET", good["api"] + "/items/bread", 200},
		{"GET", good["api"] + "/items/gold", 404},
		{"GET", good["api"] + "/admin", 404},
		{"POST", good["api"] + "/orders", 201},
		{"POST", bad["api"] + "/orders", 500},
	} {
		code, body := ask(t, c.method, c.url)
		require.Equal(t, c.want, code, "%s %s: %s", c.method, c.url, body)
	}
	_, metrics := ask(t, "GET", good["metrics"]+"/metrics")
	require.Contains(t, metrics, "\nshop_info{version=\"1.0.0\"} 1\n")
	require.Contains(t, metrics, `http_requests_total{code="201",method="POST",route="/orders"} 1`)
	require.Contains(t, metrics, `http_requests_total{code="404",method="GET",route="other"} 1`)
	require.Contains(t, metrics, `saturation_limit{resource="workers"} 16`)
	_, metrics = ask(t, "GET", bad["metrics"]+"/metrics")
	require.Contains(t, metrics, "\nshop_b_info{version=\"2.0.0\"} 1\n")
	require.Contains(t, metrics, `http_requests_total{code="500",method="POST",route="/orders"} 1`)
}

// dashboard is the part of the shop's own dashboard that the tests look at.
type dashboard struct {
	UID    string
	Panels []struct {
		Title   string
		GridPos struct{ X, Y, W, H int }
		Targets []struct{ Expr string }
	}
}

func fetched(t *testing.T, base string) dashboard {
	t.Helper()
	_, list := ask(t, "GET", base+"/grafana")
	require.JSONEq(t, `[{"dashboard_file":"shop-main.json","folder":"Shop"}]`, list)
	_, body := ask(t, "GET", base+"/grafana/shop-main.json")
	var d dashboard
	require.NoError(t, json.NewDecoder(bytes.NewReader([]byte(body))).Decode(&d))
	return d
}

func TestTheDashboardFitsOneScreen(t *testing.T) {
	d := fetched(t, open(t)["dashboards"])
	require.Equal(t, "shop-main", d.UID)
	taken := map[[2]int]string{}
	for _, p := range d.Panels {
		require.LessOrEqual(t, p.GridPos.X+p.GridPos.W, 24, p.Title)
		require.LessOrEqual(t, p.GridPos.Y+p.GridPos.H, 20, p.Title)
		for x := p.GridPos.X; x < p.GridPos.X+p.GridPos.W; x++ {
			for y := p.GridPos.Y; y < p.GridPos.Y+p.GridPos.H; y++ {
				require.Empty(t, taken[[2]int{x, y}], "%s lies on another panel", p.Title)
				taken[[2]int{x, y}] = p.Title
			}
		}
	}
	require.Len(t, taken, 24*20, "no gaps")
}

func TestTheDashboardAsksForMetricsThatTheShopHas(t *testing.T) {
	addresses := open(t)
	ask(t, "GET", addresses["api"]+"/items")
	_, exposed := ask(t, "GET", addresses["metrics"]+"/metrics")
	variables := strings.NewReplacer("$__rate_interval", "1m", "$job", "shop")
	asked := 0
	for _, p := range fetched(t, addresses["dashboards"]).Panels {
		for _, target := range p.Targets {
			expr, err := parser.NewParser(parser.Options{}).ParseExpr(variables.Replace(target.Expr))
			require.NoError(t, err, "%s: %s", p.Title, target.Expr)
			parser.Inspect(expr, func(node parser.Node, _ []parser.Node) error {
				if selector, ok := node.(*parser.VectorSelector); ok && selector.Name != "up" {
					asked++
					require.Contains(t, exposed, "\n"+selector.Name, "%s", p.Title)
				}
				return nil
			})
		}
	}
	require.NotZero(t, asked)
}

func TestFlagsThatAreRefused(t *testing.T) {
	for _, flag := range []string{"-error-rate=2", "-latency=-1s", "-workers=0"} {
		_, err := parse([]string{flag})
		require.ErrorContains(t, err, "set -error-rate", flag)
	}
}
