package discover

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDashboardsStandBesideMetrics(t *testing.T) {
	plain := Candidate{Name: "a", Address: "10.0.0.1:19100", Labels: map[string]string{"service": "shop"}}
	tagged := Candidate{Name: "b", Address: "10.0.0.2:8080", Labels: map[string]string{"service": "cart", "Grafana": "1"}}
	refused := Candidate{Name: "c", Address: "10.0.0.3", Labels: map[string]string{"Grafana": "0"}}
	dropped := Candidate{Name: "d", Dropped: "it is switched off"}
	found := []Candidate{plain, tagged, refused, dropped}

	one := Convention{}
	require.Equal(t, []Candidate{
		plain,
		{Name: "b", Address: "10.0.0.2:8080", Labels: map[string]string{"service": "cart"}},
		{Name: "b", Role: Dashboards, Address: "10.0.0.2:19101", Path: "/grafana", Labels: map[string]string{"service": "cart"}},
		{Name: "c", Address: "10.0.0.3", Labels: map[string]string{}},
		dropped,
	}, one.withDashboards(found))
	require.Equal(t, "1", tagged.Labels["Grafana"], "what was found is not changed")

	all := Convention{Dashboards: true}
	var addresses []string
	for _, c := range all.withDashboards(found) {
		if c.Role == Dashboards {
			addresses = append(addresses, c.Address)
		}
	}
	require.Equal(t, []string{"10.0.0.1:19101", "10.0.0.2:19101"}, addresses)
}
