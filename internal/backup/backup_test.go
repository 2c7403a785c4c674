package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var made = time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)

func writeFiles(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	}
}

func TestWhatIsStagedArrivesWholeAndVerifies(t *testing.T) {
	alerts, scratch, target := t.TempDir(), t.TempDir(), t.TempDir()
	writeFiles(t, alerts, map[string]string{"silences": "quiet", "nflog.tmp": "half"})
	source, err := Stage(t.Context(), scratch,
		Part{"alerts", Files(alerts)},
		Part{"later", Files(filepath.Join(alerts, "not-there-yet"))},
		Part{"lookout.db", func(_ context.Context, path string) error { return os.WriteFile(path, []byte("rows"), 0o600) }},
	)
	require.NoError(t, err)
	size, err := source.Size()
	require.NoError(t, err)
	require.EqualValues(t, len("quiet")+len("rows"), size)

	var stream bytes.Buffer
	require.NoError(t, source.Write(t.Context(), &stream, "v1", made))
	require.NoError(t, source.Close())
	left, err := os.ReadDir(scratch)
	require.NoError(t, err)
	require.Empty(t, left)

	manifest, err := Unpack(t.Context(), &stream, target, size)
	require.NoError(t, err)
	require.Equal(t, size, manifest.Bytes())
	require.NoError(t, manifest.Save(target))
	verified, err := Verify(t.Context(), target, nil)
	require.NoError(t, err)
	require.Equal(t, manifest, verified)
	content, err := os.ReadFile(filepath.Join(target, "alerts", "silences"))
	require.NoError(t, err)
	require.Equal(t, "quiet", string(content))
}

