package app_test

import (
	"archive/tar"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestPushedGroupsSurviveARestartAndAreInABackup pushes to one Lookout and asks
// the next one with the same data folder.
func TestPushedGroupsSurviveARestartAndAreInABackup(t *testing.T) {
	setup := testkit.Setup{Lookout: "watch: [pushed]\nglobal: {scrape_interval: 1s, scrape_timeout: 1s}\npushgateway: {max_groups: 1}\n", Dir: t.TempDir()}
	s := testkit.Start(t, setup)
	code, body := s.Post("/metrics/job/backup", "", "size_bytes 1\n")
	require.Equal(t, http.StatusOK, code, body)
	code, body = s.Post("/metrics/job/more", "", "size_bytes 1\n")
	require.Equal(t, http.StatusInsufficientStorage, code, body)
	require.Contains(t, body, "pushgateway.max_groups")
	s.Stop()

	s = testkit.Start(t, setup)
	var pushed struct {
		Groups []struct {
			ID     string
			Labels map[string]string
			Pushed time.Time
		}
	}
	s.GetJSON("/lookout/api/v1/pushed", &pushed)
	require.Len(t, pushed.Groups, 1)
	require.Equal(t, map[string]string{"job": "backup"}, pushed.Groups[0].Labels)
	require.Contains(t, backedUp(t, s), "pushed/"+pushed.Groups[0].ID+".group")

	s.WriteFile("lookout.yml", strings.Replace(setup.Lookout, "max_groups: 1", "max_groups: 2", 1))
	code, body = s.Post("/-/reload", "", "")
	require.Equal(t, http.StatusOK, code, body)
	code, body = s.Post("/metrics/job/more", "", "size_bytes 1\n")
	require.Equal(t, http.StatusOK, code, body)
	testkit.Eventually(t, 20*time.Second, func() error {
		_, body := s.Get("/api/v1/query?query=count(size_bytes)")
		if !strings.Contains(body, `"2"`) {
			return errors.New(body)
		}
		return nil
	})
}

// backedUp lists the files of a backup.
func backedUp(t *testing.T, s *testkit.Server) (names []string) {
	t.Helper()
	response, err := http.Get(s.URL + "/lookout/api/v1/backup")
	require.NoError(t, err)
	defer response.Body.Close()
	archive := tar.NewReader(response.Body)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return names
		}
		require.NoError(t, err)
		names = append(names, header.Name)
	}
}
