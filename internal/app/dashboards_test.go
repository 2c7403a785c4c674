package app_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	builtindashboards "github.com/lookout-monitor/lookout/dashboards"
	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestDashboardsComeFromFoldersAndServices starts a Lookout with a folder and a
// service, changes both and takes the folder out of the configuration.
func TestDashboardsComeFromFoldersAndServices(t *testing.T) {
	service := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Service-Version", "1.2.3")
		if r.URL.Path == "/grafana" {
			_, _ = w.Write([]byte(`[{"dashboard_file": "main.json", "folder": "Shop"}]`))
			return
		}
		_, _ = w.Write([]byte(`{"uid": "shop-main", "title": "Shop", "panels": []}`))
	}))
	t.Cleanup(service.Close)
	conf := `dashboards: {interval: 1s%s, services: [{name: shop, address: %q}]}`
	s := testkit.Start(t, testkit.Setup{
		Lookout: fmt.Sprintf(conf, ", folders: [{path: boards}]", service.URL+"/grafana"),
		Files:   map[string]string{"boards/team/a.json": `{"uid": "a", "title": "A", "panels": []}`},
	})
	awaitDashboards(t, s, "Shop/Shop of service shop 1.2.3", "team/A of folder boards")

	s.WriteFile("boards/team/a.json", `{"uid": "a", "title": "A, renamed", "panels": []}`)
	awaitDashboards(t, s, "Shop/Shop of service shop 1.2.3", "team/A, renamed of folder boards")

	s.WriteFile("boards/new.json", `{"title":"b",}`)
	awaitSources(t, s, "folder boards 1 new.json: read dashboard: line 1", "service shop 1")

	s.WriteFile("lookout.yml", fmt.Sprintf(conf, "", service.URL+"/grafana"))
	code, body := s.Post("/-/reload", "", "")
	require.Equal(t, http.StatusOK, code, body)
	awaitDashboards(t, s, "Shop/Shop of service shop 1.2.3", "team/A, renamed of folder boards stale")
}

// awaitSources waits until every source has as many dashboards, and has had refused, as a line for each says.
func awaitSources(t *testing.T, s *testkit.Server, want ...string) {
	t.Helper()
	testkit.Eventually(t, 20*time.Second, func() error {
		var answer struct {
			Sources []struct {
				Kind, Name string
				Dashboards int
				Refused    []struct{ Origin, Reason string }
			}
		}
		s.GetJSON("/lookout/api/v1/dashboard-sources", &answer)
		if len(answer.Sources) != len(want) {
			return fmt.Errorf("sources are %+v", answer.Sources)
		}
		for i, source := range answer.Sources {
			line := fmt.Sprintf("%s %s %d", source.Kind, source.Name, source.Dashboards)
			for _, r := range source.Refused {
				line += " " + r.Origin + ": " + r.Reason
			}
			if !strings.HasPrefix(line, want[i]) {
				return fmt.Errorf("a source is %q, want %q", line, want[i])
			}
		}
		return nil
	})
}

func awaitDashboards(t *testing.T, s *testkit.Server, want ...string) {
	t.Helper()
	testkit.Eventually(t, 20*time.Second, func() error {
		if got := dashboardsOf(s); fmt.Sprint(got) != fmt.Sprint(want) {
			return fmt.Errorf("dashboards are %q", got)
		}
		return nil
	})
}

// dashboardsOf lists what did not come with Lookout itself.
func dashboardsOf(s *testkit.Server) []string {
	var list struct {
		Dashboards []struct {
			Title, Folder string
			Source        struct{ Kind, Name, Release string }
			StaleSince    *time.Time
		}
	}
	s.GetJSON("/lookout/api/v1/dashboards", &list)
	var lines []string
	for _, d := range list.Dashboards {
		if d.Source.Kind == "builtin" {
			continue
		}
		line := fmt.Sprintf("%s/%s of %s %s %s", d.Folder, d.Title, d.Source.Kind, d.Source.Name, d.Source.Release)
		if d.StaleSince != nil {
			line += " stale"
		}
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	return lines
}

// TestBuiltinDashboardsComeAndGo switches what ships with Lookout off and on again, and
// tries to change it.
func TestBuiltinDashboardsComeAndGo(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Lookout: "watch: [self]\n"})
	awaitBuiltin(t, s, len(builtindashboards.Files()))

	request, err := http.NewRequestWithContext(t.Context(), http.MethodPut, s.URL+"/lookout/api/v1/dashboards/lookout-overview",
		strings.NewReader(`{"dashboard": {"uid": "lookout-overview", "title": "Mine", "panels": []}, "baseVersion": 1}`))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	require.Equal(t, http.StatusForbidden, response.StatusCode, "it belongs to Lookout; a copy may be changed")

	for _, c := range []struct {
		conf string
		want int
	}{
		{"watch: [self]\ndashboards: {builtin: false}\n", 0},
		{"watch: [self]\n", len(builtindashboards.Files())},
	} {
		s.WriteFile("lookout.yml", c.conf)
		code, body := s.Post("/-/reload", "", "")
		require.Equal(t, http.StatusOK, code, body)
		awaitBuiltin(t, s, c.want)
	}
}

