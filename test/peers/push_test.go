package peers

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/proto"
)

// pushRequest is sent to Debian's Pushgateway and to Lookout alike.
type pushRequest struct {
	method, path, body string
	protobuf, gzip     bool

	// differs says why the two answer differently, and is the status that
	// Lookout answers with: the list is also in docs/push.md.
	differs string
	code    int
}

func put(path, body string) pushRequest {
	return pushRequest{method: http.MethodPut, path: path, body: body}
}

func add(path, body string) pushRequest {
	return pushRequest{method: http.MethodPost, path: path, body: body}
}

func remove(path string) pushRequest {
	return pushRequest{method: http.MethodDelete, path: path}
}

func (r pushRequest) but(code int, why string) pushRequest {
	r.code, r.differs = code, why
	return r
}

// pushRequests build upon each other, so that a group that should not have
// changed shows in every scrape that follows.
var pushRequests = []pushRequest{
	put("job/backup/instance/db1", "# HELP size_bytes Size.\n# TYPE size_bytes gauge\nsize_bytes 1\nfiles 2\n"),
	add("job/backup/instance/db1", "# TYPE size_bytes gauge\nsize_bytes{disk=\"a\"} 3\nsize_bytes{disk=\"b\"} 4\n"),
	put("job/backup/instance/db2", "# HELP size_bytes Another help.\n# TYPE size_bytes gauge\nsize_bytes 5\n"),
	put("job/backup", "# TYPE size_bytes gauge\nsize_bytes{instance=\"db3\",job=\"wrong\"} 5\n"),
	put("job/backup/instance/db1", "files 7\n"),
	// Labels in the path.
	put("job/x/", "a 1\n"), put("job/x/empty/", "a 1\n"), put("job/x/empty@base64/=", "a 2\n"),
	put("job/dir/path@base64/L3Zhci90bXA=", "a 1\n"), put("job/dir/path@base64/L3Zhci90bXA", "a 2\n"),
	put("job@base64/L3Zhci90bXA", "a 1\n"), put("job/percent%20and%2Bplus/l/%C3%BC", "a 1\n"),
	put("job/x/job/other", "a 3\n"), put("job/x/l/1/l/2", "a 4\n"), put("job/a%2Fb", "a 1\n"), put("job/a%2Fb/c", "a 1\n"),
	put("job/x/odd", "a 1\n"), put("job/x/__reserved/1", "a 1\n"), put("job/x/1digit/1", "a 1\n"), put("job/x/l@base64/!!", "a 1\n"),
	put("job@base64/=", "a 1\n"), put("job@base64/%25", "a 1\n"),
	remove("job/x/odd"), remove("job/never/was/there"),
	// Bodies.
	put("job/empty", ""), add("job/empty2", ""), add("job/backup/instance/db2", ""),
	put("job/broken", "a 1"), put("job/broken", "a b\n"), put("job/broken", "{}\n"), put("job/broken", "a{b=\"c} 1\n"), put("job/backup", "a 1"),
	put("job/comments", "# only\n# TYPE nothing counter\n\n"),
	put("job/values", "v{k=\"nan\"} NaN\nv{k=\"inf\"} +Inf\nv{k=\"neg\"} -Inf\nv{k=\"esc\\\\ \\\" \\n\"} 1e-300\n"),
	put("job/types", "# TYPE c_total counter\nc_total 1\n# TYPE s summary\ns{quantile=\"0.5\"} 1\ns_sum 2\ns_count 3\n# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n"),
	{method: http.MethodPut, path: "job/protobuf", body: delimited("pb", 1), protobuf: true},
	{method: http.MethodPost, path: "job/protobuf", body: delimited("pb", 2) + delimited("pb", 3) + delimited("pb2", 4), protobuf: true},
	{method: http.MethodPut, path: "job/protobuf", body: delimited("pb", 1)[:5], protobuf: true},
	{method: http.MethodPut, path: "job/protobuf", body: "a 1\n", protobuf: true},
	{method: http.MethodPut, path: "job/gzip", body: "a 1\n", gzip: true},
	{method: http.MethodPut, path: "job/gzip2", body: delimited("pb", 5), gzip: true, protobuf: true},
	// Consistency: refused with 400, and the failure time is set.
	put("job/time", "a 1 1000\n"), add("job/backup/instance/db1", "a 1 1000\n"),
	put("job/type", "# TYPE a counter\na 1\n"), put("job/twice", "n{l=\"1\"} 1\nn{l=\"1\"} 2\n"),
	put("job/instance", "m{instance=\"i\"} 1\n"), put("job/instance/instance/i", "m 1\n"),
	put("job/collides", "s_count 1\n"), put("job/collides", "h_bucket 1\n"), put("job/collides", "s_bucket 1\n"),
	put("job/collides2", "# TYPE v summary\nv_sum 1\nv_count 1\n"), put("job/collides3", "l_sum 1\n# TYPE l histogram\nl_bucket{le=\"+Inf\"} 1\nl_sum 1\nl_count 1\n"),
	put("job/build", "pushgateway_build_info 1\n"),
	put("job/own", "push_time_seconds 3\nother 1\n"),
	// A group may change the type of what it alone has.
	put("job/types", "# TYPE c_total gauge\nc_total 1\n"), put("job/types2", "s_count 1\n"), add("job/types", "# TYPE c_total counter\nc_total 1\n"),
	// Deleting.
	remove("job/backup/instance/db1"), remove("job/dir/path@base64/L3Zhci90bXA"), remove("job@base64/L3Zhci90bXA"), remove("job/time"),
	put("job/type", "# TYPE a counter\na 1\n"),
	// What differs, on purpose.
	put("job/goroutines", "go_goroutines 1\n").but(http.StatusOK, "the names of a Go program's own metrics are free"),
	put("job/utf8", "{\"name.with.dots\"} 1\n").but(http.StatusOK, "names may be any UTF-8, as in Prometheus 3"),
	put("job/", "a 1\n").but(http.StatusBadRequest, "a push without a job is told so instead of 307 and 404"),
	{method: http.MethodGet, path: "job/x", code: http.StatusNotFound, differs: "there is no page at a group's path: 404 instead of 405"},
}

