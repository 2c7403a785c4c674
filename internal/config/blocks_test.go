package config

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/require"
)

// door is a block as another package would define it.
type door struct {
	Name   string         `yaml:"name" help:"What it is called." example:"front"`
	Period model.Duration `yaml:"period" help:"How often it opens." default:"1m" example:"5m"`
	Count  int            `yaml:"count" help:"How many there are."`
	Inner  *hinge         `yaml:"inner" help:"What it hangs by."`
	Labels map[string]string
}

type hinge struct {
	Side string `yaml:"side" help:"Where it hangs: left or right." example:"left"`
}

func (d *door) UnmarshalYAML(unmarshal func(any) error) error {
	*d = door{Period: model.Duration(time.Minute)}
	type plain door
	return unmarshal((*plain)(d))
}

func (d *door) Validate() error {
	if d.Name == "" {
		return errors.New("name is missing")
	}
	return nil
}

func (h *hinge) Validate() error {
	if h.Side != "left" && h.Side != "right" {
		return fmt.Errorf("side: %q is neither left nor right", h.Side)
	}
	return nil
}

func TestABlockOfAnotherPackageIsReadStrictly(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"whole", "- {name: a, period: 5s, count: 3, inner: {side: left}, labels: {x: y}}", ""},
		{"misspelt", "- name: a\n  perid: 5s", `:2:3: unknown key "perid" (did you mean period?)`},
		{"misspelt within", "- name: a\n  inner:\n    sid: left", `:3:5: unknown key "sid" (did you mean side?)`},
		{"twice", "- name: a\n  name: b", `:2:3: key "name" is set twice (remove one of them)`},
		{"no duration", "- name: a\n  period: soon", `:2:11: not a valid duration string: "soon"`},
		{"no number", "- name: a\n  count: some", `:2:10: "some" does not fit (write a whole number)`},
		{"no list", "name: a", ":1:1: needs a list (write a list, each item on a line of its own after a dash)"},
		{"no block", "- name: a\n  inner: 5", ":2:10: needs a block of keys"},
		{"meaningless", "- name: a\n- period: 5s", ":2:3: name is missing"},
		{"meaningless at a key", "- name: a\n  inner: {side: up}", `:2:17: side: "up" is neither left nor right`},
	} {
		t.Run(c.name, func(t *testing.T) {
			root, err := parseTree("f", c.text)
			require.NoError(t, err)
			doors := map[*Config]*[]door{}
			set := setBlock(func(c *Config) *[]door { doors[c] = &[]door{}; return doors[c] })
			cfg := &Config{}
			err = set(cfg, root)
			got := ""
			if err != nil {
				require.True(t, eachMistake(err, func(m *mistake) {
					got += (&Error{Line: m.at.Line, Column: m.at.Column, Problem: m.problem, Hint: m.hint}).Error()
				}))
			}
			require.Equal(t, c.want, got)
			if c.name == "whole" {
				require.Equal(t, []door{{
					Name: "a", Period: model.Duration(5 * time.Second), Count: 3,
					Inner: &hinge{Side: "left"}, Labels: map[string]string{"x": "y"},
				}}, *doors[cfg])
			}
		})
	}
}

func TestTheReferenceOfABlockIsItsTags(t *testing.T) {
	var b strings.Builder
	writeBlock(&b, "doors", reflect.TypeFor[[]door]())
	require.Equal(t, `| `+"`doors[].name` | text | none | `front`"+` | What it is called. |
| `+"`doors[].period` | duration | 1m | `5m`"+` | How often it opens. |
| `+"`doors[].count`"+` | whole number | none |  | How many there are. |
| `+"`doors[].inner`"+` | block | none |  | What it hangs by. |
| `+"`doors[].inner.side` | text | none | `left`"+` | Where it hangs: left or right. |
`, b.String())
}
