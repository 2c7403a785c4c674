package config_test

import (
	"encoding/json"
	"testing"

	"github.com/lookout-monitor/lookout/internal/config"
)

// maskingEnv has values as they occur: short and long, secret and harmless, the one beginning like the other.
func maskingEnv(name string) (string, bool) {
	value, ok := map[string]string{
		"DB_PASS":   "pass",
		"PIN_TOKEN": "123",
		"ZONE":      "north",
		"HOOK":      "https://hooks.example.org/T0/<b>&c",
		"API_KEY":   "0123456789",
		"LONG_KEY":  "0123456789-abc",
		"TWIN_KEY":  "0123456789",
	}[name]
	return value, ok
}

func TestMask(t *testing.T) {
	path := t.TempDir() + "/lookout.yml"
	write(t, path, `
external_labels: {a: "${DB_PASS}", b: "${PIN_TOKEN}", c: "${ZONE}", d: "${HOOK}", e: "${API_KEY}", f: "${LONG_KEY}", g: "${TWIN_KEY}",
  h: "x${DB_PASS}y", i: "$${DB_PASS}z"}
`)
	cfg, err := config.Load(config.Source{LookoutFile: path}, config.Environment{LookupEnv: maskingEnv})
	if err != nil {
		t.Fatal(err)
	}
	inJSON, err := json.Marshal(map[string]string{"hook": "https://hooks.example.org/T0/<b>&c"})
	if err != nil {
		t.Fatal(err)
	}
	for name, test := range map[string]struct{ text, want string }{
		"short secret":            {"http://u:pass@db/", "http://u:${DB_PASS}@db/"},
		"words stay":              {"password_file: bypass passes pass_through", "password_file: bypass passes pass_through"},
		"short secret in a word":  {"is xpassy", "is x${DB_PASS}y"},
		"too short to hide":       {"port 123", "port 123"},
		"short and no secret":     {"zone north", "zone north"},
		"long, whatever its name": {"POST https://hooks.example.org/T0/<b>&c: 404", "POST ${HOOK}: 404"},
		"in JSON":                 {string(inJSON), `{"hook":"${HOOK}"}`},
		"in a query":              {"?to=https%3A%2F%2Fhooks.example.org%2FT0%2F%3Cb%3E%26c", "?to=${HOOK}"},
		"longer first":            {"0123456789-abc and 0123456789", "${LONG_KEY} and ${API_KEY}"},
		"within a word":           {"key0123456789key", "key${API_KEY}key"},
		"nothing":                 {"", ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := cfg.Mask(test.text); got != test.want {
				t.Errorf("%q becomes %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestMaskWithoutVariables(t *testing.T) {
	if got := mustLoad(t, "watch: [self]\n").Mask("password: pass"); got != "password: pass" {
		t.Errorf("becomes %q", got)
	}
}
