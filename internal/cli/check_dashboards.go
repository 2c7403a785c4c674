package cli

import (
	"cmp"
	"context"
	"fmt"
	"net/url"
	"os"
	"path"
	"strings"

	"github.com/lookout-monitor/lookout/internal/dashboard/check"
	"github.com/lookout-monitor/lookout/internal/metrics"
)

// CheckDashboards judges dashboards without drawing them.
type CheckDashboards struct {
	Paths   []string `arg:"" placeholder:"PATH|URL" complete:"file" help:"JSON files and Jsonnet templates, folders with them at any depth, or where a service lists its own."`
	Service string   `placeholder:"NAME" help:"The service that ships them all, which should have NAME-main. Left out, names of folders and files tell."`
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
	lookout check dashboards http://shop.internal:19101/grafana
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
	files, err := dashboardFiles(ctx, c.Paths)
	if err != nil {
		return err
	}
	all := c.judge(files, check.Options{Parser: metrics.NewParser(), Metrics: known})
	if err := printJudged(all, c.Output, streams); err != nil {
		return err
	}
	for _, one := range all {
		for _, f := range one.findings {
			if f.Severity.AtLeast(check.Severity(c.FailOn)) {
				return errShown
			}
		}
	}
	return nil
}

// judge reads one file after the other and keeps of each only what the files
// have to do with one another.
func (c *CheckDashboards) judge(files []dashboardFile, options check.Options) []judged {
	var all []judged
	var boards []check.Board
	var of []int // the place in all of each of boards
	for i, file := range files {
		document, err := file.parse()
		if err != nil {
			all = append(all, judged{file.name, check.Unreadable(err)})
			continue
		}
		options.Main = strings.HasSuffix(strings.TrimSuffix(file.name, path.Ext(file.name)), "-main")
		all = append(all, judged{file.name, check.Check(document, options)})
		boards = append(boards, check.Board{
			Name: file.name, Folder: file.folder, Service: cmp.Or(c.Service, file.service),
			UID: document.Normal.UID, Title: document.Normal.Title, Raw: map[string]any{"lookout": document.Normal.Raw["lookout"]},
		})
		of = append(of, i)
	}
	for i, found := range check.Together(boards) {
		all[of[i]].findings = append(all[of[i]].findings, found...)
	}
	return all
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
