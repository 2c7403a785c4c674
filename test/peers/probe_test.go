package peers

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
)

// probeModules are read by both, word for word.
const probeModules = `
modules:
  http_2xx: {prober: http, timeout: 3s}
  http_ip4: {prober: http, timeout: 3s, http: {preferred_ip_protocol: ip4}}
  http_ip6_only: {prober: http, http: {preferred_ip_protocol: ip6, ip_protocol_fallback: false}}
  http_stays: {prober: http, http: {follow_redirects: false}}
  http_stays_well: {prober: http, http: {follow_redirects: false, valid_status_codes: [302]}}
  http_404: {prober: http, http: {valid_status_codes: [404]}}
  http_11: {prober: http, http: {valid_http_versions: [HTTP/1.1]}}
  http_2: {prober: http, http: {valid_http_versions: [HTTP/2.0], tls_config: {insecure_skip_verify: true}}}
  http_no_2: {prober: http, http: {enable_http2: false, tls_config: {insecure_skip_verify: true}}}
  http_body: {prober: http, http: {fail_if_body_matches_regexp: [database is down]}}
  http_body_not: {prober: http, http: {fail_if_body_not_matches_regexp: [welcome, shop]}}
  http_header: {prober: http, http: {fail_if_header_matches: [{header: X-State, regexp: broken}]}}
  http_header_not: {prober: http, http: {fail_if_header_not_matches: [{header: X-State, regexp: fine}]}}
  http_header_may: {prober: http, http: {fail_if_header_matches: [{header: X-Missing, regexp: ., allow_missing: true}]}}
  http_tls: {prober: http, http: {fail_if_not_ssl: true, tls_config: {insecure_skip_verify: true}}}
  http_no_tls: {prober: http, http: {fail_if_ssl: true, tls_config: {insecure_skip_verify: true}}}
  http_post: {prober: http, http: {method: POST, body: hello, headers: {Content-Type: text/plain}}}
  http_basic: {prober: http, http: {basic_auth: {username: me, password: secret}}}
  http_bearer: {prober: http, http: {authorization: {credentials: abc}}}
  http_limit: {prober: http, http: {body_size_limit: 4B}}
  http_limit_wide: {prober: http, http: {body_size_limit: 1MB}}
  http_gzip: {prober: http, http: {compression: gzip, headers: {Accept-Encoding: gzip}}}
  http_zipped: {prober: http, http: {compression: gzip}}
  tcp: {prober: tcp, timeout: 3s}
  tcp_banner: {prober: tcp, timeout: 1s, tcp: {query_response: [{expect: "^220 ([^ ]+)", send: "EHLO ${1}"}, {expect: "^250 hello (.+)"}]}}
  tcp_wrong: {prober: tcp, timeout: 1s, tcp: {query_response: [{expect: "^999"}]}}
  tcp_tls: {prober: tcp, timeout: 3s, tcp: {tls: true, tls_config: {insecure_skip_verify: true}}}
  tcp_strict: {prober: tcp, timeout: 3s, tcp: {tls: true}}
  tcp_starttls: {prober: tcp, timeout: 3s, tcp: {query_response: [{expect: "^220"}, {send: STARTTLS}, {expect: "^220 go"}, {starttls: true}, {send: EHLO me}, {expect: "^250 hello me"}], tls_config: {insecure_skip_verify: true}}}
  dns_a: {prober: dns, timeout: 1s, dns: {query_name: shop.example, query_type: A}}
  dns_tcp: {prober: dns, timeout: 1s, dns: {query_name: shop.example, query_type: A, transport_protocol: tcp}}
  dns_soa: {prober: dns, timeout: 1s, dns: {query_name: example, query_type: SOA}}
  dns_missing: {prober: dns, timeout: 1s, dns: {query_name: nowhere.example, query_type: A}}
  dns_nxdomain: {prober: dns, timeout: 1s, dns: {query_name: nowhere.example, query_type: A, valid_rcodes: [NXDOMAIN]}}
  dns_any_bad: {prober: dns, timeout: 1s, dns: {query_name: shop.example, query_type: A, validate_answer_rrs: {fail_if_matches_regexp: ['.*10\.0\.0\.2']}}}
  dns_all: {prober: dns, timeout: 1s, dns: {query_name: shop.example, query_type: A, validate_answer_rrs: {fail_if_all_match_regexp: ['.*10\.0\.0\..*']}}}
  dns_not_all: {prober: dns, timeout: 1s, dns: {query_name: shop.example, query_type: A, validate_answer_rrs: {fail_if_all_match_regexp: ['.*10\.0\.0\.2']}}}
  dns_some_not: {prober: dns, timeout: 1s, dns: {query_name: shop.example, query_type: A, validate_answer_rrs: {fail_if_not_matches_regexp: ['.*10\.0\.0\.2']}}}
  dns_none: {prober: dns, timeout: 1s, dns: {query_name: shop.example, query_type: A, validate_answer_rrs: {fail_if_none_matches_regexp: ['.*192\.168\..*']}}}
  dns_one: {prober: dns, timeout: 1s, dns: {query_name: shop.example, query_type: A, validate_answer_rrs: {fail_if_none_matches_regexp: ['.*10\.0\.0\.2']}}}
  dns_no_answer: {prober: dns, timeout: 1s, dns: {query_name: empty.example, query_type: A, validate_answer_rrs: {fail_if_none_matches_regexp: ['.*']}}}
  icmp: {prober: icmp, timeout: 3s}
  grpc: {prober: grpc, timeout: 3s, grpc: {service: fine}}
  grpc_bad: {prober: grpc, timeout: 3s, grpc: {service: broken}}
  grpc_unknown: {prober: grpc, timeout: 3s, grpc: {service: nowhere}}
  grpc_tls: {prober: grpc, timeout: 3s, grpc: {service: fine, tls: true, tls_config: {insecure_skip_verify: true}}}
`

