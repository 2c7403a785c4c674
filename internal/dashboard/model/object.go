package model

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// object is a JSON object that is being migrated. Documents come from anywhere, so every reader below
// takes a value of the wrong type for an absent one.
type object = map[string]any

// originKey marks, while a document is being migrated, where an object stood in the stored document.
// No JSON that people write holds such a key; the view takes it out again.
const originKey = "\x00origin"

func obj(o object, key string) object {
	v, _ := o[key].(object)
	return v
}

func list(o object, key string) []any {
	v, _ := o[key].([]any)
	return v
}

// objects returns the objects of a list and leaves out what is none.
func objects(o object, key string) []object {
	var out []object
	for _, v := range list(o, key) {
		if inner, ok := v.(object); ok {
			out = append(out, inner)
		}
	}
	return out
}

func anys(objects []object) []any {
	out := make([]any, len(objects))
	for i, o := range objects {
		out[i] = o
	}
	return out
}

// str returns a string, or a number or truth value as it was spelled.
func str(o object, key string) string { return text(o[key]) }

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64)
	}
	return ""
}

// maxName bounds a text that is repeated in places where the stored document said it once, so that a
// small document cannot become a large one.
const maxName = 300

func short(s string) string {
	if len(s) > maxName {
		return strings.ToValidUTF8(s[:maxName], "")
	}
	return s
}

// strs returns the strings of a list; a single string is a list of one.
func strs(v any) []string {
	if s, ok := v.(string); ok && s != "" {
		return []string{s}
	}
	items, _ := v.([]any)
	out := []string{}
	for _, item := range items {
		if s := text(item); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// num reads a number that may be spelled as a string, as old editors did.
func num(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case float64:
		return v, true
	case json.Number, string:
		f, err := strconv.ParseFloat(strings.TrimSpace(text(v)), 64)
		return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	}
	return 0, false
}

// whole reads a whole number between low and high; what is beyond is brought to the nearer end.
func whole(v any, low, high, fallback int) int {
	f, ok := num(v)
	if !ok {
		return fallback
	}
	return int(min(max(f, float64(low)), float64(high)))
}

func truth(o object, key string) bool {
	b, _ := o[key].(bool)
	return b
}

func has(o object, key string) bool { return o[key] != nil }

// child returns the object at key and puts an empty one there if there is none.
func child(o object, key string) object {
	v := obj(o, key)
	if v == nil {
		v = object{}
		o[key] = v
	}
	return v
}

// fill sets a key that is absent or null.
func fill(o object, key string, value any) {
	if o[key] == nil {
		o[key] = value
	}
}

// move renames a key unless the new name is taken.
func move(from object, key string, to object, as string) {
	if v, ok := from[key]; ok && v != nil {
		fill(to, as, v)
	}
	delete(from, key)
}

func drop(o object, keys ...string) {
	for _, k := range keys {
		delete(o, k)
	}
}
