package collect

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/model"
)

// listed is an entry of a service's list, as the convention has it.
type listed struct {
	File   string `json:"dashboard_file"`
	Folder string `json:"folder"`
}

const (
	mostListBytes = 1 << 20
	mostFiles     = 200
	mostBytes     = 64 << 20    // that one service may hand out at a time
	mostTime      = time.Minute // that it may take for all of it
	longestETag   = 256
	longestText   = 128 // of a release, or of an address that is answered

	// ReleaseHeader is how a service says which release answers.
	ReleaseHeader = "Service-Version"
)

// fetch asks the instances of a service until one answers, the one that
// answered last first.
func (c *Collector) fetch(ctx context.Context, s *service) (dashboard.Delivery, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, mostTime, fmt.Errorf("it took longer than %v to hand out its dashboards", mostTime))
	defer cancel()
	var problems []error
	for _, instance := range s.inOrder() {
		delivery, err := c.fetchFrom(ctx, s, instance)
		if err == nil {
			return delivery, nil
		}
		problems = append(problems, err)
		if ctx.Err() != nil {
			problems = append(problems, context.Cause(ctx))
			break
		}
	}
	return dashboard.Delivery{}, errors.Join(problems...)
}

func (s *service) inOrder() []string {
	first := slices.Index(s.urls, s.answered)
	if first < 0 {
		return s.urls
	}
	return append([]string{s.answered}, slices.Delete(slices.Clone(s.urls), first, first+1)...)
}

func (c *Collector) fetchFrom(ctx context.Context, s *service, instance string) (dashboard.Delivery, error) {
	if s.answered != instance {
		s.answered, s.list, s.files = instance, cached[[]listed]{}, map[string]validator{}
		s.standing = map[string]dashboard.Refusal{}
	}
	base, err := url.Parse(instance)
	if err != nil {
		return dashboard.Delivery{}, fmt.Errorf("read address: %w", err)
	}
	release, err := c.fetchList(ctx, s, base)
	if err != nil {
		return dashboard.Delivery{}, err
	}
	delivery := dashboard.Delivery{Kind: dashboard.Service, Name: s.name, Release: release}
	s.fetched = map[string]validator{}
	room := int64(mostBytes)
	for _, one := range s.list.value {
		offer := c.fetchFile(ctx, s, base, one, room)
		room -= int64(len(offer.Document))
		delivery.Offers = append(delivery.Offers, offer)
	}
	return delivery, ctx.Err()
}

// fetchList brings the list up to date and returns the release that answered.
func (c *Collector) fetchList(ctx context.Context, s *service, base *url.URL) (string, error) {
	a, err := c.get(ctx, base, s.list.validator, mostListBytes)
	if err != nil {
		return "", fmt.Errorf("get list of dashboards: %w", err)
	}
	if a.unchanged {
		return a.release, nil
	}
	var files []listed
	if err := json.Unmarshal(a.body, &files); err != nil {
		return "", fmt.Errorf(`read list of dashboards from %s: it is not [{"dashboard_file": "x.json", "folder": "…"}, …]: %w`, base, err)
	}
	if len(files) > mostFiles {
		return "", fmt.Errorf("read list of dashboards from %s: it names %d files; the most is %d", base.Redacted(), len(files), mostFiles)
	}
	s.list = cached[[]listed]{validator{a.etag}, files}
	return a.release, nil
}

// fetchFile makes an offer of one file. What goes wrong is the offer's problem,
// not that of the files beside it.
func (c *Collector) fetchFile(ctx context.Context, s *service, base *url.URL, one listed, room int64) dashboard.Offer {
	offer := dashboard.Offer{Origin: one.File, Folder: one.Folder}
	if !beside(one.File) {
		offer.Problem = fmt.Errorf("%q is no name of a file beside the list", one.File)
		return offer
	}
	most := int64(model.DefaultLimits().Bytes)
	if room < most {
		offer.Problem = fmt.Errorf("there is no room for it: a service may hand out %d MiB of changed dashboards at a time", mostBytes>>20)
		return offer
	}
	a, err := c.get(ctx, base.JoinPath(one.File), s.files[one.File], most)
	switch {
	case err != nil:
		offer.Problem = err
	case a.unchanged:
		offer.Unchanged = true
		s.fetched[one.File] = s.files[one.File]
	default:
		offer.Document = a.body
		s.fetched[one.File] = validator{a.etag}
	}
	return offer
}