// startBlackbox runs Debian's blackbox_exporter with the modules of the test.
func startBlackbox(t *testing.T, modules string) string {
	t.Helper()
	exporter := need(t, "prometheus-blackbox-exporter", "prometheus-blackbox-exporter")
	address := freeAddress(t)
	start(t, nil, exporter, "--config.file="+modules, "--web.listen-address="+address)
	eventually(t, func() error { _, err := fetch("http://" + address + "/-/healthy"); return err })
	return "http://" + address
}

// TestProbesAreBlackboxExporters asks both the same, about servers that are fine and servers that are not, and compares
// what they answer: names, help, types, labels, and the values that cannot differ by chance. What differs on purpose is
// listed in docs/probes.md and in intended below.
func TestProbesAreBlackboxExporters(t *testing.T) {
	t.Parallel()
	modules := writeFile(t, "blackbox.yml", probeModules)
	theirs := startBlackbox(t, modules)
	ours := startLookout(t, "--blackbox.config", modules)
	web := startWeb(t)
	mail, dns := startMail(t), startDNS(t)
	plain, secure := startGRPC(t)
	nobody := freeAddress(t)

	for _, c := range []struct {
		module, target string
		succeeds       bool
	}{
		{"http_2xx", web.plain, true},
		{"http_2xx", strings.TrimPrefix(web.plain, "http://"), true},
		{"http_2xx", web.plain + "/missing", false},
		{"http_2xx", "http://" + nobody, false},
		{"http_2xx", "http://no.such.host.invalid/", false},
		{"http_2xx", web.secure, false},
		{"http_2xx", web.plain + "/redirect", true},
		{"http_2xx", web.plain + "/round", false},
		{"http_2xx", strings.Replace(web.plain, "127.0.0.1", "localhost", 1), true},
		{"http_ip4", web.plain, true},
		{"http_ip6_only", web.plain, false},
		{"http_stays", web.plain + "/redirect", false},
		{"http_stays_well", web.plain + "/redirect", true},
		{"http_404", web.plain + "/missing", true},
		{"http_404", web.plain, false},
		{"http_11", web.plain, true},
		{"http_2", web.plain, false},
		{"http_2", web.secure, true},
		{"http_no_2", web.secure, true},
		{"http_body", web.plain, true},
		{"http_body", web.plain + "/down", false},
		{"http_body_not", web.plain, true},
		{"http_body_not", web.plain + "/down", false},
		{"http_header", web.plain, true},
		{"http_header", web.plain + "/down", false},
		{"http_header", web.plain + "/missing", false},
		{"http_header_not", web.plain, true},
		{"http_header_not", web.plain + "/down", false},
		{"http_header_may", web.plain, true},
		{"http_tls", web.plain, false},
		{"http_tls", web.secure, true},
		{"http_no_tls", web.plain, true},
		{"http_no_tls", web.secure, false},
		{"http_post", web.plain + "/post", true},
		{"http_2xx", web.plain + "/post", false},
		{"http_basic", web.plain + "/basic", true},
		{"http_2xx", web.plain + "/basic", false},
		{"http_bearer", web.plain + "/bearer", true},
		{"http_limit", web.plain, false},
		{"http_limit_wide", web.plain, true},
		{"http_gzip", web.plain + "/gzip", true},
		{"http_gzip", web.plain, false},
		{"http_zipped", web.plain + "/gzip", false},
		{"tcp", mail, true},
		{"tcp", nobody, false},
		{"tcp", "127.0.0.1", false},
		{"tcp_banner", mail, true},
		{"tcp_wrong", mail, false},
		{"tcp_tls", strings.TrimPrefix(web.secure, "https://"), true},
		{"tcp_strict", strings.TrimPrefix(web.secure, "https://"), false},
		{"tcp_starttls", mail, true},
		{"dns_a", dns, true},
		{"dns_a", nobody, false},
		{"dns_tcp", dns, true},
		{"dns_soa", dns, true},
		{"dns_missing", dns, false},
		{"dns_nxdomain", dns, true},
		{"dns_any_bad", dns, false},
		{"dns_all", dns, true},
		{"dns_not_all", dns, false},
		{"dns_some_not", dns, false},
		{"dns_none", dns, false},
		{"dns_one", dns, true},
		{"dns_no_answer", dns, false},
		{"icmp", "127.0.0.1", true},
		{"icmp", "no.such.host.invalid", false},
		{"grpc", plain, true},
		{"grpc_bad", plain, false},
		{"grpc_unknown", plain, false},
		{"grpc", nobody, false},
		{"grpc", strings.TrimPrefix(web.plain, "http://"), false},
		{"grpc_tls", secure, true},
		{"grpc_tls", plain, false},
	} {
		t.Run(c.module+" "+strings.TrimPrefix(c.target, web.plain), func(t *testing.T) {
			query := "/probe?" + url.Values{"module": {c.module}, "target": {c.target}}.Encode()
			want, got := exposition(t, theirs+query), exposition(t, ours+query)
			if success := want["probe_success"].series["{}"]; success != fmt.Sprint(map[bool]int{true: 1}[c.succeeds]) {
				t.Fatalf("blackbox_exporter says probe_success %s: the case is wrong", success)
			}
			compareProbes(t, c.module, want, got)
		})
	}
}