func awaitBuiltin(t *testing.T, s *testkit.Server, want int) {
	t.Helper()
	testkit.Eventually(t, 20*time.Second, func() error {
		var list struct {
			Dashboards []struct {
				Folder     string
				ReadOnly   bool
				Source     struct{ Kind string }
				StaleSince *time.Time
			}
		}
		s.GetJSON("/lookout/api/v1/dashboards", &list)
		if len(list.Dashboards) != want {
			return fmt.Errorf("there are %d dashboards, want %d", len(list.Dashboards), want)
		}
		for _, d := range list.Dashboards {
			if d.Source.Kind != "builtin" || d.Folder != "Lookout" || !d.ReadOnly || d.StaleSince != nil {
				return fmt.Errorf("not as it came: %+v", d)
			}
		}
		return nil
	})
}

// TestFindingsAreHeldAgainstWhatIsScraped asks for a metric that a target has, with the type it tells, and for one that nobody has.
func TestFindingsAreHeldAgainstWhatIsScraped(t *testing.T) {
	target := testkit.NewTarget(t, "# TYPE level gauge\nlevel 1\n")
	s := testkit.Start(t, testkit.Setup{Lookout: fmt.Sprintf("global: {scrape_interval: 1s}\nscrape_configs: [{job_name: a, static_configs: [{targets: [%q]}]}]\n", target.Address)})
	testkit.Eventually(t, 30*time.Second, func() error {
		if _, body := s.Get("/api/v1/query?query=level"); !strings.Contains(body, `"job":"a"`) {
			return errors.New("level has not been scraped")
		}
		return nil
	})
	code, body := s.Post("/lookout/api/v1/dashboards", "application/json", `{"dashboard": {"uid": "d", "title": "D", "panels": [{"id": 3, "type": "table", "title": "T",
		"datasource": {"type": "prometheus", "uid": "$ds"}, "targets": [{"refId": "A", "expr": "rate(level[$__rate_interval]) + nosuch"}]}]}}`)
	require.Equal(t, http.StatusOK, code, body)
	var answer struct {
		Version  int
		Findings []struct {
			Rule, Path, Message, Mend string
			Panel                     int
		}
	}
	s.GetJSON("/lookout/api/v1/dashboards/d/findings", &answer)
	require.Equal(t, 1, answer.Version)
	var rules []string
	for _, f := range answer.Findings {
		require.Equal(t, "$.panels[0].targets[0].expr", f.Path)
		require.Equal(t, 3, f.Panel)
		require.NotEmpty(t, f.Mend)
		rules = append(rules, f.Rule+": "+f.Message)
	}
	require.Equal(t, []string{"metric-exists: there is no metric nosuch", "rate-of-gauge: rate over level, which is a gauge"}, rules)
	code, _ = s.Get("/lookout/api/v1/dashboards/nosuch/findings")
	require.Equal(t, http.StatusNotFound, code)
}

// TestARestoreNamesItsVersion asks to restore nothing, which would change nothing and look as if it had.
func TestARestoreNamesItsVersion(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Lookout: "scrape_configs: []\n"})
	code, body := s.Post("/lookout/api/v1/dashboards", "application/json", `{"dashboard": {"uid": "d", "title": "D", "panels": []}}`)
	require.Equal(t, http.StatusOK, code, body)
	for request, want := range map[string]int{`{}`: http.StatusBadRequest, `{"version": -1}`: http.StatusBadRequest, `{"version": 9}`: http.StatusNotFound, `{"version": 1}`: http.StatusOK} {
		code, body := s.Post("/lookout/api/v1/dashboards/d/restore", "application/json", request)
		require.Equal(t, want, code, body)
	}
}