// kept notes what the store has taken, or has refused for good. Only that need not be transferred again:
// what was lost on the way to the store, and what the store could take tomorrow, is fetched whole. It
// returns all refusals that stand, those of unchanged files among them.
func (s *service) kept(d dashboard.Delivery, refused []dashboard.Refusal) []dashboard.Refusal {
	before := s.standing
	s.files, s.standing = s.fetched, map[string]dashboard.Refusal{}
	for _, r := range refused {
		s.standing[r.Origin] = r
		if errors.Is(r.Err, dashboard.ErrTaken) {
			delete(s.files, r.Origin)
		}
	}
	for _, o := range d.Offers {
		if r, stands := before[o.Origin]; stands && o.Unchanged {
			s.standing[o.Origin] = r
		}
	}
	var all []dashboard.Refusal
	for _, o := range d.Offers {
		if r, is := s.standing[o.Origin]; is && !slices.ContainsFunc(all, func(a dashboard.Refusal) bool { return a.Origin == r.Origin }) {
			all = append(all, r)
		}
	}
	return all
}

// beside tells whether a name stays below the list's own path.
func beside(name string) bool {
	return name != "" && !strings.HasPrefix(name, "/") && !strings.Contains(name, "..") && !strings.ContainsAny(name, "\\?#%") && path.Clean(name) == name
}

// answer is what came back of a conditional request.
type answer struct {
	unchanged bool
	body      []byte
	etag      string
	release   string
}

func (c *Collector) get(ctx context.Context, from *url.URL, v validator, most int64) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, from.String(), nil)
	if err != nil {
		return answer{}, err
	}
	request.Header.Set("Accept", "application/json")
	if v.etag != "" {
		request.Header.Set("If-None-Match", v.etag)
	}
	response, err := c.client.Do(request)
	if err != nil {
		c.metrics.fetches.WithLabelValues("failed").Inc()
		return answer{}, err
	}
	defer response.Body.Close()
	a, err := read(response, most)
	if err != nil {
		c.metrics.fetches.WithLabelValues("failed").Inc()
		return answer{}, fmt.Errorf("%s: %w", from.Redacted(), err)
	}
	c.metrics.fetches.WithLabelValues(map[bool]string{true: "unchanged", false: "full"}[a.unchanged]).Inc()
	return a, nil
}

func shortened(text string) string {
	return strings.ToValidUTF8(text[:min(len(text), longestText)], "")
}

func read(response *http.Response, most int64) (answer, error) {
	a := answer{etag: response.Header.Get("ETag"), release: shortened(response.Header.Get(ReleaseHeader))}
	if len(a.etag) > longestETag {
		a.etag = ""
	}
	switch {
	case response.StatusCode == http.StatusNotModified:
		a.unchanged = true
		return a, nil
	case response.StatusCode == http.StatusForbidden:
		return a, errors.New("it answers 403: allow this machine's network to read its dashboards (AllowFrom in package instrument)")
	case response.StatusCode == http.StatusNotFound:
		return a, errors.New("it answers 404: by the convention the list is at :19101/grafana, and the files are beside it under the names that it gives")
	case response.StatusCode >= 300 && response.StatusCode < 400:
		return a, fmt.Errorf("it answers %s: name the address that it leads to, %s", response.Status, shortened(response.Header.Get("Location")))
	case response.StatusCode != http.StatusOK:
		return a, fmt.Errorf("it answers %s", response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, most+1))
	if err != nil {
		return a, fmt.Errorf("read answer: %w", err)
	}
	if int64(len(body)) > most {
		return a, fmt.Errorf("it is larger than %d MiB", most>>20)
	}
	a.body = body
	return a, nil
}