// family is a metric as far as it can be compared.
type family struct {
	help, kind string
	series     map[string]string // of labels to value
}

func exposition(t *testing.T, address string) map[string]family {
	t.Helper()
	parser := expfmt.NewTextParser(model.UTF8Validation)
	read, err := parser.TextToMetricFamilies(strings.NewReader(get(t, address)))
	if err != nil {
		t.Fatalf("read %s: %v", address, err)
	}
	families := map[string]family{}
	for name, f := range read {
		one := family{f.GetHelp(), f.GetType().String(), map[string]string{}}
		for _, m := range f.Metric {
			one.series[labelsOf(name, m)] = fmt.Sprint(m.GetGauge().GetValue())
		}
		families[name] = one
	}
	return families
}

// labelsOf writes labels without the one that later versions of blackbox_exporter added.
func labelsOf(name string, m *dto.Metric) string {
	labels := []string{}
	for _, l := range m.Label {
		if name != "probe_ssl_last_chain_info" || l.GetName() != "serialnumber" {
			labels = append(labels, fmt.Sprintf("%s=%q", l.GetName(), l.GetValue()))
		}
	}
	slices.Sort(labels)
	return "{" + strings.Join(labels, ",") + "}"
}

// measured are metrics whose values are times that two probes share only by chance.
var measured = []string{
	"probe_duration_seconds", "probe_dns_lookup_time_seconds", "probe_http_duration_seconds", "probe_icmp_duration_seconds",
	"probe_dns_duration_seconds", "probe_grpc_duration_seconds",
}

