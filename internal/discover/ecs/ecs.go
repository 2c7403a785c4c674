// Package ecs is discovery of ECS services by tag: Prometheus: 1 for metrics, Grafana: 1 for dashboards. Regions and
// accounts flow in, the running tasks of tagged services flow out as candidates: at the address of their own network
// interface, or at that of the instance they run on and the port that was mapped there.
package ecs

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/lookout-monitor/lookout/internal/discover"
	lookoutaws "github.com/lookout-monitor/lookout/internal/discover/aws"
)

// Config is an `ecs` entry.
type Config struct {
	discover.Convention `yaml:",inline" help:"What every kind takes: see [discovery](../discovery.md#what-every-kind-takes)."`
	lookoutaws.Access   `yaml:",inline"`

	Clusters []string `yaml:"clusters" help:"Names or ARNs of clusters to look in." default:"all" example:"[shop]"`
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
	return discover.Poll(time.Duration(c.RefreshInterval), c.Places(c.find)...), nil
}

func (c *Config) find(ctx context.Context, config aws.Config) ([]discover.Candidate, error) {
	clusters, err := c.clusters(ctx, config)
	if err != nil {
		return nil, err
	}
	var found []discover.Candidate
	for _, cluster := range clusters {
		inCluster, err := c.findIn(ctx, config, cluster)
		if err != nil {
			return nil, err
		}
		found = append(found, inCluster...)
	}
	return found, nil
}

func (c *Config) clusters(ctx context.Context, config aws.Config) ([]string, error) {
	if len(c.Clusters) > 0 {
		return c.Clusters, nil
	}
	var clusters []string
	pages := ecs.NewListClustersPaginator(listClusters(ecs.NewFromConfig(config).ListClusters), &ecs.ListClustersInput{})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list clusters: %w", err)
		}
		clusters = append(clusters, page.ClusterArns...)
		if err := discover.TooMany(len(clusters)); err != nil {
			return nil, fmt.Errorf("list clusters: %w", err)
		}
	}
	return clusters, nil
}

func (c *Config) findIn(ctx context.Context, config aws.Config, cluster string) ([]discover.Candidate, error) {
	services, err := taggedServices(ctx, config, cluster)
	if err != nil {
		return nil, err
	}
	tasks, err := tasksOfAll(ctx, config, cluster, services)
	if err != nil {
		return nil, err
	}
	hosts := &hosts{config: config, cluster: cluster}
	if err := hosts.learn(ctx, slices.Concat(tasks...)); err != nil {
		return nil, err
	}
	var found []discover.Candidate
	for i, service := range services {
		found = append(found, c.judge(config.Region, service, tasks[i], hosts)...)
	}
	return found, nil
}

// How many the API describes at a time.
const (
	servicesAtATime = 10
	tasksAtATime    = 100
)

func taggedServices(ctx context.Context, config aws.Config, cluster string) ([]types.Service, error) {
	client := ecs.NewFromConfig(config)
	var arns []string
	pages := ecs.NewListServicesPaginator(listServices(client.ListServices), &ecs.ListServicesInput{Cluster: &cluster, MaxResults: aws.Int32(100)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list services of %s: %w", cluster, err)
		}
		arns = append(arns, page.ServiceArns...)
		if err := discover.TooMany(len(arns)); err != nil {
			return nil, fmt.Errorf("list services of %s: %w", cluster, err)
		}
	}
	var tagged []types.Service
	for some := range slices.Chunk(arns, servicesAtATime) {
		answer, err := client.DescribeServices(ctx, &ecs.DescribeServicesInput{
			Cluster: &cluster, Services: some, Include: []types.ServiceField{types.ServiceFieldTags},
		})
		if err != nil {
			return nil, fmt.Errorf("describe services of %s: %w", cluster, err)
		}
		for _, service := range answer.Services {
			if tags := tagsOf(service.Tags); tags[discover.MetricsTag] != "" || tags[discover.DashboardsTag] != "" {
				tagged = append(tagged, service)
			}
		}
	}
	return tagged, nil
}

// servicesAtOnce is how many services are asked for their tasks at a time: enough for a hundred of them in some seconds,
// and few beside the rate at which the API begins to throttle an account.
const servicesAtOnce = 4

// tasksOfAll returns the tasks of each service, or the first error, after which no more is asked.
func tasksOfAll(ctx context.Context, config aws.Config, cluster string, services []types.Service) ([][]types.Task, error) {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	tasks, next := make([][]types.Task, len(services)), make(chan int)
	var asking sync.WaitGroup
	for range min(servicesAtOnce, len(services)) {
		asking.Go(func() {
			for i := range next {
				found, err := tasksOf(ctx, config, cluster, services[i])
				if err != nil {
					giveUp(err)
				}
				tasks[i] = found
			}
		})
	}
	for i := 0; i < len(services) && ctx.Err() == nil; i++ {
		next <- i
	}
	close(next)
	asking.Wait()
	return tasks, context.Cause(ctx)
}

func tasksOf(ctx context.Context, config aws.Config, cluster string, service types.Service) ([]types.Task, error) {
	client := ecs.NewFromConfig(config)
	var arns []string
	pages := ecs.NewListTasksPaginator(listTasks(client.ListTasks), &ecs.ListTasksInput{Cluster: &cluster, ServiceName: service.ServiceName, DesiredStatus: types.DesiredStatusRunning})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("list tasks of %s: %w", aws.ToString(service.ServiceName), err)
		}
		arns = append(arns, page.TaskArns...)
		if err := discover.TooMany(len(arns)); err != nil {
			return nil, fmt.Errorf("list tasks of %s: %w", aws.ToString(service.ServiceName), err)
		}
	}
	var tasks []types.Task
	for some := range slices.Chunk(arns, tasksAtATime) {
		answer, err := client.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: &cluster, Tasks: some})
		if err != nil {
			return nil, fmt.Errorf("describe tasks of %s: %w", aws.ToString(service.ServiceName), err)
		}
		tasks = append(tasks, answer.Tasks...)
	}
	return tasks, nil
}

func tagsOf(list []types.Tag) map[string]string {
	tags := map[string]string{}
	for _, tag := range list {
		tags[aws.ToString(tag.Key)] = aws.ToString(tag.Value)
	}
	return tags
}
