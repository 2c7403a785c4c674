package app_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/discover/aivenstub"
	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/testkit"
)

// telegraf answers as a node of Aiven's does: with basic authentication, in Telegraf's exposition.
func telegraf(w http.ResponseWriter, r *http.Request) {
	if username, password, _ := r.BasicAuth(); username != aivenstub.Username || password != aivenstub.Password {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	w.Header().Set("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
	_, _ = io.WriteString(w, "# HELP kafka_server_BrokerTopicMetrics_MessagesInPerSec_Count Telegraf collected metric\n"+
		"# TYPE kafka_server_BrokerTopicMetrics_MessagesInPerSec_Count untyped\n"+
		`kafka_server_BrokerTopicMetrics_MessagesInPerSec_Count{cloud="aws-eu-west-1",service_type="kafka"} 12`+"\n")
}

// instancesUp is how many targets of a job are up, by instance.
func instancesUp(s *testkit.Server, job string) (up map[string]bool, total int) {
	var got discovered
	s.GetJSON("/lookout/api/v1/discovery", &got)
	up = map[string]bool{}
	for _, target := range got.Targets {
		if target.Labels["job"] == job {
			total++
			up[target.Labels["instance"]] = target.Health == "up"
		}
	}
	return up, total
}

func awaitUp(t *testing.T, s *testkit.Server, job string, instances ...string) {
	t.Helper()
	testkit.Eventually(t, time.Minute, func() error {
		up, total := instancesUp(s, job)
		if total != len(instances) {
			return fmt.Errorf("%d targets, want %d: %v", total, len(instances), up)
		}
		for _, instance := range instances {
			if !up[instance] {
				return fmt.Errorf("%s is not up: %v", instance, up)
			}
		}
		return nil
	})
}

// TestAllNodesOfAnAivenServiceAreScraped holds what Aiven's own documentation cannot offer: certificates that are bound
// to the name of the service are verified, though its nodes are found by their addresses.
func TestAllNodesOfAnAivenServiceAreScraped(t *testing.T) {
	const host = "kafka-shop.example.org"
	ca := conformance.NewAuthority(t)
	names := conformance.NewNameServer(t, "127.0.0.1:0")
	api := aivenstub.New(t, ca.PEM)
	first := ca.ServeTLS(t, "127.0.0.2:0", host, http.HandlerFunc(telegraf))
	port := first.Listener.Addr().String()[len("127.0.0.2:"):]
	instances := []string{"127.0.0.2:" + port, "127.0.0.3:" + port, "127.0.0.4:" + port}
	for _, address := range instances[1:] {
		ca.ServeTLS(t, address, host, http.HandlerFunc(telegraf))
	}
	names.Set(host, "127.0.0.2", "127.0.0.3", "127.0.0.4")
	kafka := aivenstub.Service{Name: "kafka", Private: host, Tags: map[string]string{"team": "shop"}}
	_, err := fmt.Sscan(port, &kafka.Port)
	require.NoError(t, err)
	api.Set(kafka)
	s := testkit.Start(t, testkit.Setup{Lookout: fmt.Sprintf(`
global: {scrape_interval: 1s}
discover:
  - aiven: {project: %s, token: %s, api: %q, dns_server: %q, refresh_interval: 1s}
`, aivenstub.Project, aivenstub.Token, api.URL, names.Address)})

	awaitUp(t, s, "discover/aiven", instances...)
	testkit.Eventually(t, 30*time.Second, func() error {
		if !hasSeries(s, `kafka_server_BrokerTopicMetrics_MessagesInPerSec_Count{job="discover/aiven",service="kafka",team="shop",project="shop-prod"}`) {
			return errors.New("no samples")
		}
		return nil
	})
	// A second service brings a job of its own, and nobody edits a list; a reload leaves both alone.
	pg := aivenstub.Service{Name: "pg", Private: "pg.example.org", Port: kafka.Port}
	names.Set("pg.example.org", "127.0.0.4")
	api.Set(kafka, pg)
	testkit.Eventually(t, 30*time.Second, func() error {
		var got discovered
		s.GetJSON("/lookout/api/v1/discovery", &got)
		for _, target := range got.Targets {
			if target.Job == "discover/aiven/pg" && target.Health == "down" && target.FoundBy == "aiven" {
				return nil // its certificate is that of kafka
			}
		}
		return errors.New("pg is not a target whose certificate is refused")
	})
	api.Set(kafka)
	code, body := s.Post("/-/reload", "", "")
	require.Equal(t, http.StatusOK, code, body)
	awaitUp(t, s, "discover/aiven", instances...)

	names.Set(host, "127.0.0.2", "127.0.0.3")
	awaitUp(t, s, "discover/aiven", instances[:2]...)
	for _, path := range []string{"/lookout/api/v1/discovery", "/lookout/api/v1/config", "/api/v1/status/config", "/api/v1/targets", "/metrics"} {
		_, body := s.Get(path)
		require.NotContains(t, body, "hunter2", path)
	}
}

func TestBearerTokensAndOAuth2AreSentAsConfigured(t *testing.T) {
	protected := func(token string) string {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("Authorization") != "Bearer "+token {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			_, _ = io.WriteString(w, "up_to_date 1\n")
		}))
		t.Cleanup(server.Close)
		return strings.TrimPrefix(server.URL, "http://")
	}
	tokens := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id, secret, _ := r.BasicAuth()
		if id != "lookout" || secret != "client-secret" || r.FormValue("grant_type") != "client_credentials" || r.FormValue("scope") != "metrics" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"access_token": "from-oauth", "token_type": "Bearer", "expires_in": 60}`)
	}))
	t.Cleanup(tokens.Close)
	bearer, oauth := protected("from-file"), protected("from-oauth")
	s := testkit.Start(t, testkit.Setup{
		Prometheus: fmt.Sprintf(`
global: {scrape_interval: 1s}
scrape_configs:
  - job_name: bearer
    authorization: {type: Bearer, credentials_file: token}
    static_configs: [{targets: [%q]}]
  - job_name: oauth
    oauth2: {client_id: lookout, client_secret_file: secret, scopes: [metrics], token_url: %q}
    static_configs: [{targets: [%q]}]
`, bearer, tokens.URL, oauth),
		Files: map[string]string{"token": "from-file\n", "secret": "client-secret\n"},
	})
	awaitUp(t, s, "bearer", bearer)
	awaitUp(t, s, "oauth", oauth)
}