// intended are the metrics that only one of both has.
var intended = map[string]string{
	"probe_tls_cipher_info":                                  "later versions have it",
	"probe_ssl_earliest_cert_expiry of grpc":                 "is 0 there without TLS, which looks like a certificate that ended in 1970",
	"probe_ssl_last_chain_expiry_timestamp_seconds of grpc":  "as with the other probers",
	"probe_http_uncompressed_body_length of http_stays":      "the body of a redirect that is not followed is read too",
	"probe_http_uncompressed_body_length of http_stays_well": "the body of a redirect that is not followed is read too",
}

func compareProbes(t *testing.T, module string, want, got map[string]family) {
	t.Helper()
	prober, _, _ := strings.Cut(module, "_")
	intends := func(name string) bool {
		return intended[name]+intended[name+" of "+prober]+intended[name+" of "+module] != ""
	}
	for _, name := range slices.Sorted(maps.Keys(want)) {
		theirs := want[name]
		mine, ok := got[name]
		if !ok {
			if !intends(name) {
				t.Errorf("%s is missing", name)
			}
			continue
		}
		if mine.help != theirs.help || mine.kind != theirs.kind {
			t.Errorf("%s is %s %q, want %s %q", name, mine.kind, mine.help, theirs.kind, theirs.help)
		}
		if a, b := slices.Sorted(maps.Keys(mine.series)), slices.Sorted(maps.Keys(theirs.series)); !slices.Equal(a, b) {
			t.Errorf("%s has %v, want %v", name, a, b)
		}
		for labels, value := range theirs.series {
			if !slices.Contains(measured, name) && !intends(name) && mine.series[labels] != value {
				t.Errorf("%s%s is %s, want %s", name, labels, mine.series[labels], value)
			}
		}
	}
	for name := range got {
		if _, ok := want[name]; !ok && !intends(name) {
			t.Errorf("%s is there, which blackbox_exporter does not have", name)
		}
	}
}

// TestProbesAreRefusedLikeBlackboxExporters sends both what asks nothing.
func TestProbesAreRefusedLikeBlackboxExporters(t *testing.T) {
	t.Parallel()
	modules := writeFile(t, "blackbox.yml", probeModules)
	theirs, ours := startBlackbox(t, modules), startLookout(t, "--blackbox.config", modules)
	for _, query := range []string{"", "?target=x&module=nowhere", "?module=http_2xx"} {
		var codes []int
		for _, server := range []string{theirs, ours} {
			resp, err := http.Get(server + "/probe" + query)
			if err != nil {
				t.Fatal(err)
			}
			body, _ := io.ReadAll(resp.Body)
			resp.Body.Close()
			if len(bytes.TrimSpace(body)) == 0 {
				t.Errorf("%s/probe%s says nothing", server, query)
			}
			codes = append(codes, resp.StatusCode)
		}
		if codes[0] != codes[1] || codes[0] != http.StatusBadRequest {
			t.Errorf("/probe%s is answered %d, and by Lookout %d", query, codes[0], codes[1])
		}
	}
}

func gzipped(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text)
	_ = w.Close()
	return b.Bytes()
}
