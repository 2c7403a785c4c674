package handover

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

const token = "glsa_of-a-service-account"

// stub is a Grafana as its HTTP API is published. It refuses what the real one would refuse and fails
// the test for requests that it does not know.
type stub struct {
	t *testing.T
	*httptest.Server

	mu         sync.Mutex
	folders    []folder
	dashboards map[string]saved
	pushes     int
	failing    int // status to answer instead, 0 for none
	retryAfter string
}

type saved struct {
	document  map[string]any
	folderUID string
	message   string
}

func newStub(t *testing.T) *stub {
	g := &stub{t: t, dashboards: map[string]saved{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/folders", g.listFolders)
	mux.HandleFunc("POST /api/folders", g.makeFolder)
	mux.HandleFunc("GET /api/dashboards/uid/{uid}", g.show)
	mux.HandleFunc("DELETE /api/dashboards/uid/{uid}", g.remove)
	mux.HandleFunc("POST /api/dashboards/db", g.save)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		t.Errorf("not in Grafana's API: %s %s", r.Method, r.URL)
		http.NotFound(w, r)
	})
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.mu.Lock()
		defer g.mu.Unlock()
		switch {
		case r.Header.Get("Authorization") != "Bearer "+token:
			answer(w, http.StatusUnauthorized, map[string]string{"message": "Invalid API key"})
		case g.failing != 0:
			w.Header().Set("Retry-After", g.retryAfter)
			answer(w, g.failing, map[string]string{"message": "out of order"})
		default:
			mux.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(g.Close)
	return g
}

func answer(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

func (g *stub) listFolders(w http.ResponseWriter, r *http.Request) {
	found := []folder{}
	for _, f := range g.folders {
		if f.ParentUID == r.URL.Query().Get("parentUid") {
			found = append(found, f)
		}
	}
	answer(w, http.StatusOK, found)
}

func (g *stub) makeFolder(w http.ResponseWriter, r *http.Request) {
	var f folder
	if !g.decode(w, r, &f) {
		return
	}
	if slices.ContainsFunc(g.folders, func(o folder) bool { return o.Title == f.Title && o.ParentUID == f.ParentUID }) {
		answer(w, http.StatusConflict, map[string]string{"message": "a folder with the same name already exists in the current location"})
		return
	}
	f.UID = strings.ToLower(f.ParentUID + f.Title)
	g.folders = append(g.folders, f)
	answer(w, http.StatusOK, f)
}

func (g *stub) show(w http.ResponseWriter, r *http.Request) {
	d, ok := g.dashboards[r.PathValue("uid")]
	if !ok {
		answer(w, http.StatusNotFound, map[string]string{"message": "Dashboard not found"})
		return
	}
	answer(w, http.StatusOK, map[string]any{"dashboard": d.document, "meta": map[string]any{"folderUid": d.folderUID}})
}

func (g *stub) remove(w http.ResponseWriter, r *http.Request) {
	if _, ok := g.dashboards[r.PathValue("uid")]; !ok {
		answer(w, http.StatusNotFound, map[string]string{"message": "Dashboard not found"})
		return
	}
	delete(g.dashboards, r.PathValue("uid"))
	answer(w, http.StatusOK, map[string]string{"message": "Dashboard deleted"})
}

func (g *stub) save(w http.ResponseWriter, r *http.Request) {
	var sent struct {
		Dashboard map[string]any
		FolderUID string
		Message   string
		Overwrite bool
	}
	if !g.decode(w, r, &sent) {
		return
	}
	uid, _ := sent.Dashboard["uid"].(string)
	title, _ := sent.Dashboard["title"].(string)
	id, hasID := sent.Dashboard["id"]
	switch {
	case !hasID || id != nil:
		answer(w, http.StatusNotFound, map[string]string{"message": "Dashboard not found", "status": "not-found"})
	case title == "":
		answer(w, http.StatusBadRequest, map[string]string{"message": "Dashboard title cannot be empty", "status": "empty-name"})
	case len(uid) > 40:
		answer(w, http.StatusBadRequest, map[string]string{"message": "uid too long, max 40 characters"})
	case sent.FolderUID != "" && !slices.ContainsFunc(g.folders, func(f folder) bool { return f.UID == sent.FolderUID }):
		answer(w, http.StatusBadRequest, map[string]string{"message": "folder not found"})
	default:
		_, exists := g.dashboards[uid]
		require.True(g.t, sent.Overwrite || !exists, "without overwrite Grafana wants the version that is changed")
		g.dashboards[uid] = saved{sent.Dashboard, sent.FolderUID, sent.Message}
		g.pushes++
		answer(w, http.StatusOK, map[string]any{"id": 1, "uid": uid, "status": "success", "version": 1, "url": "/d/" + uid})
	}
}

func (g *stub) decode(w http.ResponseWriter, r *http.Request, into any) bool {
	if r.Header.Get("Content-Type") != "application/json" || json.NewDecoder(r.Body).Decode(into) != nil {
		answer(w, http.StatusBadRequest, map[string]string{"message": "bad request data"})
		return false
	}
	return true
}
