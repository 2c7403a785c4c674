package config

import (
	"reflect"
	"time"
)

// Explain places what a library said about a text: with line and column, and for a misspelt key with the one that was
// probably meant. It is for YAML that others read, such as rule files: like is a value of the type that the library
// reads the text into, and check reads it as the library does.
func Explain(file, text string, like any, check func(text string) error, failure error) Errors {
	root, err := readTree(file, text)
	if err != nil {
		return AsErrors(err)
	}
	began := time.Now()
	_ = check(text) // is known to fail; how long it takes says how long the search for the place may take
	d := &document{
		file: file, root: root, check: check, took: time.Since(began), lines: nodesByLine(root),
		known: schema{roots: []reflect.Type{reflect.TypeOf(like)}},
	}
	return AsErrors(d.explain(failure))
}

// ReadFile reads a file of bounded size, with an error that says how to mend what is wrong.
func ReadFile(path string) ([]byte, error) {
	text, err := readFile(path)
	return []byte(text), err
}
