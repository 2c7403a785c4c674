package ui

import (
	"slices"
	"strings"
)

// pages are the paths that the application draws something for. Each owns everything below it.
var pages = []string{"explore", "targets", "alerts", "silences", "status"}

// isPage reports whether the application has a page of this name, which has no leading slash.
func isPage(name string) bool {
	if name == "" {
		return true
	}
	first, _, _ := strings.Cut(name, "/")
	return slices.Contains(pages, first)
}
