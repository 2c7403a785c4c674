package folder_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/lookout-monitor/lookout/internal/dashboard"
	"github.com/lookout-monitor/lookout/internal/dashboard/folder"
)

// shelf notes what is delivered.
type shelf struct{ deliveries []dashboard.Delivery }

func (s *shelf) Deliver(_ context.Context, d dashboard.Delivery) ([]dashboard.Refusal, error) {
	s.deliveries = append(s.deliveries, d)
	return nil, nil
}

// last is the newest delivery as lines of "folder/origin: document or problem".
func (s *shelf) last() []string {
	var lines []string
	for _, o := range s.deliveries[len(s.deliveries)-1].Offers {
		text := strings.Join(strings.Fields(string(o.Document)), " ")
		if o.Problem != nil {
			text = "problem"
		}
		lines = append(lines, fmt.Sprintf("%s|%s: %s", o.Folder, o.Origin, text))
	}
	return lines
}

func write(t *testing.T, dir, name, content string) {
	t.Helper()
	name = filepath.Join(dir, name)
	require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o755))
	require.NoError(t, os.WriteFile(name, []byte(content), 0o644))
}

func TestAFolderIsDeliveredAgainWhenItChanges(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "boards")
	write(t, dir, "one.json", `{"title": "One"}`)
	write(t, dir, "team/two.jsonnet", `local lib = import "lib.libsonnet"; {title: lib.title}`)
	write(t, dir, "team/lib.libsonnet", `{title: "Two"}`)
	write(t, dir, ".git/hidden.json", `{}`)
	write(t, dir, "README.md", `no dashboard`)
	kept := &shelf{}
	w := folder.New(folder.Config{Path: dir}, kept, time.Now, slog.New(slog.DiscardHandler))

	require.NoError(t, w.Look(t.Context()))
	require.Equal(t, []string{`boards|one.json: {"title": "One"}`, `team|team/two.jsonnet: { "title": "Two" }`}, kept.last())
	require.NoError(t, w.Look(t.Context()))
	require.Len(t, kept.deliveries, 1, "nothing changed")

	write(t, dir, "team/lib.libsonnet", `{title: "Two, renamed"}`)
	write(t, dir, "broken.jsonnet", `{`)
	require.NoError(t, w.Look(t.Context()))
	require.Equal(t, []string{
		`boards|broken.jsonnet: problem`, `boards|one.json: {"title": "One"}`, `team|team/two.jsonnet: { "title": "Two, renamed" }`,
	}, kept.last())
	problem := kept.deliveries[1].Offers[0].Problem
	require.ErrorContains(t, problem, "evaluate template: broken.jsonnet:1:", "the owner knows the file by its name in the folder")
	require.NotContains(t, problem.Error(), dir)

	require.NoError(t, os.Remove(filepath.Join(dir, "one.json")))
	require.NoError(t, w.Look(t.Context()))
	require.Len(t, kept.last(), 2)
}

func TestAFolderThatCannotBeReadLosesNothing(t *testing.T) {
	kept := &shelf{}
	w := folder.New(folder.Config{Path: filepath.Join(t.TempDir(), "none")}, kept, time.Now, slog.New(slog.DiscardHandler))
	require.Error(t, w.Look(t.Context()))
	require.Empty(t, kept.deliveries)
}

func TestAllDashboardsCanStandInOneFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "deep/er/one.json", `{}`)
	kept := &shelf{}
	w := folder.New(folder.Config{Path: dir, Folder: "Payments", Name: "pay"}, kept, time.Now, slog.New(slog.DiscardHandler))
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- w.Run(ctx, time.Millisecond) }()
	time.Sleep(20 * time.Millisecond)
	cancel()
	require.NoError(t, <-done)
	require.Equal(t, "pay", kept.deliveries[0].Name)
	require.Equal(t, []string{`Payments|deep/er/one.json: {}`}, kept.last())
}

func TestAFolderThatIsAwayIsToldOnce(t *testing.T) {
	var log strings.Builder
	w := folder.New(folder.Config{Path: filepath.Join(t.TempDir(), "none")}, &shelf{}, time.Now, slog.New(slog.NewTextHandler(&log, nil)))
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	require.NoError(t, w.Run(ctx, time.Millisecond))
	require.Equal(t, 1, strings.Count(log.String(), "not read"))
}
