package ui

import (
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

var testFiles = fstest.MapFS{
	"index.html":          {Data: []byte("<!doctype html><title>Lookout</title>")},
	"scheme.js":           {Data: []byte("// scheme")},
	"assets/app-abc.js":   {Data: []byte(strings.Repeat("console;", 200))},
	"assets/font-a.woff2": {Data: []byte("font")},
}

func get(t *testing.T, h http.Handler, method, target string, header http.Header) *http.Response {
	t.Helper()
	request := httptest.NewRequestWithContext(t.Context(), method, target, nil)
	for name, values := range header {
		request.Header[name] = values
	}
	recorder := httptest.NewRecorder()
	h.ServeHTTP(recorder, request)
	return recorder.Result()
}

func TestHandlerAnswers(t *testing.T) {
	tests := map[string]struct {
		method, path string
		status       int
		contentType  string
		cache        string
	}{
		"root is the application":        {"GET", "/", 200, "text/html; charset=utf-8", cacheChecked},
		"page path is the application":   {"GET", "/alerts", 200, "text/html; charset=utf-8", cacheChecked},
		"deep page path too":             {"GET", "/silences/new?from=now-1h", 200, "text/html; charset=utf-8", cacheChecked},
		"hashed asset is kept for ever":  {"GET", "/assets/app-abc.js", 200, "text/javascript; charset=utf-8", cacheForever},
		"font":                           {"GET", "/assets/font-a.woff2", 200, "font/woff2", cacheForever},
		"unhashed file is rechecked":     {"GET", "/scheme.js", 200, "text/javascript; charset=utf-8", cacheChecked},
		"unknown path is not a page":     {"GET", "/api/v1/querry", 404, "", ""},
		"missing asset is not the page":  {"GET", "/assets/gone.js", 404, "", ""},
		"missing asset without ending":   {"GET", "/assets/gone", 404, "", ""},
		"missing file is not the page":   {"GET", "/robots.txt", 404, "", ""},
		"climbing out stays inside":      {"GET", "/../../embed.go", 404, "", ""},
		"a page cannot be written":       {"POST", "/alerts", 405, "", ""},
		"HEAD is answered like GET":      {"HEAD", "/targets", 200, "text/html; charset=utf-8", cacheChecked},
		"folder is a page, not a list":   {"GET", "/status/", 200, "text/html; charset=utf-8", cacheChecked},
		"asset folder gives no listing":  {"GET", "/assets/", 404, "", ""},
		"index by name is the same page": {"GET", "/index.html", 200, "text/html; charset=utf-8", cacheChecked},
	}
	h := newApplication(testFiles)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			response := get(t, h, test.method, test.path, nil)
			if response.StatusCode != test.status {
				t.Fatalf("status %d, want %d", response.StatusCode, test.status)
			}
			if test.status != http.StatusOK {
				return
			}
			if got := response.Header.Get("Content-Type"); got != test.contentType {
				t.Errorf("content type %q, want %q", got, test.contentType)
			}
			if got := response.Header.Get("Cache-Control"); got != test.cache {
				t.Errorf("cache control %q, want %q", got, test.cache)
			}
		})
	}
}

func TestHandlerCompressesWhenAccepted(t *testing.T) {
	tests := map[string]struct {
		path, accept string
		want         string
	}{
		"accepted":           {"/assets/app-abc.js", "br, gzip", "gzip"},
		"accepted by weight": {"/assets/app-abc.js", "gzip;q=0.5", "gzip"},
		"refused by weight":  {"/assets/app-abc.js", "gzip;q=0", ""},
		"not mentioned":      {"/assets/app-abc.js", "br", ""},
		"fonts stay as is":   {"/assets/font-a.woff2", "gzip", ""},
	}
	h := newApplication(testFiles)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			response := get(t, h, "GET", test.path, http.Header{"Accept-Encoding": {test.accept}})
			if got := response.Header.Get("Content-Encoding"); got != test.want {
				t.Fatalf("content encoding %q, want %q", got, test.want)
			}
			body := io.Reader(response.Body)
			if test.want == "gzip" {
				unzipped, err := gzip.NewReader(response.Body)
				if err != nil {
					t.Fatal(err)
				}
				body = unzipped
			}
			got, err := io.ReadAll(body)
			if err != nil {
				t.Fatal(err)
			}
			if want := testFiles[strings.TrimPrefix(test.path, "/")].Data; string(got) != string(want) {
				t.Errorf("body %q, want %q", got, want)
			}
		})
	}
}

