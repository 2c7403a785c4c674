package backup

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/lookout-monitor/lookout/internal/durable"
)

const (
	largestManifest = 256 << 20 // about a million files
	longestPath     = 1024
)

// Unpack writes a stream into an empty folder and returns its manifest, which it does not
// write: Save does. More than limit bytes of files are refused before they are written.
func Unpack(ctx context.Context, r io.Reader, dir string, limit int64) (Manifest, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Manifest{}, fmt.Errorf("unpack backup: %w", err)
	}
	defer root.Close()
	u := &unpacker{ctx: ctx, root: root, left: limit, found: map[string]File{}}
	manifest, err := u.run(tar.NewReader(r))
	if err != nil {
		return Manifest{}, fmt.Errorf("unpack backup: %w", err)
	}
	return manifest, nil
}

// unpacker writes below root and nowhere else, whatever the stream says.
type unpacker struct {
	ctx   context.Context
	root  *os.Root
	left  int64
	found map[string]File
}

func (u *unpacker) run(archive *tar.Reader) (Manifest, error) {
	for {
		header, err := archive.Next()
		switch {
		case errors.Is(err, io.EOF):
			return Manifest{}, errors.New("the stream ends without its manifest, so it is not whole; the log of the server that sent it may say why")
		case err != nil:
			return Manifest{}, err
		case header.Name == manifestName:
			return u.finish(archive)
		}
		if err := u.add(header, archive); err != nil {
			return Manifest{}, err
		}
	}
}

func (u *unpacker) add(header *tar.Header, content io.Reader) error {
	name := header.Name
	if err := u.ctx.Err(); err != nil {
		return err
	}
	if header.Typeflag != tar.TypeReg {
		return fmt.Errorf("entry %q is no regular file", name)
	}
	if err := checkPath(name); err != nil {
		return err
	}
	if _, twice := u.found[name]; twice {
		return fmt.Errorf("entry %q comes twice", name)
	}
	if header.Size > u.left {
		return fmt.Errorf("entry %q of %d bytes is more than the backup was announced to hold, or than the disk has room for", name, header.Size)
	}
	u.left -= header.Size
	sum, err := u.write(name, content)
	if err != nil {
		return err
	}
	u.found[name] = File{name, header.Size, sum}
	return nil
}

// checkPath lets plain relative paths through; os.Root would stop the others as well, but
// they deserve a clear word.
func checkPath(name string) error {
	if !fs.ValidPath(name) || name == "." || strings.ContainsAny(name, "\\\x00:") || len(name) > longestPath {
		return fmt.Errorf("entry %.100q is no path inside the backup", name)
	}
	return nil
}

func (u *unpacker) write(name string, content io.Reader) (sum string, err error) {
	if err := u.root.MkdirAll(path.Dir(name), 0o750); err != nil {
		return "", err
	}
	file, err := u.root.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return "", err
	}
	hash := sha256.New()
	_, err = io.Copy(io.MultiWriter(file, hash), &interruptible{u.ctx, content})
	return hex.EncodeToString(hash.Sum(nil)), errors.Join(err, file.Sync(), file.Close())
}

// finish compares what came with what the manifest says should have come.
func (u *unpacker) finish(content io.Reader) (Manifest, error) {
	manifest, err := decodeManifest(content)
	if err != nil {
		return Manifest{}, err
	}
	return manifest, manifest.compare(u.found)
}

func decodeManifest(content io.Reader) (Manifest, error) {
	limited := &io.LimitedReader{R: content, N: largestManifest}
	var manifest Manifest
	if err := json.NewDecoder(limited).Decode(&manifest); err != nil {
		return Manifest{}, fmt.Errorf("read %s: %w", manifestName, err)
	}
	if manifest.Format != format {
		return Manifest{}, fmt.Errorf("read %s: format %d is unknown to this version; use the Lookout that made the backup (%s) or a newer one",
			manifestName, manifest.Format, manifest.Version)
	}
	return manifest, nil
}

// compare names the files that are missing, changed, or that nobody knows of.
func (m Manifest) compare(found map[string]File) error {
	const most = 10 // one wrong disk can damage thousands
	var problems []string
	listed := map[string]bool{}
	for _, want := range m.Files {
		listed[want.Path] = true
		have, ok := found[want.Path]
		switch {
		case !ok:
			problems = append(problems, want.Path+" is missing")
		case have != want:
			problems = append(problems, want.Path+" is damaged")
		}
	}
	for name := range found {
		if !listed[name] {
			problems = append(problems, name+" does not belong to it")
		}
	}
	if len(problems) == 0 {
		return nil
	}
	if extra := len(problems) - most; extra > 0 {
		problems = append(problems[:most], fmt.Sprintf("and %d more", extra))
	}
	return fmt.Errorf("the backup is not what its manifest says: %s", strings.Join(problems, ", "))
}

// Save writes the manifest into an unpacked folder, which makes it a backup.
func (m Manifest) Save(dir string) error {
	content, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return durable.WriteFile(filepath.Join(dir, manifestName), append(content, '\n'), 0o640)
}

// Load reads the manifest of a backup folder.
func Load(dir string) (Manifest, error) {
	file, err := os.Open(filepath.Join(dir, manifestName))
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, fmt.Errorf("%s has no %s, so it is no backup, or one that was never finished", dir, manifestName)
	}
	if err != nil {
		return Manifest{}, err
	}
	defer file.Close()
	return decodeManifest(file)
}

// Verify reads every file of a backup folder and compares it with the manifest. Progress
// gets the bytes read so far; it may be nil.
func Verify(ctx context.Context, dir string, progress func(done int64)) (Manifest, error) {
	manifest, err := Load(dir)
	if err != nil {
		return Manifest{}, err
	}
	found := map[string]File{}
	var done int64
	err = Folder(dir, nil).walk(func(name string, info fs.FileInfo) error {
		sum, err := hashFile(ctx, filepath.Join(dir, filepath.FromSlash(name)))
		found[name] = File{name, info.Size(), sum}
		done += info.Size()
		if progress != nil {
			progress(done)
		}
		return err
	})
	if err != nil {
		return Manifest{}, fmt.Errorf("verify backup: %w", err)
	}
	return manifest, manifest.compare(found)
}

func hashFile(ctx context.Context, path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer file.Close()
	hash := sha256.New()
	_, err = io.Copy(hash, &interruptible{ctx, file})
	return hex.EncodeToString(hash.Sum(nil)), err
}

// Copy sends a source into an empty folder and returns the manifest of what arrived.
// Progress gets the bytes on their way so far; it may be nil.
func Copy(ctx context.Context, from *Source, to string, made Manifest, progress func(done int64)) (Manifest, error) {
	size, err := from.Size()
	if err != nil {
		return Manifest{}, fmt.Errorf("read %s: %w", from.root, err)
	}
	reader, writer := io.Pipe()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		writer.CloseWithError(from.Write(ctx, writer, made.Version, made.Created))
	}()
	manifest, err := Unpack(ctx, &counted{reader, 0, progress}, to, size)
	reader.CloseWithError(errors.New("nobody reads any more"))
	<-sent
	return manifest, err
}

// counted reports what is read through it.
type counted struct {
	source   io.Reader
	done     int64
	progress func(done int64)
}

func (r *counted) Read(buffer []byte) (int, error) {
	n, err := r.source.Read(buffer)
	if r.done += int64(n); r.progress != nil {
		r.progress(r.done)
	}
	return n, err
}

// interruptible stops a long copy when its context ends.
type interruptible struct {
	ctx    context.Context
	source io.Reader
}

func (r *interruptible) Read(buffer []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.source.Read(buffer)
}
