package cli

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// oldGrafana answers as the published HTTP API does: lists in pages, folders with their parents.
func oldGrafana(t *testing.T, documents map[string]string) *httptest.Server {
	t.Helper()
	answer := func(w http.ResponseWriter, body any) {
		w.Header().Set("Content-Type", "application/json")
		require.NoError(t, json.NewEncoder(w).Encode(body))
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/search", func(w http.ResponseWriter, r *http.Request) {
		require.Equal(t, "dash-db", r.URL.Query().Get("type"))
		list := []map[string]any{}
		for _, uid := range []string{"orders", "main", "broken", "steers"} {
			if documents[uid] != "" {
				list = append(list, map[string]any{"uid": uid, "title": strings.Replace(uid, "steers", "a\x1b[2Jb", 1), "type": "dash-db", "folderUid": map[string]string{"orders": "f2"}[uid]})
			}
		}
		answer(w, list)
	})
	mux.HandleFunc("GET /api/folders/f2", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"uid": "f2", "title": "Orders", "parents": []map[string]string{{"uid": "f1", "title": "Shop"}}})
	})
	mux.HandleFunc("GET /api/dashboards/uid/{uid}", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"dashboard": json.RawMessage(documents[r.PathValue("uid")]), "meta": map[string]any{}})
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer glsa_token" {
			w.WriteHeader(http.StatusUnauthorized)
			answer(w, map[string]string{"message": "Invalid API key"})
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server
}

func TestDashboardsOfAGrafanaAreTakenOver(t *testing.T) {
	documents := map[string]string{
		"orders": `{"id":3,"uid":"orders","title":"Orders","version":9,"panels":[],"kept":12345678901234567890}`,
		"main":   `{"id": 4, "uid": "main", "title": "Main", "version": 1, "panels": []}`,
		"broken": `{"id": 5, "uid": "broken", "title": "Broken", "templating": {"list": [{"name": "a", "type": "query", "query": "label_values(up{x=\"$b\"}, a)"}, {"name": "b", "type": "query", "query": "label_values(up{x=\"$a\"}, b)"}]}}`,
	}
	grafana := oldGrafana(t, documents)
	s := testkit.Start(t, testkit.Setup{})
	token := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(token, []byte("glsa_token\n"), 0o600))
	run := func(change func(*ImportGrafana)) (out, complaints string, err error) {
		command := ImportGrafana{Remote: Remote{Server: s.URL}, URL: grafana.URL + "/", TokenFile: token}
		if change != nil {
			change(&command)
		}
		var stdout, stderr bytes.Buffer
		err = command.Run(t.Context(), Streams{Out: &stdout, Err: &stderr})
		return stdout.String(), stderr.String(), err
	}

	out, complaints, err := run(nil)
	require.ErrorContains(t, err, "1 dashboard not imported")
	require.Equal(t, "new      Shop/Orders/orders\nnew      main\n2 new, 0 changed, 0 as they were\n", out)
	require.Contains(t, complaints, "lookout: broken: ")
	_, stored := s.Get("/lookout/api/v1/dashboards/orders/json")
	require.Equal(t, documents["orders"], stored, "with every digit")

	documents["broken"] = ""
	documents["main"] = `{"id": 4, "uid": "main", "title": "Main, renamed", "version": 2, "panels": []}`
	out, complaints, err = run(nil)
	require.NoError(t, err, complaints)
	require.Equal(t, "changed  main\n0 new, 1 changed, 1 as they were\n", out)

	documents["steers"] = `{"id": 6, "uid": "steers", "title": "a\u001b[2Jb", "panels": []}`
	out, _, err = run(nil)
	require.NoError(t, err)
	require.Contains(t, out, `new      a\x1b[2Jb`+"\n", "nothing of a foreign Grafana steers the terminal")
	documents["steers"] = `{"id": 6, "uid": "steers", "title": "a\u001b[2Jb", "panels": "\u001b"}`
	_, complaints, err = run(nil)
	require.Error(t, err)
	require.Contains(t, complaints, `lookout: a\x1b[2Jb: `)
	documents["steers"] = ""

	put(t, s.URL+"/lookout/api/v1/dashboards/main", `{"dashboard": {"uid": "main", "title": "Ours", "panels": []}, "message": "ours", "baseVersion": 2}`)
	out, complaints, err = run(nil)
	require.Error(t, err)
	require.Equal(t, "0 new, 0 changed, 1 as they were\n", out)
	require.Contains(t, complaints, "it was changed in Lookout")
	out, _, err = run(func(c *ImportGrafana) { c.Overwrite = true })
	require.NoError(t, err)
	require.Contains(t, out, "changed  main\n")

	out, _, err = run(func(c *ImportGrafana) { c.Folder = []string{"Shop"} })
	require.NoError(t, err)
	require.Equal(t, "0 new, 0 changed, 1 as they were\n", out)
	_, _, err = run(func(c *ImportGrafana) { c.Folder = []string{"Shop", "Orders"} })
	require.ErrorContains(t, err, `folder "Orders": no dashboard`, "a mistyped folder is no success")

	t.Setenv("GRAFANA_TOKEN", "wrong")
	_, _, err = run(func(c *ImportGrafana) { c.TokenFile = "" })
	require.ErrorContains(t, err, "grafana does not know the token")
	t.Setenv("GRAFANA_TOKEN", "")
	_, _, err = run(func(c *ImportGrafana) { c.TokenFile = "" })
	require.ErrorContains(t, err, "no token")
	_, _, err = run(func(c *ImportGrafana) { c.URL = "grafana" })
	require.ErrorContains(t, err, "not a complete URL")
}

// TestATitleOfAGrafanaDoesNotSteerTheTerminal has titles that would clear it, or write from right to left.
func TestATitleOfAGrafanaDoesNotSteerTheTerminal(t *testing.T) {
	for title, want := range map[string]string{
		"Höhe 日本 100 %":       "Höhe 日本 100 %",
		"a\x1b[2Jb\r\n\tc":    `a\x1b[2Jb\r\n\tc`,
		"\u202egnp\u009b31m":  `\u202egnp\u009b31m`,
		"quote's \"both\" \\": `quote's "both" \`,
	} {
		require.Equal(t, want, printable(title))
	}
}

func put(t *testing.T, url, body string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, url, bytes.NewBufferString(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, http.StatusOK, response.StatusCode)
}
