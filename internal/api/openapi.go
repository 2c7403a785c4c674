package api

import (
	_ "embed"
	"net/http"
)

//go:embed openapi.yaml
var description []byte

func (l Lookout) openAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/yaml; charset=utf-8")
	_, _ = w.Write(description)
}
