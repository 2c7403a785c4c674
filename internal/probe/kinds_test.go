package probe

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
	"go.yaml.in/yaml/v4"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// startDNS answers any question for an address with two, and others with NXDOMAIN.
func startDNS(t *testing.T) string {
	t.Helper()
	socket, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &dns.Server{PacketConn: socket, Handler: dns.HandlerFunc(func(w dns.ResponseWriter, query *dns.Msg) {
		answer := new(dns.Msg).SetReply(query)
		name := query.Question[0].Name
		if query.Question[0].Qtype != dns.TypeA {
			answer.Rcode = dns.RcodeNameError
		} else {
			for _, address := range []string{"10.0.0.1", "10.0.0.2"} {
				record, err := dns.NewRR(name + " 60 IN A " + address)
				if err != nil {
					panic(err)
				}
				answer.Answer = append(answer.Answer, record)
			}
		}
		_ = w.WriteMsg(answer)
	})}
	done := make(chan struct{})
	ready := make(chan struct{})
	server.NotifyStartedFunc = func() { close(ready) }
	go func() { defer close(done); _ = server.ActivateAndServe() }()
	<-ready
	t.Cleanup(func() { _ = server.Shutdown(); <-done })
	return socket.LocalAddr().String()
}

func TestDNSAnswersAreJudged(t *testing.T) {
	server := startDNS(t)
	for validation, want := range map[string]string{
		"":               "",
		"query_type: MX": "response code NXDOMAIN is not NOERROR",
		"query_type: MX, valid_rcodes: [NXDOMAIN]":                            "",
		"valid_rcodes: [NXDOMAIN, SERVFAIL]":                                  "response code NOERROR is not NXDOMAIN or SERVFAIL",
		`validate_answer_rrs: {fail_if_matches_regexp: ['10\.0\.0\.2']}`:      "matches",
		`validate_answer_rrs: {fail_if_not_matches_regexp: ['10\.0\.0\.2']}`:  "does not match",
		`validate_answer_rrs: {fail_if_all_match_regexp: ['10\.0\.0\.2']}`:    "not all answer records match",
		`validate_answer_rrs: {fail_if_all_match_regexp: ['10\.0\.0\.']}`:     "",
		`validate_answer_rrs: {fail_if_none_matches_regexp: ['10\.0\.0\.2']}`: "",
		`validate_answer_rrs: {fail_if_none_matches_regexp: ['192\.168']}`:    "no answer record matches",
		`validate_additional_rrs: {fail_if_not_matches_regexp: ['.']}`:        "there is no additional record, and some must match",
	} {
		t.Run(validation, func(t *testing.T) {
			text := "{prober: dns, dns: {query_name: shop.example, query_type: A}}"
			if validation != "" {
				text = "{prober: dns, dns: {query_name: shop.example, " + validation + "}}"
				if !strings.HasPrefix(validation, "query_type") {
					text = "{prober: dns, dns: {query_name: shop.example, query_type: A, " + validation + "}}"
				}
			}
			r := askOnce(t, module(t, text), server)
			if r.Success != (want == "") || !strings.Contains(r.Reason, want) {
				t.Errorf("got %q, want %q\n%s", r.Reason, want, steps(r))
			}
			if r.Value("probe_dns_query_succeeded") != 1 {
				t.Error("the query was answered, and does not count as such")
			}
		})
	}
}

func TestHealthOverGRPCIsJudged(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	states, server := health.NewServer(), grpc.NewServer()
	states.SetServingStatus("fine", grpc_health_v1.HealthCheckResponse_SERVING)
	states.SetServingStatus("broken", grpc_health_v1.HealthCheckResponse_NOT_SERVING)
	grpc_health_v1.RegisterHealthServer(server, states)
	done := make(chan struct{})
	go func() { defer close(done); _ = server.Serve(listener) }()
	t.Cleanup(func() { server.Stop(); <-done })

	for service, want := range map[string]string{
		"fine": "", "broken": "the service is NOT_SERVING, not SERVING", "nowhere": "the server does not know this service",
	} {
		r := askOnce(t, module(t, "{prober: grpc, grpc: {service: "+service+"}}"), listener.Addr().String())
		if r.Success != (want == "") || r.Reason != want {
			t.Errorf("%s: got %q, want %q", service, r.Reason, want)
		}
	}
	if r := askOnce(t, module(t, "{prober: grpc, grpc: {tls: true}}"), listener.Addr().String()); r.Success || !strings.Contains(r.Reason, "Unavailable") {
		t.Errorf("TLS with a server that has none: %q", r.Reason)
	}
}

