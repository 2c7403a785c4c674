package aiven

import (
	"strings"
	"testing"
)

func TestTenantsCannotSendTheScraperElsewhere(t *testing.T) {
	for _, name := range []string{"__address__", "__scheme__", "__meta_lookout_access", "--address--", "a b"} {
		_, err := parseList([]byte(`[{"aiven_service": "kafka", "extra_labels": {"` + name + `": "evil.example.org:80"}}]`))
		if err == nil || !strings.Contains(err.Error(), "extra_labels of kafka") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseList(f *testing.F) {
	f.Add([]byte(`[{"aiven_service": "kafka", "extra_labels": {"org_name": "acme"}}]`))
	f.Add([]byte(`[{"aiven_service": ""}]`))
	f.Add([]byte(`[{"aiven_service": "kafka", "extra_labels": {"__address__": "elsewhere"}}]`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, content []byte) {
		wanted, err := parseList(content)
		if err == nil && len(wanted) == 0 {
			t.Error("a list without a service is taken for good")
		}
		for name, labels := range wanted {
			if name == "" || labels == nil {
				t.Errorf("service %q has labels %v", name, labels)
			}
			for label := range labels {
				if strings.HasPrefix(label, "__") {
					t.Errorf("service %q sets %q", name, label)
				}
			}
		}
	})
}
