// Package ui carries the built web application inside the binary and serves it. In go
// requests for pages and assets; out come files with the headers that let browsers cache
// what never changes and recheck what does. A page's path is answered with the application
// itself, which reads the path in the browser. The package refuses to know any API: paths
// that other handlers own must be routed before they reach it.
package ui

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// New returns the embedded application.
func New() *Application {
	// The sub-tree of an embedded folder cannot fail to open: the compiler has seen it.
	built, _ := fs.Sub(dist, "dist")
	return newApplication(built)
}
