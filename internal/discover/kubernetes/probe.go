package kubernetes

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	httpconfig "github.com/prometheus/common/config"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// probe asks the cluster for one pod. Whoever watches a cluster is never told that it has stopped answering: the
// library keeps trying in silence.
func (c *Config) probe() (discover.Place, error) {
	client, base, err := c.client()
	if err != nil {
		return discover.Place{}, fmt.Errorf("prepare to ask the cluster: %w", err)
	}
	return discover.Place{Name: "cluster", Find: func(ctx context.Context) ([]discover.Candidate, error) {
		paths := []string{"/api/v1/pods"}
		if len(c.Namespaces) > 0 {
			paths = nil
		}
		for _, namespace := range c.Namespaces {
			paths = append(paths, "/api/v1/namespaces/"+url.PathEscape(namespace)+"/pods")
		}
		for _, path := range paths {
			if err := ask(ctx, client, base+path+"?limit=1"); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}}, nil
}

func (c *Config) client() (*http.Client, string, error) {
	if c.APIServer.URL != nil {
		client, err := httpconfig.NewClientFromConfig(c.Client, "kubernetes")
		return client, strings.TrimSuffix(c.APIServer.String(), "/"), err
	}
	config, err := rest.InClusterConfig()
	if c.Kubeconfig != "" {
		config, err = clientcmd.BuildConfigFromFlags("", c.Kubeconfig)
	}
	if err != nil {
		return nil, "", err
	}
	client, err := rest.HTTPClientFor(config)
	if err != nil {
		return nil, "", err
	}
	base, _, err := rest.DefaultServerUrlFor(config)
	if err != nil {
		return nil, "", err
	}
	return client, strings.TrimSuffix(base.String(), "/"), nil
}

func ask(ctx context.Context, client *http.Client, address string) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("ask for pods: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("ask for pods: the cluster answers %q", response.Status)
	}
	_, err = io.Copy(io.Discard, io.LimitReader(response.Body, 1<<20))
	return err
}
