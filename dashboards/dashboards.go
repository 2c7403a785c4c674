// Package builtindashboards carries the dashboards that come with Lookout: an overview,
// what services and their API answer, databases, clusters, machines, probes, targets,
// alerts and Lookout itself. They are kept as a team would keep its own: Grafana's JSON,
// one file each, under the conventions that `lookout check dashboards` holds everybody
// to. Files flow out as they were written; the package does not parse, keep or draw them.
package builtindashboards

import (
	"embed"
	"io/fs"
)

//go:embed *.json
var files embed.FS

// Folder is where they stand in the list.
const Folder = "Lookout"

// File is one dashboard, under the name it has in this folder: "host.json".
type File struct {
	Name    string
	Content []byte
}

// Files returns every dashboard, by name in ascending order. Reads of the embedded tree
// cannot fail: the compiler has refused the pattern above if it matches nothing.
func Files() []File {
	names, _ := fs.Glob(files, "*.json")
	var found []File
	for _, name := range names {
		content, _ := files.ReadFile(name)
		found = append(found, File{Name: name, Content: content})
	}
	return found
}
