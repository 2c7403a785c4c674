package discover_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/discover"
)

func TestWhoFoundATargetOfAJob(t *testing.T) {
	conf := load(t, `
scrape_configs:
- {job_name: one, dns_sd_configs: [{names: [a], type: A, port: 1}, {names: [b], type: A, port: 1}]}
- {job_name: three, dns_sd_configs: [{names: [a], type: A, port: 1}], file_sd_configs: [{files: [a.json]}], static_configs: [{targets: [a]}]}
- {job_name: two, file_sd_configs: [{files: [a.json]}], http_sd_configs: [{url: "http://a"}]}
`)
	for _, c := range []struct {
		job  int
		has  string
		want string
	}{
		{0, "", "dns"},
		{1, "__meta_dns_name", "dns"}, {1, "__meta_filepath", "file"}, {1, "team", "static"},
		{2, "__meta_url", "http"}, {2, "team", "file or http"},
		{0, "__meta_lookout_found_by", "x"},
	} {
		require.Equal(t, c.want, discover.FoundBy(map[string]string{c.has: "x"}, conf.ScrapeConfigs[c.job].ServiceDiscoveryConfigs), "%+v", c)
	}
}
