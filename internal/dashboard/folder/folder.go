// Package folder reads dashboards from files on disk: JSON as it is, Jsonnet
// templates evaluated. A path flows in, deliveries for the store flow out, again
// whenever a file changes. The package asks the disk instead of being told by
// it: that works the same on network disks and under Kubernetes' links.
package folder

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/google/go-jsonnet"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// Config is one folder of the dashboards: block.
type Config struct {
	Path   string `yaml:"path" help:"A folder with dashboards, as .json or .jsonnet files at any depth. A .libsonnet file is for others to import." example:"dashboards"`
	Folder string `yaml:"folder" help:"Under which folder the dashboards are listed. Without it, each under the name of the folder on disk that it is in." default:"by folder on disk" example:"Payments"`
	Name   string `yaml:"name" help:"What the source is called. Give two folders with the same last name different ones." default:"the last part of path" example:"payments"`
}

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	if c.Path == "" {
		return errors.New("path is missing: name a folder with dashboards")
	}
	return nil
}

// Source is what the store calls the folder.
func (c *Config) Source() string { return cmp.Or(c.Name, filepath.Base(filepath.Clean(c.Path))) }

// Keeper takes what a folder has; it is the store of dashboards.
type Keeper interface {
	Deliver(context.Context, dashboard.Delivery) ([]dashboard.Refusal, error)
}

const mostFiles = 5000

// Watcher keeps the store agreeing with one folder.
type Watcher struct {
	config  Config
	keeper  Keeper
	logger  *slog.Logger
	seen    string // a fingerprint of the folder at the last delivery
	refused []dashboard.Refusal
}

// New returns a watcher that has not looked yet.
func New(c Config, keeper Keeper, logger *slog.Logger) *Watcher {
	return &Watcher{config: c, keeper: keeper, logger: logger.With("folder", c.Path)}
}

// Run looks at once and then every interval until ctx ends.
func (w *Watcher) Run(ctx context.Context, interval time.Duration) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		if err := w.Look(ctx); err != nil && ctx.Err() == nil {
			w.logger.Warn("dashboards of a folder not read, those of before stand", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// Look delivers the folder if anything in it has changed.
func (w *Watcher) Look(ctx context.Context) error {
	files, fingerprint, err := w.files()
	if err != nil || fingerprint == w.seen {
		return err
	}
	delivery := dashboard.Delivery{Kind: dashboard.Folder, Name: w.config.Source()}
	for _, name := range files {
		delivery.Offers = append(delivery.Offers, w.offer(name))
	}
	refused, err := w.keeper.Deliver(ctx, delivery)
	if err != nil {
		return err
	}
	w.seen, w.refused = fingerprint, refused
	for _, r := range refused {
		w.logger.Warn("dashboard refused, the version of before stands", "file", r.Origin, "err", r.Err)
	}
	return nil
}

// files lists the dashboards, by names within the folder, with a fingerprint of
// all that may go into them.
func (w *Watcher) files() (names []string, fingerprint string, err error) {
	var seen strings.Builder
	err = filepath.WalkDir(w.config.Path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(entry.Name(), ".") && name != w.config.Path {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		extension := filepath.Ext(name)
		if !slices.Contains([]string{".json", ".jsonnet", ".libsonnet"}, extension) {
			return nil
		}
		info, err := os.Stat(name) // of the file that a link leads to
		if err != nil || info.IsDir() {
			return err
		}
		within, err := filepath.Rel(w.config.Path, name)
		if err != nil {
			return err
		}
		fmt.Fprintln(&seen, within, info.Size(), info.ModTime().UnixNano())
		if extension != ".libsonnet" {
			names = append(names, filepath.ToSlash(within))
		}
		if len(names) > mostFiles {
			return fmt.Errorf("it holds more than %d dashboards", mostFiles)
		}
		return nil
	})
	if err != nil {
		return nil, "", fmt.Errorf("list dashboards: %w", err)
	}
	return names, seen.String(), nil
}

func (w *Watcher) offer(name string) dashboard.Offer {
	offer := dashboard.Offer{Origin: name, Folder: w.folder(name)}
	offer.Document, offer.Problem = read(filepath.Join(w.config.Path, filepath.FromSlash(name)))
	return offer
}

func (w *Watcher) folder(name string) string {
	if w.config.Folder != "" {
		return w.config.Folder
	}
	if dir := path.Dir(name); dir != "." {
		return dir
	}
	return w.config.Source()
}

func read(name string) ([]byte, error) {
	if filepath.Ext(name) == ".jsonnet" {
		return evaluate(name)
	}
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if most := int64(model.DefaultLimits().Bytes); info.Size() > most {
		return nil, fmt.Errorf("the file has %d MiB; the most is %d", info.Size()>>20, most>>20)
	}
	return os.ReadFile(name)
}

// evaluate runs a template. It may import what is beside it; it cannot reach the
// network, and it is as trusted as the configuration that names its folder.
func evaluate(name string) ([]byte, error) {
	vm := jsonnet.MakeVM()
	vm.Importer(&jsonnet.FileImporter{JPaths: []string{filepath.Join(filepath.Dir(name), "vendor"), filepath.Join(filepath.Dir(name), "lib")}})
	text, err := vm.EvaluateFile(name)
	if err != nil {
		return nil, fmt.Errorf("evaluate template: %w", err)
	}
	return []byte(text), nil
}