// TestPushesAreTakenAsByPushgateway sends the same requests to both and
// compares every answer's status and what a scrape reads afterwards.
func TestPushesAreTakenAsByPushgateway(t *testing.T) {
	t.Parallel()
	theirs := startPushgateway(t)
	ours := startLookout(t) + "/pushgateway"
	for i, r := range pushRequests {
		want, got := r.send(t, theirs), r.send(t, ours)
		if r.differs != "" {
			if got != r.code || got == want {
				t.Errorf("%d: %s %s: lookout answers %d, want %d and not Pushgateway's %d: %s", i, r.method, r.path, got, r.code, want, r.differs)
			}
			remove(r.path).send(t, ours)
			remove(r.path).send(t, theirs)
			continue
		}
		if got != want {
			t.Errorf("%d: %s %s: lookout answers %d, Pushgateway %d", i, r.method, r.path, got, want)
		}
		if ours, theirs := scraped(t, ours), scraped(t, theirs); ours != theirs {
			t.Fatalf("%d: %s %s: lookout serves\n%s\nPushgateway serves\n%s", i, r.method, r.path, ours, theirs)
		}
	}
	if ours, theirs := groupsOf(t, ours), groupsOf(t, theirs); !reflect.DeepEqual(ours, theirs) {
		t.Errorf("the JSON of lookout is\n%v\nof Pushgateway\n%v", ours, theirs)
	}
	for _, path := range []string{"/-/ready", "/-/healthy"} {
		if ours, theirs := get(t, ours+path), get(t, theirs+path); ours != theirs {
			t.Errorf("%s: %q and %q", path, ours, theirs)
		}
	}
	wipe := pushRequest{method: http.MethodPut, path: "../api/v1/admin/wipe"}
	if ours, theirs := wipe.send(t, ours), wipe.send(t, theirs); ours != theirs {
		t.Errorf("wipe answers %d and %d", ours, theirs)
	}
	if ours, theirs := scraped(t, ours), scraped(t, theirs); ours != "" || theirs != "" {
		t.Errorf("after the wipe lookout serves %q, Pushgateway %q", ours, theirs)
	}
}

