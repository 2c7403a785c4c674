package ecs_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover"
	"github.com/lookout-monitor/lookout/internal/discover/awsstub"
	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/discover/ecs"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

func config(s *awsstub.Stub) string {
	return fmt.Sprintf("{region: eu-west-1, endpoint: %q, access_key: %s, secret_key: %s, refresh_interval: 1s}", s.URL, awsstub.AccessKey, awsstub.SecretKey)
}

var on = map[string]string{"Prometheus": "1", "Environment": "prod", "Team": "a"}

func TestConformance(t *testing.T) {
	aws := awsstub.New(t)
	hold := func(more ...awsstub.Task) {
		aws.Hold(awsstub.Home, "eu-west-1", awsstub.Holding{
			Instances: []awsstub.Instance{{ID: "i-1", Address: "10.0.1.1"}},
			Clusters: map[string][]awsstub.Service{"shop": {
				{Name: "own-network", Tags: on, Tasks: append([]awsstub.Task{{ID: "t1", Address: "10.0.0.1"}}, more...)},
				{Name: "bridged", Tags: on, Tasks: []awsstub.Task{
					{ID: "t2", Host: "i-1", Port: 19100, HostPort: 32768}, {ID: "t3", Host: "i-1", Port: 19100, HostPort: 32769},
				}},
				{Name: "other-port", Tags: on, Tasks: []awsstub.Task{{ID: "t4", Host: "i-1", Port: 9999, HostPort: 32770}}},
				{Name: "untagged", Tasks: []awsstub.Task{{ID: "t5", Address: "10.0.0.5"}}},
			}},
		})
	}
	hold()
	conformance.Run(t, conformance.World{
		Kind: "ecs", Settings: &ecs.Config{}, Config: config(aws),
		Targets: []string{"10.0.0.1:19100", "10.0.1.1:32768", "10.0.1.1:32769"},
		Labels: map[string]string{
			"service": "own-network", "env": "prod", "team": "a", "region": "eu-west-1", "account": awsstub.Home, "cluster": "shop",
		},
		Dropped: "none of its containers maps port 19100",
		Add:     func() { hold(awsstub.Task{ID: "t9", Address: "10.0.0.9"}) }, Added: "10.0.0.9:19100", Remove: func() { hold() },
		Break: func() { aws.Refuse(true) }, Mend: func() { aws.Refuse(false) },
		Secret: awsstub.SecretKey,
	})
}

func TestFiftyServicesOverPagesAndThrottling(t *testing.T) {
	aws := awsstub.New(t)
	aws.Throttle(17)
	holding := awsstub.Holding{Clusters: map[string][]awsstub.Service{}}
	want := map[string]string{}
	for i := range 50 {
		name := fmt.Sprintf("service-%d", i)
		service := awsstub.Service{Name: name, Tasks: []awsstub.Task{{ID: name, Address: fmt.Sprintf("10.0.0.%d", i)}}}
		if i%2 == 1 {
			host := fmt.Sprintf("i-%d", i)
			holding.Instances = append(holding.Instances, awsstub.Instance{ID: host, Address: fmt.Sprintf("10.0.1.%d", i)})
			service.Tasks = []awsstub.Task{{ID: name, Host: host, Port: 19100, HostPort: 32000 + i}}
		}
		switch address := service.Tasks[0].Address; {
		case i%5 == 0: // not tagged
		case address != "":
			service.Tags, want[address+":19100"] = on, name
		default:
			service.Tags, want[fmt.Sprintf("10.0.1.%d:%d", i, 32000+i)] = on, name
		}
		holding.Clusters["shop"] = append(holding.Clusters["shop"], service)
	}
	aws.Hold(awsstub.Home, "eu-west-1", holding)
	got := map[string]string{}
	for _, c := range conformance.Find(t, &ecs.Config{}, config(aws)) {
		require.Empty(t, c.Dropped)
		require.Equal(t, discover.Metrics, c.Role)
		got[c.Address] = c.Labels["service"]
	}
	require.Len(t, want, 40)
	require.Equal(t, want, got)
}

// TestServicesAreAskedSomeAtATime cannot end where they are asked one after the other.
func TestServicesAreAskedSomeAtATime(t *testing.T) {
	aws := awsstub.New(t)
	aws.Throttle(13)
	crowd := aws.Crowd("ListTasks", 4)
	holding := awsstub.Holding{Clusters: map[string][]awsstub.Service{}}
	var want, got []string
	for i := range 24 {
		name := fmt.Sprintf("service-%02d", i)
		holding.Clusters["shop"] = append(holding.Clusters["shop"], awsstub.Service{
			Name: name, Tags: on, Tasks: []awsstub.Task{{ID: name, Address: fmt.Sprintf("10.0.0.%d", i)}},
		})
		want = append(want, name+fmt.Sprintf(" 10.0.0.%d:19100", i))
	}
	aws.Hold(awsstub.Home, "eu-west-1", holding)
	for _, c := range conformance.Find(t, &ecs.Config{}, config(aws)) {
		got = append(got, c.Labels["service"]+" "+c.Address)
	}
	require.Equal(t, want, got, "each with its own tasks, in the order of the API")
	require.Equal(t, 4, crowd.Most())
}

func TestDashboardsOfATaskAreAtTheirOwnPort(t *testing.T) {
	aws := awsstub.New(t)
	aws.Hold(awsstub.Home, "eu-west-1", awsstub.Holding{
		Instances: []awsstub.Instance{{ID: "i-1", Address: "10.0.1.1"}},
		Clusters: map[string][]awsstub.Service{"c": {
			{Name: "a", Tags: map[string]string{"Grafana": "1"}, Tasks: []awsstub.Task{{ID: "t", Host: "i-1", Port: 19101, HostPort: 40000}}},
			{Name: "b", Tags: on},
		}},
	})
	found := conformance.Find(t, &ecs.Config{}, config(aws))
	require.Len(t, found, 2)
	require.Equal(t, discover.Dashboards, found[0].Role)
	require.Equal(t, "10.0.1.1:40000", found[0].Address)
	require.Equal(t, "/grafana", found[0].Path)
	require.Equal(t, "it has no running task", found[1].Dropped)
}
