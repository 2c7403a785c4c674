package peers

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/miekg/dns"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// web are two servers with the same pages.
type web struct{ plain, secure string }

func startWeb(t *testing.T) web {
	t.Helper()
	pages := http.NewServeMux()
	page := func(pattern, state, text string) {
		pages.HandleFunc(pattern, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("X-State", state)
			w.Header().Set("Last-Modified", "Wed, 21 Oct 2015 07:28:00 GMT")
			_, _ = io.WriteString(w, text)
		})
	}
	page("/{$}", "fine", "welcome to the shop")
	page("/status.json", "fine", `[{"queue": "ok"}]`)
	page("/metrics", "fine", "a 1\nb 1\n")
	page("/down", "broken", "the database is down")
	pages.HandleFunc("POST /post", func(w http.ResponseWriter, r *http.Request) {
		if body, _ := io.ReadAll(r.Body); string(body) != "hello" || r.Header.Get("Content-Type") != "text/plain" {
			w.WriteHeader(http.StatusBadRequest)
		}
	})
	pages.HandleFunc("/basic", func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != "me" || password != "secret" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	pages.HandleFunc("/bearer", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer abc" {
			w.WriteHeader(http.StatusUnauthorized)
		}
	})
	pages.HandleFunc("/gzip", func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Accept-Encoding") != "gzip" {
			w.WriteHeader(http.StatusNotAcceptable)
			return
		}
		body := gzipped("welcome to the shop")
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		_, _ = w.Write(body)
	})
	pages.Handle("/redirect", http.RedirectHandler("/", http.StatusFound))
	pages.Handle("/round", http.RedirectHandler("/round", http.StatusFound))
	plain := httptest.NewServer(pages)
	t.Cleanup(plain.Close)
	secure := httptest.NewUnstartedServer(pages)
	secure.EnableHTTP2 = true
	secure.StartTLS()
	t.Cleanup(secure.Close)
	return web{plain.URL, secure.URL}
}

// certificate is that of httptest, which is good for example.com.
func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	return s.TLS.Certificates[0]
}

// startMail is a server that speaks a few words of SMTP, in lines that end as blackbox_exporter ends them.
func startMail(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	conf := &tls.Config{Certificates: []tls.Certificate{certificate(t)}}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go speak(conn, conf)
		}
	}()
	return listener.Addr().String()
}

func speak(conn net.Conn, conf *tls.Config) {
	defer func() { conn.Close() }()
	fmt.Fprint(conn, "220 mail.example ready\n")
	for lines := bufio.NewReader(conn); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			return
		}
		switch word, rest, _ := strings.Cut(strings.TrimSpace(line), " "); word {
		case "EHLO":
			fmt.Fprintf(conn, "250 hello %s\n", rest)
		case "STARTTLS":
			fmt.Fprint(conn, "220 go ahead\n")
			conn = tls.Server(conn, conf)
			lines = bufio.NewReader(conn)
		}
	}
}

// startDNS answers over UDP and TCP on the same port.
func startDNS(t *testing.T) string {
	t.Helper()
	address := freeAddress(t)
	records := map[string][]string{
		"shop.example. A":  {"shop.example. 60 IN A 10.0.0.1", "shop.example. 60 IN A 10.0.0.2"},
		"example. SOA":     {"example. 60 IN SOA ns.example. admin.example. 2026112101 3600 600 86400 60"},
		"empty.example. A": nil,
	}
	handler := dns.HandlerFunc(func(w dns.ResponseWriter, query *dns.Msg) {
		answer := new(dns.Msg)
		answer.SetReply(query)
		question := query.Question[0]
		found, ok := records[question.Name+" "+dns.TypeToString[question.Qtype]]
		if !ok {
			answer.Rcode = dns.RcodeNameError
		}
		for _, text := range found {
			record, err := dns.NewRR(text)
			if err != nil {
				panic(err)
			}
			answer.Answer = append(answer.Answer, record)
		}
		_ = w.WriteMsg(answer)
	})
	for _, network := range []string{"udp", "tcp"} {
		ready := make(chan struct{})
		server := &dns.Server{Addr: address, Net: network, Handler: handler, NotifyStartedFunc: func() { close(ready) }}
		go func() { _ = server.ListenAndServe() }()
		<-ready
		t.Cleanup(func() { _ = server.Shutdown() })
	}
	return address
}

// startGRPC runs a server of health, once without and once with TLS.
func startGRPC(t *testing.T) (plain, secure string) {
	t.Helper()
	states := health.NewServer()
	states.SetServingStatus("fine", grpc_health_v1.HealthCheckResponse_SERVING)
	states.SetServingStatus("broken", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	run := func(options ...grpc.ServerOption) string {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		server := grpc.NewServer(options...)
		grpc_health_v1.RegisterHealthServer(server, states)
		go func() { _ = server.Serve(listener) }()
		t.Cleanup(server.Stop)
		return listener.Addr().String()
	}
	c := certificate(t)
	return run(), run(grpc.Creds(credentials.NewServerTLSFromCert(&c)))
}
