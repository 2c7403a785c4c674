// Package aivenstub is Aiven's API as far as discovery asks it, for tests: the services of one project, its CA and its
// Prometheus endpoint. Services flow in; JSON as the API answers it flows out.
package aivenstub

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// What the stub's project is called and asks for.
const (
	Project  = "shop-prod"
	Token    = "hunter2-token"
	Username = "scraper"
	Password = "hunter2-basic"
)

// Service is one of the project's.
type Service struct {
	Name, State string // State is RUNNING when empty
	Tags        map[string]string
	NoEndpoint  bool // has no Prometheus integration
	Private     string
	Public      string // host names of its routes; empty where it has none
	Port        int
}

// Stub is a running API.
type Stub struct {
	URL string

	ca       string
	mu       sync.Mutex
	services []Service
	broken   bool
}

// New serves until the test ends.
func New(t testing.TB, ca string) *Stub {
	t.Helper()
	s := &Stub{ca: ca}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Set replaces the services.
func (s *Stub) Set(services ...Service) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.services = services
}

// Break makes every token wrong, or stops doing so.
func (s *Stub) Break(broken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = broken
}

func (s *Stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	path, ours := strings.CutPrefix(r.URL.Path, "/v1/project/"+Project)
	switch {
	case r.Header.Get("Authorization") != "aivenv1 "+Token || s.broken:
		w.WriteHeader(http.StatusForbidden)
		write(w, map[string]any{"message": "Invalid token", "errors": []any{map[string]any{"message": "Invalid token", "status": 403}}})
	case !ours:
		w.WriteHeader(http.StatusNotFound)
		write(w, map[string]any{"message": "Project does not exist"})
	case path == "/service":
		list := []any{}
		for _, service := range s.services {
			list = append(list, describe(service))
		}
		write(w, map[string]any{"services": list})
	case path == "/kms/ca":
		write(w, map[string]any{"certificate": s.ca})
	case path == "/integration_endpoint/e1" && r.URL.Query().Get("include_secrets") == "true":
		write(w, map[string]any{"service_integration_endpoint": map[string]any{
			"endpoint_id": "e1", "endpoint_name": "prometheus", "endpoint_type": "prometheus", "endpoint_config": map[string]any{},
			"user_config": map[string]any{"basic_auth_username": Username, "basic_auth_password": Password},
		}})
	default:
		w.WriteHeader(http.StatusNotFound)
	}
}

func describe(s Service) map[string]any {
	if s.State == "" {
		s.State = "RUNNING"
	}
	components := []any{map[string]any{"component": "kafka", "host": "kafka.example.org", "port": 1, "route": "dynamic", "usage": "primary"}}
	for route, host := range map[string]string{"dynamic": s.Private, "public": s.Public} {
		if host != "" && !s.NoEndpoint {
			components = append(components, map[string]any{"component": "prometheus", "host": host, "port": s.Port, "route": route, "usage": "primary"})
		}
	}
	integrations := []any{}
	if !s.NoEndpoint {
		integrations = append(integrations, map[string]any{
			"integration_type": "prometheus", "dest_endpoint_id": "e1", "enabled": true, "active": true, "source_service": s.Name,
		})
	}
	return map[string]any{
		"service_name": s.Name, "service_type": "kafka", "state": s.State, "cloud_name": "aws-eu-west-1", "plan": "business-4",
		"components": components, "service_integrations": integrations, "tags": s.Tags, "user_config": map[string]any{},
		"create_time": "2026-01-01T00:00:00Z", "update_time": "2026-01-01T00:00:00Z", "node_count": 3,
	}
}

func write(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }
