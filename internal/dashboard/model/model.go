// Package model reads Grafana's dashboard JSON, of any age and in any wrapping. Bytes flow in; the same
// bytes and a normal form flow out: Grafana's documented JSON model at schema version 42 with guarantees
// that the file itself does not give (unique ids, a place for every panel, one spelling of data sources).
// The browser, the checks and the picture read the normal form alone, so history is dealt with here and
// nowhere else. It refuses to know where a dashboard came from, who draws it and what its queries mean.
package model

import (
	"encoding/json"
	"fmt"
)

// SchemaVersion is the version of the normal form.
const SchemaVersion = 42

// Document is a dashboard as it was stored, and as it is to be understood.
type Document struct {
	// Stored is what Parse was given, byte for byte.
	Stored json.RawMessage
	// Normal is a migrated copy.
	Normal Dashboard
	// Warnings say what could not be carried over, or looks like a mistake of the author.
	Warnings []Warning
}

// Warning is something about a stored document that its owner should know.
type Warning struct {
	// Path says where, as a JSON path into the stored document.
	Path    string `json:"path"`
	Message string `json:"message"`
}

// Parse reads a dashboard: classic JSON of schema versions up to 42, what Grafana's HTTP API answers and
// what it exports for sharing, and resources of dashboard.grafana.app. It keeps stored, which the
// caller must not change afterwards. An error says what to change in the document.
func Parse(stored []byte, limits Limits) (Document, error) {
	limits = limits.orDefaults()
	root, err := decode(stored, limits)
	if err != nil {
		return Document{}, fmt.Errorf("read dashboard: %w", err)
	}
	m, err := unwrap(root)
	if err != nil {
		return Document{}, fmt.Errorf("read dashboard: %w", err)
	}
	if err := limits.check(m.dash); err != nil {
		return Document{}, fmt.Errorf("read dashboard: %w", err)
	}
	for _, s := range steps() {
		s.apply(m)
	}
	normal := viewDashboard(m.dash)
	if err := findCircle(normal.Variables); err != nil {
		return Document{}, fmt.Errorf("read dashboard: %w", err)
	}
	return Document{Stored: stored, Normal: normal, Warnings: m.warnings}, nil
}
