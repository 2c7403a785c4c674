package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/go-jsonnet"
)

// What the interpreter parses by calling itself takes the program's stack: a file of nothing but brackets
// would end Lookout.
const (
	mostSource = 512 << 10
	deepest    = 1000
)

// confined imports nothing from outside of a folder, by whatever name a template calls it.
type confined struct {
	root      string
	libraries []string
	had       map[string]jsonnet.Contents // the interpreter insists on one value for each file
}

// Import reads a file that a template imports: beside it, or in a library.
func (c *confined) Import(from, name string) (jsonnet.Contents, string, error) {
	for _, dir := range append([]string{filepath.Dir(from)}, c.libraries...) {
		at := filepath.Clean(name)
		if !filepath.IsAbs(name) {
			at = filepath.Join(dir, name)
		}
		contents, err := c.read(at)
		if !errors.Is(err, fs.ErrNotExist) {
			return contents, at, err
		}
	}
	return jsonnet.Contents{}, "", fmt.Errorf("import %s: there is no such file beside the template, in lib or in vendor", name)
}

func (c *confined) read(at string) (jsonnet.Contents, error) {
	if contents, known := c.had[at]; known {
		return contents, nil
	}
	within, err := filepath.Rel(c.root, at)
	if err != nil || !filepath.IsLocal(within) {
		return jsonnet.Contents{}, fmt.Errorf("import %s: it lies outside of what the template came with", at)
	}
	file, err := os.OpenInRoot(c.root, within)
	if err != nil {
		return jsonnet.Contents{}, err
	}
	defer func() { _ = file.Close() }()
	content, err := io.ReadAll(io.LimitReader(file, mostSource+1))
	switch {
	case err != nil:
		return jsonnet.Contents{}, err
	case len(content) > mostSource:
		return jsonnet.Contents{}, fmt.Errorf("import %s: it is larger than %d KiB", within, mostSource>>10)
	case depth(content) > deepest:
		return jsonnet.Contents{}, fmt.Errorf("import %s: brackets or signs are nested more than %d deep", within, deepest)
	}
	c.had[at] = jsonnet.MakeContentsRaw(content)
	return c.had[at], nil
}

// depth is how deep brackets, or signs in front of each other, are nested at most. It does not know strings
// and comments: where those hold brackets it guesses too much rather than too little.
func depth(source []byte) (most int) {
	open, signs := 0, 0
	for _, c := range source {
		switch c {
		case ' ', '\t', '\r', '\n':
			continue
		case '!', '-', '+', '~':
			signs++
		default:
			signs = 0
		}
		switch c {
		case '[', '(', '{':
			open++
		case ']', ')', '}':
			open = max(0, open-1)
		}
		most = max(most, open, signs)
	}
	return most
}
