package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/go-jsonnet"

	"github.com/lookout-monitor/lookout/internal/dashboard/model"
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
	most := int64(model.DefaultLimits().Bytes)
	content, err := io.ReadAll(io.LimitReader(file, most+1))
	if err != nil {
		return jsonnet.Contents{}, err
	}
	if int64(len(content)) > most {
		return jsonnet.Contents{}, fmt.Errorf("import %s: it is larger than %d MiB", within, most>>20)
	}
	c.had[at] = jsonnet.MakeContentsRaw(content)
	return c.had[at], nil
}
