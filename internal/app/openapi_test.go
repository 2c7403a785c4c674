package app_test

import (
	"fmt"
	"maps"
	"math"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/lookout-monitor/lookout/internal/testkit"
)

// TestAnswersAreWhatTheDescriptionSays asks for every resource that answers in
// JSON and holds the answer against the description that the same server hands
// out. An alert that fires and a silence give the lists something to hold.
func TestAnswersAreWhatTheDescriptionSays(t *testing.T) {
	hook := testkit.NewWebhook(t)
	owned := testkit.NewTarget(t, "a 1\nb 1\n")
	s := testkit.Start(t, testkit.Setup{
		Lookout: fmt.Sprintf(`
global: {scrape_interval: 1s, evaluation_interval: 1s}
watch: [self]
budgets: [{samples: 10}, {per: team, samples: 1}]
scrape_configs:
- {job_name: owned, static_configs: [{targets: [%q], labels: {team: shop}}]}
- {job_name: a, static_configs: [{targets: ['127.0.0.1:1']}]}
- {job_name: goes, file_sd_configs: [{files: [found.json], refresh_interval: 1s}]}
heartbeats: [{name: backup, period: 1d, labels: {team: storage}}]
dashboards: {interval: 1s, folders: [{path: boards}], services: [{name: gone, address: '127.0.0.1:1'}]}
grafana_sync: [{url: 'http://127.0.0.1:1'}]
legacy_status: [{name: told, targets: ['http://127.0.0.1:1/']}]
rule_files: [rules.yml]
route: {receiver: hook, group_wait: 0s}
receivers: [{name: hook, webhook_configs: [{url: %q}]}]
`, owned.Address, hook.URL),
		Files: map[string]string{"boards/broken.json": "{", "found.json": `[{"targets": ["127.0.0.1:1"]}]`, "rules.yml": "groups: [{name: g, rules: [{alert: Always, expr: vector(1), annotations: {summary: it fires}}]}]\n"},
	})
	hook.Next(t, time.Minute)
	silence := fmt.Sprintf(`{"matchers":[{"name":"a","value":"b","isRegex":false}],"startsAt":%q,"endsAt":%q,"createdBy":"t","comment":"c"}`,
		time.Now().Format(time.RFC3339), time.Now().Add(time.Hour).Format(time.RFC3339))
	code, body := s.Post("/alertmanager/api/v2/silences", "application/json", silence)
	require.Equal(t, http.StatusOK, code, body)

	code, body = s.Post("/metrics/job/backup", "", "size_bytes 1\n")
	require.Equal(t, http.StatusOK, code, body)
	var pushed struct{ Groups []struct{ ID string } }
	s.GetJSON("/lookout/api/v1/pushed", &pushed)

	code, body = s.Post("/lookout/api/v1/dashboards", "application/json", `{"dashboard": {"uid": "d", "title": "D", "tags": ["t"], "panels": [{"type": "graph", "title": "P"}, {"title": "typeless"}]}}`)
	require.Equal(t, http.StatusOK, code, body)

	s.AwaitRemembered(5)
	s.WriteFile("found.json", "[]")

	s.Get("/probe?module=tcp_connect&target=" + strings.TrimPrefix(s.URL, "http://"))
	s.Get("/probe?module=tcp_connect&target=127.0.0.1:1")
	_, text := s.Get("/lookout/api/v1/openapi.yaml")
	var document map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &document))
	d := description(document)
	checked := 0
	for resource := range d.at("paths") {
		schema := d.at("paths", resource, "get", "responses", "200", "content", "application/json", "schema")
		if schema == nil {
			continue
		}
		checked++
		t.Run(path.Base(resource), func(t *testing.T) {
			var answer any
			testkit.Eventually(t, 30*time.Second, func() error {
				s.GetJSON("/lookout/api/v1"+strings.NewReplacer("{id}", pushed.Groups[0].ID, "{uid}", "d").Replace(resource), &answer)
				return emptyList(answer)
			})
			require.NoError(t, d.validate(schema, answer, "answer"))
		})
	}
	require.GreaterOrEqual(t, checked, 4, "resources that answer in JSON")
}

// emptyList is an error as long as a resource that is one list has no entry: a
// notification stands in the journal only once its delivery has returned.
func emptyList(answer any) error {
	object, _ := answer.(map[string]any)
	for key, value := range object {
		if list, ok := value.([]any); ok && len(list) == 0 {
			return fmt.Errorf("%s is empty", key)
		}
	}
	return nil
}

