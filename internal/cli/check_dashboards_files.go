package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/collect"
	"github.com/lookout-monitor/lookout/internal/dashboard/folder"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/dashboard/sources"
)

// dashboardFile is one to check, on disk or at a service.
type dashboardFile struct {
	name    string // as it is told to the user
	folder  string
	service string // that ships it, where the place tells
	read    func() ([]byte, error)
}

// fetchPatience bounds how long a service may take for all its dashboards.
const fetchPatience = time.Minute

// dashboardFiles lists what is named, the JSON files and templates in folders that are named, and what services have.
func dashboardFiles(ctx context.Context, paths []string) ([]dashboardFile, error) {
	var files []dashboardFile
	for _, one := range paths {
		list := filesBelow
		if strings.HasPrefix(one, "http://") || strings.HasPrefix(one, "https://") {
			list = func(address string) ([]dashboardFile, error) { return filesOfService(ctx, address) }
		}
		found, err := list(one)
		if err != nil {
			return nil, fmt.Errorf("list dashboards: %w", err)
		}
		files = append(files, found...)
	}
	if len(files) == 0 {
		return nil, errors.New("no dashboard is there: name a JSON file or a Jsonnet template, a folder with some, or the URL of a service's list")
	}
	return files, nil
}

// filesBelow leaves out what is hidden, as Lookout does when it watches a folder.
func filesBelow(root string) ([]dashboardFile, error) {
	var files []dashboardFile
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err == nil && name != root && strings.HasPrefix(entry.Name(), ".") {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if err != nil || entry.IsDir() || name != root && !slices.Contains([]string{".json", ".jsonnet"}, filepath.Ext(name)) {
			return err
		}
		dir, err := filepath.Abs(filepath.Dir(name))
		files = append(files, dashboardFile{name: name, folder: filepath.ToSlash(dir), read: func() ([]byte, error) { return folder.ReadFile(name) }})
		return err
	})
	return files, err
}

// filesOfService fetches all that a service ships, as Lookout does when it runs.
func filesOfService(ctx context.Context, address string) ([]dashboardFile, error) {
	list, err := sources.ListURL(address)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchPatience)
	defer cancel()
	delivery, err := collect.Fetch(ctx, collect.Instance{URL: list})
	if err != nil {
		if _, unreachable := errors.AsType[net.Error](err); unreachable {
			return nil, fmt.Errorf("%w: check that the service runs and that its port answers to this machine", err)
		}
		return nil, err
	}
	service := serviceAt(list, delivery.Offers)
	var files []dashboardFile
	for _, offer := range delivery.Offers {
		files = append(files, dashboardFile{name: list + "/" + offer.Origin, folder: offer.Folder, service: service,
			read: func() ([]byte, error) { return offer.Document, offer.Problem }})
	}
	return files, nil
}

// serviceAt guesses how a service is called that nobody named: by its main
// dashboard, by the host, or by its first file where the host is a number.
func serviceAt(list string, offers []dashboard.Offer) string {
	for _, offer := range offers {
		if service, is := strings.CutSuffix(path.Base(offer.Origin), "-main.json"); is {
			return service
		}
	}
	if u, err := url.Parse(list); err == nil && u.Hostname() != "localhost" && net.ParseIP(u.Hostname()) == nil {
		host, _, _ := strings.Cut(u.Hostname(), ".")
		return host
	}
	if len(offers) == 0 {
		return ""
	}
	stem, _, _ := strings.Cut(strings.TrimSuffix(path.Base(offers[0].Origin), ".json"), "-")
	return stem
}

func (f dashboardFile) parse() (model.Document, error) {
	stored, err := f.read()
	if err != nil {
		return model.Document{}, err
	}
	return model.Parse(stored, model.DefaultLimits())
}