// TestPing needs the right to, and says so by skipping where the process lacks it.
func TestPing(t *testing.T) {
	r := askOnce(t, module(t, "{prober: icmp, icmp: {preferred_ip_protocol: ip4, payload_size: 100, dont_fragment: true, ttl: 5}}"), "127.0.0.1")
	if strings.Contains(r.Reason, errNoPing.Error()) {
		t.Skip(r.Reason)
	}
	if !r.Success || !strings.Contains(steps(r), "pinging 127.0.0.1 with 100 bytes") || !(r.Value("probe_icmp_reply_hop_limit") > 0) {
		t.Errorf("reason %q:\n%s", r.Reason, steps(r))
	}
}

func TestWhatAServerSaysMayBeAnyBytes(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if conn, err := listener.Accept(); err == nil {
			_, _ = conn.Write([]byte("version \xff\xfe1\n"))
			_ = conn.Close()
		}
	}()
	t.Cleanup(func() { _ = listener.Close(); <-done })
	r := askOnce(t, module(t, "{prober: tcp, tcp: {query_response: [{expect: 'version (?s:(.*))', labels: [{name: version, value: '${1}'}]}]}}"), listener.Addr().String())
	if !r.Success {
		t.Fatal(r.Reason)
	}
	for _, family := range r.Metrics {
		if family.GetName() == "probe_expect_info" {
			if got := family.Metric[0].Label[0].GetValue(); got != "\uFFFD1" {
				t.Errorf("version is %q", got)
			}
		}
	}
}

func TestConversationsThatNoMetricsCanTellOf(t *testing.T) {
	for text, want := range map[string]string{
		"{query_response: [{expect: a, labels: [{name: b, value: x}]}, {expect: c, labels: [{name: d, value: x}]}]}": "labels stand in two steps",
		"{query_response: [{expect: a, labels: [{name: b, value: x}, {name: b, value: y}]}]}":                        `label "b" stands there twice`,
		"{query_response: [{labels: [{name: b, value: x}]}]}":                                                        "need an expect",
		"{query_response: [{expect: a, labels: [{name: '1', value: x}]}]}":                                           "no name of a label",
		"{tls: true, query_response: [{starttls: true}]}":                                                            "TLS, which is spoken there already",
		"{query_response: [{starttls: true}, {starttls: true}]}":                                                     "TLS, which is spoken there already",
		"{query_response: [{expect: a, labels: [{name: b, value: x}]}, {starttls: true}]}":                           "",
	} {
		var m Module
		if err := yaml.Unmarshal([]byte("{prober: tcp, tcp: "+text+"}"), &m); err != nil {
			t.Fatal(err)
		}
		if err := m.Validate(); want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

func TestACertificateThatHasEndedIsStillToldOf(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for name, ended := range map[string]bool{"has ended": true, "is not trusted": false} {
		ends := time.Now().Add(time.Hour).Truncate(time.Second)
		if ended {
			ends = ends.Add(-2 * time.Hour)
		}
		template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: ends.Add(-24 * time.Hour), NotAfter: ends, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
		der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		if err != nil {
			t.Fatal(err)
		}
		web := httptest.NewUnstartedServer(http.NotFoundHandler())
		web.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
		web.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
		web.StartTLS()
		for _, ask := range [][2]string{{"{prober: http}", web.URL}, {"{prober: tcp, tcp: {tls: true}}", web.Listener.Addr().String()}} {
			r := askOnce(t, module(t, ask[0]), ask[1])
			if told := r.Value("probe_ssl_earliest_cert_expiry") == float64(ends.Unix()) && r.Expiry.Equal(ends); r.Success || told != ended {
				t.Errorf("%s: %s: %s, expiry %s", name, ask[0], r.Reason, r.Expiry)
			}
		}
		web.Close()
	}
}
