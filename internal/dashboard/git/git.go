// Package git reads dashboards from a branch of a repository. A URL flows in, deliveries for the store flow
// out, again whenever the branch has a new commit, which is what they are told to come from. Fetching is the
// business of the program git, which knows every protocol, key and proxy that people use: see ADR 0021. The
// package refuses to run anything that the repository contains, and to follow links out of it.
package git

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	httpconfig "github.com/prometheus/common/config"
	"github.com/prometheus/common/model"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/folder"
)

// Config is one repository of the dashboards: block.
type Config struct {
	URL       string            `yaml:"url" help:"The repository: https, ssh, git@host:path, or a path on disk." example:"https://git.example.org/shop/dashboards.git"`
	Branch    string            `yaml:"branch" help:"Which branch." default:"what the repository calls HEAD" example:"main"`
	Path      string            `yaml:"path" help:"The folder in the repository that holds the dashboards, as .json or .jsonnet files at any depth." default:"all of it" example:"dashboards"`
	Folder    string            `yaml:"folder" help:"Under which folder the dashboards are listed. Without it, each under the name of the folder that it is in." default:"by folder" example:"Shop"`
	Name      string            `yaml:"name" help:"What the source is called." default:"the last part of the URL" example:"shop"`
	Username  string            `yaml:"username" help:"Who to be over https; most hosts take any name beside a token." default:"git" example:"x-token-auth"`
	Token     httpconfig.Secret `yaml:"token" help:"Token or password over https." example:"${GIT_TOKEN}"`
	TokenFile string            `yaml:"token_file" help:"File with the token, read at each look." example:"/etc/lookout/git-token"`
	KeyFile   string            `yaml:"ssh_key_file" help:"Private key for ssh. Without it, ssh finds its own, as for the user that Lookout runs as." example:"/etc/lookout/id_ed25519"`
	Interval  model.Duration    `yaml:"interval" help:"How often to ask for a new commit." default:"1m" example:"5m"`
}

// UnmarshalYAML fills in the defaults first.
func (c *Config) UnmarshalYAML(unmarshal func(any) error) error {
	*c = Config{Username: "git", Interval: model.Duration(time.Minute)}
	type plain Config
	return unmarshal((*plain)(c))
}

