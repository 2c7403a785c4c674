package awsstub

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// ecsInput is what the operations of ECS that discovery uses take.
type ecsInput struct {
	NextToken          string
	Cluster            string
	Services           []string
	ServiceName        string
	Tasks              []string
	ContainerInstances []string
	Include            []string
}

func serveECS(_ *Stub, w http.ResponseWriter, r *http.Request, asked request) {
	var in ecsInput
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		refuseJSON(w, http.StatusBadRequest, "InvalidParameterException", err.Error())
		return
	}
	services := asked.holding.Clusters[last(in.Cluster)]
	operation := strings.TrimPrefix(r.Header.Get("X-Amz-Target"), "AmazonEC2ContainerServiceV20141113.")
	switch operation {
	case "ListClusters":
		clusters := slices.Sorted(maps.Keys(asked.holding.Clusters))
		writeList(w, "clusterArns", clusters, in.NextToken, func(name string) string { return arn(asked, "cluster", name) })
	case "ListServices":
		writeList(w, "serviceArns", services, in.NextToken, func(s Service) string { return serviceArn(asked, in, s) })
	case "DescribeServices":
		writeJSON(w, map[string]any{"failures": []any{}, "services": describeServices(asked, in, services)})
	case "ListTasks":
		writeList(w, "taskArns", tasksOf(services, in.ServiceName), in.NextToken, func(t Task) string { return arn(asked, "task", last(in.Cluster)+"/"+t.ID) })
	case "DescribeTasks":
		writeJSON(w, map[string]any{"failures": []any{}, "tasks": describeTasks(asked, in, services)})
	case "DescribeContainerInstances":
		var hosts []any
		for _, host := range in.ContainerInstances {
			hosts = append(hosts, map[string]any{"containerInstanceArn": host, "ec2InstanceId": last(host)})
		}
		writeJSON(w, map[string]any{"failures": []any{}, "containerInstances": hosts})
	default:
		refuseJSON(w, http.StatusBadRequest, "InvalidAction", operation)
	}
}

func describeServices(asked request, in ecsInput, services []Service) []any {
	var described []any
	for _, service := range services {
		if !slices.Contains(in.Services, serviceArn(asked, in, service)) {
			continue
		}
		one := map[string]any{
			"serviceArn": serviceArn(asked, in, service), "serviceName": service.Name, "clusterArn": arn(asked, "cluster", last(in.Cluster)),
		}
		if slices.Contains(in.Include, "TAGS") {
			var tags []any
			for key, value := range service.Tags {
				tags = append(tags, map[string]string{"key": key, "value": value})
			}
			one["tags"] = tags
		}
		described = append(described, one)
	}
	return described
}

func describeTasks(asked request, in ecsInput, services []Service) []any {
	var described []any
	for _, service := range services {
		for _, task := range service.Tasks {
			if task := describeTask(asked, in, task); slices.Contains(in.Tasks, task["taskArn"].(string)) {
				described = append(described, task)
			}
		}
	}
	return described
}

func describeTask(asked request, in ecsInput, task Task) map[string]any {
	one := map[string]any{"taskArn": arn(asked, "task", last(in.Cluster)+"/"+task.ID), "lastStatus": "RUNNING"}
	if task.Address != "" {
		one["attachments"] = []any{map[string]any{"type": "ElasticNetworkInterface", "details": []any{
			map[string]string{"name": "subnetId", "value": "subnet-1"}, map[string]string{"name": "privateIPv4Address", "value": task.Address},
		}}}
		return one
	}
	one["containerInstanceArn"] = arn(asked, "container-instance", last(in.Cluster)+"/"+task.Host)
	one["containers"] = []any{map[string]any{"name": "app", "networkBindings": []any{
		map[string]any{"containerPort": 8080, "hostPort": 1, "protocol": "tcp"},
		map[string]any{"containerPort": task.Port, "hostPort": task.HostPort, "protocol": "tcp"},
	}}}
	return one
}

func tasksOf(services []Service, name string) []Task {
	for _, service := range services {
		if service.Name == last(name) {
			return service.Tasks
		}
	}
	return nil
}

func serviceArn(asked request, in ecsInput, s Service) string {
	return arn(asked, "service", last(in.Cluster)+"/"+s.Name)
}

func last(arn string) string { return arn[strings.LastIndex(arn, "/")+1:] }

func writeList[T any](w http.ResponseWriter, key string, list []T, token string, name func(T) string) {
	part, next := page(list, token)
	names := []string{}
	for _, one := range part {
		names = append(names, name(one))
	}
	answer := map[string]any{key: names}
	if next != "" {
		answer["nextToken"] = next
	}
	writeJSON(w, answer)
}

func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	_ = json.NewEncoder(w).Encode(v)
}

func refuseJSON(w http.ResponseWriter, status int, code, message string) {
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if code == "ThrottlingException" {
		status = http.StatusBadRequest
	}
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": message})
}
