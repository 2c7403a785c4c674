package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// ImportGrafana takes the dashboards of a Grafana over, each with its folder.
type ImportGrafana struct {
	Remote
	URL       string   `arg:"" name:"url" help:"Where the Grafana is, such as https://grafana.example.org."`
	TokenFile string   `placeholder:"FILE" complete:"file" help:"File with the token of a service account that may read everything (role Viewer is enough); else the environment variable GRAFANA_TOKEN is used."`
	Folder    []string `placeholder:"FOLDER" sep:"none" help:"Only dashboards in this folder and below it, such as Shop/Orders; repeatable."`
	Overwrite bool     `help:"Take Grafana's version also of dashboards that were changed in Lookout since. The version of before stays in the history."`
}

// Help is the text below the flags of `lookout import grafana --help`.
func (*ImportGrafana) Help() string {
	return `The Lookout must be running. A dashboard that is there already becomes a new version if Grafana has changed it since the last import, so an import may be repeated until everybody has moved. One that is refused is named, and the others are taken.

Examples:

	lookout import grafana https://grafana.example.org --token-file grafana-token
	GRAFANA_TOKEN=… lookout import grafana http://127.0.0.1:3000 --folder Shop`
}

// Run takes one dashboard after the other and tells of each that is new, changed or refused.
func (c *ImportGrafana) Run(ctx context.Context, streams Streams) error {
	server, err := c.client()
	if err != nil {
		return err
	}
	grafana, err := c.grafana()
	if err != nil {
		return err
	}
	found, err := grafana.dashboards(ctx)
	if err == nil {
		err = c.mistyped(found)
	}
	if err != nil {
		return err
	}
	counts := map[string]int{}
	for _, one := range found {
		if !c.wants(one.Folder) {
			continue
		}
		what, err := c.take(ctx, server, grafana, one)
		if ctx.Err() != nil {
			return errors.New("interrupted; repeat it to go on")
		}
		if unreachable, ok := errors.AsType[*unreachableError](err); ok {
			return unreachable
		}
		counts[what]++
		switch {
		case err != nil:
			fmt.Fprintf(streams.Err, "lookout: %s: %s\n", printable(path.Join(one.Folder, one.Title)), printable(err.Error()))
		case what != unchanged:
			fmt.Fprintf(streams.Out, "%-8s %s\n", what, printable(path.Join(one.Folder, one.Title)))
		}
	}
	fmt.Fprintf(streams.Out, "%d new, %d changed, %d as they were\n", counts[added], counts[changed], counts[unchanged])
	if n := counts[refused]; n > 0 {
		return fmt.Errorf("%s not imported", plural(n, "dashboard"))
	}
	return nil
}

// printable writes what could steer a terminal, or turn a line around, as it is written in Go. What a foreign
// Grafana calls things, and what it answers, is anybody's.
func printable(text string) string {
	var safe strings.Builder
	for _, r := range text {
		if r != utf8.RuneError && unicode.IsPrint(r) {
			safe.WriteRune(r)
			continue
		}
		quoted := strconv.QuoteRune(r)
		safe.WriteString(quoted[1 : len(quoted)-1])
	}
	return safe.String()
}

// What became of a dashboard.
const added, changed, unchanged, refused = "new", "changed", "unchanged", "refused"

func (c *ImportGrafana) wants(folder string) bool {
	return len(c.Folder) == 0 || slices.ContainsFunc(c.Folder, func(wanted string) bool { return isBelow(folder, wanted) })
}

// mistyped finds a folder that was asked for and has nothing.
func (c *ImportGrafana) mistyped(found []grafanaDashboard) error {
	for _, wanted := range c.Folder {
		if !slices.ContainsFunc(found, func(one grafanaDashboard) bool { return isBelow(one.Folder, wanted) }) {
			return fmt.Errorf("folder %q: no dashboard that the token may see is in it: write it with the folders above it, as in Shop/Orders", wanted)
		}
	}
	return nil
}

func isBelow(folder, wanted string) bool {
	return folder == wanted || strings.HasPrefix(folder, wanted+"/")
}

// take imports one dashboard unless Lookout has it like this, or has changed it.
func (c *ImportGrafana) take(ctx context.Context, server *client, grafana *grafana, one grafanaDashboard) (string, error) {
	theirs, err := grafana.document(ctx, one.UID)
	if err != nil {
		return refused, err
	}
	at := "/lookout/api/v1/dashboards/" + url.PathEscape(one.UID)
	var ours json.RawMessage
	err = server.get(ctx, at+"/json", nil, &ours)
	outcome := changed
	if no, ok := errors.AsType[*refusedError](err); ok && no.status == http.StatusNotFound {
		outcome, err = added, nil
	}
	switch {
	case err != nil:
		return refused, err
	case outcome == changed && sameDashboard(ours, theirs):
		return unchanged, nil
	}
	base := 0
	if outcome == changed {
		base, err = c.replaceable(ctx, server, at)
	}
	if err == nil {
		err = server.call(ctx, http.MethodPut, at, nil, map[string]any{
			"dashboard": theirs, "folder": one.Folder, "message": importedFrom + c.URL, "baseVersion": base,
		}, nil)
	}
	if err != nil {
		return refused, err
	}
	return outcome, nil
}

