// Package cfstub is a Cloud Foundry as far as discovery asks it, for tests: a UAA and a Cloud Controller that pages.
// Service instances flow in; JSON as the v3 API answers it flows out.
package cfstub

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
)

// Who may ask.
const (
	ClientID     = "lookout"
	ClientSecret = "hunter2-cf"
)

// Instance is a service instance; all are in the space dev of the organisation acme.
type Instance struct {
	GUID, Name string
	Labels     map[string]string
}

// Stub is a running one.
type Stub struct {
	URL string

	mu        sync.Mutex
	instances []Instance
	broken    bool
}

// New serves until the test ends.
func New(t testing.TB) *Stub {
	t.Helper()
	s := &Stub{}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// Set replaces the instances.
func (s *Stub) Set(instances ...Instance) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.instances = instances
}

// Break refuses the credentials, or stops doing so.
func (s *Stub) Break(broken bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = broken
}

func (s *Stub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, secret, _ := r.BasicAuth()
	switch {
	case r.URL.Path == "/":
		write(w, map[string]any{"links": map[string]any{"uaa": map[string]string{"href": s.URL + "/uaa"}}})
	case r.URL.Path == "/uaa/oauth/token" && id == ClientID && secret == ClientSecret && !s.broken:
		write(w, map[string]any{"access_token": "jwt", "token_type": "bearer", "expires_in": 599})
	case r.URL.Path == "/v3/service_instances" && r.Header.Get("Authorization") == "bearer jwt" && r.URL.Query().Get("fields[space]") != "":
		s.list(w, r)
	default:
		w.WriteHeader(http.StatusUnauthorized)
	}
}

// pageSize is how many instances a page has, whatever was asked for.
const pageSize = 2

func (s *Stub) list(w http.ResponseWriter, r *http.Request) {
	page, _ := strconv.Atoi(r.URL.Query().Get("page"))
	page = max(page, 1)
	start, end := min((page-1)*pageSize, len(s.instances)), min(page*pageSize, len(s.instances))
	var next any
	if end < len(s.instances) {
		query := r.URL.Query()
		query.Set("page", strconv.Itoa(page+1))
		next = map[string]string{"href": s.URL + r.URL.Path + "?" + query.Encode()}
	}
	resources := []any{}
	for _, instance := range s.instances[start:end] {
		resources = append(resources, map[string]any{
			"guid": instance.GUID, "name": instance.Name, "metadata": map[string]any{"labels": instance.Labels, "annotations": map[string]string{}},
			"relationships": map[string]any{"space": to("space-1")},
		})
	}
	write(w, map[string]any{
		"pagination": map[string]any{"next": next}, "resources": resources,
		"included": map[string]any{
			"spaces":        []any{map[string]any{"guid": "space-1", "name": "dev", "relationships": map[string]any{"organization": to("org-1")}}},
			"organizations": []any{map[string]any{"guid": "org-1", "name": "acme"}},
		},
	})
}

func to(guid string) map[string]any { return map[string]any{"data": map[string]string{"guid": guid}} }

func write(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}