// branches are names that git cannot take for an option or a path.
var branches = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]*$`)

// Validate finds what cannot be meant.
func (c *Config) Validate() error {
	u, err := url.Parse(c.URL)
	switch {
	case c.URL == "" || strings.HasPrefix(c.URL, "-"):
		return errors.New("url is missing: name a repository")
	case strings.Contains(c.URL, "::"):
		return errors.New("url: remote helpers are not run: use https, ssh or a path")
	case err == nil && u.User != nil && u.Scheme != "ssh":
		return errors.New("url: put the password into token, where it is hidden")
	case c.Branch != "" && !branches.MatchString(c.Branch):
		return fmt.Errorf("branch: %q is not the name of a branch", c.Branch)
	case !filepath.IsLocal(cmp.Or(c.Path, ".")):
		return fmt.Errorf("path: %q leads out of the repository", c.Path)
	case c.Source() == "." || c.Source() == "..":
		return fmt.Errorf("name: the repository would be called %q: give it a name", c.Source())
	case c.Token != "" && c.TokenFile != "":
		return errors.New("token: set either token or token_file")
	case time.Duration(c.Interval) < time.Second:
		return errors.New("interval: write 1s or more")
	}
	return nil
}

// SetDirectory is where relative paths of files start.
func (c *Config) SetDirectory(dir string) {
	c.TokenFile, c.KeyFile = httpconfig.JoinDir(dir, c.TokenFile), httpconfig.JoinDir(dir, c.KeyFile)
}

// Source is what the store calls the repository.
func (c *Config) Source() string {
	short := strings.TrimRight(strings.TrimSuffix(c.URL, ".git"), "/")
	return cmp.Or(c.Name, short[strings.LastIndexAny(short, "/:")+1:], c.URL)
}

// place is the repository as people may read it; an ssh address may hold a password.
func (c *Config) place() string {
	if u, err := url.Parse(c.URL); err == nil {
		return u.Redacted()
	}
	return c.URL
}

// Keeper takes what a repository has; it is the store of dashboards.
type Keeper interface {
	Deliver(context.Context, dashboard.Delivery) ([]dashboard.Refusal, error)
}

// Options is what a Watcher needs.
type Options struct {
	Dir    string // a folder of its own for the files
	Keeper Keeper
	Now    func() time.Time
	Logger *slog.Logger
}

// Watcher keeps the store agreeing with one repository.
type Watcher struct {
	config  Config
	options Options
	journal *dashboard.Journal
	seen    string // the commit at the last delivery
}

// New returns a watcher that has not looked yet.
func New(c Config, o Options) *Watcher {
	o.Logger = o.Logger.With("repository", c.Source())
	return &Watcher{config: c, options: o, journal: dashboard.NewJournal(dashboard.Git, c.Source(), c.place(), o.Now)}
}

// Account tells how the repository fares.
func (w *Watcher) Account() dashboard.Account { return w.journal.Account() }

// Run looks at once and then every interval until ctx ends.
func (w *Watcher) Run(ctx context.Context) error {
	ticker := time.NewTicker(time.Duration(w.config.Interval))
	defer ticker.Stop()
	for {
		if err := w.Look(ctx); ctx.Err() == nil && w.journal.Looked(err) {
			w.options.Logger.Warn("dashboards of a repository not read, those of before stand", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
		}
	}
}

// Look delivers the branch if it has a new commit, or what was refused for something outside of it.
func (w *Watcher) Look(ctx context.Context) error {
	commit, err := w.newest(ctx)
	if err != nil {
		return err
	}
	var only []string
	if commit == w.seen {
		if only = w.journal.Again(); only == nil {
			return nil
		}
	} else {
		w.seen = "" // whatever becomes of it, the files are no longer those of before
		if err := w.fetch(ctx, commit); err != nil {
			return err
		}
	}
	return w.deliver(ctx, commit, only)
}

func (w *Watcher) deliver(ctx context.Context, commit string, only []string) error {
	files := folder.Config{Path: filepath.Join(w.options.Dir, w.config.Path), Folder: w.config.Folder, Name: w.config.Source(), Within: w.options.Dir}
	offers, err := files.Read(only)
	if err != nil {
		return err
	}
	delivery := dashboard.Delivery{Kind: dashboard.Git, Name: w.config.Source(), Release: commit[:12], Offers: offers}
	refused, err := w.options.Keeper.Deliver(ctx, delivery)
	if err != nil {
		return err
	}
	w.seen = commit
	for _, r := range w.journal.Delivered(delivery, refused) {
		w.options.Logger.Warn("dashboard refused; its version of before stands where there is one", "file", r.Origin, "commit", commit[:12], "err", r.Err)
	}
	return nil
}

// newest asks which commit the branch is at, without fetching anything.
func (w *Watcher) newest(ctx context.Context) (string, error) {
	ref := "HEAD"
	if w.config.Branch != "" {
		ref = "refs/heads/" + w.config.Branch
	}
	answer, err := w.git(ctx, "ls-remote", "--", w.config.URL, ref)
	if err != nil {
		return "", err
	}
	commit, _, found := strings.Cut(answer, "\t")
	if !found || len(commit) < 40 {
		return "", fmt.Errorf("%s has no %s: name a branch that it has", w.config.place(), cmp.Or(w.config.Branch, "HEAD"))
	}
	return commit, nil
}

// fetch brings the files of one commit, and nothing of the history, onto the disk.
func (w *Watcher) fetch(ctx context.Context, commit string) error {
	if err := mark(w.options.Dir); err != nil {
		return fmt.Errorf("make folder for %s: %w", w.config.Source(), err)
	}
	for _, args := range [][]string{
		{"init", "--quiet"},
		{"fetch", "--quiet", "--depth=1", "--no-tags", "--force", "--", w.config.URL, commit},
		{"checkout", "--quiet", "--force", "--detach", "FETCH_HEAD"},
		{"clean", "--quiet", "-ffdx"},
	} {
		if _, err := w.git(ctx, args...); err != nil {
			return err
		}
	}
	return nil
}

const (
	patience = 2 * time.Minute // for one step
	farewell = 5 * time.Second // for what git leaves behind once its time is up
	mostSaid = 16 << 10        // bytes of what git complains about
)

// git runs the program. Nothing of the machine's or the repository's making runs along: no hooks, no
// questions, no links, no protocols beside these.
func (w *Watcher) git(ctx context.Context, args ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	environment, err := w.environment()
	if err != nil {
		return "", err
	}
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Env = environment
	if args[0] != "ls-remote" {
		cmd.Dir = w.options.Dir
	}
	cmd.WaitDelay = farewell
	endTogether(cmd)
	complaint := &beginning{room: mostSaid}
	cmd.Stderr = complaint
	answer, err := cmd.Output()
	if errors.Is(err, exec.ErrNotFound) {
		return "", errors.New("the program git is missing: install it, or use dashboards.folders with a checkout")
	}
	if err != nil {
		return "", fmt.Errorf("git %s %s: %w: %.500s", args[0], w.config.place(), err, strings.TrimSpace(complaint.text.String()))
	}
	return string(answer), nil
}

// beginning keeps the first bytes of what is written to it: a server may have git say anything at any length.
type beginning struct {
	text strings.Builder
	room int
}

func (b *beginning) Write(p []byte) (int, error) {
	n := min(len(p), b.room-b.text.Len())
	b.text.Write(p[:n])
	return len(p), nil
}

func (w *Watcher) environment() ([]string, error) {
	settings := [][2]string{{"core.hooksPath", os.DevNull}, {"core.symlinks", "false"}, {"protocol.ext.allow", "never"}}
	header, err := w.authorization()
	if err != nil {
		return nil, err
	}
	if header != "" { // it belongs to this server, and to none that it leads to
		settings = append(settings, [2]string{"http.extraHeader", header}, [2]string{"http.followRedirects", "false"})
	}
	environment := append(os.Environ(), "GIT_TERMINAL_PROMPT=0", "GIT_ALLOW_PROTOCOL=file:git:http:https:ssh", "GIT_LFS_SKIP_SMUDGE=1", "LC_ALL=C",
		fmt.Sprintf("GIT_CONFIG_COUNT=%d", len(settings)))
	for i, s := range settings {
		environment = append(environment, fmt.Sprintf("GIT_CONFIG_KEY_%d=%s", i, s[0]), fmt.Sprintf("GIT_CONFIG_VALUE_%d=%s", i, s[1]))
	}
	ssh := "ssh -o BatchMode=yes"
	if w.config.KeyFile != "" {
		ssh += " -o IdentitiesOnly=yes -i '" + strings.ReplaceAll(w.config.KeyFile, "'", `'\''`) + "'"
	}
	return append(environment, "GIT_SSH_COMMAND="+ssh), nil
}

// authorization is the header that carries the token; it reaches git where other users do not see it.
func (w *Watcher) authorization() (string, error) {
	token := string(w.config.Token)
	if w.config.TokenFile != "" {
		text, err := os.ReadFile(w.config.TokenFile)
		if err != nil {
			return "", fmt.Errorf("read token_file: %w", err)
		}
		token = strings.TrimSpace(string(text))
	}
	if token == "" {
		return "", nil
	}
	return "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte(w.config.Username+":"+token)), nil
}
