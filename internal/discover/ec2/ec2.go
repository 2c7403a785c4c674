// Package ec2 is discovery of EC2 instances by tag: Prometheus: 1 for metrics, Grafana: 1 for dashboards. Regions and
// accounts flow in, tagged instances flow out as candidates at their private address.
package ec2

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/lookout-monitor/lookout/internal/discover"
	lookoutaws "github.com/lookout-monitor/lookout/internal/discover/aws"
)

// Config is an `ec2` entry.
type Config struct {
	discover.Convention `yaml:",inline" help:"What every kind takes: see [discovery](../discovery.md#what-every-kind-takes)."`
	lookoutaws.Access   `yaml:",inline"`
}

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Config{Convention: discover.DefaultConvention()}
	type plain Config
	return unmarshal((*plain)(c))
}

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	if err := c.Access.Validate(); err != nil {
		return err
	}
	return c.Convention.Validate()
}

// Mechanism asks each region of each account.
func (c *Config) Mechanism(discover.Tools) (discover.Mechanism, error) {
	return discover.Poll(time.Duration(c.RefreshInterval), c.Places(find)...), nil
}

// find lists the instances that carry one of the tags.
func find(ctx context.Context, config aws.Config) ([]discover.Candidate, error) {
	var found []discover.Candidate
	tags := []string{discover.MetricsTag, discover.DashboardsTag}
	err := lookoutaws.EachInstance(ctx, config, "tag-key", tags, func(account string, instance types.Instance) {
		found = append(found, judge(config.Region, account, instance)...)
	})
	return found, err
}

func judge(region, account string, instance types.Instance) []discover.Candidate {
	tags := map[string]string{}
	for _, tag := range instance.Tags {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	id := aws.ToString(instance.InstanceId)
	base := discover.Candidate{Name: id, Address: aws.ToString(instance.PrivateIpAddress), Labels: discover.FromTags(tags)}
	base.Labels["region"], base.Labels["account"], base.Labels["instance_id"] = region, account, id
	if state := instance.State; state != nil && state.Name != types.InstanceStateNameRunning {
		base.Dropped = fmt.Sprintf("it is not running but %s", state.Name)
	}
	return discover.Tagged(tags, base)
}
