// Package backup carries a whole data folder as one stream and proves that it arrived whole.
//
// Folders flow in, gathered by whoever owns their content; a tar stream flows out whose last
// entry, manifest.json, lists every file with its size and SHA-256. Unpacking flows the other
// way and believes nothing: not a path, not a size, not an end without the manifest. The
// package refuses to know what the files mean.
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
	"path/filepath"
	"strings"
	"time"
)

// SizeHeader is the HTTP header in which a server announces the bytes that the files of a
// backup have together, so that the receiver knows how far it is and what to refuse.
const SizeHeader = "Lookout-Backup-Bytes"

const (
	manifestName = "manifest.json"
	stagePrefix  = "backup-"
	format       = 1
)

// Manifest says what a backup holds. Who makes one fills in Version.
type Manifest struct {
	Format  int       `json:"format"`
	Created time.Time `json:"created"`
	Version string    `json:"version"` // of the Lookout that made it
	Files   []File    `json:"files"`
}

// File is one file of a backup; its path has slashes and is relative.
type File struct {
	Path   string `json:"path"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Bytes is the size of all files together.
func (m Manifest) Bytes() int64 {
	var n int64
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

// Part is what one owner adds to a backup: Put writes a consistent copy of it to the given
// path, as a file or as a folder that it creates.
type Part struct {
	Name string
	Put  func(ctx context.Context, path string) error
}

// Source is a folder that is ready to be sent.
type Source struct {
	root      string
	temporary bool
	skip      func(path string) bool
}

// Stage gathers the parts in a new folder inside scratch, which should be on the file system
// of the data, so that owners can put hard links. Close removes the folder.
func Stage(ctx context.Context, scratch string, parts ...Part) (*Source, error) {
	if err := os.MkdirAll(scratch, 0o750); err != nil {
		return nil, fmt.Errorf("stage backup: %w", err)
	}
	root, err := os.MkdirTemp(scratch, stagePrefix)
	if err != nil {
		return nil, fmt.Errorf("stage backup: %w", err)
	}
	source := &Source{root: root, temporary: true}
	for _, part := range parts {
		if err := part.Put(ctx, filepath.Join(root, part.Name)); err != nil {
			return nil, errors.Join(fmt.Errorf("stage backup of %s: %w", part.Name, err), source.Close())
		}
	}
	return source, nil
}

// Sweep removes what a process that died left staged in scratch.
func Sweep(scratch string) error {
	left, err := filepath.Glob(filepath.Join(scratch, stagePrefix+"*"))
	if err != nil {
		return err
	}
	var errs []error
	for _, dir := range left {
		errs = append(errs, os.RemoveAll(dir))
	}
	return errors.Join(errs...)
}

// Folder is a source that nobody writes to meanwhile. Files and folders for which skip is
// true stay out; skip may be nil.
func Folder(root string, skip func(path string) bool) *Source {
	return &Source{root: root, skip: skip}
}

// Close removes what was staged.
func (s *Source) Close() error {
	if !s.temporary {
		return nil
	}
	return os.RemoveAll(s.root)
}

// Size is the number of bytes that Write will send in files.
func (s *Source) Size() (int64, error) {
	var total int64
	err := s.walk(func(_ string, info fs.FileInfo) error {
		total += info.Size()
		return nil
	})
	return total, err
}

// Write sends the source as a tar stream, the manifest last: a stream that breaks off has none.
func (s *Source) Write(ctx context.Context, w io.Writer, version string, now time.Time) error {
	manifest := Manifest{Format: format, Created: now.UTC(), Version: version, Files: []File{}}
	archive := tar.NewWriter(w)
	err := s.walk(func(path string, info fs.FileInfo) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		sum, err := s.send(archive, path, info)
		manifest.Files = append(manifest.Files, File{path, info.Size(), sum})
		return err
	})
	if err != nil {
		return fmt.Errorf("write backup: %w", err)
	}
	content, err := json.Marshal(manifest)
	if err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	header := &tar.Header{Name: manifestName, Size: int64(len(content)), Mode: 0o640, ModTime: manifest.Created}
	if err := archive.WriteHeader(header); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	if _, err := archive.Write(content); err != nil {
		return fmt.Errorf("write manifest: %w", err)
	}
	return archive.Close()
}

// walk visits the regular files in order. Links and sockets are no data and stay out.
func (s *Source) walk(visit func(path string, info fs.FileInfo) error) error {
	return fs.WalkDir(os.DirFS(s.root), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if s.skip != nil && s.skip(path) {
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() || path == manifestName {
			return nil
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return visit(path, info)
	})
}

func (s *Source) send(archive *tar.Writer, path string, info fs.FileInfo) (sum string, err error) {
	file, err := os.Open(filepath.Join(s.root, filepath.FromSlash(path)))
	if err != nil {
		return "", err
	}
	defer file.Close()
	header := &tar.Header{Name: path, Size: info.Size(), Mode: 0o640, ModTime: info.ModTime()}
	if err := archive.WriteHeader(header); err != nil {
		return "", err
	}
	hash := sha256.New()
	if _, err := io.CopyN(io.MultiWriter(archive, hash), file, info.Size()); err != nil {
		return "", fmt.Errorf("%s changed while it was read: %w", path, err)
	}
	return hex.EncodeToString(hash.Sum(nil)), nil
}

// Files is the content of a part whose owner replaces its files atomically: copying one after
// the other is then consistent enough. A folder that does not exist yet is an empty part.
func Files(dir string) func(ctx context.Context, path string) error {
	return func(ctx context.Context, path string) error {
		if err := os.MkdirAll(path, 0o750); err != nil {
			return err
		}
		entries, err := os.ReadDir(dir)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		for _, entry := range entries {
			if ctx.Err() != nil || !entry.Type().IsRegular() || strings.HasSuffix(entry.Name(), ".tmp") {
				continue
			}
			err = errors.Join(err, copyFile(filepath.Join(dir, entry.Name()), filepath.Join(path, entry.Name())))
		}
		return errors.Join(err, ctx.Err())
	}
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
