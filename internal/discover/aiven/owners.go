package aiven

import (
	"context"
	"fmt"

	"github.com/lookout-monitor/lookout/internal/discover/cloudfoundry"
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
	known := byGUID(instances)
	for i := range p.services {
		service := &p.services[i]
		if instance := known.of(service.Tags["service_guid"], service.ServiceName); instance != nil {
			service.owner = instance.Labels()
		}
	}
	return nil
}

// guids finds instances by their GUIDs, of which there may be many thousands.
type guids struct {
	instances map[string]*cloudfoundry.Instance
	lengths   map[int]bool // of the GUIDs: one, as a rule
}

func byGUID(instances []cloudfoundry.Instance) guids {
	known := guids{map[string]*cloudfoundry.Instance{}, map[int]bool{}}
	for i := range instances {
		if guid := instances[i].GUID; guid != "" {
			known.instances[guid], known.lengths[len(guid)] = &instances[i], true
		}
	}
	return known
}

// of is the instance with this GUID, or else one whose GUID is a part of the name; nil where there is none.
func (g guids) of(guid, name string) *cloudfoundry.Instance {
	if instance := g.instances[guid]; instance != nil {
		return instance
	}
	for length := range g.lengths {
		for at := 0; at+length <= len(name); at++ {
			if instance := g.instances[name[at:at+length]]; instance != nil {
				return instance
			}
		}
	}
	return nil
}
