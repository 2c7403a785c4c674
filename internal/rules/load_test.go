package rules_test

import (
	"context"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/common/model"
	promconfig "github.com/prometheus/prometheus/config"
	"github.com/prometheus/prometheus/promql"
	"github.com/prometheus/prometheus/promql/parser"
	"go.uber.org/goleak"

	"github.com/lookout-monitor/lookout/internal/rules"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func load(conf *promconfig.Config, builtin ...rules.File) (*rules.Set, error) {
	conf.GlobalConfig.MetricNameValidationScheme = model.UTF8Validation
	return rules.Load(conf, builtin, parser.NewParser(parser.Options{}), slog.New(slog.DiscardHandler))
}

const good = "groups:\n- name: g\n  rules:\n  - record: a:b\n    expr: vector(1)\n"

func TestProblemsHaveAPlaceAndAHint(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"unknown key": {
			"groups:\n- name: g\n  rules:\n  - alert: A\n    exprr: up\n",
			`r.yml:5:5: unknown key "exprr" in groups[0].rules[0] (did you mean expr?)`,
		},
		"two unknown keys": {
			"groups:\n- name: g\n  intervall: 1m\n  rules:\n  - alert: A\n    expr: up\n    labelz: {a: b}\n",
			"r.yml:3:3: unknown key \"intervall\" in groups[0] (did you mean interval?)\n" +
				`r.yml:7:5: unknown key "labelz" in groups[0].rules[0] (did you mean labels?)`,
		},
		"misplaced key": {
			"groups:\n- name: g\n  expr: up\n",
			`r.yml:3:3: unknown key "expr" in groups[0] (expr belongs under groups.rules)`,
		},
		"key twice": {
			"groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    expr: down\n",
			`r.yml:6:5: key "expr" is set twice, first in line 5 (remove one of them)`,
		},
		"syntax": {
			"groups:\n- name: g\n\trules: []\n",
			"r.yml:3:1: found a tab character that violates indentation while scanning a plain scalar that starts in line 2 (indent with spaces, not tabs)",
		},
		"open quote": {
			"groups:\n- name: \"g\n",
			"r.yml:3:1: found unexpected end of stream while scanning a quoted scalar that starts in line 2 (a closing quote is missing)",
		},
		"wrong type": {
			"groups:\n- name: g\n  rules: up\n",
			"r.yml:3:10: cannot unmarshal !!str `up` into []rulefmt.Rule (write a list, each item on a line of its own after a dash)",
		},
		"bad duration": {
			"groups:\n- name: a\n  rules: []\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    for: 5 minutes\n",
			`r.yml:8:5: unknown unit " minutes" in duration "5 minutes" (write a number and a unit, such as 15s, 5m, 12h or 30d)`,
		},
		"bad expression": {
			"groups:\n- name: g\n  rules:\n  - alert: A\n    expr: sum(up\n",
			`r.yml:5:11: group "g", rule 1, "A": could not parse expression: 1:7: parse error: unclosed left parenthesis (the position is that within the expression)`,
		},
		"group twice": {
			"groups:\n- name: g\n  rules: []\n- name: g\n  rules: []\n",
			`r.yml:4:3: groupname: "g" is repeated in the same file (give each group a name of its own)`,
		},
		"group without name": {
			"groups:\n- rules: []\n",
			`r.yml:2:3: Groupname must not be empty (add a name to the group)`,
		},
		"neither record nor alert": {
			"groups:\n- name: g\n  rules:\n  - expr: up\n",
			`r.yml:4:5: group "g", rule 1, "": one of 'record' or 'alert' must be set (add alert: and a name, or record: and a name)`,
		},
		"both record and alert": {
			"groups:\n- name: g\n  rules:\n  - expr: up\n    record: a\n    alert: b\n",
			`r.yml:5:13: group "g", rule 1, "b": only one of 'record' and 'alert' must be set (keep one of them)`,
		},
		"no expression": {
			"groups:\n- name: g\n  rules:\n  - {record: ok, expr: up}\n  - alert: A\n",
			`r.yml:5:5: group "g", rule 2, "A": field 'expr' must be set in rule (add expr: and what to evaluate)`,
		},
		"bad label": {
			"groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    labels:\n      team: sre\n      __name__: x\n",
			`r.yml:8:7: group "g", rule 1, "A": invalid label name: __name__ (choose another name)`,
		},
		"bad label of a group": {
			"groups:\n- name: a\n  labels: {x: y}\n- name: g\n  labels:\n    __name__: x\n",
			`r.yml:6:5: invalid label name: __name__ (choose another name)`,
		},
		"bad template": {
			"groups:\n- name: g\n  rules:\n  - alert: A\n    expr: up\n    annotations:\n      summary: fine\n      description: \"{{ $lables.x }}\"\n",
			`r.yml:8:7: group "g", rule 1, "A": annotation "description": template: __alert_A:1: undefined variable "$lables"` +
				" (close every {{ with }}; $labels, $externalLabels, $externalURL and $value are known in it)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "r.yml")
			write(t, path, test.text)
			_, err := load(&promconfig.Config{RuleFiles: []string{path}})
			if err == nil {
				t.Fatal("passes")
			}
			if got := strings.ReplaceAll(err.Error(), filepath.Dir(path)+"/", ""); !strings.HasPrefix(got, test.want) {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
		})
	}
}