func TestHandlerAnswersNotModified(t *testing.T) {
	h := newApplication(testFiles)
	etag := get(t, h, "GET", "/", nil).Header.Get("Etag")
	if etag == "" {
		t.Fatal("the page carries no entity tag")
	}
	response := get(t, h, "GET", "/alerts", http.Header{"If-None-Match": {etag}})
	if response.StatusCode != http.StatusNotModified {
		t.Errorf("status %d, want %d", response.StatusCode, http.StatusNotModified)
	}
}

// A person who mistypes an address gets the application, which says so; the status says so too.
func TestHandlerTellsPersonsWhatIsNotThere(t *testing.T) {
	tests := map[string]struct {
		path, accept string
		page         bool
	}{
		"browser at an unknown path":   {"/nowhere/at/all", "text/html,application/xhtml+xml,*/*;q=0.8", true},
		"program at an unknown path":   {"/nowhere/at/all", "*/*", false},
		"browser fetching a lost file": {"/nowhere.js", "text/html", false},
	}
	h := newApplication(testFiles)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			response := get(t, h, "GET", test.path, http.Header{"Accept": {test.accept}})
			if response.StatusCode != http.StatusNotFound {
				t.Errorf("status %d, want %d", response.StatusCode, http.StatusNotFound)
			}
			if page := strings.HasPrefix(response.Header.Get("Content-Type"), "text/html"); page != test.page {
				t.Errorf("answered with the application: %v, want %v", page, test.page)
			}
		})
	}
}

// The application lists its pages in TypeScript, the handler in Go; the two must agree.
func TestPagesAreThoseOfTheApplication(t *testing.T) {
	source, err := os.ReadFile("src/app/pages.ts")
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, match := range regexp.MustCompile(`\n {4,6}path: '/([^']*)'`).FindAllSubmatch(source, -1) {
		if name := string(match[1]); name != "" {
			paths = append(paths, name)
		}
	}
	if !slices.Equal(paths, pages) {
		t.Errorf("pages are %v, the application has %v", pages, paths)
	}
}

// Links that were made for Prometheus and Alertmanager answer with the application, which
// knows where each leads; what is below them for programs does not.
func TestPagesOfOthersAreAnswered(t *testing.T) {
	h := New()
	for path, want := range map[string]int{
		"/graph": 200, "/prometheus/graph": 200, "/prometheus/": 200, "/prometheus/targets": 200,
		"/alertmanager/": 200, "/tsdb-status": 200, "/graph/below": 404, "/prometheus/api": 404, "/alertmanager/api": 404,
	} {
		if response := get(t, h, "GET", path, nil); response.StatusCode != want {
			t.Errorf("GET %s: status %d, want %d", path, response.StatusCode, want)
		}
	}
}

// The committed build must be whole: every file that the page asks for is there, and
// nothing in the page needs what the content security policy forbids.
func TestEmbeddedBuildIsWhole(t *testing.T) {
	page, err := fs.ReadFile(dist, "dist/"+indexName)
	if err != nil {
		t.Fatal(err)
	}
	h := New()
	links := regexp.MustCompile(`(?:src|href)="(/[^"]+)"`).FindAllSubmatch(page, -1)
	if len(links) < 3 {
		t.Fatalf("found %d links in the page, want scripts, styles and the icon", len(links))
	}
	for _, link := range links {
		if response := get(t, h, "GET", string(link[1]), nil); response.StatusCode != http.StatusOK {
			t.Errorf("GET %s: status %d", link[1], response.StatusCode)
		}
	}
	if inline := regexp.MustCompile(`<script>|<script type="module">|\son\w+=`).Find(page); inline != nil {
		t.Errorf("the page has an inline script (%q), which its policy forbids", inline)
	}
}
