package ui

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

// The types are fixed here because the system's table differs between machines.
var contentTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".html":  "text/html; charset=utf-8",
	".js":    "text/javascript; charset=utf-8",
	".svg":   "image/svg+xml",
	".txt":   "text/plain; charset=utf-8",
	".woff":  "font/woff",
	".woff2": "font/woff2",
}

// asset is one file of the build with everything needed to answer for it. Each
// variant is made on the first request that needs it and kept, so that a server
// which nobody looks at holds no copies.
type asset struct {
	contentType string
	plain       func() variant
	zipped      func() variant
}

// variant is one encoding of an asset. The entity tag differs per encoding, as HTTP asks.
type variant struct {
	body []byte
	etag string
}

func newVariant(body []byte) variant {
	sum := sha256.Sum256(body)
	return variant{body: body, etag: `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`}
}

func loadAssets(files fs.FS) map[string]*asset {
	assets := map[string]*asset{}
	_ = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		assets[name] = newAsset(files, name)
		return nil
	})
	return assets
}

func newAsset(files fs.FS, name string) *asset {
	contentType, ok := contentTypes[path.Ext(name)]
	if !ok {
		contentType = "application/octet-stream"
	}
	// Reading an embedded file that the walk has just seen cannot fail.
	body := func() []byte { content, _ := fs.ReadFile(files, name); return content }
	return &asset{
		contentType: contentType,
		plain:       sync.OnceValue(func() variant { return newVariant(body()) }),
		zipped:      sync.OnceValue(func() variant { return newVariant(compress(body())) }),
	}
}

func (a *asset) serve(w http.ResponseWriter, r *http.Request) {
	variantOf := a.plain
	if a.compressible() {
		w.Header().Add("Vary", "Accept-Encoding")
		if acceptsGzip(r) {
			variantOf = a.zipped
			w.Header().Set("Content-Encoding", "gzip")
		}
	}
	chosen := variantOf()
	w.Header().Set("Content-Type", a.contentType)
	w.Header().Set("Etag", chosen.etag)
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(chosen.body))
}

// Fonts are compressed already.
func (a *asset) compressible() bool {
	return strings.HasPrefix(a.contentType, "text/") || a.contentType == "image/svg+xml"
}

func acceptsGzip(r *http.Request) bool {
	for _, header := range r.Header.Values("Accept-Encoding") {
		for coding := range strings.SplitSeq(header, ",") {
			name, weight, _ := strings.Cut(strings.TrimSpace(coding), ";")
			if strings.EqualFold(strings.TrimSpace(name), "gzip") && !isZeroWeight(weight) {
				return true
			}
		}
	}
	return false
}

func isZeroWeight(weight string) bool {
	value, found := strings.CutPrefix(strings.TrimSpace(weight), "q=")
	return found && strings.Trim(value, "0.") == ""
}

func compress(body []byte) []byte {
	var buffer bytes.Buffer
	// Writing to memory at a valid level cannot fail.
	writer, _ := gzip.NewWriterLevel(&buffer, gzip.BestCompression)
	_, _ = writer.Write(body)
	_ = writer.Close()
	return buffer.Bytes()
}