func TestStageLeavesNothingWhenAPartFails(t *testing.T) {
	scratch := t.TempDir()
	_, err := Stage(t.Context(), scratch, Part{"metrics", func(context.Context, string) error { return errors.New("disk on fire") }})
	require.EqualError(t, err, "stage backup of metrics: disk on fire")
	left, err := os.ReadDir(scratch)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestSweepRemovesWhatACrashLeft(t *testing.T) {
	scratch := t.TempDir()
	writeFiles(t, scratch, map[string]string{"backup-123/metrics/chunk": "x", "01BLOCK/index": "x"})
	require.NoError(t, Sweep(scratch))
	require.NoDirExists(t, filepath.Join(scratch, "backup-123"))
	require.FileExists(t, filepath.Join(scratch, "01BLOCK", "index"))
}

func TestVerifyNamesEveryFileThatIsNotAsItWas(t *testing.T) {
	from, dir := t.TempDir(), t.TempDir()
	writeFiles(t, from, map[string]string{"same": "1", "changed": "2", "missing": "3"})
	manifest, err := Copy(t.Context(), Folder(from, nil), dir, Manifest{Version: "v1", Created: made}, nil)
	require.NoError(t, err)
	require.NoError(t, manifest.Save(dir))

	require.NoError(t, os.Remove(filepath.Join(dir, "missing")))
	writeFiles(t, dir, map[string]string{"changed": "!", "new": "4"})
	_, err = Verify(t.Context(), dir, nil)
	require.EqualError(t, err, "the backup is not what its manifest says: changed is damaged, missing is missing, new does not belong to it")
}

func TestVerifyRefusesAFolderWithoutManifest(t *testing.T) {
	_, err := Verify(t.Context(), t.TempDir(), nil)
	require.ErrorContains(t, err, "it is no backup")
}

func TestCopySkips(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	writeFiles(t, from, map[string]string{"metrics/lock": "", "metrics/01/index": "x", "tmp/deep/er": "y"})
	manifest, err := Copy(t.Context(), Folder(from, func(p string) bool { return p == "tmp" || p == "metrics/lock" }), to, Manifest{Version: "v1", Created: made}, nil)
	require.NoError(t, err)
	require.Len(t, manifest.Files, 1)
	require.Equal(t, "metrics/01/index", manifest.Files[0].Path)
}

type entry struct {
	header  tar.Header
	content string
}

func stream(t testing.TB, entries ...entry) *bytes.Buffer {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, e := range entries {
		e.header.Mode = 0o777
		e.header.Size = int64(len(e.content))
		require.NoError(t, w.WriteHeader(&e.header))
		_, err := io.WriteString(w, e.content)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return &b
}

func TestUnpackRefuses(t *testing.T) {
	file := func(name, content string) entry { return entry{tar.Header{Name: name, Typeflag: tar.TypeReg}, content} }
	manifest := file(manifestName, `{"format":1,"files":[]}`)
	for _, c := range []struct {
		name    string
		entries []entry
		want    string
	}{
		{"a path that climbs out", []entry{file("../outside", "x")}, "no path inside"},
		{"a path that climbs out later", []entry{file("a/../../outside", "x")}, "no path inside"},
		{"an absolute path", []entry{file("/etc/cron.d/evil", "x")}, "no path inside"},
		{"a Windows path", []entry{file(`..\outside`, "x")}, "no path inside"},
		{"an endless path", []entry{file(strings.Repeat("a/", 600)+"a", "x")}, "no path inside"},
		{"a symbolic link", []entry{{tar.Header{Name: "link", Typeflag: tar.TypeSymlink, Linkname: "/etc"}, ""}}, "no regular file"},
		{"a hard link", []entry{{tar.Header{Name: "link", Typeflag: tar.TypeLink, Linkname: "other"}, ""}}, "no regular file"},
		{"a device", []entry{{tar.Header{Name: "null", Typeflag: tar.TypeChar}, ""}}, "no regular file"},
		{"a file twice", []entry{file("a", "x"), file("a", "y")}, "comes twice"},
		{"a file for a folder", []entry{file("a", "x"), file("a/b", "y")}, "a"},
		{"more than announced", []entry{file("a", strings.Repeat("x", 1001))}, "more than the backup was announced to hold"},
		{"more than announced, together", []entry{file("a", strings.Repeat("x", 600)), file("b", strings.Repeat("x", 600))}, `"b" of 600 bytes is more`},
		{"no manifest", []entry{file("a", "x")}, "ends without its manifest"},
		{"a file the manifest does not know", []entry{file("a", "x"), manifest}, "a does not belong to it"},
		{"a manifest of another format", []entry{file(manifestName, `{"format":7,"version":"v9"}`)}, "format 7 is unknown"},
		{"a manifest that is none", []entry{file(manifestName, `nonsense`)}, "read manifest.json"},
	} {
		t.Run(c.name, func(t *testing.T) {
			outer := t.TempDir()
			dir := filepath.Join(outer, "inner")
			require.NoError(t, os.Mkdir(dir, 0o750))
			_, err := Unpack(t.Context(), stream(t, c.entries...), dir, 1000)
			require.ErrorContains(t, err, c.want)
			siblings, err := os.ReadDir(outer)
			require.NoError(t, err)
			require.Len(t, siblings, 1, "nothing was written beside the folder")
		})
	}
}

func TestUnpackNoticesAStreamThatBreaksOff(t *testing.T) {
	from := t.TempDir()
	writeFiles(t, from, map[string]string{"a": strings.Repeat("x", 5000), "b": "y"})
	var whole bytes.Buffer
	require.NoError(t, Folder(from, nil).Write(t.Context(), &whole, "v1", made))
	for cut := 0; cut < whole.Len()-2048; cut += 100 {
		_, err := Unpack(t.Context(), bytes.NewReader(whole.Bytes()[:cut]), t.TempDir(), math.MaxInt64)
		require.Error(t, err, "cut at %d", cut)
	}
}

func TestCopyStopsWhenCalledOff(t *testing.T) {
	from := t.TempDir()
	writeFiles(t, from, map[string]string{"a": "x"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Copy(ctx, Folder(from, nil), t.TempDir(), Manifest{Version: "v1", Created: made}, nil)
	require.ErrorIs(t, err, context.Canceled)
}

func FuzzUnpack(f *testing.F) {
	f.Add(stream(f, entry{tar.Header{Name: "a", Typeflag: tar.TypeReg}, "x"}).Bytes())
	f.Add([]byte("no tar at all"))
	f.Fuzz(func(t *testing.T, content []byte) {
		outer := t.TempDir()
		dir := filepath.Join(outer, "inner")
		require.NoError(t, os.Mkdir(dir, 0o750))
		_, _ = Unpack(t.Context(), bytes.NewReader(content), dir, 1<<20)
		siblings, err := os.ReadDir(outer)
		require.NoError(t, err)
		require.Len(t, siblings, 1)
	})
}
