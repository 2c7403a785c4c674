package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"strconv"
	"time"
)

// series is one line of a target's exposition: what never changes, and how its value moves.
type series struct {
	text  []byte // name and labels, with the space before the value
	kind  byte   // c counter, g gauge, i info (constant)
	speed float64
	phase float64
}

// family is what a target exposes under one name.
type family struct {
	header []byte
	series []series
}

// appendValue writes the series' value at the given second. Counters grow at a rate of their own
// with a daily swing, gauges wander around a level; both are functions of time alone, so that every
// reader of the simulator and every appender of the disk benchmark sees the same data.
func (s series) value(second float64) float64 {
	switch s.kind {
	case 'c':
		swing := 600 * math.Sin((second+s.phase)/3600)
		burst := 3 * s.speed * math.Sin((second+s.phase)/7)
		return math.Floor(math.Max(0, s.speed*(second+swing+4000)+burst))
	case 'g':
		level := s.speed * (1 + 0.3*math.Sin((second+s.phase)/900) + 0.05*math.Sin((second*s.phase)/11))
		return math.Round(level*1000) / 1000
	default:
		return 1
	}
}

// exposition describes a service as one would meet it: request counters and latency histograms by
// route, a connection pool, queues, and a runtime's own gauges; exactly n series.
func exposition(n int, seed float64) []family {
	b := builder{left: n, seed: seed}
	for i := range 24 {
		route := fmt.Sprintf("/api/v2/%s/{id}/%s", nouns[i%len(nouns)], nouns[(i*5+1)%len(nouns)])
		for _, code := range []string{"200", "204", "400", "404", "500"} {
			b.add("http_requests_total", "counter", 'c', fmt.Sprintf(`code=%q,method=%q,route=%q`, code, methods[i%len(methods)], route))
		}
		b.histogram("http_request_duration_seconds", fmt.Sprintf(`method=%q,route=%q`, methods[i%len(methods)], route))
	}
	for i := range 8 {
		b.histogram("db_query_duration_seconds", fmt.Sprintf(`pool="primary",statement="select_%s"`, nouns[i%len(nouns)]))
	}
	for i := 0; b.left > 0; i++ {
		switch noun := nouns[i%len(nouns)]; i % 4 {
		case 0:
			b.add("queue_depth", "gauge", 'g', fmt.Sprintf(`queue="%s-%d"`, noun, i))
		case 1:
			b.add("runtime_memory_bytes", "gauge", 'g', fmt.Sprintf(`area="heap",pool="%s-%d"`, noun, i))
		case 2:
			b.add("messages_processed_total", "counter", 'c', fmt.Sprintf(`outcome="ok",topic="%s.events.%d"`, noun, i))
		case 3:
			b.add("feature_info", "gauge", 'i', fmt.Sprintf(`feature="%s-%d",version="1.%d"`, noun, i, i%7))
		}
	}
	return b.families
}

var (
	methods = []string{"GET", "POST", "PUT", "DELETE"}
	nouns   = []string{"orders", "customers", "invoices", "shipments", "payments", "products", "carts", "sessions", "reviews", "warehouses", "refunds"}
	bounds  = []string{"0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"}
)

type builder struct {
	families []family
	index    map[string]int
	left     int
	made     float64
	seed     float64
}

func (b *builder) histogram(name, labels string) {
	for _, le := range bounds {
		b.add(name+"_bucket", "histogram", 'c', fmt.Sprintf(`%s,le=%q`, labels, le))
	}
	b.add(name+"_sum", "histogram", 'c', labels)
	b.add(name+"_count", "histogram", 'c', labels)
}

func (b *builder) add(name, typ string, kind byte, labels string) {
	if b.left == 0 {
		return
	}
	b.left--
	b.made++
	if b.index == nil {
		b.index = map[string]int{}
	}
	at, known := b.index[name]
	if !known {
		at = len(b.families)
		b.index[name] = at
		header := ""
		if typ != "histogram" {
			header = "# HELP " + name + " What the simulated service counts here.\n# TYPE " + name + " " + typ + "\n"
		}
		b.families = append(b.families, family{header: []byte(header)})
	}
	speed := math.Pow(10, math.Mod(b.made*0.37+b.seed, 3)) / 10
	b.families[at].series = append(b.families[at].series, series{
		text:  []byte(name + "{" + labels + "} "),
		kind:  kind,
		speed: speed,
		phase: math.Mod(b.made*131+b.seed*977, 5000),
	})
}

// simulator serves many targets, each on a loopback address of its own.
type simulator struct {
	addresses []string
	servers   []*http.Server
}

func startSimulator(ctx context.Context, targets, seriesPerTarget, port int) (*simulator, error) {
	sim := &simulator{}
	for i := range targets {
		address := fmt.Sprintf("127.0.%d.%d:%d", 10+i/200, 1+i%200, port)
		listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
		if err != nil {
			sim.stop()
			return nil, fmt.Errorf("listen for simulated target: %w", err)
		}
		server := &http.Server{Handler: target{exposition(seriesPerTarget, float64(i)/7)}, ReadHeaderTimeout: 10 * time.Second}
		sim.addresses = append(sim.addresses, address)
		sim.servers = append(sim.servers, server)
		go func() {
			if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
				fmt.Println("simulated target ended:", err)
			}
		}()
	}
	return sim, nil
}

func (s *simulator) stop() {
	for _, server := range s.servers {
		server.Close()
	}
}

type target struct{ families []family }

func (t target) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	second := float64(time.Now().Unix() % 1_000_000)
	body := make([]byte, 0, 128<<10)
	for _, f := range t.families {
		body = append(body, f.header...)
		for _, s := range f.series {
			body = append(body, s.text...)
			body = strconv.AppendFloat(body, s.value(second), 'f', -1, 64)
			body = append(body, '\n')
		}
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	w.Write(body)
}
