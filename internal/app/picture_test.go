package app_test

import (
	"bytes"
	"image/png"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestPicturesOverHTTP draws a dashboard and one panel of it from what Lookout keeps, and asks for what there is not.
func TestPicturesOverHTTP(t *testing.T) {
	s := testkit.Start(t, testkit.Setup{Lookout: "scrape_configs: []\n"})
	code, body := s.Post("/lookout/api/v1/dashboards", "application/json", `{"dashboard": {"uid": "d", "title": "D", "panels": [
		{"id": 7, "type": "stat", "title": "One", "gridPos": {"x": 0, "y": 0, "w": 12, "h": 6}, "targets": [{"refId": "A", "expr": "vector(1)"}]},
		{"id": 8, "type": "timeseries", "title": "Broken", "gridPos": {"x": 12, "y": 0, "w": 12, "h": 6}, "targets": [{"refId": "A", "expr": "sum("}]}]}}`)
	require.Equal(t, http.StatusOK, code, body)
	const at = "/lookout/api/v1/dashboards/d/png"
	for address, size := range map[string][2]int{
		at: {1440, 296}, at + "?panelId=7": {1000, 500}, at + "?panelId=8&width=300&height=200&scale=2&theme=light&tz=Europe/Berlin&from=now-1h": {600, 400},
	} {
		response, err := http.Get(s.URL + address)
		require.NoError(t, err)
		defer response.Body.Close()
		require.Equal(t, http.StatusOK, response.StatusCode, address)
		require.Equal(t, "image/png", response.Header.Get("Content-Type"))
		require.Equal(t, "no-store", response.Header.Get("Cache-Control"))
		picture, err := png.DecodeConfig(response.Body)
		require.NoError(t, err)
		require.Equal(t, size, [2]int{picture.Width, picture.Height}, address)
	}
	_, one := s.Get(at + "?panelId=7&from=1700000000000&to=1700003600000")
	_, again := s.Get(at + "?panelId=7&from=1700000000000&to=1700003600000")
	require.True(t, bytes.Equal([]byte(one), []byte(again)), "the same data makes the same picture")

	for address, want := range map[string]struct {
		code int
		text string
	}{
		at + "?panelId=99":                        {http.StatusNotFound, "no such panel"},
		strings.Replace(at, "/d/", "/nosuch/", 1): {http.StatusNotFound, "no such dashboard"},
		at + "?width=5000":                        {http.StatusBadRequest, "at most 4096"},
		at + "?height=9000":                       {http.StatusBadRequest, "at most 8192"},
		at + "?width=-1":                          {http.StatusBadRequest, "not a whole number"},
		at + "?scale=NaN":                         {http.StatusBadRequest, "scale must be between"},
		at + "?scale=big":                         {http.StatusBadRequest, "not a number"},
		at + "?theme=pink":                        {http.StatusBadRequest, "neither dark nor light"},
		at + "?tz=../../../etc/passwd":            {http.StatusBadRequest, "no time zone"},
		at + "?from=now&to=now-1h":                {http.StatusBadRequest, "swap from and to"},
		at + "?version=2":                         {http.StatusNotFound, "no such dashboard in version 2"},
	} {
		code, body := s.Get(address)
		require.Equal(t, want.code, code, address+": "+body)
		require.Contains(t, body, want.text, address)
	}
	_, metrics := s.Get("/metrics")
	require.Contains(t, metrics, `lookout_dashboard_pictures_total{result="drawn"} 5`)
	require.Contains(t, metrics, "lookout_dashboard_picture_crashes_total 0")
}
