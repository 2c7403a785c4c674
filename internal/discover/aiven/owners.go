package aiven

import (
	"context"
	"fmt"
	"strings"
)

// addOwners tells services whose Cloud Foundry instance they stand behind, where there is one to ask.
func (f *finder) addOwners(ctx context.Context, p *project) error {
	if f.CloudFoundry == nil {
		return nil
	}
	instances, err := f.CloudFoundry.Instances(ctx)
	if err != nil {
		return fmt.Errorf("ask Cloud Foundry whose services these are: %w", err)
	}
	for i := range p.services {
		service := &p.services[i]
		for _, instance := range instances {
			if instance.GUID != "" && (service.Tags["service_guid"] == instance.GUID || strings.Contains(service.ServiceName, instance.GUID)) {
				service.owner = instance.Labels()
			}
		}
	}
	return nil
}
