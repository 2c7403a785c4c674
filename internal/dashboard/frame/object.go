package frame

import (
	"encoding/json"
	"math"
	"strconv"
	"strings"
)

// Object is a JSON object of a dashboard. People write dashboards by hand, so every reader takes a value
// of the wrong type for one that is absent.
type Object map[string]any

// Of reads a value as an object.
func Of(v any) Object {
	o, _ := v.(map[string]any)
	return o
}

// Object is the object at a key.
func (o Object) Object(key string) Object { return Of(o[key]) }

// Objects are the objects in the list at a key.
func (o Object) Objects(key string) []Object {
	var out []Object
	for _, v := range o.List(key) {
		if inner := Of(v); inner != nil {
			out = append(out, inner)
		}
	}
	return out
}

// List is the list at a key.
func (o Object) List(key string) []any {
	list, _ := o[key].([]any)
	return list
}

// Texts are the texts in the list at a key.
func (o Object) Texts(key string) []string {
	var out []string
	for _, v := range o.List(key) {
		if s := textOf(v); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// Text is the text at a key, or a number as it was spelled.
func (o Object) Text(key string) string { return textOf(o[key]) }

// TextOr is the text at a key, or what is assumed.
func (o Object) TextOr(key, assumed string) string {
	if s := o.Text(key); s != "" {
		return s
	}
	return assumed
}

// Number is the number at a key; nil if there is none.
func (o Object) Number(key string) *float64 {
	f, ok := numberOf(o[key])
	if !ok {
		return nil
	}
	return &f
}

// NumberOr is the number at a key, or what is assumed.
func (o Object) NumberOr(key string, assumed float64) float64 {
	if f, ok := numberOf(o[key]); ok {
		return f
	}
	return assumed
}

// Truth tells whether true stands at a key.
func (o Object) Truth(key string) bool { return o.TruthOr(key, false) }

// TruthOr is the truth value at a key, or what is assumed.
func (o Object) TruthOr(key string, assumed bool) bool {
	if b, ok := o[key].(bool); ok {
		return b
	}
	return assumed
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case json.Number:
		return v.String()
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case int:
		return strconv.Itoa(v)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}

func numberOf(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	case int:
		return float64(v), true
	case json.Number, string:
		f, err := strconv.ParseFloat(strings.TrimSpace(textOf(v)), 64)
		return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	}
	return 0, false
}
