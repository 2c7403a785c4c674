package aiven

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	projecthandler "github.com/aiven/go-client-codegen/handler/project"
	"github.com/aiven/go-client-codegen/handler/service"
	httpconfig "github.com/prometheus/common/config"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// largestAnswer bounds what the API may answer.
const largestAnswer = 64 << 20

// api asks Aiven about one project. The generated handlers know paths and shapes; they are given this transport instead
// of their own client, which reads settings from the environment and bodies without a bound.
type api struct {
	base, token, project string
	http                 *http.Client
}

func newAPI(base, token, project string) *api {
	return &api{strings.TrimSuffix(base, "/"), token, project, &http.Client{Timeout: time.Minute}}
}

// Do sends one request, as the handlers ask for it.
func (a *api) Do(ctx context.Context, _, method, path string, _ any, query ...[2]string) ([]byte, error) {
	values := url.Values{}
	for _, pair := range query {
		values.Set(pair[0], pair[1])
	}
	request, err := http.NewRequestWithContext(ctx, method, a.base+path+"?"+values.Encode(), nil)
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Authorization", "aivenv1 "+a.token)
	response, err := a.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("ask Aiven: %w", err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, largestAnswer+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read Aiven's answer: %w", err)
	case len(content) > largestAnswer:
		return nil, fmt.Errorf("read Aiven's answer: more than %d MiB", largestAnswer>>20)
	case response.StatusCode != http.StatusOK:
		return nil, refusal(response, content)
	}
	return content, nil
}

func refusal(response *http.Response, content []byte) error {
	var said struct{ Message string }
	if json.Unmarshal(content, &said) != nil || said.Message == "" {
		said.Message = response.Status
	}
	return fmt.Errorf("ask Aiven for %s: %s", response.Request.URL.Path, said.Message)
}

// project is what a refresh knows of a project.
type project struct {
	services  []serviceOut
	ca        string
	endpoints map[string]service.ServiceIntegrationEndpointGetOut // by id
}

func (a *api) load(ctx context.Context) (*project, error) {
	services := service.NewHandler(a)
	list, err := services.ServiceList(ctx, a.project)
	if err != nil {
		return nil, err
	}
	p := &project{endpoints: map[string]service.ServiceIntegrationEndpointGetOut{}}
	for _, one := range list {
		p.services = append(p.services, serviceOut{ServiceOut: one})
	}
	projects := projecthandler.NewHandler(a)
	if p.ca, err = projects.ProjectKmsGetCA(ctx, a.project); err != nil {
		return nil, err
	}
	for _, one := range p.services {
		id := one.endpoint()
		if _, known := p.endpoints[id]; id == "" || known {
			continue
		}
		endpoint, err := services.ServiceIntegrationEndpointGet(ctx, a.project, id, service.ServiceIntegrationEndpointGetIncludeSecrets(true))
		if err != nil {
			return nil, err
		}
		p.endpoints[id] = *endpoint
	}
	return p, nil
}

// serviceOut is a service as Aiven describes it, with the labels of the Cloud Foundry instance that it stands behind.
type serviceOut struct {
	service.ServiceOut
	owner map[string]string
}

// endpoint is the id of the Prometheus endpoint a service is connected to; empty where there is none.
func (s serviceOut) endpoint() string {
	i := slices.IndexFunc(s.ServiceIntegrations, func(one service.ServiceIntegrationOut) bool {
		return one.IntegrationType == service.IntegrationTypePrometheus && one.Enabled && one.DestEndpointId != nil
	})
	if i < 0 {
		return ""
	}
	return *s.ServiceIntegrations[i].DestEndpointId
}

// access is how to be let in by a service, or why that cannot be.
func (p *project) access(s serviceOut) (*discover.Access, string) {
	if s.State != service.ServiceStateTypeRunning && s.State != service.ServiceStateTypeRebalancing {
		return nil, "it is not running but " + strings.ToLower(string(s.State))
	}
	id := s.endpoint()
	if id == "" {
		return nil, "it has no Prometheus endpoint: add an integration of type prometheus to it"
	}
	username, password, err := credentials(p.endpoints[id].UserConfig)
	if err != nil {
		return nil, fmt.Sprintf("its Prometheus endpoint %s %v", p.endpoints[id].EndpointName, err)
	}
	return &discover.Access{Name: s.ServiceName, CA: p.ca, Username: username, Password: httpconfig.Secret(password)}, ""
}

func credentials(config map[string]any) (username, password string, err error) {
	username, _ = config["basic_auth_username"].(string)
	password, _ = config["basic_auth_password"].(string)
	if username == "" || password == "" {
		return "", "", errors.New("has no basic authentication that the token may read")
	}
	return username, password, nil
}
