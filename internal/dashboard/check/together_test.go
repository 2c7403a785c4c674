package check

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestTogether(t *testing.T) {
	ignoring := map[string]any{"lookout": map[string]any{"ignore": []any{"main-missing"}}}
	cases := []struct {
		name   string
		boards []Board
		want   string
	}{
		{"a service with its main one", []Board{{Service: "shop", UID: "shop-main"}, {Service: "shop", UID: "stock"}}, ""},
		{"main by its file", []Board{{Service: "shop", Name: "shop-main.json", UID: "x"}}, ""},
		{"no main one", []Board{{Service: "shop", UID: "stock"}, {Service: "shop", UID: "cart-main"}}, "0 main-missing: service shop ships 2 dashboards, and none is shop-main"},
		{"meant so", []Board{{Service: "shop", UID: "stock", Raw: ignoring}}, ""},
		{"a folder named after its service", []Board{{Folder: "a/shop/dashboards", Name: "a/shop/dashboards/shop-stock.json"}, {Folder: "a/shop/dashboards", Name: "a/shop/dashboards/b.json"}},
			"0 main-missing: service shop ships 2 dashboards, and none is shop-main"},
		{"a folder that is of no service", []Board{{Folder: "team", Name: "team/stock.json"}, {Folder: ".", Name: "a.json"}, {Folder: "", Name: "b.json"}}, ""},
		{"a uid twice", []Board{{Name: "a", UID: "x", Title: "A"}, {Name: "b", UID: "x", Title: "A"}, {Name: "c"}, {Name: "d"}}, `1 uid-twice: a has the uid "x" too`},
		{"a title twice", []Board{{Name: "a", UID: "x", Title: "A"}, {Name: "b", UID: "y", Title: "A"}, {Name: "c", UID: "z", Title: "A", Folder: "else"}}, `1 title-twice: a has the title "A" too`},
		{"a title twice, both without uid", []Board{{Name: "a", Title: "A"}, {Name: "b", Title: "A"}}, `1 title-twice: a has the title "A" too`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var have []string
			found := Together(c.boards)
			for _, i := range slices.Sorted(maps.Keys(found)) {
				for _, f := range found[i] {
					have = append(have, string(rune('0'+i))+" "+f.Rule+": "+f.Message)
				}
			}
			if strings.Join(have, "\n") != c.want {
				t.Errorf("have %q, want %q", have, c.want)
			}
		})
	}
}
