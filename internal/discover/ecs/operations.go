package ecs

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/ecs"
)

// The operations that paginators need, each by itself: handed the client, they would make the linker keep all of its
// operations, which might be called by reflection for all it knows.
type (
	listClusters func(context.Context, *ecs.ListClustersInput, ...func(*ecs.Options)) (*ecs.ListClustersOutput, error)
	listServices func(context.Context, *ecs.ListServicesInput, ...func(*ecs.Options)) (*ecs.ListServicesOutput, error)
	listTasks    func(context.Context, *ecs.ListTasksInput, ...func(*ecs.Options)) (*ecs.ListTasksOutput, error)
)

func (l listClusters) ListClusters(ctx context.Context, in *ecs.ListClustersInput, o ...func(*ecs.Options)) (*ecs.ListClustersOutput, error) {
	return l(ctx, in, o...)
}

func (l listServices) ListServices(ctx context.Context, in *ecs.ListServicesInput, o ...func(*ecs.Options)) (*ecs.ListServicesOutput, error) {
	return l(ctx, in, o...)
}

func (l listTasks) ListTasks(ctx context.Context, in *ecs.ListTasksInput, o ...func(*ecs.Options)) (*ecs.ListTasksOutput, error) {
	return l(ctx, in, o...)
}
