package variable

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// leftOut are vectors of the page's that do not hold here, and why.
var leftOut = map[string]string{
	"a moment in a pattern":             "patterns of moment are for people who read a page",
	"a moment in a pattern with colons": "patterns of moment are for people who read a page",
	"a moment in a zone":                "patterns of moment are for people who read a page",
}

type vector struct {
	Name      string
	Variables map[string]struct {
		Text, Value any
		Multi, All  bool
		AllValue    string
		Fields      map[string]string
	}
	Text, Format, Want string
}

func TestInterpolateAsThePageDoes(t *testing.T) {
	content, err := os.ReadFile("../../../ui/src/dashboard/variables/testdata/interpolation.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []vector
	if err := json.Unmarshal(content, &vectors); err != nil {
		t.Fatal(err)
	}
	skipped := 0
	for _, v := range vectors {
		if leftOut[v.Name] != "" {
			skipped++
			continue
		}
		t.Run(v.Name, func(t *testing.T) {
			if have := Interpolate(v.Text, v.scope(), v.Format); have != v.Want {
				t.Errorf("have %q, want %q", have, v.Want)
			}
		})
	}
	if skipped != len(leftOut) {
		t.Errorf("%d of %d left-out vectors exist", skipped, len(leftOut))
	}
}

func (v vector) scope() Scope {
	scope := Scope{}
	for name, b := range v.Variables {
		value, listed := texts(b.Value)
		text, _ := texts(b.Text)
		scope[name] = Bound{Text: text, Value: value, Listed: listed, Multi: b.Multi, All: b.All, AllValue: b.AllValue, Fields: b.Fields}
	}
	return scope
}

func texts(v any) (all []string, listed bool) {
	items, listed := v.([]any)
	if !listed {
		return []string{v.(string)}, false
	}
	for _, item := range items {
		all = append(all, item.(string))
	}
	return all, true
}

func TestPlaceholders(t *testing.T) {
	variables := []model.Variable{
		{Type: "query", Name: "job", Multi: true, Current: model.Option{Value: "$__all", Values: []string{"$__all"}}},
		{Type: "query", Name: "metric", Current: model.Option{Value: "http_requests"}},
		{Type: "custom", Name: "quantile", Query: "0.5, 0.9"},
		{Type: "interval", Name: "window", Query: "5m,10m", Current: model.Option{Value: "$__auto_interval_window"}},
		{Type: "constant", Name: "prefix", Query: "shop"},
		{Type: "textbox", Name: "empty"},
	}
	cases := []struct{ text, first, second string }{
		{`rate(x{job=~"$job"}[$__rate_interval])`, `rate(x{job=~"someValue"}[5m1ms])`, `rate(x{job=~"someValue"}[5m1ms])`},
		{`${metric}_total`, `someValue_total`, `http_requests_total`},
		{`quantile($quantile, ${prefix}_x)`, `quantile(0.5, shop_x)`, `quantile(0.5, shop_x)`},
		{`x[$window:$__interval]`, `x[5m4ms:1m2ms]`, `x[5m4ms:1m2ms]`},
		{`x{y="$empty"}[${__range_s}s]`, `x{y="someValue"}[21600s]`, `x{y="someValue"}[21600s]`},
		{`x{y="$nosuch"}`, `x{y="$nosuch"}`, `x{y="$nosuch"}`},
	}
	scopes := Placeholders(variables)
	for _, c := range cases {
		for i, want := range []string{c.first, c.second} {
			if have := Interpolate(c.text, scopes[i], PromQL); have != want {
				t.Errorf("%s, scope %d: have %s, want %s", c.text, i, have, want)
			}
		}
	}
}

// TestGrowthIsBounded names long values often, and what All stands for within itself. Such a text stays as it is.
func TestGrowthIsBounded(t *testing.T) {
	for name, scope := range map[string]Scope{
		"long":   {"v": One(strings.Repeat("x", 100_000))},
		"nested": {"v": {Value: []string{"a", "b"}, All: true, AllValue: strings.Repeat("$v", 1000)}},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Repeat("$v", 100_000)
			require.True(t, text == Interpolate(text, scope, Glob))
		})
	}
	long := strings.Repeat("x", 2*longest)
	require.Equal(t, long+"1", Interpolate(long+"$v", Scope{"v": One("1")}, Text), "what was long before may be so after")
}