// sameDashboard compares without what every Grafana counts for itself.
func sameDashboard(a, b json.RawMessage) bool {
	var ours, theirs map[string]any
	if json.Unmarshal(a, &ours) != nil || json.Unmarshal(b, &theirs) != nil {
		return false
	}
	for _, own := range []string{"id", "version"} {
		delete(ours, own)
		delete(theirs, own)
	}
	return reflect.DeepEqual(ours, theirs)
}

const importedFrom = "imported from "

// replaceable is the version that may be replaced. It refuses to write over a change that somebody made
// in Lookout.
func (c *ImportGrafana) replaceable(ctx context.Context, server *client, at string) (version int, err error) {
	var history struct {
		Versions []struct {
			Version int
			Message string
		}
	}
	if err := server.get(ctx, at+"/versions", nil, &history); err != nil {
		return 0, err
	}
	if len(history.Versions) == 0 {
		return 0, nil
	}
	newest := history.Versions[0]
	if c.Overwrite || strings.HasPrefix(newest.Message, importedFrom) {
		return newest.Version, nil
	}
	return 0, errors.New("it was changed in Lookout, and in Grafana too; with --overwrite Grafana's version is taken")
}

// grafana asks the published HTTP API of one:
// https://grafana.com/docs/grafana/latest/developers/http_api/
type grafana struct {
	base    string
	token   string
	http    *http.Client
	folders map[string]string // paths by uid
}

type grafanaDashboard struct {
	UID       string `json:"uid"`
	Title     string `json:"title"`
	FolderUID string `json:"folderUid"`

	Folder string `json:"-"` // its path
}

func (c *ImportGrafana) grafana() (*grafana, error) {
	base := strings.TrimRight(c.URL, "/")
	if u, err := url.Parse(base); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil, fmt.Errorf("%q is not a complete URL: write one such as https://grafana.example.org", c.URL)
	}
	token := os.Getenv("GRAFANA_TOKEN")
	if c.TokenFile != "" {
		content, err := os.ReadFile(c.TokenFile)
		if err != nil {
			return nil, fmt.Errorf("read token: %w", err)
		}
		token = string(content)
	}
	if token = strings.TrimSpace(token); token == "" {
		return nil, errors.New("no token: make one for a service account of that Grafana, and pass it by --token-file or GRAFANA_TOKEN")
	}
	return &grafana{base, token, &http.Client{Timeout: time.Minute}, map[string]string{"": ""}}, nil
}

const grafanaPage, grafanaPages = 1000, 100

// dashboards lists all that the token may see.
func (g *grafana) dashboards(ctx context.Context) (all []grafanaDashboard, err error) {
	for page := 1; page <= grafanaPages; page++ {
		var some []grafanaDashboard
		query := url.Values{"type": {"dash-db"}, "limit": {strconv.Itoa(grafanaPage)}, "page": {strconv.Itoa(page)}}
		if err := g.get(ctx, "/api/search?"+query.Encode(), &some); err != nil {
			return nil, err
		}
		for _, one := range some {
			if one.Folder, err = g.folder(ctx, one.FolderUID); err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		if len(some) < grafanaPage {
			break
		}
	}
	return all, nil
}

// folder is the path of a folder, such as Shop/Orders.
func (g *grafana) folder(ctx context.Context, uid string) (string, error) {
	if path, known := g.folders[uid]; known {
		return path, nil
	}
	var answer struct {
		Title   string
		Parents []struct{ Title string }
	}
	if err := g.get(ctx, "/api/folders/"+url.PathEscape(uid), &answer); err != nil {
		return "", err
	}
	var parts []string
	for _, parent := range answer.Parents {
		parts = append(parts, parent.Title)
	}
	g.folders[uid] = path.Join(append(parts, answer.Title)...)
	return g.folders[uid], nil
}

func (g *grafana) document(ctx context.Context, uid string) (json.RawMessage, error) {
	var answer struct{ Dashboard json.RawMessage }
	if err := g.get(ctx, "/api/dashboards/uid/"+url.PathEscape(uid), &answer); err != nil {
		return nil, err
	}
	if answer.Dashboard == nil {
		return nil, fmt.Errorf("%s does not answer as Grafana does", g.base)
	}
	return answer.Dashboard, nil
}

func (g *grafana) get(ctx context.Context, at string, into any) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, g.base+at, nil)
	if err != nil {
		return fmt.Errorf("ask grafana: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+g.token)
	request.Header.Set("Accept", "application/json")
	response, err := g.http.Do(request)
	if err != nil {
		return fmt.Errorf("ask grafana: %w", err)
	}
	defer response.Body.Close()
	content, err := io.ReadAll(io.LimitReader(response.Body, 64<<20))
	if err != nil {
		return fmt.Errorf("read grafana's answer: %w", err)
	}
	switch {
	case response.StatusCode == http.StatusUnauthorized:
		return errors.New("grafana does not know the token: make one for a service account (Administration, Service accounts)")
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("grafana answers %s: %s", printable(response.Status), printable(errorMessage(content)))
	}
	if err := json.Unmarshal(content, into); err != nil {
		return fmt.Errorf("%s does not answer as Grafana does; is the URL that of a Grafana? (%w)", g.base, err)
	}
	return nil
}
