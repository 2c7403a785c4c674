package demo

import (
	"fmt"
	"net/url"
	"strings"
)

// Config is a lookout.yml that watches the shop, as a person would write it.
func (s *Shop) Config() string {
	var jobs, services strings.Builder
	for _, t := range s.Targets() {
		fmt.Fprintf(&jobs, "  - job_name: shop-%s\n    static_configs: [{targets: [%q], labels: {service: shop-%s, team: shop, exposure: %s}}]\n", t.Service, hostOf(t.Metrics), t.Service, exposure(t.Service))
		fmt.Fprintf(&services, "    - {name: shop-%s, address: %q}\n", t.Service, t.Dashboards)
	}
	return fmt.Sprintf(`# Written by lookout serve --demo at each start: a simulated shop, with an incident every few minutes.
global: {scrape_interval: 5s, evaluation_interval: 5s}
watch: [self, host, pushed, services]
scrape_configs:
%sdashboards:
  interval: 15s
  services:
%sprobes:
  - {name: front-door, module: tcp_connect, interval: 15s, targets: [%q]}
`, jobs.String(), services.String(), s.Targets()[0].Metrics)
}

// exposure says whom a service is for, which the built-in alerts go by.
func exposure(service string) string {
	if service == front {
		return "public"
	}
	return "internal"
}

// hostOf is the address of a URL, or the text where it is one already.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}
