package discover

import (
	"maps"
	"net"
)

// withDashboards adds a candidate with dashboards beside each with metrics that has them: because the whole entry says
// so, or because the candidate has the tag among its labels. Kinds that read the tag themselves have added theirs.
func (v *Convention) withDashboards(found []Candidate) []Candidate {
	var all []Candidate
	for _, c := range found {
		marked, said := c.Labels[DashboardsTag]
		if said {
			c.Labels = maps.Clone(c.Labels)
			delete(c.Labels, DashboardsTag)
		}
		all = append(all, c)
		if c.metricsRole() && c.Dropped == "" && (said && On(marked) || !said && v.Dashboards) {
			all = append(all, dashboardsOf(c))
		}
	}
	return all
}

// dashboardsOf is where the conventions put the dashboards of what has metrics.
func dashboardsOf(c Candidate) Candidate {
	if host, _, err := net.SplitHostPort(c.Address); err == nil {
		c.Address = host
	}
	c.Role, c.Scheme, c.Path = Dashboards, "", DashboardsPath
	c.Address = withPort(c.Address, DashboardsPort)
	return c
}
