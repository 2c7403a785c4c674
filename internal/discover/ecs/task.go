package ecs

import (
	"net"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ecs/types"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// judge makes candidates of the tasks of a tagged service.
func (c *Config) judge(region string, service types.Service, tasks []types.Task, hosts *hosts) []discover.Candidate {
	tags := tagsOf(service.Tags)
	labels := discover.FromTags(tags)
	if tags["Service"] == "" && tags["service"] == "" {
		labels["service"] = aws.ToString(service.ServiceName)
	}
	labels["region"], labels["account"] = region, accountOf(aws.ToString(service.ServiceArn))
	labels["cluster"] = lastPart(aws.ToString(service.ClusterArn))
	if len(tasks) == 0 {
		return discover.Tagged(tags, discover.Candidate{Name: aws.ToString(service.ServiceName), Labels: labels, Dropped: "it has no running task"})
	}
	var found []discover.Candidate
	for _, task := range tasks {
		for _, one := range discover.Tagged(tags, discover.Candidate{Name: labels["service"] + "/" + lastPart(aws.ToString(task.TaskArn)), Labels: labels}) {
			if one.Dropped == "" {
				one.Address, one.Dropped = c.address(task, one.Role, hosts)
			}
			found = append(found, one)
		}
	}
	return found
}

// address is where a task answers for a role, or why it does not.
func (c *Config) address(task types.Task, role discover.Role, hosts *hosts) (address, dropped string) {
	port := c.Port
	if role == discover.Dashboards {
		port = discover.DashboardsPort
	}
	if status := aws.ToString(task.LastStatus); status != "RUNNING" {
		return "", "it is not running but " + strings.ToLower(status)
	}
	if ip := interfaceAddress(task); ip != "" {
		return net.JoinHostPort(ip, strconv.Itoa(port)), ""
	}
	mapped := hostPort(task, int32(port))
	if mapped == 0 {
		return "", "none of its containers maps port " + strconv.Itoa(port)
	}
	host := hosts.address(task)
	if host == "" {
		return "", "the instance it runs on is not known"
	}
	return net.JoinHostPort(host, strconv.Itoa(int(mapped))), ""
}

// interfaceAddress is the address of a task with a network interface of its own, as awsvpc networking gives it.
func interfaceAddress(task types.Task) string {
	for _, attachment := range task.Attachments {
		for _, detail := range attachment.Details {
			if aws.ToString(attachment.Type) == "ElasticNetworkInterface" && aws.ToString(detail.Name) == "privateIPv4Address" {
				return aws.ToString(detail.Value)
			}
		}
	}
	return ""
}

// hostPort is the port of the host that leads to a container's; 0 when none does.
func hostPort(task types.Task, port int32) int32 {
	for _, container := range task.Containers {
		for _, binding := range container.NetworkBindings {
			if aws.ToInt32(binding.ContainerPort) == port && binding.Protocol != types.TransportProtocolUdp {
				return aws.ToInt32(binding.HostPort)
			}
		}
	}
	return 0
}

func lastPart(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }

func accountOf(arn string) string {
	if parts := strings.Split(arn, ":"); len(parts) > 4 {
		return parts[4]
	}
	return ""
}
