package ui

import (
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

type handler struct {
	assets map[string]*asset
}

func newHandler(files fs.FS) http.Handler {
	return &handler{assets: loadAssets(files)}
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "this path is part of the web application and can only be read", http.StatusMethodNotAllowed)
		return
	}
	name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
	found, ok := h.assets[name]
	if !ok && isPage(name) {
		name = indexName
		found, ok = h.assets[name]
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	setHeaders(w.Header(), name)
	found.serve(w, r)
}

// isPage tells the application's own paths from files that do not exist.
func isPage(name string) bool {
	return !strings.HasPrefix(name, hashedFolder) && path.Ext(name) == ""
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
