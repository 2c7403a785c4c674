// Package builtinrules carries the alerting rules that come with Lookout: those that
// watch Lookout itself, the hosts it collects from, services and what they run on, what it
// asks from outside and the cron jobs that check in. They are kept as a team would keep its own: rule files by subject, a test file beside each, a
// runbook for every alert. Files and runbooks flow out as they were written; the
// package does not parse, load or judge them.
package builtinrules

import (
	"embed"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

//go:embed lookout/*.yml host/*.yml probe/*.yml legacystatus/*.yml heartbeat/*.yml service/*.yml mongodb/*.yml kubernetes/*.yml runbooks/*.md
var files embed.FS

// File is one rule file, under the name it has in this folder: "host/disk.yml".
type File struct {
	Name    string
	Content []byte
}

// Choice says what there is to judge, and so which rule files are of use.
type Choice struct {
	Self         bool // Lookout itself
	Host         bool // machines
	Probes       bool // services that are asked from outside
	LegacyStatus bool // endpoints that tell health in words
	Heartbeats   bool // cron jobs that check in
	Services     bool // services, and the MongoDB and Kubernetes that they run on
}

// All chooses every rule file there is.
func All() Choice {
	return Choice{Self: true, Host: true, Probes: true, LegacyStatus: true, Heartbeats: true, Services: true}
}

// Files returns the chosen rule files, by name in ascending order.
func Files(c Choice) []File {
	var chosen []File
	for _, folder := range []struct {
		name  string
		isFor bool
	}{
		{"heartbeat", c.Heartbeats},
		{"host", c.Host},
		{"kubernetes", c.Services},
		{"legacystatus", c.LegacyStatus},
		{"lookout", c.Self},
		{"mongodb", c.Services},
		{"probe", c.Probes},
		{"service", c.Services},
	} {
		if folder.isFor {
			chosen = append(chosen, filesIn(folder.name)...)
		}
	}
	return chosen
}

// filesIn reads a folder of the embedded tree, whose reads cannot fail: the compiler
// has refused the patterns above if they match nothing.
func filesIn(folder string) []File {
	names, _ := fs.Glob(files, path.Join(folder, "*.yml"))
	var found []File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.yml") {
			continue
		}
		content, _ := files.ReadFile(name)
		found = append(found, File{Name: name, Content: content})
	}
	return found
}

// RunbookPath is where Runbooks expects to be mounted: the runbook_url of every
// built-in alert is the server's external URL, this path and the alert's name.
const RunbookPath = "/docs/runbooks/"

// Runbooks serves a list of the runbooks, and each of them as plain text, so that the link
// in a notification works without internet and always fits the running version.
func Runbooks() http.Handler {
	return http.StripPrefix(RunbookPath, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "" {
			serveIndex(w)
			return
		}
		page, err := files.ReadFile(path.Join("runbooks", path.Base(r.URL.Path)+".md"))
		if err != nil {
			http.Error(w, "no runbook of this name: a built-in alert's runbook is called like the alert", http.StatusNotFound)
			return
		}
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		_, _ = w.Write(page)
	}))
}

// serveIndex lists the runbooks.
func serveIndex(w http.ResponseWriter) {
	names, _ := fs.Glob(files, "runbooks/*.md")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, "<!doctype html><title>Runbooks</title><h1>Runbooks of the built-in alerts</h1><ul>")
	for _, name := range names {
		alert := strings.TrimSuffix(path.Base(name), ".md")
		fmt.Fprintf(w, "<li><a href=%q>%s</a>", RunbookPath+alert, alert)
	}
}
