package config

import (
	"os"
	"reflect"
	"slices"
	"testing"

	amconfig "github.com/prometheus/alertmanager/config"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/discovery"
)

// TestProjectsShareNoWords guards what lookout.yml rests on: every word belongs to one project. After an upgrade of a
// library this may change, and then needs a decision.
func TestProjectsShareNoWords(t *testing.T) {
	shared := func(a, b reflect.Type) (names []string) {
		for name := range fieldsOf(a) {
			if _, both := fieldsOf(b)[name]; both {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names
	}
	top := shared(reflect.TypeFor[promconfig.Config](), reflect.TypeFor[amconfig.Config]())
	if !slices.Equal(top, []string{"global", "tracing"}) {
		t.Errorf("shared at the top level: %v", top)
	}
	global := shared(reflect.TypeFor[promconfig.GlobalConfig](), reflect.TypeFor[amconfig.GlobalConfig]())
	if len(global) > 0 {
		t.Errorf("shared in global: %v", global)
	}
	for _, name := range ownKeysAt(lookoutKeys(), nil) {
		if slices.Contains(prometheusSchema().keysAt(nil), name) || slices.Contains(alertmanagerSchema().keysAt(nil), name) {
			t.Errorf("%s is Lookout's and theirs", name)
		}
	}
}

func TestEveryDiscoveryMechanismIsKnown(t *testing.T) {
	names := discovery.RegisteredConfigNames()
	if len(names) < 25 {
		t.Fatalf("only %v are registered", names)
	}
	jobs := prometheusSchema().keysAt([]string{"scrape_configs", listItem})
	for _, name := range names {
		block := name + "_sd_configs"
		if name == "static" {
			block = "static_configs"
		}
		if !slices.Contains(jobs, block) {
			t.Errorf("%s is missing", block)
		}
		if keys := prometheusSchema().keysAt([]string{"scrape_configs", listItem, block, listItem}); len(keys) < 2 {
			t.Errorf("keys of %s are %v", block, keys)
		}
	}
}

func TestEveryReceiverIsKnown(t *testing.T) {
	kinds := 0
	for name, field := range fieldsOf(reflect.TypeFor[amconfig.Receiver]()) {
		if field.Kind() != reflect.Slice {
			continue
		}
		kinds++
		keys := alertmanagerSchema().keysAt([]string{"receivers", listItem, name, listItem})
		if !slices.Contains(keys, "send_resolved") {
			t.Errorf("keys of %s are %v", name, keys)
		}
	}
	if kinds < 18 {
		t.Errorf("only %d kinds of receivers", kinds)
	}
}

func TestNearest(t *testing.T) {
	known := []string{"job_name", "scrape_interval", "scrape_timeout", "static_configs", "tls_config"}
	for word, want := range map[string]string{
		"scrape_intreval": "scrape_interval",
		"Scrape_Timeout":  "scrape_timeout",
		"job":             "job_name",
		"tls":             "tls_config",
		"scrape":          "",
		"x":               "",
		"":                "",
		"entirely_else":   "",
	} {
		if got := nearest(word, known); got != want {
			t.Errorf("nearest to %q is %q, want %q", word, got, want)
		}
	}
}

func TestEditDistance(t *testing.T) {
	for _, test := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"abc", "abcd", 1}, {"abc", "xyz", 3}, {"a", "abcdefgh", 5}} {
		if got := editDistance(test.a, test.b, 5); got != test.want {
			t.Errorf("from %q to %q: %d, want %d", test.a, test.b, got, test.want)
		}
		if there, back := editDistance(test.a, test.b, 5), editDistance(test.b, test.a, 5); there != back {
			t.Errorf("%q and %q: %d there, %d back", test.a, test.b, there, back)
		}
	}
}

func TestScrapeAddress(t *testing.T) {
	for listen, want := range map[string]string{
		"127.0.0.1:7600":     "127.0.0.1:7600",
		"0.0.0.0:7600":       "127.0.0.1:7600",
		"[::]:7600":          "[::1]:7600",
		":7600":              "127.0.0.1:7600",
		"10.0.0.7:80":        "10.0.0.7:80",
		"lookout.local:7600": "lookout.local:7600",
	} {
		if got := scrapeAddress(listen); got != want {
			t.Errorf("%s is scraped at %s, want %s", listen, got, want)
		}
	}
}

// TestAlertmanagerPathsResolveAsTheirs compares with Alertmanager's own way from file to paths, for every kind of
// receiver with an http_config.
func TestAlertmanagerPathsResolveAsTheirs(t *testing.T) {
	text := `
global: {http_config: {tls_config: {ca_file: ca.pem}}}
route: {receiver: all}
templates: [a/*.tmpl, /b/*.tmpl]
receivers:
- name: all
  webhook_configs: [{url: 'http://h', http_config: {basic_auth: {username: u, password_file: pw}}}]
  pagerduty_configs: [{routing_key: k, http_config: {tls_config: {cert_file: c, key_file: k}}}]
  slack_configs: [{api_url: 'http://h', http_config: {authorization: {credentials_file: t}}}]
  opsgenie_configs: [{api_key: k, http_config: {bearer_token_file: t}}]
  discord_configs: [{webhook_url: 'http://h', http_config: {oauth2: {client_id: a, client_secret_file: s, token_url: 'http://h'}}}]
  msteamsv2_configs: [{webhook_url: 'http://h', http_config: {tls_config: {ca_file: x}}}]
  email_configs: [{to: a@b, from: c@d, smarthost: 'h:25', auth_password_file: pw}]
`
	dir := t.TempDir()
	path := dir + "/alertmanager.yml"
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	chooseMatcherSyntax()
	theirs, err := amconfig.LoadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	ours, err := parseAlertmanager(text, dir)
	if err != nil {
		t.Fatal(err)
	}
	if ours.String() != theirs.String() {
		t.Errorf("ours:\n%s\ntheirs:\n%s", ours, theirs)
	}
}
