// Package file is discovery from lists of targets in files, in Prometheus' format, which deployment tools write. Names
// of files flow in; what stands in them flows out as candidates, again whenever a file changes.
package file

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	httpconfig "github.com/prometheus/common/config"
	promfile "github.com/prometheus/prometheus/discovery/file"

	"github.com/lookout-monitor/lookout/internal/discover"
)

// Config is a `file` entry.
type Config struct {
	discover.Convention `yaml:",inline" help:"What every kind takes: see [discovery](../discovery.md#what-every-kind-takes)."`

	Files []string `yaml:"files" help:"Files with lists of targets, as file_sd_configs takes them. The last part may have a *." example:"[targets/*.json]"`
}

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Config{Convention: discover.DefaultConvention()}
	type plain Config
	return unmarshal((*plain)(c))
}

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	if len(c.Files) == 0 {
		return errors.New("files is missing: name at least one file with targets")
	}
	for _, name := range c.Files {
		if !slices.Contains([]string{".json", ".yml", ".yaml"}, filepath.Ext(name)) {
			return fmt.Errorf("files: %q must end in .json, .yml or .yaml", name)
		}
	}
	return c.Convention.Validate()
}

// SetDirectory is where relative names of files start.
func (c *Config) SetDirectory(dir string) {
	for i, name := range c.Files {
		c.Files[i] = httpconfig.JoinDir(dir, name)
	}
}

// Mechanism follows the files.
func (c *Config) Mechanism(tools discover.Tools) (discover.Mechanism, error) {
	config := &promfile.SDConfig{Files: c.Files, RefreshInterval: c.RefreshInterval}
	return discover.Stream(config, time.Duration(c.RefreshInterval), tools, discover.Listed)
}
