package handover

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	httpconfig "github.com/prometheus/common/config"
)

const (
	askTimeout = 30 * time.Second
	mostAnswer = 32 << 20 // bytes of an answer; a dashboard has at most ten
	pageSize   = 1000     // folders and dashboards of one answer
	mostPages  = 100
)

// api speaks Grafana's HTTP API as it is published:
// https://grafana.com/docs/grafana/latest/developers/http_api/
type api struct {
	base   string
	client *http.Client
}

func newAPI(g Grafana) (*api, error) {
	client, err := httpconfig.NewClientFromConfig(g.Client, "grafana_sync")
	if err != nil {
		return nil, fmt.Errorf("grafana_sync %s: %w", g.Called(), err)
	}
	client.Timeout = askTimeout
	// Elsewhere the token has no business, and on the way there a POST becomes a GET.
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &api{strings.TrimRight(g.URL, "/"), client}, nil
}

// refused is an answer that says no.
type refused struct {
	status int
	said   string
	wait   time.Duration // how long Grafana asks to be left alone
}

func (r *refused) Error() string {
	switch r.status {
	case http.StatusUnauthorized:
		return "grafana does not know the token: make one for a service account and put it into authorization"
	case http.StatusForbidden:
		return "grafana forbids it: give the service account the role Editor, and folders:create (" + r.said + ")"
	}
	return fmt.Sprintf("grafana answers %d: %s", r.status, r.said)
}

// isOver says whether going on with other dashboards is of no use now.
func isOver(err error) bool {
	if errors.Is(err, errNotOurs) || errors.Is(err, errUnreadable) {
		return false
	}
	r, answered := errors.AsType[*refused](err)
	return !answered || r.status < 400 || r.status == http.StatusUnauthorized || r.status == http.StatusTooManyRequests || r.status >= 500
}

func isMissing(err error) bool {
	r, ok := errors.AsType[*refused](err)
	return ok && r.status == http.StatusNotFound
}

// do sends one request; into may be nil.
func (a *api) do(ctx context.Context, method, path string, body, into any) error {
	var content io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return fmt.Errorf("write request: %w", err)
		}
		content = bytes.NewReader(text)
	}
	request, err := http.NewRequestWithContext(ctx, method, a.base+path, content)
	if err != nil {
		return fmt.Errorf("ask grafana: %w", err)
	}
	request.Header.Set("Accept", "application/json")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	response, err := a.client.Do(request)
	if err != nil {
		return fmt.Errorf("ask grafana: %w", err)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, mostAnswer))
	if err != nil {
		return fmt.Errorf("read grafana's answer: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return refusalOf(response, answer)
	}
	if into == nil {
		return nil
	}
	if err := json.Unmarshal(answer, into); err != nil {
		return fmt.Errorf("%s%s does not answer as Grafana does: %w", a.base, path, err)
	}
	return nil
}

func refusalOf(response *http.Response, answer []byte) error {
	if to := response.Header.Get("Location"); response.StatusCode < 400 && to != "" {
		return &refused{status: response.StatusCode, said: fmt.Sprintf("name the address that it leads to, %.200s", to)}
	}
	var told struct{ Message, Status string }
	if json.Unmarshal(answer, &told) != nil || told.Message == "" {
		told.Message = http.StatusText(response.StatusCode)
	}
	seconds, _ := strconv.Atoi(response.Header.Get("Retry-After"))
	return &refused{response.StatusCode, told.Message, time.Duration(seconds) * time.Second}
}

type folder struct {
	UID       string `json:"uid,omitempty"`
	Title     string `json:"title"`
	ParentUID string `json:"parentUid,omitempty"`
}

// folders are those directly in a folder; parent is empty for the top.
func (a *api) folders(ctx context.Context, parent string) (all []folder, err error) {
	for page := 1; page <= mostPages; page++ {
		var some []folder
		query := url.Values{"limit": {strconv.Itoa(pageSize)}, "page": {strconv.Itoa(page)}}
		if parent != "" {
			query.Set("parentUid", parent)
		}
		if err := a.do(ctx, http.MethodGet, "/api/folders?"+query.Encode(), nil, &some); err != nil {
			return nil, err
		}
		all = append(all, some...)
		if len(some) < pageSize {
			break
		}
	}
	return all, nil
}

func (a *api) makeFolder(ctx context.Context, title, parent string) (made folder, err error) {
	err = a.do(ctx, http.MethodPost, "/api/folders", folder{Title: title, ParentUID: parent}, &made)
	return made, err
}

// tags are those of a dashboard that Grafana has.
func (a *api) tags(ctx context.Context, uid string) ([]string, error) {
	var answer struct {
		Dashboard struct {
			Tags []string `json:"tags"`
		} `json:"dashboard"`
	}
	err := a.do(ctx, http.MethodGet, "/api/dashboards/uid/"+url.PathEscape(uid), nil, &answer)
	return answer.Dashboard.Tags, err
}

// push creates a dashboard or writes it anew.
func (a *api) push(ctx context.Context, document map[string]any, folderUID, message string) error {
	return a.do(ctx, http.MethodPost, "/api/dashboards/db", map[string]any{
		"dashboard": document, "folderUid": folderUID, "message": message, "overwrite": true,
	}, nil)
}

func (a *api) remove(ctx context.Context, uid string) error {
	return a.do(ctx, http.MethodDelete, "/api/dashboards/uid/"+url.PathEscape(uid), nil, nil)
}
