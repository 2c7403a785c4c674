package aiven

import "testing"

func FuzzParseList(f *testing.F) {
	f.Add([]byte(`[{"aiven_service": "kafka", "extra_labels": {"org_name": "acme"}}]`))
	f.Add([]byte(`[{"aiven_service": ""}]`))
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
		}
	})
}
