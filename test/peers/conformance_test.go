package peers

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAPIAgreesWithPrometheus runs Prometheus, built from the very sources Lookout embeds,
// beside Lookout: the same configuration, the same samples, the same requests. Every
// difference that is intended is written down with the case it concerns.
func TestAPIAgreesWithPrometheus(t *testing.T) {
	t.Parallel()
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "# HELP app_jobs_total Jobs done.\n# TYPE app_jobs_total counter\napp_jobs_total 5\n# HELP app_queue Jobs waiting.\n# TYPE app_queue gauge\napp_queue 2\n")
	}))
	t.Cleanup(app.Close)
	config := conformanceConfig(t, strings.TrimPrefix(app.URL, "http://"))
	lookout := startLookout(t, "--prometheus.config", config)
	prometheus := startPrometheus(t, config)

	end := time.Now().Truncate(time.Second)
	for _, server := range []string{lookout, prometheus} {
		remoteWrite(t, server, writtenSeries(end))
	}
	for _, server := range []string{lookout, prometheus} {
		awaitValue(t, server, `count(up)`, "2")
		awaitValue(t, server, `count(ALERTS{alertname=~"Always|Waiting"})`, "2")
		awaitValue(t, server, `count({__name__="job:rw_temperature:one"})`, "2")
	}
	for _, c := range conformanceCases(end) {
		t.Run(c.name(), func(t *testing.T) {
			for _, root := range []string{"", "/prometheus"} {
				c.compare(t, c.ask(t, lookout+root), c.ask(t, prometheus))
			}
		})
	}
}

func startPrometheus(t *testing.T, config string) string {
	t.Helper()
	address := freeAddress(t)
	start(t, nil, toolPath(t, "prometheus"), "--config.file="+config, "--storage.tsdb.path="+t.TempDir(),
		"--web.listen-address="+address, "--web.enable-remote-write-receiver", "--web.enable-otlp-receiver", "--web.enable-admin-api",
		"--enable-feature=exemplar-storage")
	server := "http://" + address
	eventually(t, func() error { _, err := fetch(server + "/-/ready"); return err })
	return server
}

// agreement is how much of two answers has to be the same. Status and content type are
// always compared.
type agreement int

const (
	same      agreement = iota // the same JSON, but for members that are named as volatile
	unordered                  // the same JSON, lists in any order
	shape                      // the same members with values of the same types
	lines                      // the same lines in any order
	octets                     // the same bytes
	status                     // nothing else
)

// conformanceCase is one request and what is compared of its answers.
type conformanceCase struct {
	method   string // GET unless set
	path     string
	params   url.Values
	form     bool   // sends params in the body
	body     []byte // sent as it is
	bodyType string
	agree    agreement
	volatile []string // names of JSON members that may differ, because time or place does
	differs  string   // why the answers are meant to differ; then they have to
}

func (c conformanceCase) name() string {
	name := c.method + c.path
	if c.form {
		name += " by form"
	}
	if len(c.params) > 0 {
		name += "?" + c.params.Encode()
	}
	return name
}

func (c conformanceCase) ask(t *testing.T, server string) answer {
	t.Helper()
	if c.body != nil {
		return post(t, server+c.path, c.bodyType, c.body)
	}
	if c.form {
		return post(t, server+c.path, "application/x-www-form-urlencoded", []byte(c.params.Encode()))
	}
	method := c.method
	if method == "" {
		method = http.MethodGet
	}
	r, err := http.NewRequestWithContext(t.Context(), method, server+c.path+"?"+c.params.Encode(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return send(t, r)
}

func (c conformanceCase) compare(t *testing.T, ours, theirs answer) {
	t.Helper()
	problem := c.difference(ours, theirs)
	if c.differs == "" && problem != "" {
		t.Errorf("%s\nours:   %d %s %.2000s\ntheirs: %d %s %.2000s", problem,
			ours.status, ours.contentType, ours.body, theirs.status, theirs.contentType, theirs.body)
	}
	if c.differs != "" && problem == "" {
		t.Errorf("the answers do not differ any more: take the reason away (%s)", c.differs)
	}
}

// difference says in what the answers differ, if they do.
func (c conformanceCase) difference(ours, theirs answer) string {
	switch {
	case ours.status != theirs.status:
		return "the status differs"
	case c.agree == status:
		return ""
	case ours.contentType != theirs.contentType:
		return "the content type differs"
	case c.agree == octets:
		return unless(bytes.Equal(ours.body, theirs.body), "the bytes differ")
	case c.agree == lines:
		return unless(slices.Equal(sortedLines(ours.body), sortedLines(theirs.body)), "the lines differ")
	}
	a, errA := c.decode(ours.body)
	b, errB := c.decode(theirs.body)
	if errA != nil || errB != nil {
		return unless(bytes.Equal(ours.body, theirs.body), fmt.Sprintf("not JSON and not equal: %v, %v", errA, errB))
	}
	return unless(reflect.DeepEqual(a, b), "the JSON differs")
}

func unless(fine bool, problem string) string {
	if fine {
		return ""
	}
	return problem
}

func (c conformanceCase) decode(body []byte) (any, error) {
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		return nil, err
	}
	v = without(v, c.volatile)
	switch c.agree {
	case unordered:
		v = sets(v, func(leaf any) any { return leaf })
	case shape:
		v = sets(v, func(leaf any) any { return fmt.Sprintf("%T", leaf) })
	}
	return v, nil
}

// without replaces the values of the named members, at any depth.
func without(v any, names []string) any {
	switch v := v.(type) {
	case map[string]any:
		for name := range v {
			if slices.Contains(names, name) {
				v[name] = "volatile"
				continue
			}
			v[name] = without(v[name], names)
		}
	case []any:
		for i := range v {
			v[i] = without(v[i], names)
		}
	}
	return v
}

// sets puts the elements of lists in order, each distinct one once, and maps all values.
func sets(v any, value func(any) any) any {
	switch v := v.(type) {
	case map[string]any:
		mapped := make(map[string]any, len(v))
		for name := range v {
			mapped[name] = sets(v[name], value)
		}
		return mapped
	case []any:
		elements := map[string]bool{}
		for _, element := range v {
			text, _ := json.Marshal(sets(element, value)) // what was JSON can become JSON
			elements[string(text)] = true
		}
		return slices.Sorted(maps.Keys(elements))
	default:
		return value(v)
	}
}

func sortedLines(body []byte) []string {
	return slices.Sorted(strings.Lines(string(body)))
}
