package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// maxFileSize bounds the memory that reading a file may take. The largest configurations in the field are a few
// megabytes.
const maxFileSize = 32 << 20

func readFile(path string) (string, error) {
	file, err := os.Open(path)
	if err != nil {
		return "", openError(path, err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && info.IsDir() {
		return "", &Error{File: path, Problem: "this is a directory", Hint: "name the file inside it"}
	}
	content, err := io.ReadAll(io.LimitReader(file, maxFileSize+1))
	if err != nil {
		return "", &Error{File: path, Problem: fmt.Sprintf("cannot read the file: %v", err)}
	}
	if len(content) > maxFileSize {
		return "", &Error{
			File:    path,
			Problem: fmt.Sprintf("the file is larger than %d MB", maxFileSize>>20),
			Hint:    "is this the right file? split it, or move long lists of targets into file_sd_configs",
		}
	}
	return string(content), nil
}

func openError(path string, err error) *Error {
	mended := &Error{File: path, Problem: "cannot open the file: " + errors.Unwrap(err).Error()}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		mended.Hint = "check the path; relative paths start at the directory Lookout was started in"
	case errors.Is(err, fs.ErrPermission):
		mended.Hint = "let the user that runs Lookout read it"
	}
	return mended
}