// description is an OpenAPI document.
type description map[string]any

// at follows keys down; nil when there is nothing.
func (d description) at(keys ...string) map[string]any {
	node := map[string]any(d)
	for _, key := range keys {
		node, _ = node[key].(map[string]any)
	}
	return node
}

// validate holds a value against the part of JSON Schema that the document
// uses; anything else in a schema is an error, so that none is passed over.
func (d description) validate(schema map[string]any, value any, where string) error {
	if reference, ok := schema["$ref"].(string); ok {
		name := path.Base(reference)
		target := d.at("components", "schemas", name)
		if target == nil {
			return fmt.Errorf("%s: %s is not defined", where, reference)
		}
		return d.validate(target, value, where)
	}
	for keyword, wanted := range schema {
		if err := d.keyword(schema, keyword, wanted, value, where); err != nil {
			return err
		}
	}
	return nil
}

func (d description) keyword(schema map[string]any, keyword string, wanted, value any, where string) error {
	switch keyword {
	case "description":
		return nil
	case "additionalProperties":
		return d.everyProperty(wanted, value, where)
	case "type":
		return checkType(wanted, value, where)
	case "format":
		return checkTime(wanted, value, where)
	case "enum":
		if list, _ := wanted.([]any); !slices.Contains(list, value) {
			return fmt.Errorf("%s: %v is none of %v", where, value, list)
		}
		return nil
	case "items":
		return d.items(wanted, value, where)
	case "required":
		return required(wanted, value, where)
	case "properties":
		return d.properties(schema, value, where)
	default:
		return fmt.Errorf("%s: the test does not know the keyword %q", where, keyword)
	}
}

func checkType(wanted, value any, where string) error {
	types, several := wanted.([]any)
	if !several {
		types = []any{wanted}
	}
	number, isNumber := value.(float64)
	for _, name := range types {
		matches := false
		switch name {
		case "string":
			_, matches = value.(string)
		case "boolean":
			_, matches = value.(bool)
		case "number":
			matches = isNumber
		case "integer":
			matches = isNumber && number == math.Trunc(number)
		case "array":
			_, matches = value.([]any)
		case "object":
			_, matches = value.(map[string]any)
		case "null":
			matches = value == nil
		}
		if matches {
			return nil
		}
	}
	return fmt.Errorf("%s: %v is no %v", where, value, wanted)
}

func checkTime(wanted, value any, where string) error {
	if wanted != "date-time" {
		return fmt.Errorf("%s: the test does not know the format %v", where, wanted)
	}
	text, ok := value.(string)
	if !ok {
		return nil // null, if the type allows it
	}
	at, err := time.Parse(time.RFC3339, text)
	if err == nil && at.Location() != time.UTC {
		err = fmt.Errorf("%s is not in UTC", text)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", where, err)
	}
	return nil
}

func (d description) items(wanted, value any, where string) error {
	schema, _ := wanted.(map[string]any)
	list, _ := value.([]any)
	for i, item := range list {
		if err := d.validate(schema, item, fmt.Sprintf("%s[%d]", where, i)); err != nil {
			return err
		}
	}
	return nil
}

func required(wanted, value any, where string) error {
	if value == nil {
		return nil // no object: whether that may be, the type says
	}
	keys, _ := wanted.([]any)
	object, _ := value.(map[string]any)
	for _, key := range keys {
		if _, ok := object[key.(string)]; !ok {
			return fmt.Errorf("%s: %v is missing", where, key)
		}
	}
	return nil
}

// properties looks at each key of an object; one that is not described is an
// error, because a client that reads the description would not know it.
func (d description) properties(schema map[string]any, value any, where string) error {
	described, _ := schema["properties"].(map[string]any)
	object, _ := value.(map[string]any)
	for _, key := range slices.Sorted(maps.Keys(object)) {
		property, ok := described[key].(map[string]any)
		if !ok {
			return fmt.Errorf("%s: %s is not described", where, key)
		}
		if err := d.validate(property, object[key], where+"."+key); err != nil {
			return err
		}
	}
	return nil
}

func (d description) everyProperty(wanted, value any, where string) error {
	schema, _ := wanted.(map[string]any)
	object, _ := value.(map[string]any)
	for key, property := range object {
		if err := d.validate(schema, property, where+"."+key); err != nil {
			return err
		}
	}
	return nil
}
