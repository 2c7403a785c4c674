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

	// Within confines what templates import to a folder; empty where they are as trusted as the configuration.
	Within string `yaml:"-"`
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
	journal *dashboard.Journal
	seen    string // a fingerprint of the folder at the last delivery
}

// New returns a watcher that has not looked yet.
func New(c Config, keeper Keeper, now func() time.Time, logger *slog.Logger) *Watcher {
	return &Watcher{config: c, keeper: keeper, logger: logger.With("folder", c.Path), journal: dashboard.NewJournal(dashboard.Folder, c.Source(), c.Path, now)}
}

// Account tells how the folder fares.
func (w *Watcher) Account() dashboard.Account { return w.journal.Account() }

// Run looks at once and then every interval until ctx ends.
func (w *Watcher) Run(ctx context.Context, interval time.Duration) error {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		w.tell(ctx, w.Look(ctx))
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// tell notes how a look went, and logs what hinders once, not every few seconds.
func (w *Watcher) tell(ctx context.Context, err error) {
	if ctx.Err() == nil && w.journal.Looked(err) {
		w.logger.Warn("dashboards of a folder not read, those of before stand", "err", err)
	}
}

// Look delivers the folder if anything in it has changed, or what was refused for something outside of it.
func (w *Watcher) Look(ctx context.Context) error {
	files, fingerprint, err := w.config.files()
	if err != nil {
		return err
	}
	delivery := dashboard.Delivery{Kind: dashboard.Folder, Name: w.config.Source()}
	if again := w.journal.Again(); fingerprint != w.seen {
		delivery.Offers = w.config.offers(files, nil)
	} else if len(again) > 0 {
		delivery.Offers = w.config.offers(files, again)
	} else {
		return nil
	}
	refused, err := w.keeper.Deliver(ctx, delivery)
	if err != nil {
		return err
	}
	w.seen = fingerprint
	for _, r := range w.journal.Delivered(delivery, refused) {
		w.logger.Warn("dashboard refused; its version of before stands where there is one", "file", r.Origin, "err", r.Err)
	}
	return nil
}

// Read returns all that the folder has, for who knows by other means when it changes. Where only some files
// are asked for, the others are offered as unchanged.
func (c *Config) Read(only []string) ([]dashboard.Offer, error) {
	files, _, err := c.files()
	return c.offers(files, only), err
}

// ReadFile returns the dashboard that one file is, or makes.
func ReadFile(name string) ([]byte, error) { return (&Config{}).read(name) }

// files lists the dashboards, by names within the folder, with a fingerprint of
// all that may go into them.
func (c *Config) files() (names []string, fingerprint string, err error) {
	var seen strings.Builder
	err = filepath.WalkDir(c.Path, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if strings.HasPrefix(entry.Name(), ".") && name != c.Path {
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
		within, err := filepath.Rel(c.Path, name)
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
		return nil, "", fmt.Errorf("list dashboards: %w", mended(err))
	}
	return names, seen.String(), nil
}

// mended says what to do about an error of the disk.
func mended(err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: make the folder, or mend the path", err)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: let the user that runs Lookout read it", err)
	}
	return err
}

// offers reads files; where only some are named, the others count as unchanged.
func (c *Config) offers(files, only []string) (offers []dashboard.Offer) {
	for _, name := range files {
		offer := dashboard.Offer{Origin: name, Folder: c.folder(name)}
		if only != nil && !slices.Contains(only, name) {
			offer.Unchanged = true
			offers = append(offers, offer)
			continue
		}
		offer.Document, offer.Problem = c.read(filepath.Join(c.Path, filepath.FromSlash(name)))
		offers = append(offers, offer)
	}
	return offers
}

func (c *Config) folder(name string) string {
	if c.Folder != "" {
		return c.Folder
	}
	if dir := path.Dir(name); dir != "." {
		return dir
	}
	return c.Source()
}

func (c *Config) read(name string) ([]byte, error) {
	if filepath.Ext(name) == ".jsonnet" {
		return c.evaluate(name)
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

// templateTime is how long one template may take.
const templateTime = 10 * time.Second

// evaluate runs a template. It may import what is beside it; it cannot reach the
// network, and it is as trusted as the configuration that names its folder. The
// interpreter can't be stopped: a template that does not end is left behind.
func (c *Config) evaluate(name string) ([]byte, error) {
	vm := jsonnet.MakeVM()
	libraries := []string{filepath.Join(filepath.Dir(name), "vendor"), filepath.Join(filepath.Dir(name), "lib")}
	vm.Importer(&jsonnet.FileImporter{JPaths: libraries})
	if c.Within != "" {
		slices.Reverse(libraries) // the last one comes first, as there
		vm.Importer(&confined{root: c.Within, libraries: libraries, had: map[string]jsonnet.Contents{}})
	}
	type outcome struct {
		text string
		err  error
	}
	done := make(chan outcome, 1)
	go func() {
		text, err := vm.EvaluateFile(name)
		done <- outcome{text, err}
	}()
	select {
	case <-time.After(templateTime):
		return nil, fmt.Errorf("evaluate template: it has not ended after %v", templateTime)
	case o := <-done:
		if o.err != nil {
			return nil, fmt.Errorf("evaluate template: %s", c.within(o.err.Error()))
		}
		return []byte(o.text), nil
	}
}

// within names files as the folder's owner knows them, who need not know where it is kept here.
func (c *Config) within(text string) string {
	if c.Path != "" {
		text = strings.ReplaceAll(text, filepath.Clean(c.Path)+string(filepath.Separator), "")
	}
	return strings.TrimSpace(text)
}
