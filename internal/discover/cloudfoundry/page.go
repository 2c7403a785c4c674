package cloudfoundry

import "maps"

// instancesPage is a page of /v3/service_instances with the spaces and organisations it refers to.
type instancesPage struct {
	Pagination struct {
		Next *struct{ Href string }
	}
	Resources []struct {
		GUID, Name string
		Metadata   struct {
			Labels, Annotations map[string]string
		}
		Relationships struct{ Space related }
	}
	Included struct {
		Spaces []struct {
			GUID, Name    string
			Relationships struct{ Organization related }
		}
		Organizations []struct{ GUID, Name string }
	}
}

type related struct{ Data struct{ GUID string } }

// instances joins what the page holds in three lists.
func (p *instancesPage) instances() []Instance {
	type place struct{ name, org string }
	spaces, orgs := map[string]place{}, map[string]string{}
	for _, space := range p.Included.Spaces {
		spaces[space.GUID] = place{space.Name, space.Relationships.Organization.Data.GUID}
	}
	for _, org := range p.Included.Organizations {
		orgs[org.GUID] = org.Name
	}
	var instances []Instance
	for _, r := range p.Resources {
		space := r.Relationships.Space.Data.GUID
		metadata := map[string]string{}
		maps.Copy(metadata, r.Metadata.Annotations)
		maps.Copy(metadata, r.Metadata.Labels)
		instances = append(instances, Instance{
			GUID: r.GUID, Name: r.Name, SpaceGUID: space, SpaceName: spaces[space].name,
			OrgGUID: spaces[space].org, OrgName: orgs[spaces[space].org], Metadata: metadata,
		})
	}
	return instances
}
