package ecs

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	ec2types "github.com/aws/aws-sdk-go-v2/service/ec2/types"
	"github.com/aws/aws-sdk-go-v2/service/ecs"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	lookoutaws "github.com/lookout-monitor/lookout/internal/discover/aws"
)

// hosts are the instances that the tasks of a cluster run on, looked up once for each refresh.
type hosts struct {
	config    aws.Config
	cluster   string
	addresses map[string]string // container instance → private address; empty where there is none
}

func (h *hosts) address(task types.Task) string {
	return h.addresses[aws.ToString(task.ContainerInstanceArn)]
}

// learn looks up the hosts of tasks that are reached through them.
func (h *hosts) learn(ctx context.Context, tasks []types.Task) error {
	if h.addresses == nil {
		h.addresses = map[string]string{}
	}
	var unknown []string
	for _, task := range tasks {
		arn := aws.ToString(task.ContainerInstanceArn)
		if _, known := h.addresses[arn]; arn != "" && !known && interfaceAddress(task) == "" {
			h.addresses[arn] = ""
			unknown = append(unknown, arn)
		}
	}
	for some := range slices.Chunk(unknown, tasksAtATime) {
		if err := h.lookUp(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

func (h *hosts) lookUp(ctx context.Context, arns []string) error {
	answer, err := ecs.NewFromConfig(h.config).DescribeContainerInstances(ctx, &ecs.DescribeContainerInstancesInput{
		Cluster: &h.cluster, ContainerInstances: arns,
	})
	if err != nil {
		return fmt.Errorf("describe container instances of %s: %w", h.cluster, err)
	}
	byID := map[string]string{}
	for _, instance := range answer.ContainerInstances {
		byID[aws.ToString(instance.Ec2InstanceId)] = aws.ToString(instance.ContainerInstanceArn)
	}
	var ids []string
	for id := range byID {
		ids = append(ids, id)
	}
	if len(ids) == 0 {
		return nil
	}
	slices.Sort(ids)
	// A filter forgives an instance that has just gone; a list of ids would not.
	return lookoutaws.EachInstance(ctx, h.config, "instance-id", ids, func(_ string, instance ec2types.Instance) {
		h.addresses[byID[aws.ToString(instance.InstanceId)]] = aws.ToString(instance.PrivateIpAddress)
	})
}
