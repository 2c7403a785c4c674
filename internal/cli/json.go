package cli

import (
	"encoding/json"
	"io"
)

// writeJSON writes v for a person and for a program alike: indented, without HTML escapes.
func writeJSON(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	return encoder.Encode(v)
}
