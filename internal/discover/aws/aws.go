// Package aws is what discovery in AWS has in common: which regions and accounts to ask, and with whose credentials.
// The words of an entry flow in, one session for each region and account flows out. It does not know what is asked.
package aws

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	httpconfig "github.com/prometheus/common/config"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// Access says where to ask and as whom. Every region is asked in every account.
type Access struct {
	Region     string            `yaml:"region" help:"Region to look in." default:"that of the environment" example:"eu-west-1"`
	Regions    []string          `yaml:"regions" help:"Several regions, instead of one." example:"[eu-west-1, us-east-1]"`
	RoleARNs   []string          `yaml:"role_arns" help:"Roles to assume, one for each account to look in." default:"the credentials' own account" example:"[arn:aws:iam::123456789012:role/lookout]"`
	ExternalID string            `yaml:"external_id" help:"Sent when a role is assumed." example:"lookout-prod"`
	Profile    string            `yaml:"profile" help:"Profile of the shared configuration files." example:"monitoring"`
	AccessKey  string            `yaml:"access_key" help:"Key of the credentials; without it they come from the usual chain: environment, shared files, web identity, container or instance role." example:"${AWS_KEY}"`
	SecretKey  httpconfig.Secret `yaml:"secret_key" help:"Belongs to access_key." example:"${AWS_SECRET}"`
	Endpoint   string            `yaml:"endpoint" help:"URL of the API, where it is not AWS' own." example:"http://localhost:4566"`
}

var roleARN = regexp.MustCompile(`^arn:[a-z-]+:iam::\d{12}:role/\S+$`)

// Validate finds what cannot be meant.
func (a *Access) Validate() error {
	if a.Region != "" && len(a.Regions) > 0 {
		return errors.New("regions: set region or regions, not both")
	}
	for _, role := range a.RoleARNs {
		if !roleARN.MatchString(role) {
			return fmt.Errorf("role_arns: %q is no role: write one such as arn:aws:iam::123456789012:role/lookout", role)
		}
	}
	if (a.AccessKey == "") != (a.SecretKey == "") {
		return errors.New("secret_key: set it together with access_key, or neither")
	}
	return nil
}

// Find is asked of one region of one account.
type Find func(ctx context.Context, config aws.Config) ([]discover.Candidate, error)

// Places are all regions of all accounts.
func (a *Access) Places(find Find) []discover.Place {
	regions, roles := a.Regions, a.RoleARNs
	if len(regions) == 0 {
		regions = []string{a.Region}
	}
	if len(roles) == 0 {
		roles = []string{""}
	}
	var places []discover.Place
	for _, region := range regions {
		for _, role := range roles {
			s := &session{access: a, region: region, role: role}
			places = append(places, discover.Place{
				Name: strings.TrimSpace(region + " " + role),
				Find: func(ctx context.Context) ([]discover.Candidate, error) { return s.find(ctx, find) },
			})
		}
	}
	return places
}

// session keeps credentials between refreshes, until they fail.
type session struct {
	access       *Access
	region, role string

	mu     sync.Mutex
	config *aws.Config
}

func (s *session) find(ctx context.Context, find Find) ([]discover.Candidate, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.config == nil {
		config, err := s.open(ctx)
		if err != nil {
			return nil, err
		}
		s.config = &config
	}
	found, err := find(ctx, *s.config)
	if err != nil {
		s.config = nil // a file with new credentials may have come meanwhile
	}
	return found, err
}

// Throttled requests are tried again this often, ever slower.
const (
	attempts   = 8
	longestGap = 5 * time.Second
)

func (s *session) open(ctx context.Context) (aws.Config, error) {
	a := s.access
	options := []func(*awsconfig.LoadOptions) error{
		awsconfig.WithRetryer(func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxAttempts, o.MaxBackoff = attempts, longestGap })
		}),
	}
	if s.region != "" {
		options = append(options, awsconfig.WithRegion(s.region))
	}
	if a.Profile != "" {
		options = append(options, awsconfig.WithSharedConfigProfile(a.Profile))
	}
	if a.Endpoint != "" {
		options = append(options, awsconfig.WithBaseEndpoint(a.Endpoint))
	}
	if a.AccessKey != "" {
		options = append(options, awsconfig.WithCredentialsProvider(credentials.NewStaticCredentialsProvider(a.AccessKey, string(a.SecretKey), "")))
	}
	config, err := awsconfig.LoadDefaultConfig(ctx, options...)
	if err != nil {
		return config, fmt.Errorf("load AWS configuration: %w", err)
	}
	if config.Region == "" {
		return config, errors.New("no region is known: set region in the entry or AWS_REGION in the environment")
	}
	config.HTTPClient = bounded{config.HTTPClient}
	config.Logger = nil // writes to standard error; what matters comes back as an error
	if s.role != "" {
		config.Credentials = aws.NewCredentialsCache(stscreds.NewAssumeRoleProvider(sts.NewFromConfig(config), s.role, s.assume))
	}
	return config, nil
}

// bounded passes on answers that end in an error where they are too long.
type bounded struct{ next aws.HTTPClient }

func (b bounded) Do(request *http.Request) (*http.Response, error) {
	response, err := b.next.Do(request)
	if err == nil {
		discover.BoundBody(response)
	}
	return response, err
}

func (s *session) assume(o *stscreds.AssumeRoleOptions) {
	o.RoleSessionName = "lookout"
	if s.access.ExternalID != "" {
		o.ExternalID = &s.access.ExternalID
	}
}
