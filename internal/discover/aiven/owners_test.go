package aiven

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/discover/cloudfoundry"
)

func TestInstancesAreFoundByTagOrName(t *testing.T) {
	known := byGUID([]cloudfoundry.Instance{{Name: "none"}, {Name: "long", GUID: "0f2a-11"}, {Name: "short", GUID: "77"}})
	for _, c := range []struct{ guid, name, want string }{
		{"0f2a-11", "kafka", "long"},
		{"", "kafka-0f2a-11", "long"},
		{"", "0f2a-11-kafka", "long"},
		{"elsewhere", "77", "short"},
		{"77", "kafka-0f2a-11", "short"}, // the tag says it, the name hints at it
		{"", "kafka-0f2a", ""},
		{"", "", ""},
	} {
		found := ""
		if instance := known.of(c.guid, c.name); instance != nil {
			found = instance.Name
		}
		require.Equal(t, c.want, found, "%+v", c)
	}
}
