package cloudfoundry

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	httpconfig "github.com/prometheus/common/config"
)

// Access says which Cloud Foundry to ask, and as whom.
type Access struct {
	API          string            `yaml:"api" help:"URL of the Cloud Controller." example:"https://api.cf.example.org"`
	ClientID     string            `yaml:"client_id" help:"UAA client that may read all spaces (cloud_controller.global_auditor)." example:"lookout"`
	ClientSecret httpconfig.Secret `yaml:"client_secret" help:"Its secret." example:"${CF_CLIENT_SECRET}"`
	Username     string            `yaml:"username" help:"User, instead of a client of its own." example:"lookout"`
	Password     httpconfig.Secret `yaml:"password" help:"The user's password." example:"${CF_PASSWORD}"`
}

// Validate finds what cannot be meant.
func (a *Access) Validate() error {
	if u, err := url.Parse(a.API); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return errors.New("api: not a complete URL: write one such as https://api.cf.example.org")
	}
	if (a.ClientID == "") == (a.Username == "") {
		return errors.New("client_id: set either client_id and client_secret, or username and password")
	}
	return nil
}

// Instance is a service instance with where it stands.
type Instance struct {
	GUID, Name           string
	SpaceGUID, SpaceName string
	OrgGUID, OrgName     string
	Metadata             map[string]string // its labels and annotations
}

// Labels are the six that tenants know an instance by.
func (i *Instance) Labels() map[string]string {
	return map[string]string{
		"org_name": i.OrgName, "org_guid": i.OrgGUID, "space_name": i.SpaceName, "space_guid": i.SpaceGUID,
		"service_name": i.Name, "service_guid": i.GUID,
	}
}

// Bounds of what the API may answer.
const (
	largestAnswer = 32 << 20
	mostPages     = 1000
)

// Instances lists all managed service instances that the credentials may see.
func (a *Access) Instances(ctx context.Context) ([]Instance, error) {
	client := &http.Client{Timeout: time.Minute}
	defer client.CloseIdleConnections()
	token, err := a.token(ctx, client)
	if err != nil {
		return nil, err
	}
	query := url.Values{
		"type": {"managed"}, "per_page": {"500"},
		"fields[space]": {"guid,name,relationships.organization"}, "fields[space.organization]": {"guid,name"},
	}
	next := strings.TrimSuffix(a.API, "/") + "/v3/service_instances?" + query.Encode()
	var instances []Instance
	for page := 0; next != ""; page++ {
		if page == mostPages {
			return nil, fmt.Errorf("list service instances: more than %d pages", mostPages)
		}
		var answer instancesPage
		if err := get(ctx, client, next, "bearer "+token, &answer); err != nil {
			return nil, fmt.Errorf("list service instances: %w", err)
		}
		instances = append(instances, answer.instances()...)
		if next, err = a.follow(answer.Pagination.Next); err != nil {
			return nil, err
		}
	}
	return instances, nil
}

// follow takes a link to the next page, which must not lead the token elsewhere.
func (a *Access) follow(link *struct{ Href string }) (string, error) {
	if link == nil {
		return "", nil
	}
	here, _ := url.Parse(a.API)
	there, err := url.Parse(link.Href)
	if err != nil || there.Host != here.Host {
		return "", errors.New("list service instances: the link to the next page leads to another host")
	}
	there.Scheme = here.Scheme
	return there.String(), nil
}

// token asks the UAA, which the root of the API names.
func (a *Access) token(ctx context.Context, client *http.Client) (string, error) {
	var root struct {
		Links struct {
			UAA, Login struct{ Href string }
		}
	}
	if err := get(ctx, client, strings.TrimSuffix(a.API, "/")+"/", "", &root); err != nil {
		return "", fmt.Errorf("ask the Cloud Controller who issues tokens: %w", err)
	}
	uaa := root.Links.UAA.Href
	if uaa == "" {
		uaa = root.Links.Login.Href
	}
	form, id, secret := url.Values{"grant_type": {"client_credentials"}}, a.ClientID, string(a.ClientSecret)
	if a.Username != "" {
		form = url.Values{"grant_type": {"password"}, "username": {a.Username}, "password": {string(a.Password)}}
		id, secret = "cf", ""
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, strings.TrimSuffix(uaa, "/")+"/oauth/token", strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("make request: %w", err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.SetBasicAuth(id, secret)
	var answer struct {
		Token string `json:"access_token"`
	}
	if err := send(client, request, &answer); err != nil {
		return "", fmt.Errorf("get a token from the UAA: %w", err)
	}
	return answer.Token, nil
}

func get(ctx context.Context, client *http.Client, address, authorization string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	if authorization != "" {
		request.Header.Set("Authorization", authorization)
	}
	return send(client, request, into)
}

func send(client *http.Client, request *http.Request, into any) error {
	request.Header.Set("Accept", "application/json")
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, largestAnswer+1))
	switch {
	case err != nil:
		return fmt.Errorf("read the answer: %w", err)
	case len(content) > largestAnswer:
		return fmt.Errorf("read the answer: more than %d MiB", largestAnswer>>20)
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("%s answers %q", request.URL.Host, response.Status)
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("understand the answer: %w", err)
	}
	return nil
}
