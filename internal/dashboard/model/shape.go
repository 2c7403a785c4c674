package model

import (
	"encoding/json"
	"fmt"
)

// checkShape refuses a document whose panels or variables are not where they should be: it would be drawn
// without them, and nobody would know why. What is empty says nothing, whatever its type; old documents
// and programs that write them have such.
func checkShape(dash object, path string) error {
	if err := checkPanels(dash, path); err != nil {
		return err
	}
	if err := checkList(dash, "rows", path); err != nil {
		return err
	}
	for i, row := range list(dash, "rows") {
		if row, ok := row.(object); ok {
			if err := checkPanels(row, index(path+".rows", i)); err != nil {
				return err
			}
		}
	}
	templating, ok := dash["templating"].(object)
	if !ok && !empty(dash["templating"]) {
		return wrongShape(path+".templating", `an object with a list of variables, such as {"list": []}`, dash["templating"])
	}
	return checkList(templating, "list", path+".templating")
}

// checkPanels looks at panels, and at those within rows. The depth of the JSON is bounded already, and so is
// this recursion.
func checkPanels(parent object, path string) error {
	if err := checkList(parent, "panels", path); err != nil {
		return err
	}
	for i, panel := range list(parent, "panels") {
		if panel, ok := panel.(object); ok && str(panel, "type") == "row" { // what others call panels is theirs
			if err := checkPanels(panel, index(path+".panels", i)); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkList wants a list of objects, or nothing.
func checkList(parent object, key, path string) error {
	items, ok := parent[key].([]any)
	if !ok && !empty(parent[key]) {
		return wrongShape(path+"."+key, "a list of objects", parent[key])
	}
	for i, item := range items {
		if _, ok := item.(object); !ok && !empty(item) {
			return wrongShape(index(path+"."+key, i), "an object", item)
		}
	}
	return nil
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case []any:
		return len(v) == 0
	case object:
		return len(v) == 0 || len(v) == 1 && v[originKey] != nil
	}
	return false
}

func wrongShape(path, want string, got any) error {
	return fmt.Errorf("%s is %s: write %s", path, kindOf(got), want)
}

func kindOf(v any) string {
	switch v.(type) {
	case string:
		return "a text"
	case json.Number:
		return "a number"
	case bool:
		return "a truth value"
	case []any:
		return "a list"
	default:
		return "an object"
	}
}
