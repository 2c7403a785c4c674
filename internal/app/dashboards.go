package app

import (
	"github.com/prometheus/common/version"

	builtindashboards "github.com/lookout-monitor/lookout/dashboards"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/sources"
)

// shippedDashboards are those that come with this release.
func shippedDashboards() sources.Shipped {
	shipped := sources.Shipped{Release: version.Version}
	for _, f := range builtindashboards.Files() {
		shipped.Dashboards = append(shipped.Dashboards, dashboard.Offer{Origin: f.Name, Folder: builtindashboards.Folder, Document: f.Content})
	}
	return shipped
}