func TestEverythingWrongIsReportedAtOnce(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a.yml"), "groups:\n- name: \"\"\n")
	write(t, filepath.Join(dir, "b.yml"), "group: []\n")
	write(t, filepath.Join(dir, "c.yml"), good)
	builtin := rules.File{Name: "builtin:x.yml", Content: []byte("groups:\n- {name: g, rules: [{alert: A, expr: up(}]}\n")}
	_, err := load(&promconfig.Config{RuleFiles: []string{dir + "/*.yml", dir + "/a.yml", "["}}, builtin)
	if err == nil {
		t.Fatal("passes")
	}
	var at []string
	for line := range strings.Lines(err.Error()) {
		place, _, _ := strings.Cut(strings.ReplaceAll(line, dir+"/", ""), ": ")
		at = append(at, place)
	}
	if got, want := strings.Join(at, " "), "a.yml:2:3 b.yml:1:1 [ builtin:x.yml:2:38"; !sameWords(got, want) {
		t.Errorf("reports\n%s\nwant places %s", err, want)
	}
}

func sameWords(a, b string) bool {
	words := map[string]int{}
	for word := range strings.FieldsSeq(a) {
		words[word]++
	}
	for word := range strings.FieldsSeq(b) {
		words[word]--
	}
	for _, n := range words {
		if n != 0 {
			return false
		}
	}
	return true
}

// TestWhatWasJudgedIsWhatIsApplied changes and removes the files after they
// were loaded.
func TestWhatWasJudgedIsWhatIsApplied(t *testing.T) {
	dir := t.TempDir()
	kept, changed := filepath.Join(dir, "kept.yml"), filepath.Join(dir, "changed.yml")
	write(t, kept, good)
	write(t, changed, strings.Replace(good, "name: g", "name: before", 1))
	conf := &promconfig.Config{RuleFiles: []string{dir + "/*.yml"}}
	conf.GlobalConfig.EvaluationInterval = model.Duration(time.Minute)
	set, err := load(conf, rules.File{Name: "builtin:b.yml", Content: []byte(strings.Replace(good, "name: g", "name: ours", 1))})
	if err != nil {
		t.Fatal(err)
	}
	write(t, changed, "groups: broken")
	write(t, filepath.Join(dir, "new.yml"), good)
	if err := os.Remove(kept); err != nil {
		t.Fatal(err)
	}

	e := evaluator(t)
	if err := e.Apply(conf, set); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, g := range e.Groups() {
		names = append(names, filepath.Base(g.File())+"/"+g.Name())
	}
	if got, want := strings.Join(names, " "), "builtin:b.yml/ours changed.yml/before kept.yml/g"; !sameWords(got, want) {
		t.Errorf("evaluates %s, want %s", got, want)
	}
}

func evaluator(t *testing.T) *rules.Evaluator {
	t.Helper()
	engine := promql.NewEngine(promql.EngineOpts{
		Timeout: time.Second, MaxSamples: 1, NoStepSubqueryIntervalFn: func(int64) int64 { return 1000 },
		Parser: parser.NewParser(parser.Options{}),
	})
	e := rules.New(rules.Options{
		Engine: engine, ExternalURL: &url.URL{}, Parser: parser.NewParser(parser.Options{}),
		Logger: slog.New(slog.DiscardHandler), Registerer: prometheus.NewRegistry(),
	}, model.UTF8Validation)
	t.Cleanup(func() {
		stopped, cancel := context.WithCancel(context.Background())
		cancel()
		if err := e.Run(stopped); err != nil {
			t.Error(err)
		}
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