// TestPushedGroupsAreTakenIn pushes to a Lookout that nobody configured, as
// client libraries do, and queries what arrived.
func TestPushedGroupsAreTakenIn(t *testing.T) {
	t.Parallel()
	lookout := startLookout(t)
	for _, prefix := range []string{lookout, lookout + "/pushgateway"} {
		r := put("job/backup/from/"+map[bool]string{true: "root", false: "prefix"}[prefix == lookout], "# TYPE size_bytes gauge\nsize_bytes 42\n")
		if code := r.send(t, prefix); code != http.StatusOK {
			t.Fatalf("push to %s: %d", prefix, code)
		}
	}
	awaitValue(t, lookout, `count(size_bytes{job="backup", from=~"root|prefix"} == 42)`, "2")
	awaitValue(t, lookout, `up{job="pushgateway"}`, "1")
	awaitValue(t, lookout, `count(push_time_seconds{job="backup", instance=""} > push_failure_time_seconds)`, "2")
}

func startPushgateway(t *testing.T) string {
	t.Helper()
	pushgateway := need(t, "prometheus-pushgateway", "prometheus-pushgateway")
	address := freeAddress(t)
	start(t, nil, pushgateway, "--web.listen-address="+address, "--persistence.file=", "--web.enable-admin-api")
	eventually(t, func() error {
		_, err := fetch("http://" + address + "/-/ready")
		return err
	})
	return "http://" + address
}

func (r pushRequest) send(t *testing.T, server string) int {
	t.Helper()
	body := []byte(r.body)
	if r.gzip {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		if _, err := z.Write(body); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		body = b.Bytes()
	}
	request, err := http.NewRequestWithContext(t.Context(), r.method, strings.Replace(server+"/metrics/"+r.path, "/metrics/../", "/", 1), bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if r.protobuf {
		request.Header.Set("Content-Type", "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited")
	}
	if r.gzip {
		request.Header.Set("Content-Encoding", "gzip")
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode
}

var (
	foreign    = regexp.MustCompile(`^(# (HELP|TYPE) )?(go|process|pushgateway)_`)
	pushTime   = regexp.MustCompile(`^(push_(?:failure_)?time_seconds\{.*\}) [1-9].*$`)
	sizeOfHelp = regexp.MustCompile(`^# HELP size_bytes .*$`)
)

// scraped is what a scrape reads of the pushed groups, in an order of its own,
// with the times of pushes made equal. Which of two helps stands for a metric
// is left to chance in Pushgateway.
func scraped(t *testing.T, server string) string {
	t.Helper()
	var lines []string
	for line := range strings.Lines(get(t, server+"/metrics")) {
		line = strings.TrimSpace(line)
		if !foreign.MatchString(line) && !sizeOfHelp.MatchString(line) {
			lines = append(lines, pushTime.ReplaceAllString(line, "$1 SOME TIME"))
		}
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// groupsOf is the JSON API's list of groups, by their labels, times left out.
func groupsOf(t *testing.T, server string) map[string]any {
	t.Helper()
	var answer struct {
		Status string
		Data   []map[string]any
	}
	if err := json.Unmarshal([]byte(get(t, server+"/api/v1/metrics")), &answer); err != nil || answer.Status != "success" {
		t.Fatalf("read groups: %v, status %q", err, answer.Status)
	}
	groups := map[string]any{}
	for _, g := range answer.Data {
		for name, metric := range g {
			family, ok := metric.(map[string]any)
			if !ok || name == "labels" {
				continue
			}
			delete(family, "time_stamp")
			delete(family, "help")
			if strings.HasPrefix(name, "push_") {
				delete(family, "metrics")
			}
			if list, ok := family["metrics"].([]any); ok {
				slices.SortFunc(list, func(a, b any) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
			}
		}
		groups[fmt.Sprint(g["labels"])] = g
	}
	return groups
}

// delimited is a gauge as a client library with protocol buffers pushes it.
func delimited(name string, value float64) string {
	var b bytes.Buffer
	_, err := protodelim.MarshalTo(&b, &dto.MetricFamily{
		Name: proto.String(name), Type: dto.MetricType_GAUGE.Enum(),
		Metric: []*dto.Metric{{Gauge: &dto.Gauge{Value: proto.Float64(value)}}},
	})
	if err != nil {
		panic(err) // a constant of this file
	}
	return b.String()
}
