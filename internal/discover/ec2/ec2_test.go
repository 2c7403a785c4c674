package ec2_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/discover"
	"github.com/lookout-monitor/lookout/internal/discover/awsstub"
	"github.com/lookout-monitor/lookout/internal/discover/conformance"
	"github.com/lookout-monitor/lookout/internal/discover/ec2"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m, conformance.Known()...) }

func access(s *awsstub.Stub) string {
	return fmt.Sprintf("endpoint: %q, access_key: %s, secret_key: %s, refresh_interval: 1s", s.URL, awsstub.AccessKey, awsstub.SecretKey)
}

func TestConformance(t *testing.T) {
	aws := awsstub.New(t)
	first := []awsstub.Instance{
		{ID: "i-1", Address: "10.0.0.1", Tags: map[string]string{"Prometheus": "1", "Name": "shop-1", "Service": "shop", "Environment": "prod", "Team": "a"}},
		{ID: "i-2", Address: "10.0.0.2", Tags: map[string]string{"Prometheus": "0"}},
		{ID: "i-3", Address: "10.0.0.3", Tags: map[string]string{"Service": "shop"}},
	}
	hold := func(more ...awsstub.Instance) {
		aws.Hold(awsstub.Home, "eu-west-1", awsstub.Holding{Instances: append(append([]awsstub.Instance{}, first...), more...)})
	}
	hold()
	conformance.Run(t, conformance.World{
		Kind: "ec2", Settings: &ec2.Config{}, Config: "{region: eu-west-1, " + access(aws) + "}",
		Targets: []string{"10.0.0.1:19100"},
		Labels: map[string]string{
			"service": "shop", "env": "prod", "team": "a", "region": "eu-west-1", "account": awsstub.Home, "instance_id": "i-1",
		},
		Dropped: `its tag Prometheus is "0"`,
		Add: func() {
			hold(awsstub.Instance{ID: "i-4", Address: "10.0.0.4", Tags: map[string]string{"Prometheus": "1"}})
		},
		Added: "10.0.0.4:19100", Remove: func() { hold() },
		Break: func() { aws.Refuse(true) }, Mend: func() { aws.Refuse(false) },
		Secret: awsstub.SecretKey,
	})
}

func TestTwoHundredInstancesOverPagesAndThrottling(t *testing.T) {
	aws := awsstub.New(t)
	aws.Throttle(4)
	var holding awsstub.Holding
	want := map[string]bool{}
	for i := range 200 {
		instance := awsstub.Instance{ID: fmt.Sprintf("i-%d", i), Address: fmt.Sprintf("10.0.%d.%d", i/100, i%100), Tags: map[string]string{"Service": "s"}}
		switch {
		case i%2 == 0:
			instance.Tags["Prometheus"] = "1"
			want[instance.Address] = true
		case i%5 == 0:
			instance.Tags["Grafana"] = "1"
		}
		holding.Instances = append(holding.Instances, instance)
	}
	aws.Hold(awsstub.Home, "eu-west-1", holding)
	found := conformance.Find(t, &ec2.Config{}, "{region: eu-west-1, "+access(aws)+"}")
	got, dashboards := map[string]bool{}, 0
	for _, c := range found {
		require.Empty(t, c.Dropped)
		if c.Role == discover.Dashboards {
			dashboards++
			require.True(t, strings.HasSuffix(c.Address, ":19101"), c.Address)
			continue
		}
		got[c.Address] = true
		require.Equal(t, "s", c.Labels["service"])
	}
	require.Equal(t, want, got)
	require.Equal(t, 20, dashboards)
}

func TestSeveralRegionsAndAccountsFailApart(t *testing.T) {
	aws := awsstub.New(t)
	const other = "222222222222"
	tagged := func(address string) awsstub.Holding {
		return awsstub.Holding{Instances: []awsstub.Instance{{ID: "i", Address: address, Tags: map[string]string{"Prometheus": "1"}}}}
	}
	aws.Hold(other, "eu-west-1", tagged("10.2.0.1"))
	aws.Hold(other, "us-east-1", tagged("10.2.0.2"))
	aws.Hold("333333333333", "eu-west-1", tagged("10.3.0.1"))
	aws.Deny("333333333333", true)
	config := &ec2.Config{}
	conformance.Load(t, "{regions: [eu-west-1, us-east-1], role_arns: ['arn:aws:iam::222222222222:role/l', 'arn:aws:iam::333333333333:role/l'], "+access(aws)+"}", config)
	outcomes := conformance.Outcomes(t, config, 4)
	for place, outcome := range outcomes {
		if strings.Contains(place, other) {
			require.NoError(t, outcome.Err)
			require.Equal(t, other, outcome.Found[0].Labels["account"])
			continue
		}
		require.ErrorContains(t, outcome.Err, "AccessDenied")
	}
}

func TestWhatCannotBeMeant(t *testing.T) {
	for text, want := range map[string]string{
		"{region: a, regions: [b]}": "regions: set region or regions",
		"{role_arns: [admin]}":      `role_arns: "admin" is no role`,
		"{access_key: a}":           "secret_key: set it together",
	} {
		require.ErrorContains(t, conformance.Mistake(t, text, &ec2.Config{}), want)
	}
}
