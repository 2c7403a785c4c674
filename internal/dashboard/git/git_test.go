package git

import (
	"context"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/cgi"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"go.yaml.in/yaml/v2"

	"github.com/lookout-monitor/lookout/internal/dashboard"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// repository is a real one on disk.
type repository struct {
	t   *testing.T
	dir string
}

func newRepository(t *testing.T) repository {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is missing: apt-get install git")
	}
	r := repository{t, filepath.Join(t.TempDir(), "boards")}
	require.NoError(t, os.Mkdir(r.dir, 0o755))
	r.git("init", "--quiet", "--initial-branch=main")
	return r
}

func (r repository) git(args ...string) string {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), "git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.org"}, args...)...)
	cmd.Dir = r.dir
	output, err := cmd.CombinedOutput()
	require.NoError(r.t, err, string(output))
	return strings.TrimSpace(string(output))
}

// commit writes files, deletes those without text, and returns the commit.
func (r repository) commit(files map[string]string) string {
	r.t.Helper()
	for name, text := range files {
		path := filepath.Join(r.dir, name)
		if text == "" {
			require.NoError(r.t, os.Remove(path))
			continue
		}
		require.NoError(r.t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(r.t, os.WriteFile(path, []byte(text), 0o644))
	}
	r.git("add", "--all")
	r.git("commit", "--quiet", "--message=change")
	return r.git("rev-parse", "HEAD")
}

// kept remembers deliveries, and refuses the files that it is told to.
type kept struct {
	deliveries []dashboard.Delivery
	refuse     []dashboard.Refusal
}

func (k *kept) Deliver(_ context.Context, d dashboard.Delivery) ([]dashboard.Refusal, error) {
	k.deliveries = append(k.deliveries, d)
	return k.refuse, nil
}

func (k *kept) last() dashboard.Delivery { return k.deliveries[len(k.deliveries)-1] }

func watch(t *testing.T, c Config) (*Watcher, *kept) {
	t.Helper()
	require.NoError(t, c.Validate())
	k := &kept{}
	return New(c, Options{Dir: filepath.Join(t.TempDir(), "checkout"), Keeper: k, Now: time.Now, Logger: slog.New(slog.DiscardHandler)}), k
}

func configured(url string) Config {
	return Config{URL: url, Username: "git", Interval: 60_000_000_000}
}

func TestABranchIsDeliveredOncePerCommit(t *testing.T) {
	r := newRepository(t)
	first := r.commit(map[string]string{"shop/main.json": `{"title": "Main"}`, "made.jsonnet": `{title: 'Made', n: (import 'lib/n.libsonnet')}`, "lib/n.libsonnet": "1", "README.md": "read me"})
	w, k := watch(t, configured(r.dir))
	require.NoError(t, w.Look(t.Context()))
	require.NoError(t, w.Look(t.Context()))
	require.Len(t, k.deliveries, 1, "nothing is delivered twice")
	got := k.last()
	require.Equal(t, dashboard.Git, got.Kind)
	require.Equal(t, "boards", got.Name)
	require.Equal(t, first[:12], got.Release)
	require.Equal(t, []string{"boards made.jsonnet", "shop shop/main.json"}, named(got))
	require.JSONEq(t, `{"title": "Made", "n": 1}`, string(got.Offers[0].Document))

	second := r.commit(map[string]string{"shop/main.json": "", "other.json": `{"title": "Other"}`})
	require.NoError(t, w.Look(t.Context()))
	require.Equal(t, second[:12], k.last().Release)
	require.Equal(t, []string{"boards made.jsonnet", "boards other.json"}, named(k.last()))

	r.git("commit", "--quiet", "--amend", "--message=rewritten")
	require.NoError(t, w.Look(t.Context()), "a rewritten branch")
	require.Len(t, k.deliveries, 3)
}

func named(d dashboard.Delivery) (names []string) {
	for _, o := range d.Offers {
		names = append(names, o.Folder+" "+o.Origin)
	}
	return names
}

func TestABranchAndAPathAreChosen(t *testing.T) {
	r := newRepository(t)
	r.commit(map[string]string{"a.json": "{}"})
	r.git("checkout", "--quiet", "-b", "next")
	r.commit(map[string]string{"boards/b.json": "{}"})
	r.git("checkout", "--quiet", "main")
	c := configured(r.dir)
	c.Branch, c.Path, c.Folder = "next", "boards", "Shop"
	w, k := watch(t, c)
	require.NoError(t, w.Look(t.Context()))
	require.Equal(t, []string{"Shop b.json"}, named(k.last()))

	c.Branch = "gone"
	w, _ = watch(t, c)
	require.ErrorContains(t, w.Look(t.Context()), "has no gone: name a branch that it has")
}

// TestNothingLeadsOutOfTheRepository has a repository whose owner wants to read the machine's files.
func TestNothingLeadsOutOfTheRepository(t *testing.T) {
	r := newRepository(t)
	secret := filepath.Join(t.TempDir(), "secret.json")
	require.NoError(t, os.WriteFile(secret, []byte(`{"title": "secret"}`), 0o600))
	require.NoError(t, os.Symlink(secret, filepath.Join(r.dir, "link.json")))
	require.NoError(t, os.Symlink(filepath.Dir(secret), filepath.Join(r.dir, "linked")))
	require.NoError(t, os.MkdirAll(filepath.Join(r.dir, "hooks"), 0o755))
	r.commit(map[string]string{
		"absolute.jsonnet": fmt.Sprintf("importstr %q", secret),
		"relative.jsonnet": "importstr '../../../../../../../../../../.." + secret + "'",
		"inside.jsonnet":   "import 'part.libsonnet'", "part.libsonnet": "{}",
	})
	w, k := watch(t, configured(r.dir))
	require.NoError(t, w.Look(t.Context()))
	require.Len(t, k.last().Offers, 4)
	for _, offer := range k.last().Offers {
		require.NotContains(t, string(offer.Document), `"title"`, offer.Origin)
		require.Equal(t, strings.HasSuffix(offer.Origin, "tive.jsonnet") || offer.Origin == "absolute.jsonnet", offer.Problem != nil, offer.Origin)
	}
}

// TestATokenIsSentOverHTTP serves the repository as git does, behind a password.
func TestATokenIsSentOverHTTP(t *testing.T) {
	r := newRepository(t)
	r.commit(map[string]string{"a.json": "{}"})
	program, err := exec.LookPath("git")
	require.NoError(t, err)
	backend := &cgi.Handler{Path: program, Args: []string{"http-backend"}, Env: []string{"GIT_PROJECT_ROOT=" + filepath.Dir(r.dir), "GIT_HTTP_EXPORT_ALL=1"}}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		if request.Header.Get("Authorization") != "Basic "+base64.StdEncoding.EncodeToString([]byte("git:s3cret")) {
			w.Header().Set("WWW-Authenticate", `Basic realm="git"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		backend.ServeHTTP(w, request)
	}))
	defer server.Close()
	c := configured(server.URL + "/boards/.git")
	w, _ := watch(t, c)
	err = w.Look(t.Context())
	require.ErrorContains(t, err, "git ls-remote")

	c.Token = "s3cret"
	w, k := watch(t, c)
	require.NoError(t, w.Look(t.Context()))
	require.Equal(t, []string{"boards a.json"}, []string{k.last().Name + " " + k.last().Offers[0].Origin})

	c.Token = "wr0ng"
	w, _ = watch(t, c)
	err = w.Look(t.Context())
	require.Error(t, err)
	require.NotContains(t, err.Error(), "wr0ng")
}

func TestARepositoryThatIsGoneLeavesWhatWas(t *testing.T) {
	r := newRepository(t)
	r.commit(map[string]string{"a.json": "{}"})
	w, k := watch(t, configured(r.dir))
	require.NoError(t, w.Look(t.Context()))
	require.NoError(t, os.RemoveAll(r.dir))
	require.Error(t, w.Look(t.Context()))
	require.Len(t, k.deliveries, 1)
}

func TestRunEndsWithItsContext(t *testing.T) {
	r := newRepository(t)
	r.commit(map[string]string{"a.json": "{}"})
	w, k := watch(t, configured(r.dir))
	ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
	defer cancel()
	require.NoError(t, w.Run(ctx))
	require.Len(t, k.deliveries, 1)
}

func TestConfigurations(t *testing.T) {
	for text, want := range map[string]string{
		"{}":                                   "url is missing",
		"{url: --upload-pack=touch}":           "url is missing",
		"{url: 'ext::sh -c id'}":               "remote helpers",
		"{url: 'https://a:b@git.example.org'}": "token, where it is hidden",
		"{url: /x, branch: --help}":            "not the name of a branch",
		"{url: /x, path: ../y}":                "leads out",
		"{url: /x, token: a, token_file: b}":   "either token or token_file",
		"{url: /x, interval: 10ms}":            "interval",
		"{url: ../..}":                         "give it a name",
		"{url: /x, name: ..}":                  "give it a name",
	} {
		var c Config
		require.NoError(t, yaml.Unmarshal([]byte(text), &c), text)
		require.ErrorContains(t, c.Validate(), want, text)
	}
	for url, name := range map[string]string{
		"https://git.example.org/shop/boards.git": "boards", "git@git.example.org:shop/boards.git": "boards", "/srv/boards": "boards", "ssh://git@git.example.org/x": "x",
	} {
		c := configured(url)
		require.NoError(t, c.Validate())
		require.Equal(t, name, c.Source())
	}
}

// TestTemplatesImportNothingFromOutside names files by ways that begin within the repository.
func TestTemplatesImportNothingFromOutside(t *testing.T) {
	r := newRepository(t)
	w, k := watch(t, configured(r.dir))
	outside := filepath.Join(filepath.Dir(w.options.Dir), "secret")
	require.NoError(t, os.WriteFile(outside, []byte("s3cret"), 0o600))
	r.commit(map[string]string{
		"through.jsonnet":      fmt.Sprintf("importstr %q", w.options.Dir+"/../secret"),
		"library.jsonnet":      "import 'a/b/c/deep.libsonnet'",
		"a/b/c/deep.libsonnet": "importstr '../../secret'", // beside it inside, beside lib/ outside
	})
	require.NoError(t, w.Look(t.Context()))
	require.Len(t, k.last().Offers, 2)
	for _, offer := range k.last().Offers {
		require.Error(t, offer.Problem, "%s is %s", offer.Origin, offer.Document)
	}
}

// TestAServerThatHangsDoesNotHoldUp asks a server that takes connections and says nothing.
func TestAServerThatHangsDoesNotHoldUp(t *testing.T) {
	newRepository(t) // for the program git
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	for _, scheme := range []string{"http", "git"} {
		w, _ := watch(t, configured(scheme+"://"+listener.Addr().String()+"/boards"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		began := time.Now()
		require.Error(t, w.Look(ctx))
		cancel()
		require.Less(t, time.Since(began), 5*time.Second)
	}
}

// TestATokenDoesNotFollowARedirect asks a server that sends people elsewhere.
func TestATokenDoesNotFollowARedirect(t *testing.T) {
	newRepository(t) // for the program git
	var seen []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.URL.Path+" "+r.Header.Get("Authorization"))
		w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
		fmt.Fprint(w, "001e# service=git-upload-pack\n0000")
		commit := strings.Repeat("1", 40)
		line := commit + " HEAD\x00 symref=HEAD:refs/heads/main agent=x\n"
		fmt.Fprintf(w, "%04x%s0000", len(line)+4, line)
	}))
	defer elsewhere.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, elsewhere.URL+r.URL.RequestURI(), http.StatusMovedPermanently)
	}))
	defer server.Close()
	c := configured(server.URL + "/boards")
	c.Token = "s3cret"
	w, _ := watch(t, c)
	err := w.Look(t.Context())
	require.Error(t, err)
	require.Empty(t, seen)
}

// TestAUIDIsTriedAgainWithoutANewCommit is refused what belongs to another source, until that one gives it up.
func TestAUIDIsTriedAgainWithoutANewCommit(t *testing.T) {
	r := newRepository(t)
	r.commit(map[string]string{"a.json": `{"uid": "a"}`, "b.json": `{"uid": "b"}`})
	w, k := watch(t, configured(r.dir))
	require.Equal(t, []string{r.dir}, w.Account().Places)
	k.refuse = []dashboard.Refusal{{Origin: "a.json", Err: fmt.Errorf("%w to b", dashboard.ErrTaken)}}
	require.NoError(t, w.Look(t.Context()))
	require.Equal(t, 1, w.Account().Dashboards)
	k.refuse = nil
	require.NoError(t, w.Look(t.Context()))
	require.NoError(t, w.Look(t.Context()))
	require.Len(t, k.deliveries, 2, "once more, and not again when it was taken")
	require.Equal(t, `{"uid": "a"}`, string(k.last().Offers[0].Document))
	require.True(t, k.last().Offers[1].Unchanged, "what was taken is not read again")
	require.Empty(t, w.Account().Refused)
	require.Equal(t, 2, w.Account().Dashboards)
}

func TestAPasswordInAnAddressIsNotShown(t *testing.T) {
	c := configured("ssh://me:s3cret@git.example.org/boards.git")
	w, _ := watch(t, c)
	require.Equal(t, []string{"ssh://me:xxxxx@git.example.org/boards.git"}, w.Account().Places)
}
