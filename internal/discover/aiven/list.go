package aiven

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/prometheus/common/model"
)

// listedService is an item of the file that tenants keep.
type listedService struct {
	Service string            `json:"aiven_service"`
	Labels  map[string]string `json:"extra_labels"`
}

// largestList bounds the file.
const largestList = 16 << 20

// listed reads the file: labels by service. Without a file it is nil, which means all services.
func (f *finder) listed() (map[string]map[string]string, error) {
	if f.File == "" {
		return nil, nil
	}
	file, err := os.Open(f.File)
	if err != nil {
		return nil, fmt.Errorf("open list of services: %w", err)
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, largestList+1))
	if err != nil {
		return nil, fmt.Errorf("read list of services: %w", err)
	}
	if len(content) > largestList {
		return nil, fmt.Errorf("read list of services: %s is larger than %d MiB", f.File, largestList>>20)
	}
	wanted, err := parseList(content)
	if err != nil {
		return nil, fmt.Errorf("read list of services in %s: %w", f.File, err)
	}
	return wanted, nil
}

func parseList(content []byte) (map[string]map[string]string, error) {
	var list []listedService
	if err := json.Unmarshal(content, &list); err != nil {
		return nil, err
	}
	wanted := map[string]map[string]string{}
	for i, one := range list {
		if one.Service == "" {
			return nil, fmt.Errorf("item %d has no aiven_service", i+1)
		}
		if _, twice := wanted[one.Service]; twice {
			return nil, fmt.Errorf("aiven_service %q stands there twice", one.Service)
		}
		if err := checkLabels(one.Labels); err != nil {
			return nil, fmt.Errorf("extra_labels of %s: %w", one.Service, err)
		}
		if one.Labels == nil {
			one.Labels = map[string]string{}
		}
		wanted[one.Service] = one.Labels
	}
	if len(wanted) == 0 {
		return nil, errors.New("no service stands there")
	}
	return wanted, nil
}

// checkLabels refuses names that mean something to the scraper: a tenant who set __address__ would be sent the service's
// password.
func checkLabels(labels map[string]string) error {
	for name := range labels {
		if !model.LegacyValidation.IsValidLabelName(name) || strings.HasPrefix(name, model.ReservedLabelPrefix) {
			return fmt.Errorf("%q is no name of a label: use letters, digits and _, without __ at the beginning", name)
		}
	}
	return nil
}
