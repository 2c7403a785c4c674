package sources

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/dashboard/collect"
	"github.com/lookout-monitor/lookout/internal/dashboard/folder"
	"github.com/lookout-monitor/lookout/internal/discover"
)

func TestAddressesAreCompletedByTheConvention(t *testing.T) {
	for address, want := range map[string]string{
		"shop":                         "http://shop:19101/grafana",
		"10.0.0.1:8080":                "http://10.0.0.1:8080/grafana",
		"[::1]:19101":                  "http://[::1]:19101/grafana",
		"https://shop.example/boards":  "https://shop.example/boards",
		"http://shop.example/":         "http://shop.example:19101/grafana",
		"https://shop.example:1/a?b=c": "https://shop.example:1/a?b=c",
	} {
		got, err := ListURL(address)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, address := range []string{"", "ftp://x", "http://", "::"} {
		_, err := ListURL(address)
		require.Error(t, err, address)
	}
}

func TestFoundServicesAreCalledByTheirLabel(t *testing.T) {
	got := Found([]discover.Candidate{
		{Name: "i-1", Address: "10.0.0.1:19101", Path: "/grafana", Labels: map[string]string{"service": "shop"}},
		{Name: "i-2", Address: "10.0.0.2:32768", Path: "/grafana"},
	})
	require.Equal(t, []collect.Instance{
		{Service: "shop", URL: "http://10.0.0.1:19101/grafana"}, {Service: "i-2", URL: "http://10.0.0.2:32768/grafana"},
	}, got)
}

func TestTwoFoldersNeedTwoNames(t *testing.T) {
	c := Default()
	c.Folders = append(c.Folders, folder.Config{Path: "a/boards"}, folder.Config{Path: "b/boards"})
	require.ErrorContains(t, c.Validate(), `two are called "boards"`)
	c.Folders[1].Name = "other"
	require.NoError(t, c.Validate())
	c.SetDirectory("/etc/lookout")
	require.Equal(t, "/etc/lookout/a/boards", c.Folders[0].Path)
}

func TestAServicesAddressHoldsNoPassword(t *testing.T) {
	s := Service{Name: "shop", Address: "https://me:s3cret@shop.internal/boards"}
	require.ErrorContains(t, s.Validate(), "leave name and password out")
	require.NotContains(t, s.Validate().Error(), "s3cret")
	s.Address = "https://shop.internal/boards"
	require.NoError(t, s.Validate())
}
