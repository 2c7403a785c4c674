package aws

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	"github.com/aws/aws-sdk-go-v2/service/ec2/types"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// describeInstances is the one operation of EC2 that is needed. A paginator that is handed the client itself makes the
// linker keep its several hundred others: they might be called by reflection, for all it knows.
type describeInstances func(context.Context, *ec2.DescribeInstancesInput, ...func(*ec2.Options)) (*ec2.DescribeInstancesOutput, error)

func (d describeInstances) DescribeInstances(ctx context.Context, in *ec2.DescribeInstancesInput, o ...func(*ec2.Options)) (*ec2.DescribeInstancesOutput, error) {
	return d(ctx, in, o...)
}

// EachInstance visits the EC2 instances that a filter chooses, with the account that owns them.
func EachInstance(ctx context.Context, config aws.Config, filter string, values []string, visit func(account string, instance types.Instance)) error {
	pages := ec2.NewDescribeInstancesPaginator(describeInstances(ec2.NewFromConfig(config).DescribeInstances), &ec2.DescribeInstancesInput{
		Filters: []types.Filter{{Name: &filter, Values: values}},
	})
	for listed := 0; pages.HasMorePages(); {
		if err := discover.TooMany(listed); err != nil {
			return fmt.Errorf("list instances: %w", err)
		}
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("list instances: %w", err)
		}
		if page.Reservations == nil {
			return errors.New("list instances: the answer holds no list, not even an empty one; is the endpoint that of EC2?")
		}
		listed += len(page.Reservations)
		for _, reservation := range page.Reservations {
			for _, instance := range reservation.Instances {
				visit(aws.ToString(reservation.OwnerId), instance)
			}
		}
	}
	return nil
}
