package ui

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"path"
	"strings"
)

const (
	indexName = "index.html"

	// Vite writes a hash of the content into every name below assets/.
	hashedFolder = "assets/"
	cacheForever = "public, max-age=31536000, immutable"
	cacheChecked = "no-cache"
)

// Styles may be inline because the component library positions menus and charts with them;
// scripts, which could act, come from this origin only.
const contentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; " +
	"img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// Application serves the pages and files of one build.
type Application struct {
	assets map[string]*asset
}

func newApplication(files fs.FS) *Application {
	return &Application{assets: loadAssets(files)}
}

// Has reports whether a request reads a page of the application or one of its files.
func (h *Application) Has(r *http.Request) bool {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return false
	}
	name := nameOf(r)
	_, file := h.assets[name]
	return file || isPage(name)
}

func nameOf(r *http.Request) string { return strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/") }

// ServeHTTP answers with a page or a file.
func (h *Application) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "this path is part of the web application and can only be read", http.StatusMethodNotAllowed)
		return
	}
	name := nameOf(r)
	if found, ok := h.assets[name]; ok {
		setHeaders(w.Header(), name)
		found.serve(w, r)
		return
	}
	h.servePage(w, r, name)
}

// notFound answers in the form of the API, because it is mostly a mistyped path of it.
func notFound(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusNotFound)
	_ = json.NewEncoder(w).Encode(map[string]string{"error": "nothing is at " + r.URL.Path})
}

// servePage answers with the application. It also tells a person that there is nothing at a
// path; a program gets a 404 without it, so that a mistyped API path is not mistaken for an answer.
func (h *Application) servePage(w http.ResponseWriter, r *http.Request, name string) {
	application, ok := h.assets[indexName]
	known := isPage(name)
	if !ok || !known && !forPerson(r, name) {
		notFound(w, r)
		return
	}
	setHeaders(w.Header(), indexName)
	if !known {
		w = &notFoundWriter{w}
	}
	application.serve(w, r)
}

// forPerson tells a browser opening a page from a program, and from a browser fetching a file.
func forPerson(r *http.Request, name string) bool {
	return path.Ext(name) == "" && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// notFoundWriter sends a body that was made for 200 with 404.
type notFoundWriter struct{ http.ResponseWriter }

func (w *notFoundWriter) WriteHeader(status int) {
	if status == http.StatusOK {
		status = http.StatusNotFound
	}
	w.ResponseWriter.WriteHeader(status)
}

func setHeaders(header http.Header, name string) {
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "same-origin")
	header.Set("Cache-Control", cacheChecked)
	if strings.HasPrefix(name, hashedFolder) {
		header.Set("Cache-Control", cacheForever)
	}
	if name == indexName {
		header.Set("Content-Security-Policy", contentSecurityPolicy)
	}
}
