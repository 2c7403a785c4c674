package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/check"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
	"github.com/lookout-monitor/lookout/internal/metrics"
)

// CheckDashboards judges dashboards without drawing them.
type CheckDashboards struct {
	Paths   []string `arg:"" placeholder:"PATH" complete:"file" help:"JSON files, or folders with them at any depth."`
	Server  string   `placeholder:"URL" help:"A running Lookout, to know which metrics exist."`
	Metrics string   `placeholder:"FILE" complete:"file" help:"Which metrics exist: exposition format, or a name a line."`
	FailOn  string   `default:"error" enum:"error,warning,info" help:"The least severity that makes the exit code 1: ${enum} (${default})."`
	Output  string   `short:"o" default:"text" enum:"text,json,junit" help:"Format: ${enum} (${default})."`
}

// Help is the text below the flags of `lookout check dashboards --help`.
func (*CheckDashboards) Help() string {
	return `A panel or a dashboard that holds {"lookout": {"ignore": ["unit-missing"]}} is not
judged by those rules.

Examples:

	lookout check dashboards dashboards/
	lookout check dashboards --server http://127.0.0.1:7600 shop-main.json
	curl -s localhost:19100/metrics > metrics.txt; lookout check dashboards --metrics metrics.txt shop-main.json
	lookout check dashboards -o junit --fail-on warning dashboards > report.xml`
}

// judged is what was found in one file.
type judged struct {
	file     string
	findings []check.Finding
}

// Run checks every file, also after one has failed.
func (c *CheckDashboards) Run(ctx context.Context, streams Streams) error {
	known, err := c.known(ctx)
	if err != nil {
		return err
	}
	files, err := dashboardFiles(c.Paths)
	if err != nil {
		return err
	}
	options := check.Options{Parser: metrics.NewParser(), Metrics: known}
	var all []judged
	failed := false
	for _, file := range files {
		one := judged{file, judgeFile(file, options)}
		for _, f := range one.findings {
			failed = failed || f.Severity.AtLeast(check.Severity(c.FailOn))
		}
		all = append(all, one)
	}
	if err := printJudged(all, c.Output, streams); err != nil {
		return err
	}
	if failed {
		return errShown
	}
	return nil
}

// known is nil when nobody told which metrics there are.
func (c *CheckDashboards) known(ctx context.Context) (*check.Metrics, error) {
	switch {
	case c.Server != "" && c.Metrics != "":
		return nil, usagef("--server and --metrics both say which metrics exist: pass one of them")
	case c.Server != "":
		return askMetrics(ctx, Remote{Server: c.Server})
	case c.Metrics == "":
		return nil, nil
	}
	file, err := os.Open(c.Metrics)
	if err != nil {
		return nil, fmt.Errorf("open list of metrics: %w", err)
	}
	defer file.Close()
	return check.ReadMetrics(file)
}

func askMetrics(ctx context.Context, remote Remote) (*check.Metrics, error) {
	server, err := remote.client()
	if err != nil {
		return nil, err
	}
	var names struct{ Data []string }
	if err := server.get(ctx, "/api/v1/label/__name__/values", nil, &names); err != nil {
		return nil, err
	}
	var metadata struct {
		Data map[string][]struct{ Type string }
	}
	if err := server.get(ctx, "/api/v1/metadata", url.Values{}, &metadata); err != nil {
		return nil, err
	}
	types := map[string]string{}
	for name, entries := range metadata.Data {
		if len(entries) == 1 { // jobs that disagree tell nothing
			types[name] = entries[0].Type
		}
	}
	return check.NewMetrics(names.Data, types), nil
}

// dashboardFiles lists what is named, and the JSON files in folders that are named.
func dashboardFiles(paths []string) ([]string, error) {
	var files []string
	for _, path := range paths {
		err := filepath.WalkDir(path, func(name string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() && (name == path || filepath.Ext(name) == ".json") {
				files = append(files, name)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("list dashboards: %w", err)
		}
	}
	if len(files) == 0 {
		return nil, errors.New("no JSON file is there: name a dashboard, or a folder with some")
	}
	return files, nil
}

func judgeFile(file string, options check.Options) []check.Finding {
	broken := func(err error) []check.Finding {
		return []check.Finding{{Rule: "readable", Severity: check.Error, Path: "$", Message: err.Error()}}
	}
	limits := model.DefaultLimits()
	info, err := os.Stat(file)
	if err != nil {
		return broken(err)
	}
	if info.Size() > int64(limits.Bytes) {
		return broken(fmt.Errorf("the file has %d MiB; the most is %d", info.Size()>>20, limits.Bytes>>20))
	}
	stored, err := os.ReadFile(file)
	if err != nil {
		return broken(err)
	}
	document, err := model.Parse(stored, limits)
	if err != nil {
		return broken(err)
	}
	options.Main = strings.HasSuffix(file, "-main.json")
	return check.Check(document, options)
}
